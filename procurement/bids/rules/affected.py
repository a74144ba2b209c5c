"""What an amendment changes in a bid: the fields whose answers must be looked at again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from procurement.bids.outline import (
    BidOutline,
    DraftSection,
    InterfaceQuestion,
    KpiQuestion,
    OfferedNumber,
    PriceRow,
    Question,
)
from procurement.bids.rules.fields import Asked, asked_by_field


class FieldChange(StrEnum):
    """Whether a field is new, asks something else, or is gone: then its answer is left out of the next submission."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class AffectedField:
    """A field of a section, or a place of files, and what an amendment does to it."""

    section: DraftSection
    field: str
    change: FieldChange


def affected_by(old: BidOutline, new: BidOutline) -> tuple[AffectedField, ...]:
    """What must be looked at again, by section in the order of the amended tender; what is gone comes last.

    A heading, a title of a price, an indicator or an interface that is reworded changes no answer; the text of a
    requirement is what is asked, so it does. Another currency or VAT basis changes every price.
    """
    affected: list[AffectedField] = []
    for section in DraftSection:
        before, after = _asked(old, section), _asked(new, section)
        changed = _changes(before, after, is_other_money=_money(old) != _money(new))
        affected += [AffectedField(section, name, change) for name, change in changed]
    return tuple(affected)


def _asked(outline: BidOutline, section: DraftSection) -> Mapping[str, Asked]:
    """The fields of a section, and in their places the files that are an answer."""
    if section is not DraftSection.ANSWERS:
        return asked_by_field(outline, section)
    return {
        question.place if question.datatype == "file" else question.field: question for question in outline.questions
    }


def _money(outline: BidOutline) -> tuple[str, str]:
    return outline.currency, outline.basis


def _changes(
    before: Mapping[str, Asked], after: Mapping[str, Asked], *, is_other_money: bool
) -> Iterator[tuple[str, FieldChange]]:
    for name, asked in after.items():
        if name not in before:
            yield name, FieldChange.NEW
        elif _without_titles(before[name]) != _without_titles(asked) or (is_other_money and _is_money(asked)):
            yield name, FieldChange.CHANGED
    for name in before:
        if name not in after:
            yield name, FieldChange.GONE


def _is_money(asked: Asked) -> bool:
    return isinstance(asked, PriceRow) or (isinstance(asked, Question | OfferedNumber) and asked.datatype == "money")


def _without_titles(asked: Asked) -> Asked:
    """What is asked without the words that are only read: as an amendment of wording takes them."""
    match asked:
        case Question():
            return replace(asked, group="")
        case PriceRow() | OfferedNumber() | KpiQuestion() | InterfaceQuestion():
            return replace(asked, title="")
