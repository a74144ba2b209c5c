"""LNT-1 to LNT-8: what a text names, and what must stand beside it. Each name is noticed once per document."""

import re
from collections.abc import Callable, Collection, Iterator

from scoring.compliance.lint.hits import LintHit, hit
from scoring.compliance.lint.reading import JoinedDocument, TermSpan
from scoring.compliance.lint.terms import NamedStandard, TermLists

_VERSION_NEAR = 40
_HAS_VERSION = re.compile(r"version|edition|draft|\bv\.?\s?\d|^[\s/-]*[\d{]|^\s*\(?\s*[\d{]", re.IGNORECASE)
_EXISTING = re.compile(
    r"\b(?:compatib\w+|interoperab\w+|integrat\w+|interfac\w+|connect\w*|communicat\w+|work\w*|plug\w*|link\w*|fit\w*)\s+"
    r"(?:fully\s+|seamlessly\s+)?(?:with|into|to)\s+(?:the\s+|our\s+|its\s+|all\s+|any\s+)?(?:city's\s+|council's\s+)?"
    r"((?:existing|current|present|installed|legacy|already)\s+(?:[\w./-]+\s?){1,4})",
    re.IGNORECASE,
)


def brands(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-1: a make or product."""
    yield from _each_once("LNT-1", document, document.spans(terms.brands))


def unequalled(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-2: a brand or a standard without the words of equivalence after it in its sentence, once per document.

    The general rider speaks for the standards of its document; a brand needs the words beside it. Source: Directive
    2014/24/EU art. 42(3)(b) for standards, open or not, 42(4) for brands.
    """

    def lacks(span: TermSpan) -> bool:
        return not document.has(terms.equivalent, span.end, document.sentence_at(span.start)[1])

    for span in _first_of_each(document.spans(terms.brands), lambda span: span.term, lacks):
        yield hit("LNT-2", document, span.start, span.end, "brand")
    if document.has(terms.rider, 0, len(document.text)):
        return
    for span, _ in _standards(document, terms, lacks):
        yield hit("LNT-2", document, span.start, span.end, "standard")


def closed_formats(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-3: a closed format in a sentence that names no open one."""

    def alone(span: TermSpan) -> bool:
        return not document.has(terms.open_formats, *document.sentence_at(span.start))

    yield from _each_once("LNT-3", document, document.spans(terms.closed_formats), alone)


def something_existing(document: JoinedDocument, registered: Collection[str]) -> Iterator[LintHit]:
    """LNT-4: compatible with something existing, in a sentence that names no registered interface."""
    for match in _EXISTING.finditer(document.text):
        start, end = document.sentence_at(match.start(1))
        if not document.has(registered, start, end):
            name = document.text[match.start(1) : min(match.end(1), end)].rstrip(".!? \n")
            yield hit("LNT-4", document, match.start(1), match.start(1) + len(name))


def unversioned(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-5: a standard that has versions, without one soon after its name."""

    def lacks(span: TermSpan) -> bool:
        after = document.text[span.end : min(span.end + _VERSION_NEAR, document.sentence_at(span.start)[1])]
        return not _HAS_VERSION.search(after)

    for span, standard in _standards(document, terms, lacks):
        if standard.is_versioned:
            yield hit("LNT-5", document, span.start, span.end)


def closed_standards(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-6: a standard with openness 0."""
    for span, standard in _standards(document, terms):
        if standard.closed:
            yield hit("LNT-6", document, span.start, span.end)


def unchecked_evidence(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-7: a kind that no program checks, in a sentence about evidence."""

    def is_evidence(span: TermSpan) -> bool:
        return document.has(terms.evidence_words, *document.sentence_at(span.start))

    yield from _each_once("LNT-7", document, document.spans(terms.unverified_kinds), is_evidence)


def certificates(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-8: a certificate of one supplier or for members: by its name, or a brand beside a word for certificates."""
    spans = document.spans(terms.certificates)
    yield from _each_once("LNT-8", document, spans)
    named = {document.sentence_at(span.start) for span in spans}
    for span in document.spans(terms.brands):
        sentence = document.sentence_at(span.start)
        if sentence not in named and document.has(terms.certificate_words, *sentence):
            named.add(sentence)
            yield hit("LNT-8", document, span.start, span.end)


def _standards(
    document: JoinedDocument, terms: TermLists, holds: Callable[[TermSpan], bool] | None = None
) -> Iterator[tuple[TermSpan, NamedStandard]]:
    """The first mention of each standard for which it holds."""
    by_name = {name: standard for standard in terms.standards for name in standard.names}
    spans = document.spans(by_name)
    for span in _first_of_each(spans, lambda span: by_name[span.term].id, holds or (lambda _span: True)):
        yield span, by_name[span.term]


def _each_once(
    check: str, document: JoinedDocument, spans: list[TermSpan], holds: Callable[[TermSpan], bool] = lambda _span: True
) -> Iterator[LintHit]:
    for span in _first_of_each(spans, lambda span: span.term, holds):
        yield hit(check, document, span.start, span.end)


def _first_of_each(
    spans: list[TermSpan], identity: Callable[[TermSpan], str], holds: Callable[[TermSpan], bool]
) -> Iterator[TermSpan]:
    """The first span of each identity for which it holds."""
    noticed: set[str] = set()
    for span in spans:
        if identity(span) not in noticed and holds(span):
            noticed.add(identity(span))
            yield span
