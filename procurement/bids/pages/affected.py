"""What an amendment changes in one's answers, field by field, each with the page on which it is looked at again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from procurement.bids.models import Bid
from procurement.bids.outline import (
    BidOutline,
    DraftSection,
    InterfaceQuestion,
    KpiQuestion,
    OfferedNumber,
    PriceRow,
    Question,
)
from procurement.bids.pages.files import short
from procurement.bids.pages.section_fields import field_id
from procurement.bids.pages.sections import section_titles
from procurement.bids.rules.affected import AffectedField, FieldChange, affected_by
from procurement.bids.rules.fields import Asked, asked_by_field


@dataclass(frozen=True, slots=True)
class AffectedLine:
    """One thing of a bid that the amendment touches. `url` is empty where there is nothing to write any more."""

    section: str
    label: str
    change: str
    url: str


def affected_lines(bid: Bid, old: BidOutline, new: BidOutline) -> list[AffectedLine]:
    """By section, in the order of the amended tender. An interface stands once, whatever of its claim is touched."""
    titles = section_titles()
    lines: dict[tuple[str, str], AffectedLine] = {}
    for entry in affected_by(old, new):
        outline = old if entry.change is FieldChange.GONE else new
        asked = _asked(outline, entry.section)[entry.field]
        label = _label(asked, outline)
        lines.setdefault(
            (entry.section, label),
            AffectedLine(titles[entry.section], label, _change(entry.change), _url(bid, entry, asked, new)),
        )
    return list(lines.values())


def _asked(outline: BidOutline, section: DraftSection) -> Mapping[str, Asked]:
    """By field, and by place for what files answer."""
    return dict(_with_places(outline, section))


def _with_places(outline: BidOutline, section: DraftSection) -> Iterator[tuple[str, Asked]]:
    yield from asked_by_field(outline, section).items()
    if section is DraftSection.ANSWERS:
        yield from ((question.place, question) for question in outline.questions if question.datatype == "file")


def _label(asked: Asked, outline: BidOutline) -> str:
    match asked:
        case Question():
            return short(f"{asked.key}. {asked.text}")
        case PriceRow() | OfferedNumber():
            lot = _("Lot %(no)d: %(title)s") % {"no": asked.lot, "title": asked.title}
            return short(lot if len(outline.lots) > 1 else asked.title)
        case KpiQuestion() | InterfaceQuestion():
            return short(asked.title)


def _change(change: FieldChange) -> str:
    return {
        FieldChange.NEW: _("is asked now; you have not answered it yet"),
        FieldChange.CHANGED: _("asks something else now; look whether your answer still holds"),
        FieldChange.GONE: _("is not asked any more; what you wrote is left out"),
    }[change]


def _url(bid: Bid, entry: AffectedField, asked: Asked, outline: BidOutline) -> str:
    if entry.change is FieldChange.GONE:
        return ""
    url = reverse(f"bids:{entry.section.value}", args=[bid.pk])
    is_file = isinstance(asked, Question) and asked.datatype == "file"
    return url if is_file else f"{url}#{field_id(outline, entry.section, entry.field)}"
