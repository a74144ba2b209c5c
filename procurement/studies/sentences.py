"""A study in sentences and formatted figures, the same for its page and its PDF. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.studies.shapes import (
    FrozenStudyShape,
    JudgedMethodShape,
    StudyLeavingShape,
    StudyMethodShape,
    StudyPlaceShape,
    StudyReversalsShape,
)
from scoring import price


@dataclass(frozen=True, slots=True)
class MethodCard:
    letter: str
    title: str
    sentence: str
    source: str
    params: list[tuple[str, str]]
    extras: list[str]
    warnings: list[str]
    wins: str


@dataclass(frozen=True, slots=True)
class MethodHead:
    """The head of a method's column; `figure` names the unit of what ranks."""

    letter: str
    title: str
    figure: str


@dataclass(frozen=True, slots=True)
class PlaceCell:
    """Where a bid stands under a method; `place` is None if it is not ranked, for the reason `why`."""

    place: int | None
    figure: str = ""
    points: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class LeavingCell:
    """What changes when a bid leaves."""

    sentence: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class BidRow:
    name: str
    price: str
    quality: str
    places: list[PlaceCell]
    leaving: list[LeavingCell]


@dataclass(frozen=True, slots=True)
class RateRow:
    method: str
    rate: str
    reversed: str
    tenders: str
    undecided: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Methods side by side, the expected bids, their places under each method, and what one losing bid can do."""

    methods: list[MethodCard]
    heads: list[MethodHead]
    bids: list[BidRow]
    decided: list[str]


def comparison(study: FrozenStudyShape) -> Comparison:
    """The methods of a study compared."""
    candidates, currency = study.candidates, study.study.currency
    return Comparison(
        methods=[_method(candidate, currency) for candidate in candidates],
        heads=[MethodHead(candidate.id, candidate.title, _unit(candidate, currency)) for candidate in candidates],
        bids=[
            BidRow(
                name=bid.id,
                price=formats.money(bid.price, currency),
                quality=formats.percent(bid.quality),
                places=cells,
                leaving=[_leaving(candidate, bid.id) for candidate in candidates],
            )
            for bid, cells in zip(study.bids, _places(study), strict=True)
        ],
        decided=[_decision(candidate) for candidate in candidates],
    )


def split(study: FrozenStudyShape) -> str:
    """How the 100 points are split."""
    points = study.study.price_points
    values = {"price": formats.number(points), "quality": formats.number(100 - points)}
    return _("%(price)s for the price, %(quality)s for quality") % values


def origin(study: FrozenStudyShape) -> str:
    """Where the expected bids come from."""
    drawn = study.drawn
    if drawn is None:
        return _("%(count)d, typed in") % {"count": len(study.bids)}
    values = {"count": drawn.count, "low": formats.number(drawn.low), "high": formats.number(drawn.high)}
    values["most"] = formats.percent(1)
    return _("%(count)d, drawn from the seed: prices %(low)s to %(high)s, quality 50 to %(most)s") % values


# --- a method ---


def _method(candidate: StudyMethodShape, currency: str) -> MethodCard:
    # In the order of the formula; a database may have kept the parameters in another.
    names = [name for name in price.formula(candidate.formula, "price_formula").settings() if name in candidate.params]
    return MethodCard(
        letter=candidate.id,
        title=candidate.title,
        sentence=candidate.sentence,
        source=candidate.source,
        params=[(name, _value_text(candidate.params[name])) for name in names],
        extras=_extras(candidate),
        warnings=[warning.text for warning in candidate.warnings],
        wins=_winner(candidate, currency),
    )


def _value_text(value: Any) -> str:
    """A parameter as it is published; price ranges one after the other."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {formats.number(Fraction(amount))}" for name, amount in sorted(value.items()))
    if isinstance(value, list):
        return "; ".join(_band(end, Fraction(share)) for end, share in value)
    return formats.number(Fraction(value)) if value[:1].isdigit() else str(value)


def _band(end: str | None, share: Fraction) -> str:
    if end is None:
        return _("from there on %(share)s") % {"share": formats.percent(share)}
    return _("below %(end)s: %(share)s") % {"end": formats.number(Fraction(end)), "share": formats.percent(share)}


def _extras(candidate: StudyMethodShape) -> list[str]:
    extras = []
    if candidate.scaling == "best":
        extras.append(_("Quality is scaled so that the best bid has all quality points."))
    if candidate.quality_minimum is not None:
        least = formats.percent(candidate.quality_minimum)
        extras.append(_("A bid with less than %(least)s of the quality is excluded.") % {"least": least})
    return extras


def _winner(candidate: JudgedMethodShape, currency: str) -> str:
    """Who wins by it, in a sentence."""
    if candidate.winner is None:
        return " ".join(candidate.gaps) or _("No bid is admissible under it.")
    first = candidate.ranking[0]
    names = {"bid": first.bid, "price": formats.money(first.price, currency)}
    if len(candidate.ranking) == 1:
        return _("%(bid)s is the only bid that it ranks, at %(price)s.") % names
    names |= {"second": candidate.ranking[1].bid}
    return _("%(bid)s wins at %(price)s, before %(second)s.") % names


def option(candidate: JudgedMethodShape) -> str:
    """A method to choose, with how many warnings come with it."""
    count = len(candidate.warnings)
    number = ngettext("%(count)d warning", "%(count)d warnings", count) % {"count": count} if count else _("no warning")
    return f"{method_name(candidate)} ({number})"


def method_name(candidate: JudgedMethodShape) -> str:
    """'A. Lowest price'."""
    return f"{candidate.id}. {candidate.title}"


# --- places ---


def _unit(candidate: JudgedMethodShape, currency: str) -> str:
    return {"points": _("points"), "money": currency}.get(candidate.kind, _("figure"))


def _figures(candidate: JudgedMethodShape) -> list[str]:
    """The figures that rank, with as many decimals as are needed to see which is higher."""
    return formats.apart([row.figure for row in candidate.ranking], 4 if candidate.kind == "index" else 2)


def _places(study: FrozenStudyShape) -> list[list[PlaceCell]]:
    """For each bid its place and figure under each method."""
    cells_by_bid = [_cells(candidate) for candidate in study.candidates]
    return [[cells.get(bid.id, PlaceCell(None)) for cells in cells_by_bid] for bid in study.bids]


def _cells(candidate: JudgedMethodShape) -> dict[str, PlaceCell]:
    ranked = {
        row.bid: PlaceCell(row.place, figure, _points(row))
        for row, figure in zip(candidate.ranking, _figures(candidate), strict=True)
    }
    excluded = {row.bid: PlaceCell(None, why=row.sentence) for row in candidate.excluded}
    return excluded | ranked


def _points(row: StudyPlaceShape) -> str:
    earned = row.price_points
    return "" if earned is None else _("%(points)s for the price") % {"points": formats.points(earned)}


# --- what one losing bid can do ---


def _leaving(candidate: JudgedMethodShape, bid: str) -> LeavingCell:
    """What changes when this bid leaves."""
    if bid == candidate.winner:
        return LeavingCell(_("wins"))
    leaving = next((row for row in candidate.leaving if row.bid == bid), None)
    if leaving is None:
        return LeavingCell(_("not ranked"))
    if leaving.winner is None:
        return LeavingCell(_("no ranking any more"), "bad")
    if leaving.winner != candidate.winner:
        return LeavingCell(_("%(bid)s wins instead") % {"bid": leaving.winner}, "bad")
    if leaving.order_changes:
        return LeavingCell(_("others change places"), "warn")
    return LeavingCell(_("nothing changes"))


def _decision(candidate: JudgedMethodShape) -> str:
    """What the losing bids of this study can do under a method, in a sentence."""
    deciding: list[StudyLeavingShape] = [row for row in candidate.leaving if row.winner != candidate.winner]
    if candidate.winner is None:
        return _("There is no winner to change.")
    if not deciding:
        return _("No losing bid of these decides who wins.")
    names = ", ".join(row.bid for row in deciding)
    return _("Who wins hangs on a bid that loses: %(names)s.") % {"names": names}


# --- rates ---


def rates(study: FrozenStudyShape) -> list[RateRow]:
    """How often a losing bid decided, for each method that was simulated."""
    return [_rate(method_name(method), method.reversals) for method in study.candidates if method.reversals]


def _rate(method: str, counts: StudyReversalsShape) -> RateRow:
    return RateRow(
        method=method,
        rate=formats.percent(counts.rate, 2),
        reversed=formats.number(counts.reversed),
        tenders=formats.number(counts.tenders),
        undecided=formats.number(counts.undecided),
    )
