"""LNT-9 and LNT-10: dates beside the one deadline, and clauses that bind one side."""

import re
from collections.abc import Iterator

from scoring.compliance.lint.hits import LintHit, hit
from scoring.compliance.lint.reading import JoinedDocument
from scoring.compliance.lint.terms import TermLists

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_TIME = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}\b(?: \d{{4}})?|\b{_MONTH} \d{{1,2}}\b(?:, \d{{4}})?"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
    r"|\b\d{1,2}:\d{2}\b|\b\d{1,2}(?:\.\d{2})? ?(?:[ap]\.m\.|(?:am|pm|hours|o'clock|Uhr)\b)|\bnoon\b|\bmidnight\b"
    r"|\b\d+ (?:calendar |working )?days (?:after|from|before)\b",
)
_DENIED = re.compile(r"\b(?:no|not|never|neither|nor|without|excludes?|forbids?)\b(?:\W+\w+){0,2}\W*$", re.IGNORECASE)
_NO = re.compile(r"\b(?:no|not|never|neither|nor|cannot)\b", re.IGNORECASE)
_BEFORE = 60


def second_deadlines(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-9: a date or time in a sentence about when bids or questions end; each sentence once."""
    for start, end in _sentences_about(document, terms):
        match = _TIME.search(document.text, start, end)
        if match:
            yield hit("LNT-9", document, match.start(), match.end())


def _sentences_about(document: JoinedDocument, terms: TermLists) -> list[tuple[int, int]]:
    ends = {document.sentence_at(span.start) for span in document.spans(terms.deadlines)}
    for span in document.spans(terms.arrivals):
        sentence = document.sentence_at(span.start)
        if document.has(terms.bids, *sentence):
            ends.add(sentence)
    return sorted(ends)


def one_sided(document: JoinedDocument, terms: TermLists) -> Iterator[LintHit]:
    """LNT-10: change at any time, silent renewal, exclusivity, unless the sentence denies it before."""
    for span in document.spans((*terms.one_sided, *terms.renewals, *terms.exclusivity)):
        start, _ = document.sentence_at(span.start)
        if not _DENIED.search(document.text[max(start, span.start - _BEFORE) : span.start]):
            yield hit("LNT-10", document, span.start, span.end)
    for span in document.spans(terms.manners):
        start, end = document.sentence_at(span.start)
        is_denied = _NO.search(document.text, start, span.start)
        if not is_denied and all(document.has(half, start, end) for half in (terms.changes, terms.bargain)):
            yield hit("LNT-10", document, span.start, span.end)
