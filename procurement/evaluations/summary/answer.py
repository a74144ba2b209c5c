"""Who is first, by how much and why, in sentences that page, PDF and API share."""

from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats, names
from procurement.evaluations.shapes import RankedBidShape
from procurement.evaluations.shapes.answer import AnswerShape, LeadShape
from procurement.evaluations.shapes.matrix import MatrixRowShape, MatrixShape
from procurement.evaluations.summary.sheet import Sheet
from procurement.evaluations.summary.turns import turns_shape

INDEX_PLACES = 4


def answer_shape(sheet: Sheet, ranking: tuple[RankedBidShape, ...], matrix: MatrixShape) -> AnswerShape:
    """The answer from the ranking and the matrix. No query."""
    if not ranking:
        return AnswerShape(_("No bid is admissible"), "", "", "", None, None, (), (), turns_shape(sheet))
    first, second = ranking[0], ranking[1] if len(ranking) > 1 else None
    dearer = None
    if second and first.price is not None and second.price is not None:
        dearer = first.price - second.price
    earning = [row for row in matrix.rows if matrix.kind == "points" and row.kind == "points" and row.leads]
    return AnswerShape(
        headline=_headline(sheet, first, second),
        lead=_lead(sheet, first, second, dearer),
        first=first.bid,
        second=second.bid if second else "",
        gap=second.gap if second else None,
        dearer=dearer,
        differences=tuple(sorted((_difference(row) for row in earning if row.leads[0]), key=lambda row: -row.points)),
        turns=turns_shape(sheet),
        equal=tuple(row.title for row in earning if row.leads[0] == 0),
    )


def _difference(row: MatrixRowShape) -> LeadShape:
    return LeadShape(row.criterion, row.title, row.family, row.family_label, row.leads[0] or Fraction(0))


def _short(ranked: RankedBidShape) -> str:
    """The name in a sentence; its original in another script stands beside the ranking."""
    return names.split(ranked.name)[0]


def _headline(sheet: Sheet, first: RankedBidShape, second: RankedBidShape | None) -> str:
    if second and not second.gap:
        return _("%(first)s is first by the rule for ties") % {"first": _short(first)}
    if sheet.result.kind == "money":
        amount = formats.price(first.figure, sheet.spec.basis.currency)
        return _("%(first)s is first with an evaluated price of %(amount)s") % {
            "first": _short(first),
            "amount": amount,
        }
    places = INDEX_PLACES if sheet.result.kind == "index" else 2
    figure = formats.apart([first.figure, second.figure if second else 0], places)[0]
    if sheet.result.kind == "points":
        return _("%(first)s is first with %(figure)s of %(maximum)s points") % {
            "first": _short(first),
            "figure": figure,
            "maximum": formats.number(sheet.spec.total_points),
        }
    return _("%(first)s is first with a figure of %(figure)s") % {"first": _short(first), "figure": figure}


def _lead(sheet: Sheet, first: RankedBidShape, second: RankedBidShape | None, dearer: Fraction | None) -> str:
    """How far the first is ahead of the second, and which of the two is dearer."""
    if second is None:
        return _("It is the only admissible bid.")
    ahead = " ".join(first.tie_path) if not second.gap else _ahead(sheet, second)
    if dearer is None:
        return ahead if ahead.endswith(".") else f"{ahead}."
    amount = formats.price(abs(dearer), sheet.spec.basis.currency)
    values = {"ahead": ahead.removesuffix("."), "amount": amount}
    if dearer > 0:
        return _("%(ahead)s, and %(amount)s dearer.") % values
    if dearer < 0:
        return _("%(ahead)s, and %(amount)s cheaper.") % values
    return _("%(ahead)s, at the same price.") % values


def _ahead(sheet: Sheet, second: RankedBidShape) -> str:
    """As many decimals as it takes for the distance not to print as nothing."""
    if sheet.result.kind == "money":
        amount = formats.price(second.gap, sheet.spec.basis.currency)
        return _("Evaluated %(amount)s below %(second)s") % {"amount": amount, "second": _short(second)}
    if sheet.result.kind == "points":
        gap = formats.apart([second.gap, 0])[0]
        return _("%(gap)s points ahead of %(second)s") % {"gap": gap, "second": _short(second)}
    gap = formats.apart([second.gap, 0], INDEX_PLACES)[0]
    return _("%(gap)s ahead of %(second)s") % {"gap": gap, "second": _short(second)}
