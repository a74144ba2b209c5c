"""Robustness, agreement and abnormally low bids for page and PDF: sentences by section, and two drawings."""

from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import charts, formats
from procurement.evaluations.pages.rows import Chart, InformationSection
from procurement.evaluations.shapes import InformationShape, WeightRangeShape

CHARTED = 12  # rows that fit one drawing


def information_section(information: InformationShape) -> InformationSection:
    """What the section shows; it computes nothing."""
    draws = {"draws": formats.number(information.draws), "seed": information.seed}
    return {
        "sections": information.sections,
        "sha256": information.sha256,
        "drawn": _("%(draws)s draws, seed %(seed)s") % draws if information.seed else "",
        "charts": [chart for chart in (_weights(information), _first(information)) if chart],
    }


def _weights(information: InformationShape) -> Chart | None:
    """Between which weights of a criterion the winner stays, in percent of all points."""
    rows = [row for row in information.weights if row.low is not None][:CHARTED]
    if not rows:
        return None
    caption = _("Weights between which the winner stays")
    percent = [_percent(row) for row in rows]
    drawn = [charts.Interval(row.title, *bounds) for row, bounds in zip(rows, percent, strict=True)]
    return {
        "svg": charts.intervals(drawn, title=caption, minimum=0, maximum=100, places=1),
        "caption": caption,
        "hint": _("In percent of all points; the mark on each line is the published weight."),
        "numbers": _("These weights in numbers"),
        "head": [_("Criterion"), _("From"), _("To"), _("Published")],
        "rows": [
            [row.title, *(formats.number(value, 2) for value in bounds)]
            for row, bounds in zip(rows, percent, strict=True)
        ],
    }


def _percent(row: WeightRangeShape) -> tuple[Fraction | None, Fraction | None, Fraction]:
    """The lowest and the highest weight, and the published one, in percent."""
    low, high = (None if bound is None else bound * 100 for bound in (row.low, row.high))
    return low, high, row.weight * 100


def _first(information: InformationShape) -> Chart | None:
    """How often each bid comes first where the result is weakest, never only where it is firm."""
    rows = information.first[:CHARTED]
    if len(rows) < 2:
        return None
    caption = _("How often each bid comes first")
    shares = [row.share * 100 for row in rows]
    return {
        "svg": charts.bars(
            [(row.name, share) for row, share in zip(rows, shares, strict=True)], title=caption, maximum=100
        ),
        "caption": caption,
        "hint": _("In percent, where the result is weakest: %(drawn)s") % {"drawn": information.first_by},
        "numbers": _("First places in numbers"),
        "head": [_("Bid"), _("First, in percent")],
        "rows": [[row.name, formats.number(share, 2)] for row, share in zip(rows, shares, strict=True)],
    }
