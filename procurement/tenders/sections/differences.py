"""Two versions of a section that begin at the same save: where they differ, what is proposed, and what becomes of them.

A field is compared as a whole, a list entry by entry: an entry is known by its key, code, number or name, else by its
position. Laws, tested on random sections: merging all of mine gives mine, all of theirs gives theirs; what only one
changed is proposed; an entry that only one added is never lost by the proposal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from procurement.tenders.sections.content import SectionValue
from procurement.tenders.sections.entry_names import distinct_names

Entries = dict[str, object]


class Side(StrEnum):
    """Whose version: of the one who saved first, or of the one who reads this."""

    THEIRS = "theirs"
    MINE = "mine"


class Unchosen(ValueError):
    """Both changed a place and nobody has chosen; `place` names it."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(place)


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """A place where the versions differ: a field ("months"), an entry ("lots/2"), or the order of a list.

    An entry that a version does not have is None. Of an order the values are the names in it.
    """

    field: str
    entry: str
    before: object
    theirs: object
    mine: object
    is_order: bool = False

    @property
    def place(self) -> str:
        if self.is_order:
            return f"{self.field}//order"
        return f"{self.field}/{self.entry}" if self.entry else self.field

    @property
    def proposal(self) -> Side | None:
        """Whoever alone changed it; None where both did."""
        if self.theirs == self.before:
            return Side.MINE
        return Side.THEIRS if self.mine == self.before else None


def differences(before: SectionValue, theirs: SectionValue, mine: SectionValue) -> tuple[SectionDifference, ...]:
    """Every place where theirs and mine differ, in the order of the section."""
    return tuple(
        difference
        for field in fields(before)
        for difference in _of_field(field.name, *(getattr(value, field.name) for value in (before, theirs, mine)))
    )


def same_count(theirs: SectionValue, mine: SectionValue) -> int:
    """How many fields are the same in both."""
    return sum(getattr(theirs, field.name) == getattr(mine, field.name) for field in fields(theirs))


def _of_field(name: str, before: object, theirs: object, mine: object) -> Iterator[SectionDifference]:
    if theirs == mine:
        return
    if not (isinstance(before, tuple) and isinstance(theirs, tuple) and isinstance(mine, tuple)):
        yield SectionDifference(name, "", before, theirs, mine)
        return
    olds, others, ours = _by_name(before), _by_name(theirs), _by_name(mine)
    for entry in dict.fromkeys([*others, *ours]):
        if others.get(entry) != ours.get(entry):
            yield SectionDifference(name, entry, olds.get(entry), others.get(entry), ours.get(entry))
    their_order, our_order = (_common_order(entries, others, ours) for entries in (others, ours))
    if their_order != our_order:
        old = tuple(entry for entry in olds if entry in others and entry in ours)
        yield SectionDifference(name, "", old, their_order, our_order, is_order=True)


def _by_name(entries: tuple[object, ...]) -> Entries:
    return dict(zip(distinct_names(entries), entries, strict=True))


def _common_order(entries: Entries, theirs: Entries, mine: Entries) -> tuple[str, ...]:
    return tuple(entry for entry in entries if entry in theirs and entry in mine)


def proposals(places: tuple[SectionDifference, ...]) -> dict[str, Side]:
    """What is ticked before anybody chooses: each place that only one changed."""
    return {difference.place: side for difference in places if (side := difference.proposal)}


def merged(before: SectionValue, theirs: SectionValue, mine: SectionValue, choices: Mapping[str, Side]) -> SectionValue:
    """The section with the chosen side at each place where they differ. Raises Unchosen for the first without one."""
    by_field: dict[str, list[SectionDifference]] = {}
    for difference in differences(before, theirs, mine):
        if difference.place not in choices:
            raise Unchosen(difference.place)
        by_field.setdefault(difference.field, []).append(difference)
    changes: dict[str, Any] = {
        name: _chosen(getattr(theirs, name), getattr(mine, name), places, choices) for name, places in by_field.items()
    }
    return replace(theirs, **changes)


def _chosen(theirs: object, mine: object, places: list[SectionDifference], choices: Mapping[str, Side]) -> object:
    if not places[0].entry and not places[0].is_order:
        return mine if choices[places[0].place] == Side.MINE else theirs
    assert isinstance(theirs, tuple)
    assert isinstance(mine, tuple)
    entries = _by_name(theirs) | {name: entry for name, entry in _by_name(mine).items() if name not in _by_name(theirs)}
    for difference in places:
        if not difference.is_order:
            entries[difference.entry] = _side(difference, choices)
    return tuple(entries[name] for name in _order(theirs, mine, places, choices) if entries[name] is not None)


def _side(difference: SectionDifference, choices: Mapping[str, Side]) -> object:
    return difference.mine if choices[difference.place] == Side.MINE else difference.theirs


def _order(
    theirs: tuple[object, ...], mine: tuple[object, ...], places: list[SectionDifference], choices: Mapping[str, Side]
) -> list[str]:
    """Names of both in the chosen order; what the other has besides stands behind what it stands behind there."""
    sides = {choices[difference.place] for difference in places if difference.is_order}
    first, second = distinct_names(theirs), distinct_names(mine)
    if Side.MINE in sides:
        first, second = second, first
    order = list(first)
    for position, name in enumerate(second):
        if name not in first:
            order.insert(order.index(second[position - 1]) + 1 if position else 0, name)
    return order
