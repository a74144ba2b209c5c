"""STD-2: a brand or a standard is named with "or equivalent"."""

from collections.abc import Iterator

from scoring.compliance.facts import TenderFacts, known
from scoring.compliance.findings import Observation
from scoring.compliance.lint import names_without_equivalent
from scoring.compliance.rule import Bounds, failed, passed, rule
from scoring.compliance.severity import Severity

_DUTIES = {"brand": "brand_duty", "standard": "standard_duty"}


@rule(
    "STD-2",
    title='Brands and standards carry "or equivalent"',
    principles=(9,),
    facts=("texts", "law"),
    severity=Severity.BLOCK,
    law="Directive 2014/24/EU art. 42(3)(b), 42(4); Procurement Act 2023 s. 56",
    sentences={
        "met": 'No brand and no standard is named without "or equivalent".',
        "brand": '{about}: the brand {value} is named without "or equivalent".',
        "standard": '{about}: the standard {value} is named without "or equivalent".',
    },
)
def equivalents_are_accepted(facts: TenderFacts, bounds: Bounds) -> Iterator[Observation]:
    """No name in the texts lacks the words, each named once per document; the law profile says what follows.

    Without a profile the strictest reading holds.
    """
    hits = names_without_equivalent(known(facts.texts, "texts"), bounds.terms)
    for hit in hits:
        severity = getattr(facts.law, _DUTIES[hit.kind]) if facts.law else Severity.BLOCK
        yield failed(hit.kind, hit.name, 0, hit.where, severity)
    if not hits:
        yield passed("met", 0, 0)
