"""KPI-3: past performance counts within bounds, and a newcomer is not shut out."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, rule, spared
from scoring.compliance.severity import Severity


@rule(
    "KPI-3",
    title="The past record is bounded",
    principles=(11,),
    facts=("past_record",),
    severity=Severity.BLOCK,
    source="after FAR 15.305(a)(2)(iv): no record is neither favourable nor not",
    params={"most": Parameter("Most points of 100 for the past record", Fraction(10), "points", "lower")},
    sentences={
        "met": "The past record weighs {value} of 100 points; a bidder without one gets the mark {neutral}.",
        "missed": "The past record weighs {value} of 100 points: {value} > {limit}.",
        "none": "The past record of bidders does not count.",
    },
)
def past_record_is_bounded(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """It weighs no more than so many points, and the neutral mark of a bidder without a record is published."""
    record, most = known(facts.past_record, "past_record"), bounds.number("most")
    if record.weight == 0:
        yield spared("none", 0, most)
        return
    neutral = known(record.neutral_mark, "the mark of a bidder without a record")
    yield compared(record.weight <= most, record.weight, most, neutral=neutral)
