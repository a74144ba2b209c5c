"""Where the opening of a tender stands for the person who looks at it: what every page of it begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.access import Person
from procurement.bids.models import FrozenKeyset, FrozenMember, Opening, OpeningHalf
from procurement.bids.models.openings import LIVE
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as queries
from procurement.bids.rules import openings as rules
from procurement.bids.services.openings import price_obstacles
from procurement.bids.states import OpeningPart, OpeningState
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TenderState

WAITS = (TenderState.OPEN, TenderState.CLOSED)


class OpeningStage(StrEnum):
    """What a page of the opening is about."""

    NONE = "none"
    BEFORE = "before"
    READY = "ready"
    CALLED = "called"
    FIRST_HALF = "first_half"
    PROCESSING = "processing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OpeningStanding:
    """`part`: what is opened now or was opened last. `expired`: the latest opening of it, if it came to nothing;
    `was_half_given`: whether because the second person was too late, else because the tender took bids again.

    `member`: the person's place among the keys, `gives`: whether its half is what is waited for.
    """

    tender: Tender
    at: datetime
    stage: OpeningStage
    part: OpeningPart
    opening: Opening | None = None
    expired: Opening | None = None
    was_half_given: bool = False
    members: Sequence[FrozenMember] = ()
    halves: Sequence[OpeningHalf] = ()
    member: FrozenMember | None = None
    obstacles: Sequence[str] = ()
    closed: Sequence[Opening] = ()

    @property
    def gives(self) -> bool:
        waits = self.stage in {OpeningStage.CALLED, OpeningStage.FIRST_HALF}
        return waits and self.member is not None and not self.has_given

    @property
    def has_given(self) -> bool:
        return self.member is not None and any(half.member_id == self.member.pk for half in self.halves)

    @property
    def others(self) -> list[FrozenMember]:
        """Whose half may still come."""
        givers = {half.member_id for half in self.halves}
        return [member for member in self.members if member.pk not in givers]


def standing_of(tender: Tender, user: Person, at: datetime) -> OpeningStanding:
    """How far the opening is. Before the deadline nothing of bids is read. At most six queries."""
    part = rules.first_part(tender.envelopes)
    if tender.origin != Origin.OWN or tender.deadline_at is None:
        return OpeningStanding(tender, at, OpeningStage.NONE, part)
    keyset = key_queries.latest_keyset(tender)
    members = key_queries.members_of(keyset) if keyset else []
    member = next((each for each in members if each.key.holder_id == user.pk), None)
    if at <= tender.deadline_at:
        stage = OpeningStage.BEFORE if tender.state == TenderState.OPEN and keyset else OpeningStage.NONE
        return OpeningStanding(tender, at, stage, part, members=members, member=member)
    return _after(tender, at, part, keyset, members, member)


def _after(
    tender: Tender,
    at: datetime,
    part: OpeningPart,
    keyset: FrozenKeyset | None,
    members: list[FrozenMember],
    member: FrozenMember | None,
) -> OpeningStanding:
    openings = queries.openings_of(tender)
    closed = [each for each in openings if each.state == OpeningState.CLOSED]
    obstacles: list[str] = []
    if part == OpeningPart.TECHNICAL and any(each.part == part for each in closed):
        priced = [each for each in openings if each.part == OpeningPart.PRICE and each.state in LIVE]
        obstacles = [] if priced else price_obstacles(tender)
        part = part if obstacles else OpeningPart.PRICE
    latest = [each for each in openings if each.part == part][-1:]
    opening = next((each for each in latest if each.state in LIVE), None)
    waits = tender.state in ([TenderState.OPENED] if part == OpeningPart.PRICE else WAITS)
    if opening is not None:
        stage = OpeningStage(opening.state)
    else:
        stage = OpeningStage.READY if waits and keyset is not None else OpeningStage.NONE
    expired = next(iter(latest), None) if opening is None else None
    return OpeningStanding(
        tender,
        at,
        stage,
        part,
        opening=opening,
        expired=expired,
        was_half_given=expired is not None and bool(queries.halves_of(expired)),
        members=members,
        halves=queries.halves_of(opening) if opening else [],
        member=member,
        obstacles=obstacles,
        closed=closed,
    )
