"""Why the first bid is first and the others are not, in words made of what the panel wrote and the bids offer. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.evaluations.pages.cell import level_label
from procurement.evaluations.shapes import CellShape, RankedBidShape
from procurement.evaluations.shapes.answer import LeadShape
from procurement.evaluations.shapes.matrix import MatrixRowShape
from procurement.reports.pdf.paper import texts
from procurement.reports.shapes import ReviewShape

MOST_REASONS = 3  # criteria quoted for and against the first; annex C has all
MOST_OTHERS = 5  # bids compared in words; the table has the differences to each
MOST_TITLES = 4  # criteria named in one comparison
MOST_OFFERS = 4  # indicators named of one criterion


@dataclass(frozen=True, slots=True)
class Reason:
    """What is said about one criterion; `quote`: the panel's words, as they are."""

    lead: str
    text: str
    quote: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """`others`: one sentence for each bid behind the first, and where the rest stand."""

    first: str
    second: str
    ahead: list[Reason]
    behind: list[Reason]
    others: list[str]


def reasons(data: ReviewShape) -> Reasons | None:
    """None where nobody is ranked."""
    if not data.ranking:
        return None
    first, second = data.ranking[0], data.ranking[1] if len(data.ranking) > 1 else None
    leads = data.answer.differences
    return Reasons(
        first=first.alias,
        second=second.alias if second else "",
        ahead=_ahead(data, first, second, [lead for lead in leads if lead.points > 0]),
        behind=_behind(data, first, second, [lead for lead in reversed(leads) if lead.points < 0]),
        others=_others(data),
    )


def _ahead(
    data: ReviewShape, first: RankedBidShape, second: RankedBidShape | None, leads: Sequence[LeadShape]
) -> list[Reason]:
    if not leads:  # nothing but a price parts them, or the bid stands alone
        return [Reason("", texts.sentence(data.answer.lead), "")]
    return [_reason(lead, first, second, of=first) for lead in leads[:MOST_REASONS]]


def _behind(
    data: ReviewShape, first: RankedBidShape, second: RankedBidShape | None, leads: Sequence[LeadShape]
) -> list[Reason]:
    dearer = data.answer.dearer
    rows = []
    if second and dearer is not None and dearer > 0:
        amount = {"amount": texts.price(dearer, data.tender.currency), "bid": second.alias}
        rows.append(Reason("", _("its price, %(amount)s above that of %(bid)s.") % amount, ""))
    priced = {row.id for row in data.criteria if row.input in {"price", "cost"}}
    worse = [lead for lead in leads if lead.criterion not in priced]
    return [*rows, *(_reason(lead, first, second, of=second) for lead in worse[:MOST_REASONS] if second)]


def _reason(lead: LeadShape, first: RankedBidShape, second: RankedBidShape | None, *, of: RankedBidShape) -> Reason:
    """A criterion with the panel's words about `of`, or with both offers side by side."""
    cell, beside = _cell(first, lead.criterion), _cell(second, lead.criterion) if second else None
    quoted = cell if of is first else beside
    if quoted and quoted.reason:
        level = level_label(quoted) if quoted.marks else ""
        text = f"{of.alias}: {level}" if level and of is not first else level
        return Reason(lead.title, text, texts.excerpt(quoted.reason))
    if cell and cell.calculation and cell.calculation.indicators and second and beside:
        return Reason(lead.title, _offers(cell, second, beside), "")
    if second is None:
        return Reason(lead.title, "", "")
    better, worse = (of, second) if of is first else (second, first)
    values = {"better": better.alias, "worse": worse.alias}
    return Reason(lead.title, _("%(better)s earns more than %(worse)s.") % values, "")


def _offers(cell: CellShape, second: RankedBidShape, beside: CellShape) -> str:
    """'Availability 99.85 % against 99.5 %, … of B3.'."""
    theirs = {line.title: line for line in beside.calculation.indicators} if beside.calculation else {}
    ours = cell.calculation.indicators if cell.calculation else ()
    parts = []
    for line in ours[:MOST_OFFERS]:
        other = theirs.get(line.title)
        unit = f"{formats.NO_BREAK}{line.unit}" if line.unit else ""
        values = {
            "what": line.title,
            "offer": f"{formats.number(line.offer, none=_('no offer'))}{unit}",
            "other": f"{formats.number(other.offer if other else None, none=_('no offer'))}{unit}",
        }
        parts.append(_("%(what)s %(offer)s, not %(other)s") % values)
    return _("%(offers)s as %(bid)s offers.") % {"offers": "; ".join(parts), "bid": second.alias}


def _cell(bid: RankedBidShape, criterion: str) -> CellShape | None:
    return next((cell for cell in bid.cells if cell.criterion == criterion), None)


def _others(data: ReviewShape) -> list[str]:
    others = [column for column in data.matrix.columns[1:] if column.place]
    rows = [row for row in data.matrix.rows if row.kind == "points"]
    if data.matrix.kind != "points":
        return [_evaluated(bid, data) for bid in data.ranking[1 : MOST_OTHERS + 1]]
    sentences = [_compared(column.bid, no, rows) for no, column in enumerate(others[:MOST_OTHERS])]
    if len(others) > MOST_OTHERS:
        sentences.append(_("The differences to the others follow from annex B."))
    return sentences


def _evaluated(bid: RankedBidShape, data: ReviewShape) -> str:
    values = {"bid": bid.alias, "gap": texts.gap(bid.gap, data)}
    return _("%(bid)s is %(gap)s behind.") % values if bid.gap else _("%(bid)s is level with the first.") % values


def _compared(bid: str, no: int, rows: Sequence[MatrixRowShape]) -> str:
    """'B3 is behind on “performance”; ahead on “price”.' against the first, the widest differences first."""
    leads = sorted(((row.leads[no] or Fraction(0), row.title) for row in rows), key=lambda lead: -abs(lead[0]))
    behind = [title for lead, title in leads if lead > 0]
    ahead = [title for lead, title in leads if lead < 0]
    equal = [title for lead, title in leads if lead == 0]
    if len(behind) == len(rows):
        return _("%(bid)s is behind on every criterion.") % {"bid": bid}
    parts = [
        _("behind on %(titles)s") % {"titles": _listed(behind)} if behind else "",
        _("ahead on %(titles)s") % {"titles": _listed(ahead)} if ahead else "",
        _("equal on %(titles)s") % {"titles": _listed(equal)} if equal else "",
    ]
    return _("%(bid)s is %(comparison)s.") % {"bid": bid, "comparison": "; ".join(filter(None, parts))}


def _listed(titles: Sequence[str]) -> str:
    """So many titles that a reader takes them in; how many more there are."""
    listed = ", ".join(f"“{title}”" for title in titles[:MOST_TITLES])
    more = len(titles) - MOST_TITLES
    if more <= 0:
        return listed
    return ngettext("%(titles)s and %(n)s more", "%(titles)s and %(n)s more", more) % {
        "titles": listed,
        "n": formats.number(more),
    }
