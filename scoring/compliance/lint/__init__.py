"""A reader of specifications: ten checks over texts, each with the place, a sentence and a cure. Source: EVIDENCE §9.

Pure: texts, terms and the names of registered interfaces in, hits out, in the order of documents and checks.
"""

from collections.abc import Collection, Iterable
from functools import lru_cache

from scoring.compliance.facts import TextPart
from scoring.compliance.lint import clauses, names
from scoring.compliance.lint.hits import CHECKS, LintHit, hit_text
from scoring.compliance.lint.reading import JoinedDocument, by_document
from scoring.compliance.lint.terms import DEFAULT_TERMS, NamedStandard, TermLists

KEPT = 16  # documents whose hits are kept in the process


def lint(
    parts: Iterable[TextPart], terms: TermLists = DEFAULT_TERMS, registered: Collection[str] = ()
) -> tuple[LintHit, ...]:
    """Everything that the ten checks notice. `registered`: codes and titles of the register's interfaces (LNT-4)."""
    names_of_register = frozenset(registered)
    return tuple(hit for document in by_document(parts) for hit in _hits(document, terms, names_of_register))


@lru_cache(maxsize=KEPT)
def _hits(parts: tuple[TextPart, ...], terms: TermLists, registered: frozenset[str]) -> tuple[LintHit, ...]:
    """Of one document. An upload is long and read at every look at the gate, so what was found in it is kept."""
    document = JoinedDocument(parts[0].document, parts)
    return tuple(
        hit
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
    return tuple(hit for document in by_document(parts) for hit in _unequalled(document, terms))


@lru_cache(maxsize=KEPT)
def _unequalled(parts: tuple[TextPart, ...], terms: TermLists) -> tuple[LintHit, ...]:
    return tuple(names.unequalled(JoinedDocument(parts[0].document, parts), terms))


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
