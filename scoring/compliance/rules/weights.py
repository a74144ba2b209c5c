"""VFM-1 and VFM-2: what price, interoperability and open standards weigh in a lot. Weights are points of 100."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import LotFacts, TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, failed, rule
from scoring.compliance.severity import Severity

ALL = Fraction(100)
_FAMILIES = ("interoperability", "open_standards")


def _name(lot: LotFacts) -> str:
    return f"lot {lot.no}"


@rule(
    "VFM-1",
    title="The weight of price is capped",
    principles=(7,),
    facts=("lots",),
    severity=Severity.EXPLAIN,
    source="British briefs weigh price 20 to 85; Scotland bars price alone",
    params={"most": Parameter("Most points of 100 for price", Fraction(60), "points", "lower")},
    sentences={
        "met": "{about}: price weighs {value} of 100 points; the limit is {limit}.",
        "missed": "{about}: price weighs {value} of 100 points: {value} > {limit}.",
        "alone": "{about}: price alone decides; quality, interoperability and openness count for nothing.",
    },
)
def price_is_capped(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Price and cost together weigh no more than so many points of each lot; at 100 price alone decides."""
    most = bounds.number("most")
    for lot in known(facts.lots, "lots"):
        weight = known(lot.price_weight, "the weight of price", _name(lot))
        if weight == ALL:
            yield failed("alone", weight, most, _name(lot))
        else:
            yield compared(weight <= most, weight, most, _name(lot))


@rule(
    "VFM-2",
    title="Interoperability and openness weigh",
    principles=(8,),
    facts=("lots",),
    severity=Severity.EXPLAIN,
    params={"least": Parameter("Fewest points of 100 for both families together", Fraction(15), "points", "higher")},
    sentences={
        "met": "{about}: interoperability and open standards weigh {value} of 100 points.",
        "missed": "{about}: interoperability and open standards weigh {value} of 100 points; "
        "at least {limit} are asked.",
    },
)
def openness_weighs(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Both families together weigh at least so many points of each lot."""
    least = bounds.number("least")
    for lot in known(facts.lots, "lots"):
        weights = known(lot.family_weights, "the weights of the families", _name(lot))
        weight = sum((weights.get(family, Fraction(0)) for family in _FAMILIES), Fraction(0))
        yield compared(weight >= least, weight, least, _name(lot))
