"""FIN: the funding plan covers the estimate, and its kinds fit the scale. Source: LIFECYCLE, planning."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import FundingPart, TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, failed, percent, rule, spared, undecidable
from scoring.compliance.severity import Severity

_PERCENT = 100
SECURED = frozenset({"committed", "received"})
# What the guidance names for each scale of a project.
KINDS = {
    "small": frozenset({"eu_fund", "national_fund", "crowdfunding"}),
    "medium": frozenset({"venture_capital"}),
    "large": frozenset({"private_finance", "public_support"}),
}


@rule(
    "FIN-1",
    title="The funding covers the estimate",
    principles=(12,),
    facts=("funding", "estimate"),
    severity=Severity.EXPLAIN,
    params={"least": Parameter("Smallest share of the estimate that is secured", Fraction(100), "percent", "higher")},
    sentences={
        "met": "{value} of the estimate is committed or received.",
        "missed": "{value} of the estimate is committed or received; {limit} are asked.",
        "nothing": "The estimate is 0, so there is nothing to cover.",
    },
)
def funding_covers_estimate(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Committed and received amounts as a share of the estimate's higher end."""
    funding, estimate = known(facts.funding, "funding"), known(facts.estimate, "estimate")
    if estimate.high == 0:
        yield spared("nothing")
        return
    secured = sum((part.amount for part in funding if part.status in SECURED), Fraction(0))
    share, least = _PERCENT * secured / estimate.high, bounds.number("least")
    yield compared(share >= least, percent(share), percent(least))


@rule(
    "FIN-2",
    title="The funding fits the scale",
    principles=(12,),
    facts=("funding", "estimate"),
    severity=Severity.INFORM,
    params={
        "medium": Parameter("Estimated value from which a project is medium", Fraction(500_000), "money", "lower"),
        "large": Parameter("Estimated value from which a project is large", Fraction(5_000_000), "money", "lower"),
        "least": Parameter("Smallest share from the kinds of the guidance", Fraction(50), "percent", "higher"),
    },
    sentences={
        "met": "{value} of the plan comes from kinds that the guidance names for a {scale} project.",
        "missed": "{value} of the plan comes from kinds that the guidance names for a {scale} project.",
        "both": "The guidance asks for private finance and public support together; the plan lacks: {value}.",
        "none": "The funding plan is empty.",
        "currency": "The estimated value is in {value}; the scale is in {limit}.",
    },
)
def funding_fits_scale(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """The share of the plan, whatever its status, in the kinds for the scale; a large one has both of its kinds."""
    funding, estimate = known(facts.funding, "funding"), known(facts.estimate, "estimate")
    if not bounds.compares(estimate):
        yield undecidable("currency", f"{estimate.currency} {estimate.basis}", f"{bounds.currency} {bounds.basis}")
        return
    total = sum((part.amount for part in funding), Fraction(0))
    if total == 0:
        yield failed("none")
        return
    scale = _scale(estimate.high, bounds)
    fitting = sum((part.amount for part in funding if part.kind in KINDS[scale]), Fraction(0))
    share, least = _PERCENT * fitting / total, bounds.number("least")
    lacking = _lacking(funding) if scale == "large" else ()
    yield failed("both", lacking) if lacking else compared(share >= least, percent(share), percent(least), scale=scale)


def _scale(value: Fraction, bounds: Bounds) -> str:
    if value < bounds.number("medium"):
        return "small"
    return "medium" if value < bounds.number("large") else "large"


def _lacking(funding: tuple[FundingPart, ...]) -> tuple[str, ...]:
    return tuple(sorted(KINDS["large"] - {part.kind for part in funding if part.amount > 0}))
