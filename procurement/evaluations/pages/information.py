"""Robustness, agreement and abnormally low bids for page and PDF: sentences by section, and two drawings."""

from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import charts, formats
from procurement.evaluations.pages.rows import Chart, FoldedSection, InformationSection, OddsBar
from procurement.evaluations.shapes import (
    FirstShareShape,
    InformationSectionShape,
    InformationShape,
    WeightRangeShape,
)

CHARTED = 12  # rows that fit one drawing


def information_section(information: InformationShape) -> InformationSection:
    """What the section shows; it computes nothing."""
    draws = {"draws": formats.number(information.draws), "seed": information.seed}
    return {
        "sections": [_folded(section) for section in information.sections],
        "coefficients": [text for section in information.sections for text in section.coefficients],
        "sha256": information.sha256,
        "drawn": _("%(draws)s draws, seed %(seed)s") % draws if information.seed else "",
        "headline": information.headline,
        "odds": odds(information),
        "weights": _weights(information),
    }


def _folded(section: InformationSectionShape) -> FoldedSection:
    """Without the coefficients, and without the sentence that stands as the result already."""
    below = [text for text in section.sentences if text not in {section.result, *section.coefficients}]
    return {"key": section.key, "title": section.title, "result": section.result, "sentences": below}


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


def odds(information: InformationShape) -> list[OddsBar]:
    """How often each bid comes first where the result is weakest, as parts of one bar from 0 to 100."""
    bars, start = [], Fraction(0)
    for row in information.first[:CHARTED]:
        if row.share:
            bars.append(_odds_bar(row, start))
            start += row.share
    return bars


def _odds_bar(row: FirstShareShape, start: Fraction) -> OddsBar:
    return {
        "bid": row.alias,
        "name": row.name,
        "share": formats.number(row.share * 100, 2),
        "start": _width(start),
        "width": _width(row.share),
    }


def _width(share: Fraction) -> str:
    """A share of one in hundredths, for a drawing: it reads a full stop in every language."""
    return str(formats.rounded(share * 100, 2))
