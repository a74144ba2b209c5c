"""Marks as the judge holds them: one column of whole numbers for each criterion. Source: PERFORMANCE §2."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain
from math import lcm
from uuid import UUID

from procurement.evaluations import queries
from procurement.evaluations.queries import Listed
from procurement.tenders.models import Lot
from scoring import CONSENSUS, MarkColumn

Texts = Sequence[str]  # marks as written, bid by bid; "" where there is none


def columns_of(
    lot: Lot, bids: Sequence[UUID], criteria: Mapping[UUID, str], agreed: Iterable[Listed]
) -> Iterator[MarkColumn]:
    """The panel's own marks and, last, the agreed one; which of them count is the published panel method.

    `criteria`: keys by id, in order. The highest revision of a mark counts. Two queries.
    """
    order = _Order(bids)
    members = queries.evaluators_of(lot)
    marks = queries.marks_of([member for member, _ in members])
    marks_by_member = [order.by_criterion(marks.get(member, ())) for member, _ in members]
    together = order.by_criterion(agreed)
    evaluators = (*(pseudonym for _, pseudonym in members), CONSENSUS)
    marked = {criterion for hand in marks_by_member for criterion in hand}
    read = _Read()
    for criterion, key in criteria.items():
        hands = [*marks_by_member, together] if criterion in marked else [together]
        by_evaluator = [hand.get(criterion, order.nothing) for hand in hands]
        texts = chain.from_iterable(zip(*by_evaluator, strict=True))
        yield read.column(key, evaluators if criterion in marked else (CONSENSUS,), texts)


def agreed_values(
    agreed: Iterable[Listed], bids: Sequence[UUID], criteria: Iterable[UUID]
) -> dict[tuple[UUID, UUID], Fraction | None]:
    """{(criterion, bid): agreed mark}, the highest revision of each; None if nobody decided."""
    order = _Order(bids)
    by_criterion = order.by_criterion(agreed)
    texts = {
        (criterion, bid): text
        for criterion in criteria
        for bid, text in zip(bids, by_criterion.get(criterion, order.nothing), strict=True)
    }
    return {cell: Fraction(text) if text else None for cell, text in texts.items()}


class _Order:
    """The bids in the order of a column. Most hands mark all bids, so that their lists are alike: one is read."""

    def __init__(self, bids: Sequence[UUID]) -> None:
        self._bids = [bid.hex for bid in bids]
        self._places: dict[tuple[str, str], list[int | None]] = {}
        self.nothing: Texts = [""] * len(bids)

    def by_criterion(self, hand: Iterable[Listed]) -> dict[UUID, Texts]:
        """One hand's marks by criterion."""
        marks_by_criterion: dict[UUID, Texts] = {}
        for criterion, bids, revisions, values in hand:
            texts = values.split(",")
            places = self._places.get((bids, revisions)) or self._latest_places(bids, revisions)
            marks_by_criterion[criterion] = ["" if place is None else texts[place] for place in places]
        return marks_by_criterion

    def _latest_places(self, bids: str, revisions: str) -> list[int | None]:
        """Where the highest revision for each bid stands in the lists. One database hyphenates ids, one does not."""
        written = bids.replace("-", "").split(",")
        numbers = [int(number) for number in revisions.split(",")]
        latest = {written[index]: index for index in sorted(range(len(written)), key=numbers.__getitem__)}
        self._places[bids, revisions] = [latest.get(bid) for bid in self._bids]
        return self._places[bids, revisions]


class _Read(dict[str, int | Fraction | None]):
    """Marks by how they are written, each read once: integers as ints."""

    def __init__(self) -> None:
        super().__init__({"": None})
        self._all_integers = True

    def __missing__(self, text: str) -> int | Fraction:
        value = Fraction(text)
        self._all_integers = self._all_integers and value.denominator == 1
        self[text] = value.numerator if value.denominator == 1 else value
        return value.numerator if value.denominator == 1 else value

    def column(self, leaf: str, evaluators: tuple[str, ...], texts: Iterable[str]) -> MarkColumn:
        """The marks on their smallest common denominator."""
        values = tuple(map(self.__getitem__, texts))
        if self._all_integers:
            return MarkColumn(leaf, 1, evaluators, values)  # type: ignore[arg-type]  # no Fraction was met
        denominator = lcm(*(value.denominator for value in values if value is not None))
        nums = (None if value is None else value.numerator * (denominator // value.denominator) for value in values)
        return MarkColumn(leaf, denominator, evaluators, tuple(nums))
