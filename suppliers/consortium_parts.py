"""What consortia bring to the house; `parts.py` adds it to what suppliers bring."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from core.access import Person
from core.assembly import InvitationPart, PageRoutes, PermissionSample, SectionPart, SectionPlace
from core.models import Authority, Invitation, User
from suppliers import access, consortium_summary, consortium_urls, queries
from suppliers.models import Consortium, ConsortiumParty, InvitedBy, MemberRole, Supplier
from suppliers.pages import consortia as pages
from suppliers.pages.consortia import ConsortiumLine
from suppliers.states import ConsortiumState, PartyState


def name_of(pk: UUID) -> str:
    """The name of a consortium into which somebody is asked. One query."""
    return str(Consortium.objects.get(pk=pk))


def take_up(_invitation: Invitation, _person: User, *, at: datetime) -> None:
    """Nothing yet: the person reads the part and signs it, for the supplier for which it acts."""


def beside_facts(supplier: Supplier, user: Person, _at: datetime) -> list[ConsortiumLine]:
    """The consortia of a supplier, beside its facts. Seven queries."""
    return pages.lines(consortium_summary.rows_for(user, supplier))


_LEAD, _MEMBER, _INVITED = UUID(int=11), UUID(int=12), UUID(int=13)


def _sample(_authority: Authority, state: str) -> Consortium:
    consortium = Consortium(name="Sample", lead=Supplier(pk=_LEAD), state=state)
    consortium.standing = [  # type: ignore[attr-defined]  # as `queries.with_parties` reads it
        ConsortiumParty(no=no, supplier_id=supplier, state=party_state, how=InvitedBy.SHARE_CODE)
        for no, (supplier, party_state) in enumerate(
            [(_LEAD, PartyState.JOINED), (_MEMBER, PartyState.JOINED), (_INVITED, PartyState.INVITED)], start=1
        )
    ]
    return consortium


def _acting_for(supplier: UUID) -> User:
    user = User()
    user._roles = {}  # type: ignore[attr-defined]  # noqa: SLF001 -- where core.access keeps what it has read
    user._supplier_roles = {supplier: MemberRole.MEMBER}  # type: ignore[attr-defined]  # noqa: SLF001 -- as suppliers.queries
    return user


def people_of_sample() -> Mapping[str, Person]:
    """Those whom only this table distinguishes. Unsaved: no query is made."""
    return {
        "Acts for the lead": _acting_for(_LEAD),
        "Acts for a member": _acting_for(_MEMBER),
        "Acts for who is invited": _acting_for(_INVITED),
    }


PAGES = PageRoutes("consortia/", "consortia", consortium_urls.patterns, under="our:facts")
SECTION = SectionPart("our:facts", SectionPlace.BESIDE, 20, "suppliers/consortia/_beside.html", beside_facts)
INVITATION = InvitationPart(
    kind=queries.CONSORTIUM_KIND,
    name_of=name_of,
    roles={},
    stands=queries.consortium_invitation_stands,
    take_up=take_up,
    route="consortia:list",
)
SAMPLE = PermissionSample(
    "Consortium",
    "What the people of a party do in their consortium. To everybody else, officers and auditors too, there is none.",
    access.may_in_consortium,
    access.ConsortiumAction,
    {state.value: state.label for state in ConsortiumState},
    _sample,
    people_of_sample,
)
