"""How the price counts, in a sentence beside the fields: from the published method, nothing is judged here."""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids.outline import MONEY_INPUTS, BidOutline, LotOutline
from procurement.tenders.sections import TenderContent
from scoring.price import FORMULAS


def price_terms(content: TenderContent, outline: BidOutline) -> list[str]:
    """A sentence for each lot in which the price earns points."""
    return [sentence for lot in outline.lots for sentence in _of_lot(content, outline, lot)]


def _of_lot(content: TenderContent, outline: BidOutline, lot: LotOutline) -> Iterator[str]:
    weight = sum(
        (
            entry.weight or Fraction(0)
            for entry in content.criteria.criteria
            if entry.input in MONEY_INPUTS and (not entry.lots or lot.no in entry.lots)
        ),
        Fraction(0),
    )
    if not weight:
        return
    points = {"points": formats.number(weight)}
    sentence = _("%(points)s of 100 points.") % points
    params = {**content.method.params, **content.method.lot_params.get(str(lot.no), {})}
    formula = FORMULAS.get(content.method.formula)
    limits = formula.straight_line(params) if formula else None
    if limits is not None and limits.low is not None and limits.high is not None:
        sentence = _("%(points)s of 100 points, on a straight line: all at %(least)s, none at %(most)s.") % {
            **points,
            "least": formats.price(limits.low, outline.currency),
            "most": formats.price(limits.high, outline.currency),
        }
    if len(outline.lots) == 1:
        yield sentence
    else:
        yield _("Lot %(no)d: %(sentence)s") % {"no": lot.no, "sentence": sentence}
