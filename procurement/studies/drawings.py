"""The drawings of a study with the numbers behind them, the same for its page and its PDF. Pure."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pages import charts, formats
from procurement.studies import words
from procurement.studies.shapes import StudyMethodShape, StudyShape

Points = Sequence[tuple[Fraction, Fraction]]


def curves(study: StudyShape, *, tips: bool = True) -> list[dict[str, Any]]:
    """One drawing for the methods whose price earns points, one for each other method. `tips`: words for a pointer."""
    points = [candidate for candidate in study.candidates if candidate.kind == "points"]
    others = [candidate for candidate in study.candidates if candidate.kind != "points"]
    drawn = [_figure(study, points, tips=tips)] if points else []
    return [figure for figure in [*drawn, *(_figure(study, [other], tips=tips) for other in others)] if figure]


def _figure(study: StudyShape, methods: Sequence[StudyMethodShape], *, tips: bool) -> dict[str, Any]:
    """The curves of methods whose figures share a unit; empty where no price gives any of them a figure."""
    unit = _Unit(methods[0], study.study.currency)
    lines = [_line(study, candidate, unit, tips=tips) for candidate in methods]
    if not any(line.points for line in lines):
        return {}
    bid, currency = study.curve.bid, study.study.currency
    most = study.study.price_points if unit.kind == "points" else None
    caption = unit.caption(methods) % {"bid": bid}
    hint = _("The other bids stay as expected. The marker stands at its expected price.")
    return {
        "svg": charts.curves(
            [line for line in lines if line.points],
            title=caption,
            x_label=_("Price, %(currency)s") % {"currency": currency},
            y_label=unit.label,
            y_maximum=most,
        ),
        "caption": caption,
        "hint": f"{hint} {unit.hint}".strip(),
        "head": [_("Price, %(currency)s") % {"currency": currency}, *(_name(method) for method in methods)],
        "rows": _table(methods, unit),
    }


class _Unit:
    """How a figure is drawn and written: points and money as they are, an index in percent of its highest value."""

    def __init__(self, candidate: StudyMethodShape, currency: str) -> None:
        self.kind = candidate.kind
        figures = [figure for _price, figure in candidate.points() if figure is not None]
        self.top = max(figures, default=Fraction(0)) if self.kind == "index" else Fraction(0)
        self.label = {"points": _("Points for the price"), "money": _("Evaluated amount, %s") % currency}.get(
            self.kind, _("Figure, in percent of its highest")
        )
        self.hint = {"money": _("The lowest amount wins."), "index": _("The highest figure wins.")}.get(self.kind, "")

    def of(self, figure: Fraction) -> Fraction:
        return figure * 100 / self.top if self.top else figure

    def caption(self, methods: Sequence[StudyMethodShape]) -> str:
        if self.kind == "points":
            return _("What %(bid)s would earn at other prices")
        return _name(methods[0]) + _(": the figure of %(bid)s at other prices")


def _name(candidate: StudyMethodShape) -> str:
    return f"{candidate.id}. {candidate.title}"


def _line(study: StudyShape, candidate: StudyMethodShape, unit: _Unit, *, tips: bool) -> charts.ChartLine:
    drawn = _drawn(candidate, unit)
    label = _name(candidate)
    texts = [(x, y, f"{label}: {formats.number(x, 0)} → {formats.number(y, 2)}") for x, y in drawn] if tips else []
    return charts.ChartLine(label, drawn, marks=_mark(study, candidate, unit), tips=texts)


def _drawn(candidate: StudyMethodShape, unit: _Unit) -> Points:
    return [(price, unit.of(figure)) for price, figure in candidate.points() if figure is not None]


def _mark(study: StudyShape, candidate: StudyMethodShape, unit: _Unit) -> list[tuple[Fraction, Fraction, str]]:
    """Where the expected bid itself stands, if it is ranked."""
    row = next((row for row in candidate.ranking if row.bid == study.curve.bid), None)
    if row is None:
        return []
    return [(row.price, unit.of(row.price_points or row.figure), "")]


def _table(methods: Sequence[StudyMethodShape], unit: _Unit) -> list[list[str]]:
    prices = words.thinned([price for price, _figure in methods[0].points()])
    figures_at = [dict(method.points()) for method in methods]
    return [
        [formats.number(price, 0), *(formats.number(_in_unit(figures[price], unit), 2) for figures in figures_at)]
        for price in prices
    ]


def _in_unit(figure: Fraction | None, unit: _Unit) -> Fraction | None:
    return None if figure is None else unit.of(figure)


def rates(study: StudyShape) -> dict[str, Any]:
    """How often a losing bid decided, as bars in percent."""
    rows = [(_name(candidate), candidate.reversals.rate * 100) for candidate in study.candidates if candidate.reversals]
    caption = _("Tenders in which one losing bid decided who wins, in percent")
    return {
        "svg": charts.bars(rows, title=caption),
        "caption": caption,
        "hint": _("Shorter is better. At 0 no bid that loses can change who wins."),
    }
