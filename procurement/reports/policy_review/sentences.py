"""A policy review in words, the same for its page and its PDF. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import formats
from procurement.reports.policy_review.measures import LEAST
from procurement.reports.policy_review.shapes import (
    FigureVerdict,
    PeriodFiguresShape,
    PolicyReviewShape,
    ShareShape,
    SpreadShape,
)
from scoring.compliance import RULES

Cell = tuple[str, str]
ABSENT = {
    FigureVerdict.NOT_RECORDED: gettext_lazy("not recorded yet"),
    FigureVerdict.NOT_STATED: gettext_lazy("the files do not say"),
}


@dataclass(frozen=True, slots=True)
class ReviewColumn:
    """The tenders of one origin, as a column of every table."""

    title: str
    figures: PeriodFiguresShape


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A figure, and per column its text with what it is counted of."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """Figures that belong together; `hint` says how they are counted."""

    id: str
    title: str
    hint: str
    heads: list[str]
    lines: list[ReviewLine] = field(default_factory=list)


def period_text(start: date, end: date) -> str:
    """A period by its first and last day."""
    return _("%(start)s to %(end)s") % {"start": formats.day(start), "end": formats.day(end)}


def columns(review: PolicyReviewShape) -> list[ReviewColumn]:
    """Tenders run here and imported ones apart; an origin without any has no column, unless neither has one."""
    both = [ReviewColumn(_("Run here"), review.run_here), ReviewColumn(_("Imported"), review.imported)]
    return [column for column in both if column.figures.tenders] or both[:1]


def lead(review: PolicyReviewShape) -> str:
    """How many tenders the figures are about."""
    period = period_text(date.fromisoformat(review.start), date.fromisoformat(review.end))
    run_here = ngettext("%(n)s tender run here", "%(n)s tenders run here", review.run_here.tenders)
    imported = ngettext("%(n)s imported", "%(n)s imported", review.imported.tenders)
    facts = {
        "period": period,
        "run_here": run_here % {"n": formats.number(review.run_here.tenders)},
        "imported": imported % {"n": formats.number(review.imported.tenders)},
    }
    return _("Published %(period)s: %(run_here)s, %(imported)s.") % facts


def cautions(review: PolicyReviewShape) -> list[str]:
    """What a reader could take the figures for and they are not."""
    if date.fromisoformat(review.start) >= date.fromisoformat(review.valid_from):
        return []
    start = formats.day(date.fromisoformat(review.valid_from))
    return [
        _("The period begins before this version was in force (%(start)s): older tenders were not bound by its limits.")
        % {"start": start}
    ]


def left_out(review: PolicyReviewShape) -> list[str]:
    """Tenders that are in no figure, and why; empty if there are none."""
    cancelled = review.run_here.cancelled + review.imported.cancelled
    counts = (
        (cancelled, ngettext("%(n)s cancelled tender", "%(n)s cancelled tenders", cancelled)),
        (review.tests, ngettext("%(n)s test of its source", "%(n)s tests of their source", review.tests)),
        (
            review.undated,
            ngettext(
                "%(n)s published tender of no known date, of whatever time",
                "%(n)s published tenders of no known date, of whatever time",
                review.undated,
            ),
        ),
    )
    return [sentence % {"n": formats.number(count)} for count, sentence in counts if count]


def sections(review: PolicyReviewShape) -> list[ReviewSection]:
    """Every table of the review."""
    return [_weights(review), _explanations(review), _competition(review), _suppliers(review), _days(review)]


def not_recorded(review: PolicyReviewShape) -> list[str]:
    """What no stage records yet, each as a sentence."""
    names = {
        "contracts": _("Contracts: what was delivered, paid and changed"),
        "complaints": _("Complaints and how they ended"),
    }
    return [_("%(what)s: not recorded yet.") % {"what": names.get(name, name)} for name in review.not_recorded]


def _weights(review: PolicyReviewShape) -> ReviewSection:
    limits = {"most": formats.exact_number(review.price_limit), "least": formats.exact_number(review.family_limit)}
    return _section(
        review,
        "weights",
        _("What counts"),
        _("Points of 100. A tender of several lots counts by the lot with most for price and least for the rest."),
        [
            (
                _("Price weighs more than %(most)s points") % limits,
                lambda row: share_cell(row.price_above, _tenders),
            ),
            (_("Price alone decides"), lambda row: share_cell(row.price_alone, _tenders)),
            (_("Weight of price, median"), lambda row: spread_cell(row.price_weight, _points, _tenders)),
            (_("A list of interfaces is part of it"), lambda row: share_cell(row.interfaces, _tenders)),
            (
                _("Interoperability and open standards weigh at least %(least)s points") % limits,
                lambda row: share_cell(row.families, _tenders),
            ),
        ],
    )


def _explanations(review: PolicyReviewShape) -> ReviewSection:
    rules = sorted({entry.rule for column in columns(review) for entry in column.figures.explained_rules})
    return _section(
        review,
        "explanations",
        _("Rules and their exceptions"),
        _("A broken rule can be explained, and another officer approves it. A file names no policy of this site."),
        [
            (_("Published under this version"), lambda row: share_cell(row.under_version, _tenders)),
            (_("With an approved explanation"), lambda row: share_cell(row.explained, _tenders)),
            *((_rule_title(rule), partial(_explained_cell, rule)) for rule in rules),
        ],
    )


def _rule_title(rule: str) -> str:
    title = str(_(RULES[rule].title)) if rule in RULES else _("a rule that is gone")
    return _("%(rule)s explained: %(title)s") % {"rule": rule, "title": title}


def _explained_cell(rule: str, row: PeriodFiguresShape) -> Cell:
    if row.explained.verdict in ABSENT:
        return str(ABSENT[row.explained.verdict]), ""
    return _tenders(sum(entry.tenders for entry in row.explained_rules if entry.rule == rule)), ""


def _competition(review: PolicyReviewShape) -> ReviewSection:
    return _section(
        review,
        "competition",
        _("Bids"),
        _("Lots of opened tenders. A bid that was taken back is none; a file that names no bids says nothing of them."),
        [
            (_("One bid only"), lambda row: share_cell(row.single_bids, _lots)),
            (_("No bid"), lambda row: share_cell(row.no_bids, _lots)),
        ],
    )


def _suppliers(review: PolicyReviewShape) -> ReviewSection:
    return _section(
        review,
        "suppliers",
        _("Small suppliers"),
        _("Micro, small and medium-sized, by the lead of a bid, where its size is known. Awards are the source's."),
        [
            (_("Bids of small suppliers"), lambda row: share_cell(row.small_bids, _bids)),
            (_("Awards to small suppliers"), lambda row: share_cell(row.small_wins, _awards)),
        ],
    )


def _days(review: PolicyReviewShape) -> ReviewSection:
    return _section(
        review,
        "days",
        _("How long it took"),
        _("Whole days from the notice on, median. Opening and evaluation are known of tenders run here."),
        [
            (_("To the deadline"), lambda row: spread_cell(row.days_to_deadline, _day_count, _tenders)),
            (_("To the opening"), lambda row: spread_cell(row.days_to_opening, _day_count, _tenders)),
            (_("To the first evaluation"), lambda row: spread_cell(row.days_to_evaluation, _day_count, _lots)),
        ],
    )


def _section(
    review: PolicyReviewShape,
    name: str,
    title: str,
    hint: str,
    lines: Sequence[tuple[str, Callable[[PeriodFiguresShape], Cell]]],
) -> ReviewSection:
    shown_columns = columns(review)
    return ReviewSection(
        id=name,
        title=title,
        hint=hint,
        heads=[column.title for column in shown_columns],
        lines=[ReviewLine(label, [cell(column.figures) for column in shown_columns]) for label, cell in lines],
    )


def share_cell(share: ShareShape, unit: Callable[[int], str]) -> Cell:
    """A share and what it is a share of, or why there is none."""
    if share.verdict in ABSENT:
        return str(ABSENT[share.verdict]), ""
    basis = _("%(count)s of %(known)s") % {"count": formats.number(share.count), "known": unit(share.known)}
    if share.verdict == FigureVerdict.INSUFFICIENT:
        return insufficient(share.known, share.total), basis
    return formats.percent(share.share), _with_unknown(basis, share.known, share.total)


def spread_cell(spread: SpreadShape, value: Callable[[Fraction], str], unit: Callable[[int], str]) -> Cell:
    """The middle value with the middle half, or why there is none."""
    if spread.verdict in ABSENT:
        return str(ABSENT[spread.verdict]), ""
    if spread.median is None or spread.lower_quartile is None or spread.upper_quartile is None:
        return insufficient(spread.known, spread.total), ""
    facts = {
        "low": figure_text(spread.lower_quartile),
        "high": figure_text(spread.upper_quartile),
        "known": unit(spread.known),
    }
    basis = _("the middle half %(low)s to %(high)s; %(known)s") % facts
    return value(spread.median), _with_unknown(basis, spread.known, spread.total)


def insufficient(known: int, total: int) -> str:
    """Why a figure says nothing: too few, or known of less than half."""
    if known < LEAST:
        return _("insufficient data (n = %(n)s, %(least)d needed)") % {"n": formats.number(known), "least": LEAST}
    facts = {"n": formats.number(known), "total": formats.number(total)}
    return _("insufficient data (known of %(n)s of %(total)s, half needed)") % facts


def _with_unknown(basis: str, known: int, total: int) -> str:
    if known == total:
        return basis
    return _("%(basis)s; not known of %(rest)s") % {"basis": basis, "rest": formats.number(total - known)}


def figure_text(value: Fraction) -> str:
    """A number with one decimal, or none if it is whole."""
    return formats.number(value, 0 if value.denominator == 1 else 1)


def _points(value: Fraction) -> str:
    return _("%(points)s points") % {"points": figure_text(value)}


def _day_count(value: Fraction) -> str:
    return _("%(days)s days") % {"days": figure_text(value)}


def _tenders(count: int) -> str:
    return ngettext("%(n)s tender", "%(n)s tenders", count) % {"n": formats.number(count)}


def _lots(count: int) -> str:
    return ngettext("%(n)s lot", "%(n)s lots", count) % {"n": formats.number(count)}


def _bids(count: int) -> str:
    return ngettext("%(n)s bid", "%(n)s bids", count) % {"n": formats.number(count)}


def _awards(count: int) -> str:
    return ngettext("%(n)s award", "%(n)s awards", count) % {"n": formats.number(count)}


def limits(review: PolicyReviewShape) -> list[Cell]:
    """The policy beside whose limits the figures stand, and when they were counted."""
    facts: Iterable[Cell] = (
        (_("Policy"), _("Version %(no)d") % {"no": review.version_no}),
        (_("In force since"), formats.day(date.fromisoformat(review.valid_from))),
        (_("To be reviewed by"), formats.day(date.fromisoformat(review.review_on))),
        (_("Counted"), formats.moment(review.at, review.zone)),
    )
    return list(facts)
