"""TERM: how long the contract binds, and how the city gets out."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.rule import Bounds, Parameter, compared, failed, passed, rule, spared
from scoring.compliance.severity import Severity


@rule(
    "TERM-1",
    title="The firm term is short",
    principles=(8,),
    facts=("term",),
    severity=Severity.EXPLAIN,
    params={"months": Parameter("Longest firm term", Fraction(36), "months", "lower")},
    sentences={
        "met": "The firm term is {value} months; the limit is {limit}.",
        "missed": "The firm term is {value} months: {value} > {limit}.",
    },
)
def firm_term_is_short(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    months, most = known(facts.term, "term").months, bounds.number("months")
    yield compared(months <= most, months, most)


@rule(
    "TERM-2",
    title="The term with its options is bounded and does not renew silently",
    principles=(8,),
    facts=("term",),
    severity=Severity.EXPLAIN,
    params={"months": Parameter("Longest term with options", Fraction(60), "months", "lower")},
    sentences={
        "met": "With its options the term is {value} months and then ends.",
        "missed": "With its options the term is {value} months: {value} > {limit}.",
        "silent": "The contract renews unless somebody ends it; an option needs a decision.",
    },
)
def whole_term_is_bounded(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    term, most = known(facts.term, "term"), bounds.number("months")
    if term.renews_silently:
        yield failed("silent")
    if term.with_options > most:
        yield failed("missed", term.with_options, most)
    elif not term.renews_silently:
        yield passed("met", term.with_options, most)


@rule(
    "TERM-3",
    title="The city can leave early",
    principles=(8,),
    facts=("term",),
    severity=Severity.EXPLAIN,
    params={
        "months": Parameter("Latest first break", Fraction(24), "months", "lower"),
        # Six calendar months are at most 184 days.
        "notice_days": Parameter("Longest notice", Fraction(184), "days", "lower"),
    },
    sentences={
        "met": "The city can leave after {value} months.",
        "short": "The firm term of {value} months ends before a break would be due.",
        "none": "There is no break clause in a firm term of {value} months.",
        "late": "The first break is after {value} months; the limit is {limit}.",
        "notice": "The first break needs {value} days' notice; the limit is {limit}.",
    },
)
def break_comes_early(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """The first break comes in time, with a notice that is not too long. A term that ends before needs none."""
    term, latest, notice = known(facts.term, "term"), bounds.number("months"), bounds.number("notice_days")
    if term.months <= latest:
        yield spared("short", term.months, latest)
        return
    breaks = known(term.breaks, "whether it can be ended early")
    if not breaks:
        yield failed("none", term.months, latest)
        return
    first = min(breaks, key=lambda clause: (clause.month, clause.notice_days))
    if first.month > latest:
        yield failed("late", first.month, latest)
    if first.notice_days > notice:
        yield failed("notice", first.notice_days, notice)
    elif first.month <= latest:
        yield passed("met", first.month, latest)


@rule(
    "TERM-4",
    title="Options are not longer than the firm term",
    principles=(8,),
    facts=("term",),
    severity=Severity.EXPLAIN,
    source="extensions of 48 and 48 months on 60 have been seen",
    sentences={
        "met": "The options add {value} months to a firm term of {limit}.",
        "missed": "The options add {value} months to a firm term of {limit}: {value} > {limit}.",
        "none": "There are no options.",
    },
)
def options_are_shorter(facts: TenderFacts, _bounds: Bounds) -> Iterator[Observation]:
    term = known(facts.term, "term")
    if term.options:
        yield compared(sum(term.options) <= term.months, sum(term.options), term.months)
    else:
        yield spared("none")
