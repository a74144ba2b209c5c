"""STD-3: how data leaves at the end."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, failed, passed, rule
from scoring.compliance.severity import Severity


@rule(
    "STD-3",
    title="There is a plan for export and exit",
    principles=(8, 9),
    facts=("export_formats", "exit_days"),
    severity=Severity.BLOCK,
    params={"days": Parameter("Fewest days for fetching data after the end", Fraction(30), "days", "higher")},
    sentences={
        "met": "Data leaves as {formats}; it can be fetched for {value} days after the end.",
        "formats": "No format is named in which data leaves the system.",
        "days": "Data can be fetched for {value} days after the end; at least {limit} are needed.",
    },
)
def exit_is_planned(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """A format of export is named, and the data can be fetched for so many days."""
    formats, least = known(facts.export_formats, "export_formats"), bounds.number("days")
    if not formats:
        yield failed("formats", 0, 1)
    days = known(facts.exit_days, "exit_days")
    if days < least:
        yield failed("days", days, least)
    elif formats:
        yield passed("met", days, least, formats=formats)
