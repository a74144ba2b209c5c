"""SME-1 and SME-4: lots that a small firm can bid for, and a turnover that it can have."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import LotFacts, TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import (
    Bounds,
    Parameter,
    compared,
    failed,
    passed,
    rule,
    spared,
    stricter_figure,
    undecidable,
)
from scoring.compliance.severity import Severity

_MONTHS = 12


@rule(
    "SME-1",
    title="Lots and turnover suit small firms",
    principles=(9,),
    facts=("estimate", "lots", "term", "law"),
    severity=Severity.EXPLAIN,
    law="Directive 2014/24/EU art. 46(1), 58(3)",
    params={
        "above": Parameter("Estimated value from which lots are asked", Fraction(500_000), "money", "lower"),
        "lots": Parameter("Fewest lots", Fraction(2), "lots", "higher"),
        "factor": Parameter("Most turnover, times the lot's yearly value", Fraction(2), "", "lower", "turnover_factor"),
    },
    sentences={
        "met": "Lots: {value}; at least {limit} are asked above {above}.",
        "missed": "Lots: {value}; at least {limit} are asked above {above}. Give the reasons for not dividing it.",
        "small": "The estimated value of {value} is not above {limit}: one lot will do.",
        "currency": "The estimated value is in {value}; the limit is in {limit}.",
        "turnover": "{about}: the turnover asked is {value} times the lot's yearly value; the limit is {limit}.",
        "turnover_met": "{about}: the turnover asked is {value} times the lot's yearly value, not above {limit}.",
    },
)
def lots_suit_small_firms(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Above an estimated value there are several lots; the turnover asked stays within a multiple of the yearly value.

    The yearly value of a lot is the higher end of its estimate by the years of the term, options counted, as the
    estimate counts them; a term below a year is one.
    """
    lots = known(facts.lots, "lots")
    yield _division(facts, bounds, len(lots))
    factor = stricter_figure(bounds.number("factor"), facts.law, "turnover_factor")
    for lot in lots:
        yield from _turnover(lot, facts, factor)


def _division(facts: TenderFacts, bounds: Bounds, count: int) -> Observation:
    estimate, above = known(facts.estimate, "estimate"), bounds.number("above")
    if not bounds.compares(estimate):
        return undecidable("currency", f"{estimate.currency} {estimate.basis}", f"{bounds.currency} {bounds.basis}")
    if estimate.high <= above:
        return spared("small", bounds.money(estimate.high), bounds.money(above))
    return compared(count >= bounds.number("lots"), count, bounds.number("lots"), above=bounds.money(above))


def _turnover(lot: LotFacts, facts: TenderFacts, factor: Fraction) -> Iterator[Observation]:
    about = f"lot {lot.no}"
    floor = known(lot.turnover_floor, "the turnover asked", about)
    if floor == 0:
        return
    high = known(lot.estimate, "the estimated value of the lot", about).high
    months = max(known(facts.term, "term").with_options, _MONTHS)
    if high == 0:
        yield failed("turnover", "more than any number of", factor, about)
        return
    multiple = floor * months / (high * _MONTHS)
    yield (
        passed("turnover_met", multiple, factor, about)
        if multiple <= factor
        else failed("turnover", multiple, factor, about)
    )


@rule(
    "SME-4",
    title="A lot may be bid for alone",
    principles=(9,),
    facts=("lots", "lots_single"),
    severity=Severity.EXPLAIN,
    source="two lots on paper that must be bid for together have been seen",
    sentences={
        "met": "A bid may be for one lot alone.",
        "missed": "A bid must be for all lots: they are one lot on paper.",
        "none": "There is one lot.",
    },
)
def lots_are_single(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    if len(known(facts.lots, "lots")) <= 1:
        yield spared("none")
    else:
        yield passed("met") if known(facts.lots_single, "lots_single") else failed("missed")
