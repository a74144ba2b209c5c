"""The figures of a study with the numbers behind them, the same for its page and its PDF. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.pages import charts, formats
from procurement.studies.sentences import method_name
from procurement.studies.shapes import FrozenStudyShape, JudgedMethodShape

Points = Sequence[tuple[Fraction, Fraction]]
Methods = Sequence[JudgedMethodShape]


@dataclass(frozen=True, slots=True)
class Figure:
    svg: SafeString
    caption: str
    hint: str


@dataclass(frozen=True, slots=True)
class CurveFigure(Figure):
    """Curves with the table of every fourth of their points."""

    head: list[str]
    rows: list[list[str]]


def curves(study: FrozenStudyShape, *, tips: bool = True) -> list[CurveFigure]:
    """One figure for the methods whose price earns points, one for each other method. `tips`: texts for a pointer."""
    points = [candidate for candidate in study.candidates if candidate.kind == "points"]
    others = [[candidate] for candidate in study.candidates if candidate.kind != "points"]
    figures = [_figure(study, methods, tips=tips) for methods in ([points] if points else []) + others]
    return [figure for figure in figures if figure]


def _figure(study: FrozenStudyShape, methods: Methods, *, tips: bool) -> CurveFigure | None:
    """The curves of methods whose figures share a unit; None if no price gives any of them a figure."""
    unit, currency = _CurveUnit(methods[0], study.study.currency), study.study.currency
    lines = [_line(study, candidate, unit, tips=tips) for candidate in methods]
    if not any(line.points for line in lines):
        return None
    caption = unit.caption(methods) % {"bid": study.curve.bid}
    price_label = _("Price, %(currency)s") % {"currency": currency}
    hint = _("The other bids stay as expected. The marker stands at its expected price.")
    return CurveFigure(
        svg=charts.curves(
            [line for line in lines if line.points],
            title=caption,
            x_label=price_label,
            y_label=unit.label,
            y_maximum=study.study.price_points if unit.kind == "points" else None,
        ),
        caption=caption,
        hint=f"{hint} {unit.hint}".strip(),
        head=[price_label, *(method_name(candidate) for candidate in methods)],
        rows=_table(methods, unit),
    )


class _CurveUnit:
    """How a figure is drawn and written: points and money as they are, an index in percent of its highest value."""

    def __init__(self, candidate: JudgedMethodShape, currency: str) -> None:
        self.kind = candidate.kind
        figures = [figure for _price, figure in candidate.curve if figure is not None]
        self.top = max(figures, default=Fraction(0)) if self.kind == "index" else Fraction(0)
        self.label = {"points": _("Points for the price"), "money": _("Evaluated amount, %s") % currency}.get(
            self.kind, _("Figure, in percent of its highest")
        )
        self.hint = {"money": _("The lowest amount wins."), "index": _("The highest figure wins.")}.get(self.kind, "")

    def scaled(self, figure: Fraction) -> Fraction:
        return figure * 100 / self.top if self.top else figure

    def caption(self, methods: Methods) -> str:
        if self.kind == "points":
            return _("What %(bid)s would earn at other prices")
        return method_name(methods[0]) + _(": the figure of %(bid)s at other prices")


def _line(study: FrozenStudyShape, candidate: JudgedMethodShape, unit: _CurveUnit, *, tips: bool) -> charts.ChartLine:
    label, points = method_name(candidate), _points(candidate, unit)
    texts = [(x, y, f"{label}: {formats.number(x, 0)} → {formats.number(y, 2)}") for x, y in points] if tips else []
    return charts.ChartLine(label, points, marks=_mark(study, candidate, unit), tips=texts)


def _points(candidate: JudgedMethodShape, unit: _CurveUnit) -> Points:
    return [(price, unit.scaled(figure)) for price, figure in candidate.curve if figure is not None]


def _mark(
    study: FrozenStudyShape, candidate: JudgedMethodShape, unit: _CurveUnit
) -> list[tuple[Fraction, Fraction, str]]:
    """Where the expected bid itself stands, if it is ranked."""
    row = next((row for row in candidate.ranking if row.bid == study.curve.bid), None)
    if row is None:
        return []
    return [(row.price, unit.scaled(row.figure if row.price_points is None else row.price_points), "")]


def _table(methods: Methods, unit: _CurveUnit) -> list[list[str]]:
    """Every fourth point of the curves, for a person who reads."""
    prices = [price for price, _figure in methods[0].curve[::4]]
    curves_of = [dict(candidate.curve) for candidate in methods]
    return [[formats.number(price, 0), *(_figure_text(curve[price], unit) for curve in curves_of)] for price in prices]


def _figure_text(figure: Fraction | None, unit: _CurveUnit) -> str:
    return formats.number(None if figure is None else unit.scaled(figure), 2)


def rates(study: FrozenStudyShape) -> Figure:
    """How often a losing bid decided, as bars in percent."""
    rows = [(method_name(method), method.reversals.rate * 100) for method in study.candidates if method.reversals]
    caption = _("Tenders in which one losing bid decided who wins, in percent")
    hint = _("Shorter is better. At 0 no bid that loses can change who wins.")
    return Figure(charts.bars(rows, title=caption), caption, hint)
