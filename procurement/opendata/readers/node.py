"""A walk through a record that remembers every leaf it has read, so that nothing is lost unseen (OPENDATA law L3)."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Self
from zoneinfo import ZoneInfo

from babel.numbers import is_currency

from procurement.opendata.process import DIGITS, Coverage, IssueLevel, SourceIssue, is_storable
from procurement.opendata.readers import strict_json

_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_NO_CURRENCY = {"XXX", "XTS"}  # ISO 4217 keeps them for 'none' and 'test'
_LARGEST_EXPONENT = 30


class Book:
    """What has been read of one record, and what was found wrong with it."""

    def __init__(self, place: str, zone: str = "UTC") -> None:
        self.place = place
        self.zone = ZoneInfo(zone)
        self.read: set[str] = set()
        self.ignored: dict[str, str] = {}
        self.issues: list[SourceIssue] = []
        self._known: set[SourceIssue] = set()

    def note(
        self, code: str, pointer: str, sentence: str, *, seen: Any = "", kept: Any = "", repaired: bool = False
    ) -> None:
        """Add an issue. `sentence` may say {at}: the place and pointer in the file."""
        level = IssueLevel.REPAIRED if repaired else IssueLevel.NOTED
        self._add(code, level, pointer, sentence, seen, kept)

    def quarantine(self, code: str, pointer: str, sentence: str, *, seen: Any = "") -> None:
        """Add an issue for which the record cannot be used."""
        self._add(code, IssueLevel.QUARANTINE, pointer, sentence, seen, "")

    @property
    def usable(self) -> bool:
        return all(issue.level is not IssueLevel.QUARANTINE for issue in self.issues)

    def settle(self, record: Any) -> tuple[Coverage, dict[str, str]]:
        """Count the leaves, and give what was not read as pointer -> raw JSON, whole branches in one piece."""
        everything = list(strict_json.leaves(record))
        ignored: dict[str, int] = {}
        for pointer in everything:
            if pointer in self.ignored and pointer not in self.read:
                rule = self.ignored[pointer]
                ignored[rule] = ignored.get(rule, 0) + 1
        extras: dict[str, str] = {}
        self._collect_extras(record, "", extras)
        mapped = sum(pointer in self.read for pointer in everything)
        left = sum(pointer not in self.read and pointer not in self.ignored for pointer in everything)
        return Coverage(mapped, ignored, left), extras

    def _collect_extras(self, value: Any, pointer: str, extras: dict[str, str]) -> None:
        if not isinstance(value, dict | list):
            if pointer not in self.read and pointer not in self.ignored:
                extras[pointer] = strict_json.dumps(value)
        elif pointer and not any(p in self.read or p in self.ignored for p in strict_json.leaves(value, pointer)):
            if next(strict_json.leaves(value), None) is not None:
                extras[pointer] = strict_json.dumps(value)
        else:
            parts = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in parts:
                self._collect_extras(item, f"{pointer}/{strict_json.escape(str(key))}", extras)

    def _add(self, code: str, level: IssueLevel, pointer: str, sentence: str, seen: Any, kept: Any) -> None:
        at = self.place + pointer
        text = sentence.replace("{at}", at or "the top of the file")
        issue = SourceIssue(code, level, at, _excerpt(seen), _excerpt(kept), text)
        if issue not in self._known:  # a value is read wherever it is needed
            self._known.add(issue)
            self.issues.append(issue)


class Node:
    """A value of the record at its pointer. Reading a leaf through it marks the leaf as read."""

    __slots__ = ("book", "pointer", "value")

    def __init__(self, value: Any, book: Book, pointer: str = "") -> None:
        self.value, self.book, self.pointer = value, book, pointer

    def at(self, *keys: str) -> Self:
        """The node down these keys; a node of value None where the path ends early."""
        value, pointer = self.value, self.pointer
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
            pointer = f"{pointer}/{strict_json.escape(key)}"
        return type(self)(value, self.book, pointer)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def each(self, *keys: str) -> Iterator[Self]:
        """The objects of the list at these keys; anything else there is noted and left in the extras."""
        node = self.at(*keys)
        if node.value is not None and not isinstance(node.value, list):
            self.book.note("wrong-type", node.pointer, "A list is expected at {at}; it is kept as an extra, unused.")
            return
        for number, item in enumerate(node.value or []):
            pointer = f"{node.pointer}/{number}"
            if isinstance(item, dict):
                yield type(self)(item, self.book, pointer)
            else:
                sentence = "An object is expected at {at}; it is kept as an extra, unused."
                self.book.note("wrong-type", pointer, sentence, seen=item)

    def texts(self, *keys: str) -> tuple[str, ...]:
        """The texts of the list at these keys."""
        node = self.at(*keys)
        items = node.value if isinstance(node.value, list) else []
        nodes = [type(self)(item, self.book, f"{node.pointer}/{n}") for n, item in enumerate(items)]
        return tuple(text for item in nodes if (text := item.text()))

    def text(self, *keys: str) -> str:
        """The text there, a number as written, true or false; "" where there is none."""
        return self.optional(*keys) or ""

    def optional(self, *keys: str) -> str | None:
        """As `text`, with None where the file says nothing."""
        node = self.at(*keys)
        if node.value is None:
            node.mark()
            return None
        if isinstance(node.value, dict | list):
            self.book.note("wrong-type", node.pointer, "Text is expected at {at}; it is kept as an extra, unused.")
            return None
        node.mark()
        if isinstance(node.value, bool):
            return "true" if node.value else "false"
        return strict_json.storable(str(node.value))

    def flag(self, *keys: str) -> bool | None:
        """True or false; None where it is neither."""
        node = self.at(*keys)
        if isinstance(node.value, bool):
            node.mark()
            return node.value
        return None

    def is_number(self) -> bool:
        """Whether this is a number, or text that is one plain number."""
        if isinstance(self.value, str):
            return bool(_PLAIN_NUMBER.fullmatch(self.value.strip()))
        return isinstance(self.value, int | Decimal) and not isinstance(self.value, bool)

    def number(self, *keys: str, text: bool = False) -> Decimal | None:
        """The exact number there. Text that is one plain number is taken as such (repaired); all else is None, noted.

        `text` says that numbers are expected as text here: no repair then.
        """
        node = self.at(*keys)
        value = node.value
        if value is None:
            node.mark()
            return None
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            exact = Decimal(value)
            if abs(exact.adjusted()) <= _LARGEST_EXPONENT:
                node.mark()
                return exact
        elif isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value.strip()):
            node.mark()
            if not text:
                sentence = "The number at {at} is written as text; it is used as a number."
                self.book.note("number-as-text", node.pointer, sentence, seen=value, kept=value.strip(), repaired=True)
            return Decimal(value.strip())
        sentence = "No number can be read at {at}; it is kept as unknown, not as 0. Write a number such as 1250.50."
        self.book.note("not-a-number", node.pointer, sentence, seen=value)
        return None

    def fraction(self, *keys: str) -> Fraction | None:
        exact = self.number(*keys)
        return None if exact is None else Fraction(exact)

    def fractions(self, *keys: str) -> tuple[Fraction | None, ...]:
        """The exact numbers of the list at these keys."""
        node = self.at(*keys)
        items = node.value if isinstance(node.value, list) else []
        return tuple(type(self)(item, self.book, f"{node.pointer}/{n}").fraction() for n, item in enumerate(items))

    def amount(self, *keys: str, text: bool = False) -> Decimal | None:
        """As `number`; a negative amount is None, noted, and stays in the extras."""
        exact = self.number(*keys, text=text)
        if exact is not None and exact < 0:
            node = self.at(*keys)
            self.book.read.discard(node.pointer)
            sentence = "The amount at {at} is negative; it is kept as unknown. Correct it in the source."
            self.book.note("negative-amount", node.pointer, sentence, seen=node.value, repaired=True)
            return None
        if exact is not None and not is_storable(exact):
            sentence = f"The amount at {{at}} has more than {DIGITS} digits before or after the point; it is not used."
            self.book.note(
                "amount-not-money", self.at(*keys).pointer, sentence, seen=self.at(*keys).value, kept="unknown"
            )
        return exact

    def currency(self, *keys: str) -> str | None:
        """The ISO 4217 code there; None where there is none, or an unknown one (noted; `known_currency` asks first)."""
        node = self.at(*keys)
        if node.value is None:
            return node.optional()
        if node.known_currency():
            stated = node.text()
            code = stated.strip().upper()
            if code != stated:
                sentence = f"The currency at {{at}} is written {stated!r}; it is read as {code}."
                self.book.note("currency-case", node.pointer, sentence, seen=stated, kept=code, repaired=True)
            return code
        sentence = "{seen} at {at} is no ISO 4217 currency code. Write a code such as EUR; its amount is not used."
        text = sentence.replace("{seen}", repr(node.value))
        self.book.note("unknown-currency", node.pointer, text, seen=node.value)
        return None

    def known_currency(self, *keys: str) -> bool:
        """Whether an ISO 4217 code stands there, in capitals or not."""
        value = self.at(*keys).value
        code = value.strip().upper() if isinstance(value, str) and value.isascii() else ""
        return len(code) == 3 and is_currency(code) and code not in _NO_CURRENCY

    def instant(self, *keys: str) -> datetime | None:
        """The instant there. Without a zone it is taken in the publisher's (repaired); unreadable is None, noted."""
        node = self.at(*keys)
        if node.value is None:
            node.mark()
            return None
        text = node.value if isinstance(node.value, str) and _INSTANT.fullmatch(node.value) else ""
        try:
            instant = datetime.fromisoformat(text)
            zoned = instant if instant.tzinfo else instant.replace(tzinfo=self.book.zone)
            moment = zoned.astimezone(UTC)
        except (ValueError, OverflowError):
            sentence = "No date can be read at {at}; it is kept as unknown. Write it as 2026-03-31T17:00:00+02:00."
            self.book.note("unreadable-date", node.pointer, sentence, seen=node.value)
            return None
        node.mark()
        if instant.tzinfo is None:
            sentence = f"The date at {{at}} has no time zone; {self.book.zone.key} is assumed."
            self.book.note(
                "date-without-zone", node.pointer, sentence, seen=node.value, kept=zoned.isoformat(), repaired=True
            )
        return moment

    def ignore(self, rule: str) -> None:
        """Leave out every leaf below, by a named rule."""
        for pointer in strict_json.leaves(self.value, self.pointer):
            self.book.ignored[pointer] = rule

    def repeats(self, rule: str, expected: str, *keys: str) -> None:
        """Ignore the leaf there by `rule` if it says again what is known; else leave it to the extras."""
        node = self.at(*keys)
        if isinstance(node.value, str) and strict_json.storable(node.value) == expected:
            self.book.ignored[node.pointer] = rule

    def mark(self) -> None:
        """Count this leaf as read."""
        if not isinstance(self.value, dict | list):
            self.book.read.add(self.pointer)


def _excerpt(value: Any) -> str:
    text = value if isinstance(value, str) else strict_json.dumps(value)
    return text if len(text) <= 200 else f"{text[:199]}…"
