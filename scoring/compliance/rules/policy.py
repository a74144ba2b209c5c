"""POL: the policy itself is reviewed."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, failed, passed, rule
from scoring.compliance.severity import Severity

_MONTHS = 12


@rule(
    "POL-1",
    title="The policy is reviewed",
    principles=(4,),
    facts=("checked_on", "policy_valid_on", "policy_review_on"),
    severity=Severity.EXPLAIN,
    params={"months": Parameter("Most months from adoption to review", Fraction(24), "months", "lower")},
    sentences={
        "met": "The policy is due for review on {value}.",
        "overdue": "The policy was due for review on {value} and has not been replaced.",
        "late": "The policy is reviewed {value} months after it became valid; the limit is {limit} months.",
    },
)
def policy_is_reviewed(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """The review date lies ahead, and no more than so many months after the policy became valid."""
    review = known(facts.policy_review_on, "policy_review_on")
    start = known(facts.policy_valid_on, "policy_valid_on")
    months = (review.year - start.year) * _MONTHS + review.month - start.month + (review.day > start.day)
    most = bounds.number("months")
    if review < known(facts.checked_on, "checked_on"):
        yield failed("overdue", review, most)
    elif months > most:
        yield failed("late", months, most)
    else:
        yield passed("met", review, most)
