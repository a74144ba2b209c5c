"""KPI-1, KPI-2 and KPI-4: indicators that a contract can be paid by."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import AskedKpi, TenderFacts, known
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

PAID_PARTY = "supplier"


@rule(
    "KPI-1",
    title="A large contract has enough indicators",
    principles=(11,),
    facts=("estimate", "kpis", "law"),
    severity=Severity.EXPLAIN,
    law="Procurement Act 2023 s. 52",
    params={
        "above": Parameter(
            "Estimated value from which they are asked", Fraction(5_000_000), "money", "lower", "kpi_above"
        ),
        "least": Parameter("Fewest indicators", Fraction(3), "indicators", "higher", "kpi_least"),
    },
    sentences={
        "met": "Indicators of the contract: {value}; at least {limit} are asked above {above}.",
        "missed": "Indicators of the contract: {value}; at least {limit} are asked above {above}.",
        "small": "The estimated value of {value} is not above {limit}.",
        "currency": "The estimated value is in {value}; the limit is in {limit}.",
    },
)
def indicators_are_enough(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Above an estimated value, the higher end of its range, a contract has at least so many indicators."""
    estimate = known(facts.estimate, "estimate")
    above = stricter_figure(bounds.number("above"), facts.law, "kpi_above")
    if not bounds.compares(estimate):
        yield undecidable("currency", f"{estimate.currency} {estimate.basis}", f"{bounds.currency} {bounds.basis}")
    elif estimate.high <= above:
        yield spared("small", bounds.money(estimate.high), bounds.money(above))
    else:
        least = stricter_figure(bounds.number("least"), facts.law, "kpi_least", higher=True)
        count = len(known(facts.kpis, "kpis"))
        yield compared(count >= least, count, least, above=bounds.money(above))


@rule(
    "KPI-2",
    title="Every indicator can be paid by",
    principles=(11,),
    facts=("kpis",),
    severity=Severity.BLOCK,
    sentences={
        "met": "Every indicator has unit, target, source, cut-offs, pay rule and cap ({value}).",
        "missed": "{about} lacks: {value}.",
        "none": "The tender has no indicators.",
    },
)
def indicators_are_complete(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """Unit, target, source, cut-offs, pay rule and cap: what the pay rules of the contract will read."""
    kpis = known(facts.kpis, "kpis")
    faults = [failed("missed", lacking, about=kpi.code) for kpi in kpis if (lacking := _lacking(kpi))]
    yield from faults
    if not faults:
        yield passed("met", len(kpis)) if kpis else spared("none")


def _lacking(kpi: AskedKpi) -> tuple[str, ...]:
    parts = {
        "unit": bool(kpi.unit),
        "target": kpi.target is not None,
        "source": bool(kpi.source),
        "cut-offs": kpi.has_bands,
        "pay rule": bool(kpi.pay_rule),
        "cap": kpi.cap is not None,
    }
    return tuple(name for name, is_there in parts.items() if not is_there)


@rule(
    "KPI-4",
    title="Measured by more than the party that is paid",
    principles=(11,),
    facts=("kpis",),
    severity=Severity.EXPLAIN,
    sentences={
        "met": "No indicator is measured by the supplier alone.",
        "missed": "{about} is measured by the supplier alone.",
        "nobody": "{about}: it is not filled in yet who measures it.",
        "none": "The tender has no indicators.",
    },
)
def somebody_else_measures(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    """Of those who measure an indicator one at least is not paid by it."""
    kpis = known(facts.kpis, "kpis")
    faults = [
        failed("missed", PAID_PARTY, about=kpi.code) if kpi.measured_by else undecidable("nobody", about=kpi.code)
        for kpi in kpis
        if set(kpi.measured_by) <= {PAID_PARTY}
    ]
    yield from faults
    if not faults:
        yield passed("met") if kpis else spared("none")
