"""A document read once: its parts joined, its sentences, and where a term stands in it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import punctuation

from scoring.compliance.facts import TextPart
from scoring.errors import BadParameter

_GAP = "\n"
_ABBREVIATED = "".join(rf"(?<!\b{short}\.)" for short in (r"i\.e", r"e\.g", "No", "no", "Art", "art", "approx", "incl"))
_SENTENCE_END = re.compile(rf"[.!?]{_ABBREVIATED}\s+(?=[\"'“(*]*[A-Z0-9])|\n+")
_NO_WORD = str.maketrans(dict.fromkeys(punctuation + "“”„‘’«»–—…•·", " "))


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A term at characters `start` to `end` of a joined document."""

    term: str
    start: int
    end: int


class JoinedDocument:
    """The parts of one document as one text, so that a term is looked for once."""

    def __init__(self, name: str, parts: Sequence[TextPart]) -> None:
        self.name = name
        self._parts = parts
        self.text = _GAP.join(part.text for part in parts)
        self.lowered = _lowered(self.text)
        # A term whose first word is not here is not looked for: most of a list do not occur at all.
        self._vocabulary = set(_tokens(self.lowered))
        self._starts = []
        at = 0
        for part in parts:
            self._starts.append(at)
            at += len(part.text) + len(_GAP)
        self._sentences: dict[int, tuple[list[int], list[int]]] = {}

    def sentence_at(self, position: int) -> tuple[int, int]:
        """From where to where the sentence goes that holds this character. A sentence never leaves its part."""
        starts, ends = self._sentences_of(bisect_right(self._starts, position) - 1)
        index = bisect_right(starts, position) - 1
        return starts[index], ends[index]

    def _sentences_of(self, part: int) -> tuple[list[int], list[int]]:
        if part not in self._sentences:
            start = self._starts[part]
            end = start + len(self._parts[part].text)
            breaks = [match.span() for match in _SENTENCE_END.finditer(self.text, start, end)]
            # The mark that ends a sentence belongs to it.
            ends = [at + (self.text[at] != _GAP) for at, _ in breaks]
            self._sentences[part] = [start, *(after for _, after in breaks)], [*ends, end]
        return self._sentences[part]

    def part_at(self, position: int) -> tuple[TextPart, int]:
        """The part that holds this character, and how far into it."""
        index = bisect_right(self._starts, position) - 1
        return self._parts[index], position - self._starts[index]

    def spans(self, terms: Iterable[str], start: int = 0, end: int | None = None) -> list[TermSpan]:
        """Where terms stand as whole words, in order; of two that overlap the longer one."""
        limit = len(self.text) if end is None else end
        every = [span for term in self._possible(terms) for span in self._of_term(term, start, limit)]
        every.sort(key=lambda span: (span.start, -span.end))
        spans: list[TermSpan] = []
        for span in every:
            if not spans or span.start >= spans[-1].end:
                spans.append(span)
        return spans

    def has(self, terms: Iterable[str], start: int, end: int) -> bool:
        """Whether one of the terms stands there as whole words."""
        return any(True for term in self._possible(terms) for _ in self._of_term(term, start, end))

    def _possible(self, terms: Iterable[str]) -> list[str]:
        return [term for term in terms if _first_word(term) in self._vocabulary]

    def _of_term(self, term: str, start: int, end: int) -> Iterator[TermSpan]:
        text = self.lowered if term == term.lower() else self.text
        at = text.find(term, start, end)
        while at >= 0:
            after = at + len(term)
            if _stands_alone(text, at, after):
                yield TermSpan(term, at, after)
            at = text.find(term, after, end)


def _tokens(lowered: str) -> list[str]:
    return lowered.translate(_NO_WORD).split()


@lru_cache(maxsize=4096)
def _first_word(term: str) -> str:
    """In lower case. Raises BadParameter for a term without a word."""
    tokens = _tokens(_lowered(term))
    if not tokens:
        raise BadParameter("terms", why=f"'{term}' holds no word")
    return tokens[0]


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit touches it; a term that begins with a sign may follow a letter."""
    before, first = text[start - 1 : start], text[start]
    return not (before.isalnum() and first.isalnum()) and not text[end : end + 1].isalnum()


def _lowered(text: str) -> str:
    """Lower case, letter by letter: a few letters become two in lower case, and places must stay."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(letter.lower()[:1] for letter in text)


def by_document(parts: Iterable[TextPart]) -> list[tuple[TextPart, ...]]:
    """The parts of each document, in the order of their first part."""
    by_name: dict[str, list[TextPart]] = {}
    for part in parts:
        by_name.setdefault(part.document, []).append(part)
    return [tuple(members) for members in by_name.values()]
