"""The Common Procurement Vocabulary of 2008: what a code means, what stands above and below it, search by its words.

Its text is `cpv.txt`. The digits are the tree: zeros at the end of a code say how general it is, and the nearest code
with fewer digits stands above it. Source: Regulation (EC) No 213/2008.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "cpv.txt"
DIGITS = 8
DIVISION = 2  # digits of the most general codes
MOST_RESULTS = 200
MOST_SOUGHT = 12  # words of one question; the rest is not read
SHORTEST_SINGULAR = 4
_PARTIAL = re.compile(r"\d{1,8}(-\d?)?")
_TOKEN = re.compile(r"[^\W_]+(?:-\d?(?!\w))?")


@dataclass(frozen=True, slots=True)
class CpvCode:
    """A code as it is written, with its check digit: `34928500-3`."""

    code: str
    title: str

    @property
    def digits(self) -> str:
        return self.code[:DIGITS]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


@dataclass(frozen=True, slots=True)
class CodeResults:
    """The first codes that answer a question, and how many there are."""

    codes: tuple[CpvCode, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Every code by its digits, in their order."""

    codes: Mapping[str, CpvCode]
    children: Mapping[str, tuple[CpvCode, ...]]
    parents: Mapping[str, str]


@cache
def _vocabulary() -> _Vocabulary:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    listed = [CpvCode(*line.split(" ", 1)) for line in lines if not line.startswith("#")]
    codes = {code.digits: code for code in sorted(listed, key=lambda code: code.code)}
    parents = {digits: _nearest_above(digits, codes) for digits in codes}
    children: dict[str, list[CpvCode]] = {}
    for digits, parent in parents.items():
        children.setdefault(parent, []).append(codes[digits])
    return _Vocabulary(codes, {parent: tuple(below) for parent, below in children.items()}, parents)


@cache
def _searched() -> list[tuple[str, CpvCode]]:
    """The words of every title, each after a blank; only who seeks by words waits for them."""
    return [(f" {' '.join(_folded(code.title))}", code) for code in _vocabulary().codes.values()]


def load() -> None:
    """Read the list now: for a process that forks, so that no child reads it."""
    _vocabulary()


def _nearest_above(digits: str, codes: Mapping[str, CpvCode]) -> str:
    """The digits of the code above, empty for a division. Some codes skip a step, which has no code."""
    for length in range(len(_stem(digits)) - 1, DIVISION - 1, -1):
        above = digits[:length].ljust(DIGITS, "0")
        if above in codes:
            return above
    return ""


def _stem(digits: str) -> str:
    """A code without the zeros that say how general it is: `34900000` is `349`, `30000000` is `30`."""
    return digits[:DIVISION] + digits[DIVISION:].rstrip("0")


def cpv_code(text: str) -> CpvCode | None:
    """The code that `text` names, with or without its check digit, shortened or not; None if there is none.

    `48`, `48000000` and `48000000-8` are one code; a wrong check digit is none.
    """
    digits, _, check = text.strip().partition("-")
    code = _vocabulary().codes.get(digits.ljust(DIGITS, "0"))
    return code if code and len(digits) >= DIVISION and check in {"", code.code[-1]} else None


def begins_code(text: str) -> bool:
    """Whether some code begins with these digits; with a check digit or all eight digits, whether it is one."""
    digits, _, check = text.strip().partition("-")
    if check or len(digits) == DIGITS:
        return cpv_code(text) is not None
    return bool(digits) and any(code.startswith(digits) for code in _vocabulary().codes)


def title_of(text: str) -> str:
    """The title of a code, empty for a text that names none."""
    code = cpv_code(text)
    return code.title if code else ""


def code_with_title(text: str) -> str:
    """The code as it was written with its title behind it; as it was written alone if it names none."""
    return f"{text} {title_of(text)}".strip()


def parents_of(code: CpvCode) -> tuple[CpvCode, ...]:
    """The codes above it, the division first."""
    vocabulary = _vocabulary()
    above: list[CpvCode] = []
    digits = vocabulary.parents[code.digits]
    while digits:
        above.append(vocabulary.codes[digits])
        digits = vocabulary.parents[digits]
    return tuple(reversed(above))


def children_of(code: CpvCode) -> tuple[CpvCode, ...]:
    """The codes that stand right below it, by their digits."""
    return _vocabulary().children.get(code.digits, ())


def divisions() -> tuple[CpvCode, ...]:
    """The most general codes, by their digits."""
    return _vocabulary().children[""]


def search_codes(question: str, limit: int = 20) -> CodeResults:
    """Codes whose title holds a word that begins with each word of `question`; a number is the beginning of a code.

    Case, accents and the s of a plural do not matter. First come titles in which the words stand early, of these the
    more general codes, then short titles; for numbers alone, by code. At most `limit` and never more than MOST_RESULTS
    are listed; no words, no results. Reads every title in memory; no query.
    """
    numbers, needles = _question(question)
    if not numbers and not needles:
        return CodeResults((), 0)
    rows = _searched()
    for number in numbers:
        rows = [row for row in rows if row[1].code.startswith(number)]
    for needle in needles:
        rows = [row for row in rows if needle in row[0]]
    ranked = sorted(rows, key=lambda row: _rank(row[0], row[1], needles)) if needles else rows
    kept = ranked[: max(0, min(limit, MOST_RESULTS))]
    return CodeResults(tuple(code for _, code in kept), len(ranked))


def _rank(text: str, code: CpvCode, needles: list[str]) -> tuple[int, int, int, str]:
    return min(text.find(needle) for needle in needles), len(_stem(code.digits)), len(text), code.code


def _question(question: str) -> tuple[list[str], list[str]]:
    """Beginnings of codes, and beginnings of words with the blank that stands before them."""
    tokens = _TOKEN.findall(question)[:MOST_SOUGHT]
    numbers = [_beginning(token) for token in tokens if _PARTIAL.fullmatch(token)]
    texts = [word for token in tokens if not _PARTIAL.fullmatch(token) for word in _folded(token)]
    return numbers, [f" {_singular(word)}" for word in texts]


def _beginning(number: str) -> str:
    """What codes begin with that stand at or below this one."""
    return number if "-" in number or len(number) < DIGITS else _stem(number)


def _singular(word: str) -> str:
    plural = len(word) >= SHORTEST_SINGULAR and word.endswith("s") and not word.endswith("ss")
    return word.removesuffix("s") if plural else word


def _folded(text: str) -> list[str]:
    """The words of a text in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[^\W_]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
