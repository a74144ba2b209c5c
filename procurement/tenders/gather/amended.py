"""What a tender would say once its amendment is published, and what that changes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from procurement.tenders.gather.content import draft_sections
from procurement.tenders.gather.frozen import Publication, publication_from, publication_of, sections_as_json
from procurement.tenders.models import Amendment, Tender, TenderVersion
from procurement.tenders.sections import SectionKey, TenderContent, Timetable, content_from_sections, section_text
from procurement.tenders.sections.amending import (
    Change,
    changes_between,
    dates_after,
    kinds_of,
    with_time_left,
)
from procurement.tenders.states import AmendmentKind
from scoring import codec


@dataclass(frozen=True, slots=True)
class Amended:
    """An amendment at one moment. `published`: what holds now. `content`: what would hold, with the time it must leave.

    `asked`: the dates as officers wrote them, before the rule of time.
    """

    published: Publication
    before: TenderContent
    content: TenderContent
    asked: Timetable
    changes: tuple[Change, ...]
    kinds: tuple[AmendmentKind, ...]

    @property
    def moves_deadline(self) -> bool:
        return self.content.timetable.deadline != self.before.timetable.deadline

    @property
    def moved_by_rule(self) -> bool:
        """Whether the deadline is later than officers asked for."""
        return self.content.timetable.deadline != self.asked.deadline

    @property
    def sections(self) -> dict[str, object]:
        """The sections as a version freezes them."""
        return sections_as_json(texts_of(self.content))


def amended(amendment: Amendment, *, at: datetime) -> Amended:
    """What the amendment changes of its tender as it is published now. Three queries.

    `at`: the time of the tender, which stands still while it is suspended.
    """
    published, base = publication_of(amendment.tender), publication_of_version(amendment.base)
    assert published is not None  # an amendment begins from a version with sections, and every later one has them
    assert base is not None
    saved, before = work_content(amendment.tender), published.content
    asked = dates_after(base.content.timetable, before.timetable, saved.timetable)
    undated = replace(saved, timetable=asked)
    changed = bool(changes_between(before, undated))
    dated = with_time_left(before.timetable, asked, at) if changed else asked
    content = replace(saved, timetable=dated)
    changes = changes_between(before, content)
    return Amended(published, before, content, asked, changes, kinds_of(changes, affects_bids=amendment.affects_bids))


def work_content(tender: Tender) -> TenderContent:
    """The sections as they are saved last: of a draft, or of the amendment in work. One query."""
    return content_from_sections(draft_sections(tender))


def publication_of_version(version: TenderVersion) -> Publication | None:
    """What a version froze beside its rows. No query."""
    return publication_from(codec.loads(version.snapshot))


def version_changes(before: TenderVersion | None, version: TenderVersion) -> tuple[Change, ...] | None:
    """What a version says that the one before did not; None where one of them has no sections. No query."""
    earlier = publication_of_version(before) if before else None
    later = publication_of_version(version)
    if earlier is None or later is None:
        return None
    return changes_between(earlier.content, later.content)


def texts_of(content: TenderContent) -> Mapping[SectionKey, str]:
    """{section: its canonical text} of those that are written."""
    return {SectionKey(key): section_text(content.section(SectionKey(key))) for key in content.written}
