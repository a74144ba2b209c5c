"""An amendment in work and published versions as the API shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from procurement.tenders.gather import Amended
from procurement.tenders.models import Amendment, TenderVersion
from procurement.tenders.sections import SectionKey
from procurement.tenders.sections.amending import Change
from procurement.tenders.states import AmendmentKind, AmendmentState
from scoring import canonical


@dataclass(frozen=True, slots=True)
class ChangeShape:
    """A place of a section that says something else; null where one side does not have it."""

    section: SectionKey
    place: str = field(metadata={"help": "A field, an entry of a list as 'lots/2', or its order as 'lots//order'."})
    kind: AmendmentKind
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AmendmentShape:
    """An amendment in work. `lacking` and `stops`: why it cannot be sent or published, in sentences."""

    id: UUID
    state: AmendmentState
    base: int = field(metadata={"help": "The version that it began from."})
    reason: str
    time_why: str
    affects_bids: bool
    reasons_digest: str = field(metadata={"help": "What the three say now: send it as `seen` with others."})
    kinds: tuple[AmendmentKind, ...]
    deadline_at: datetime | None = field(metadata={"help": "The deadline that its publication would leave."})
    changes: tuple[ChangeShape, ...]
    lacking: tuple[str, ...]
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmendmentStateShape:
    """An amendment after an act. `version`: what it published."""

    id: UUID
    state: AmendmentState
    kinds: tuple[AmendmentKind, ...]
    version: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class VersionShape:
    """A published version and what it changed; `changes` null: it or the one before has no sections that tell."""

    no: int
    at: datetime
    reason: str
    digest: str
    kinds: tuple[AmendmentKind, ...]
    changes: tuple[ChangeShape, ...] | None


def amendment_shape(
    amendment: Amendment, amended: Amended, *, lacking: Iterable[str], stops: Iterable[str]
) -> AmendmentShape:
    return AmendmentShape(
        id=amendment.pk,
        state=AmendmentState(amendment.state),
        base=amendment.base.no,
        reason=amendment.reason,
        time_why=amendment.time_why,
        affects_bids=amendment.affects_bids,
        reasons_digest=amendment.reasons_digest,
        kinds=amended.kinds,
        deadline_at=amended.content.timetable.deadline,
        changes=_changes(amended.changes),
        lacking=tuple(lacking),
        stops=tuple(stops),
    )


def amendment_state_shape(amendment: Amendment) -> AmendmentStateShape:
    version = amendment.version
    return AmendmentStateShape(
        id=amendment.pk,
        state=AmendmentState(amendment.state),
        kinds=tuple(AmendmentKind(kind) for kind in amendment.kinds),
        version=version.no if version else None,
        digest=version.digest if version else "",
    )


def version_shape(version: TenderVersion, changes: tuple[Change, ...] | None) -> VersionShape:
    amendment = getattr(version, "amendment", None)
    return VersionShape(
        no=version.no,
        at=version.at,
        reason=version.reason,
        digest=version.digest,
        kinds=tuple(AmendmentKind(kind) for kind in amendment.kinds) if amendment else (),
        changes=None if changes is None else _changes(changes),
    )


def _changes(changes: Iterable[Change]) -> tuple[ChangeShape, ...]:
    return tuple(
        ChangeShape(
            change.section,
            change.difference.place,
            change.kind,
            canonical.plain(change.difference.before),
            canonical.plain(change.difference.mine),
        )
        for change in changes
    )
