"""What suppliers bring to the house."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_lazy

from core.access import Person
from core.assembly import (
    HomePart,
    InvitationPart,
    NavigationEntry,
    NotePart,
    PageRoutes,
    Parts,
    PermissionSample,
    PersonPart,
    SectionPart,
    SectionPlace,
)
from core.models import Authority, User
from core.timers import TimerPart
from suppliers import access as supplier_access
from suppliers import (
    api,
    consortium_api,
    consortium_notices,
    consortium_parts,
    home,
    notices,
    queries,
    reminders,
    services,
    sharing_parts,
    urls,
)
from suppliers.models import MemberRole, Supplier
from suppliers.states import ApprovalState, ConsortiumLeafKind, FactLeafKind, ShareLeafKind, SupplierLeafKind

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
    navigation=[
        NavigationEntry(15, gettext_lazy("Our facts"), "our:facts", queries.acts_for_any),
        NavigationEntry(
            60, gettext_lazy("Suppliers"), "suppliers:list", lambda user: bool(supplier_access.may_list(user))
        ),
    ],
    pages=[
        consortium_parts.PAGES,
        PageRoutes("our/", "our", urls.own_patterns, under="our:facts"),
        *sharing_parts.PAGES,
        PageRoutes("suppliers/", "suppliers", urls.officer_patterns),
    ],
    api=[*api.routes, *consortium_api.routes],
    home=[
        HomePart(20, home.waiting_for_members),
        HomePart(21, home.facts_in_a_line),
        HomePart(24, home.waiting_for_officers),
    ],
    sections=[
        consortium_parts.SECTION,
        sharing_parts.SECTION,
        SectionPart("tenders:detail", SectionPlace.BESIDE, 60, "suppliers/_of_tender.html", home.offer_of_tender),
    ],
    people=[PersonPart(queries.ACTS, queries.acts_condition)],
    notes=[NotePart(50, home.bids_note)],
    leaf_kinds=[SupplierLeafKind, FactLeafKind, ShareLeafKind, ConsortiumLeafKind],
    verifications=[sharing_parts.VERIFICATION],
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
            route="our:facts",
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
