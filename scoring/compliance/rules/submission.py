"""TIME-1: suppliers have time to bid."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, failed, rule
from scoring.compliance.severity import Severity


@rule(
    "TIME-1",
    title="The submission period is long enough",
    principles=(9,),
    facts=("submission_days", "law"),
    severity=Severity.EXPLAIN,
    law="Directive 2014/24/EU art. 27 to 31; Procurement Act 2023 s. 54",
    params={"days": Parameter("Fewest days without a reason", Fraction(30), "days", "higher", "submission_days")},
    sentences={
        "met": "Suppliers have {value} days to bid.",
        "missed": "Suppliers have {value} days to bid; below {limit} a reason is asked.",
        "over": "The deadline is past, so suppliers have no day to bid.",
        "unlawful": "Suppliers have {value} days to bid; the law profile {profile} asks for at least {limit}.",
    },
)
def period_is_long_enough(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """Below the law profile's floor, or with a deadline that is past, it blocks; below the policy's days it asks for a
    reason.
    """
    days, law, least = known(facts.submission_days, "submission_days"), known(facts.law, "law"), bounds.number("days")
    if days < 0:
        yield failed("over", days, least, severity=Severity.BLOCK)
    elif law.submission_days is not None and days < law.submission_days:
        yield failed("unlawful", days, law.submission_days, severity=Severity.BLOCK, profile=law.profile)
    else:
        yield compared(days >= least, days, least)
