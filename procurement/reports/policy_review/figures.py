"""The charts of a policy review with the numbers behind them, the same for its page and its PDF. Pure."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import charts, formats
from procurement.reports.policy_review.sentences import ReviewColumn, columns, figure_text
from procurement.reports.policy_review.shapes import BinShape, FigureVerdict, PolicyReviewShape, SpreadShape


@dataclass(frozen=True, slots=True)
class ReviewFigure:
    """A chart and the numbers behind it. `section`: the id of where it stands."""

    section: str
    caption: str
    svg: SafeString
    head: list[str]
    rows: list[list[str]]


def review_figures(review: PolicyReviewShape) -> list[ReviewFigure]:
    """Weights of price and numbers of bids as bars, days as ranges; none where the data is insufficient."""
    figures = []
    for column in columns(review):
        figures += [_price_weights(column), _bids(column), _days(column)]
    return [figure for figure in figures if figure]


def _price_weights(column: ReviewColumn) -> ReviewFigure | None:
    bins = column.figures.price_weight.bins
    caption = _("%(tenders)s: tenders by the points for price") % {"tenders": column.title}
    return _bars("weights", (_("Points"), _("Tenders")), caption, [(_range(entry), entry.count) for entry in bins])


def _bids(column: ReviewColumn) -> ReviewFigure | None:
    caption = _("%(tenders)s: lots by their number of bids") % {"tenders": column.title}
    if column.figures.single_bids.verdict != FigureVerdict.OK:
        return None
    rows = [(_bid_count(entry), entry.count) for entry in column.figures.lots_by_bids]
    return _bars("competition", (_("Bids"), _("Lots")), caption, rows)


def _days(column: ReviewColumn) -> ReviewFigure | None:
    figures = column.figures
    spreads = (
        (_("To the deadline"), figures.days_to_deadline),
        (_("To the opening"), figures.days_to_opening),
        (_("To the first evaluation"), figures.days_to_evaluation),
    )
    known = [(label, spread) for label, spread in spreads if spread.median is not None]
    rows = [
        charts.Interval(label, spread.lower_quartile, spread.upper_quartile, spread.median) for label, spread in known
    ]
    if not known:
        return None
    caption = _("%(tenders)s: days from the notice on, the middle half and the median") % {"tenders": column.title}
    head = [_("Until"), _("A quarter by"), _("Half by"), _("Three quarters by")]
    numbers = [[label, *map(figure_text, _quarters(spread))] for label, spread in known]
    return ReviewFigure("days", caption, charts.intervals(rows, title=caption, minimum=0, places=1), head, numbers)


def _quarters(spread: SpreadShape) -> list[Fraction]:
    """The three values that cut what is known into quarters."""
    return [value for value in (spread.lower_quartile, spread.median, spread.upper_quartile) if value is not None]


def _bars(section: str, head: tuple[str, str], caption: str, rows: list[tuple[str, int]]) -> ReviewFigure | None:
    if not rows:
        return None
    numbers = [[label, formats.number(count)] for label, count in rows]
    return ReviewFigure(section, caption, charts.bars(rows, title=caption, places=0), list(head), numbers)


def _range(entry: BinShape) -> str:
    """Points above one edge, up to and with another."""
    if entry.above is None:
        return _("0 to %(high)s") % {"high": formats.number(entry.up_to)}
    facts = {"low": formats.number(entry.above), "high": formats.number(entry.up_to)}
    return _("over %(low)s to %(high)s") % facts


def _bid_count(entry: BinShape) -> str:
    if entry.up_to is None:
        return _("more than %(n)s bids") % {"n": formats.number(entry.above)}
    if not entry.up_to:
        return _("no bid")
    return ngettext("%(n)s bid", "%(n)s bids", entry.up_to) % {"n": formats.number(entry.up_to)}
