"""What suppliers bring to the house."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access
from core.access import Person
from core.assembly import InvitationPart, Note, NotePart, Parts, PermissionSample
from core.models import Authority, Role, User
from core.timers import TimerPart
from suppliers import access as supplier_access
from suppliers import consortium_notices, consortium_parts, notices, queries, reminders, services
from suppliers.models import MemberRole, Supplier
from suppliers.states import ApprovalState, ConsortiumLeafKind, FactLeafKind, SupplierLeafKind

ROLES = {
    MemberRole.MANAGER.value: (
        MemberRole.MANAGER.label,
        gettext_lazy("Acts for the supplier, and looks after its people and its organisation."),
    ),
    MemberRole.MEMBER.value: (
        MemberRole.MEMBER.label,
        gettext_lazy("Acts for the supplier: enters and confirms its facts, asks and follows."),
    ),
}


def acting_note(user: Person) -> Note | None:
    """To people of suppliers who are neither officer nor auditor: bids are not taken here yet. One query."""
    if access.authorities_with(user, Role.OFFICER, Role.AUDITOR):
        return None
    suppliers = queries.acted_for_by(user)
    if not suppliers:
        return None
    return Note(
        _("You act for %(names)s") % {"names": ", ".join(supplier.name for supplier in suppliers)},
        _(
            "Bids cannot be submitted here yet. You can read every published tender and the method by which bids "
            "will be ranked; ask the authority where it takes bids."
        ),
    )


def name_of(pk: UUID) -> str:
    """The name of a supplier into which somebody is invited. One query."""
    return str(Supplier.objects.get(pk=pk))


def _supplier(_authority: Authority, state: str) -> Supplier:
    return Supplier(pk=_SAMPLE, state=state)


def _acting(role: MemberRole) -> User:
    user = User()
    user._roles = {}  # type: ignore[attr-defined]  # noqa: SLF001 -- where core.access keeps what it has read
    user._supplier_roles = {_SAMPLE: role}  # type: ignore[attr-defined]  # noqa: SLF001 -- as suppliers.queries
    return user


def people_of_sample() -> Mapping[str, Person]:
    """Those whom only this table distinguishes. Unsaved: no query is made."""
    return {"Manager of it": _acting(MemberRole.MANAGER), "Member of it": _acting(MemberRole.MEMBER)}


_SAMPLE = UUID(int=1)

PARTS = Parts(
    pages=[consortium_parts.PAGES],
    notes=[NotePart(50, acting_note)],
    leaf_kinds=[SupplierLeafKind, FactLeafKind, ConsortiumLeafKind],
    notices=[*notices.TEXTS, *consortium_notices.TEXTS],
    timers=[
        TimerPart(Supplier, reminders.due, {"remind": reminders.remind, "end_suspension": services.end_suspension})
    ],
    invitations=[
        InvitationPart(
            kind=queries.INVITATION_KIND,
            name_of=name_of,
            roles=ROLES,
            stands=queries.invitation_stands,
            take_up=services.take_up,
        ),
        consortium_parts.INVITATION,
    ],
    samples=[
        PermissionSample(
            "Supplier",
            "A supplier that is not suspended, by its approval. An officer who acts for it decides nothing about it.",
            supplier_access.may,
            supplier_access.SupplierAction,
            {state.value: state.label for state in ApprovalState},
            _supplier,
            people_of_sample,
        ),
        consortium_parts.SAMPLE,
    ],
)
