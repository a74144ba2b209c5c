"""What stops a publication in the section `method`: what the judge could not apply as it stands."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

import scoring
from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.specs import lot_spec
from scoring import ScoringError, abnormal
from scoring.price import FORMULAS

COST_KINDS = ("acquisition", "use", "maintenance", "exit", "end_of_life", "other")
_COMMITTED = "0" * 64  # stands for the fingerprint of a draw's seed, which the publication makes
# Places of the judge's specification that this section fills, and the field that holds them.
_PLACES: Mapping[str, str] = {
    "price_formula": "formula",
    "params": "params",
    "rounding": "rounding_stage",
    "threshold_on": "threshold_on",
    "tie_chain": "tie_chain",
    "alt_rule": "low_bids",
    "basis": "rates",
    "scaling": "scaling",
}


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Of the price table and the formula; then what the judge says of each lot, once."""
    yield from _of_elements(content)
    method = content.method
    if not method.formula:
        yield _at("formula", _("Nothing says how prices become points."))
        return
    if method.formula not in FORMULAS:
        yield _at("formula", _("There is no formula %(name)s.") % {"name": method.formula})
        return
    if not method.tie_chain or method.tie_chain[-1] != "draw":
        yield _at("tie_chain", _("Equal bids: the last step must be a draw by lot."))
    if method.low_bids is None:
        yield _at("low_bids", _("No rule says which low prices are asked about."))
    elif method.low_bids.id not in abnormal.RULES:
        yield _at("low_bids", _("There is no such rule for low prices."))
    yield from _of_judge(content)


def _of_elements(content: TenderContent) -> Iterator[SectionFinding]:
    codes = Counter(element.code for element in content.method.elements)
    lots = {lot.no for lot in content.purchase.lots}
    if not codes:
        yield _at("elements", _("The price table is empty: nothing says what a bid is to price."))
    for element in content.method.elements:
        place, name = f"elements/{element.code}", {"name": element.title or element.code}
        if not element.code or codes[element.code] > 1:
            yield _at(f"{place}/code", _("The code of %(name)s must be there and stand only once.") % name)
        if not element.title.strip():
            yield _at(f"{place}/title", _("A line of the price table has no title."))
        if element.kind not in COST_KINDS:
            yield _at(f"{place}/kind", _("Say which kind of cost %(name)s is.") % name)
        if element.quantity is not None and element.quantity <= 0:
            yield _at(f"{place}/quantity", _("The quantity of %(name)s must be above 0.") % name)
        if element.lot is not None and element.lot not in lots:
            yield _at(f"{place}/lot", _("%(name)s is for a lot that is not there.") % name)


def _of_judge(content: TenderContent) -> Iterator[SectionFinding]:
    """What `scoring.check` says of the parts that this section fills, once for all lots."""
    sentences: dict[str, str] = {}
    for lot in content.purchase.lots:
        try:
            problems = scoring.check(lot_spec(content, lot.no, ref="", seed_sha256=_COMMITTED))
        except (ScoringError, TypeError, ValueError) as fault:
            problems = [fault] if isinstance(fault, ScoringError) else []
        for problem in problems:
            place = _place(problem.where)
            if place and place != "tie_chain" and place not in sentences:
                sentences[place] = _("The method cannot be applied. %(why)s") % {"why": problem}
    yield from (_at(place, sentence) for place, sentence in sentences.items())


def _place(where: str) -> str:
    """The field of this section that holds a place of the specification; empty if another section does."""
    part, _slash, rest = where.partition("/")
    if part == "leaves" and "/params" in rest:
        return "params"
    return _PLACES.get(part, "")


def _at(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.METHOD, place, sentence)
