"""Robustness, agreement and abnormally low bids for page and PDF: sentences by section, and two drawings."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pages import charts, formats

CHARTED = 12  # rows that fit one drawing
Part = Mapping[str, Any]


def shown(held: Part) -> dict[str, Any]:
    """What the section shows; it computes nothing."""
    return {
        "sections": held["sections"],
        "sha256": held["sha256"],
        "drawn": _("%(draws)s draws, seed %(seed)s") % {"draws": formats.number(held["draws"]), "seed": held["seed"]}
        if held["seed"]
        else "",
        "charts": [chart for chart in (_weights(held), _first(held)) if chart],
    }


def _weights(held: Part) -> dict[str, Any] | None:
    """Between which weights of a criterion the winner stays, in percent of all points."""
    rows = [row for row in held["weights"] if row["low"] is not None][:CHARTED]
    if not rows:
        return None
    caption = _("Weights between which the winner stays")
    percent = [[Fraction(row[key]) * 100 for key in ("low", "high", "weight")] for row in rows]
    drawn = [charts.Interval(row["title"], *known) for row, known in zip(rows, percent, strict=True)]
    return {
        "svg": charts.intervals(drawn, title=caption, minimum=0, maximum=100, places=1),
        "caption": caption,
        "hint": _("In percent of all points; the mark on each line is the published weight."),
        "numbers": _("These weights in numbers"),
        "head": [_("Criterion"), _("From"), _("To"), _("Published")],
        "rows": [
            [row["title"], *(formats.number(value, 2) for value in known)]
            for row, known in zip(rows, percent, strict=True)
        ],
    }


def _first(held: Part) -> dict[str, Any] | None:
    """How often each bid comes first when every weight moves by up to a point."""
    rows = held["first"][:CHARTED]
    if len(rows) < 2:
        return None
    caption = _("How often each bid comes first")
    shares = [Fraction(row["share"]) * 100 for row in rows]
    return {
        "svg": charts.bars(
            [(row["name"], share) for row, share in zip(rows, shares, strict=True)], title=caption, maximum=100
        ),
        "caption": caption,
        "hint": _("In percent of %(draws)s draws; each weight moves by up to one point.")
        % {"draws": formats.number(held["draws"])},
        "numbers": _("First places in numbers"),
        "head": [_("Bid"), _("First, in percent")],
        "rows": [[row["name"], formats.number(share, 2)] for row, share in zip(rows, shares, strict=True)],
    }
