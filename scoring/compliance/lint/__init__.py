"""A reader of specifications: ten checks over texts, each with the place, a sentence and a cure. Source: EVIDENCE §9.

Pure: texts, terms and the names of registered interfaces in, hits out, in the order of documents and checks.
"""

from collections.abc import Collection, Iterable

from scoring.compliance.facts import TextPart
from scoring.compliance.lint import clauses, names
from scoring.compliance.lint.hits import CHECKS, LintHit, hit_text
from scoring.compliance.lint.reading import documents
from scoring.compliance.lint.terms import DEFAULT_TERMS, NamedStandard, TermLists


def lint(
    parts: Iterable[TextPart], terms: TermLists = DEFAULT_TERMS, registered: Collection[str] = ()
) -> tuple[LintHit, ...]:
    """Everything that the ten checks notice. `registered`: codes and titles of the register's interfaces (LNT-4)."""
    return tuple(
        hit
        for document in documents(parts)
        for hits in (
            names.brands(document, terms),
            names.unequalled(document, terms),
            names.closed_formats(document, terms),
            names.something_existing(document, registered),
            names.unversioned(document, terms),
            names.closed_standards(document, terms),
            names.unchecked_evidence(document, terms),
            names.certificates(document, terms),
            clauses.second_deadlines(document, terms),
            clauses.one_sided(document, terms),
        )
        for hit in hits
    )


def names_without_equivalent(parts: Iterable[TextPart], terms: TermLists = DEFAULT_TERMS) -> tuple[LintHit, ...]:
    """LNT-2 alone: what rule STD-2 counts."""
    return tuple(hit for document in documents(parts) for hit in names.unequalled(document, terms))


__all__ = [
    "CHECKS",
    "DEFAULT_TERMS",
    "LintHit",
    "NamedStandard",
    "TermLists",
    "hit_text",
    "lint",
    "names_without_equivalent",
]
