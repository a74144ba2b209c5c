"""JSON of strangers read strictly, and its values by name: what is missing, doubled or of another kind is named."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NoReturn

MOST_BYTES = 20 * 1024 * 1024
MOST_DEPTH = 64  # objects and lists within one another; nothing that is written here comes near
MOST_SHOWN = 60  # characters of a stranger's text in a sentence of ours
INSTANT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Problem(StrEnum):
    """What is wrong with a file, by the name that pages, the API and tests know."""

    NOT_JSON = "not_json"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_VERSION = "unknown_version"
    UNKNOWN_KIND = "unknown_kind"
    MALFORMED = "malformed"
    WRONG_KEY = "wrong_key"
    CHANGED = "changed"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    CONTRADICTS = "contradicts"


class SignedFileFault(ValueError):
    """A file that is not what it should be. `problem` names it, the text is a sentence."""

    def __init__(self, problem: Problem, sentence: str) -> None:
        self.problem = problem
        super().__init__(sentence)


def read_json(content: bytes) -> Any:
    """The value of a file: UTF-8, no name twice, no number with a decimal point, nothing that is no text.

    It is nested no deeper than MOST_DEPTH, so that whoever walks through it does not run out of stack.
    Raises SignedFileFault NOT_JSON or DUPLICATE_KEY.
    """
    if len(content) > MOST_BYTES:
        raise SignedFileFault(Problem.NOT_JSON, f"The file is too large: more than {MOST_BYTES} bytes.")
    try:
        text = content.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_pairs, parse_float=_no_number, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False).encode()  # half a character is no text
    except SignedFileFault:
        raise
    except (ValueError, RecursionError):
        raise SignedFileFault(Problem.NOT_JSON, "The file is not JSON, or it was cut off or damaged.") from None
    if _is_deeper(value, MOST_DEPTH):
        raise SignedFileFault(
            Problem.NOT_JSON, f"The file has more than {MOST_DEPTH} lists and objects in one another."
        )
    return value


def _is_deeper(value: Any, most: int) -> bool:
    """Whether more objects and lists than this lie within one another. Level by level: it needs no stack."""
    level = [value]
    for _depth in range(most + 1):
        level = [item for each in level if isinstance(each, dict | list) for item in _items(each)]
        if not level:
            return False
    return True


def _items(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for name, item in pairs:
        if name in value:
            raise SignedFileFault(Problem.DUPLICATE_KEY, f"The name “{shortened(name)}” stands twice in one object.")
        value[name] = item
    return value


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def shortened(text: str) -> str:
    """A stranger's text for a sentence of ours: not long, nothing that a terminal would obey."""
    harmless = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return harmless if len(harmless) <= MOST_SHOWN else harmless[: MOST_SHOWN - 1] + "…"


class Fields:
    """The values of one object, by name and kind. `end` refuses what nobody asked for.

    Each raises SignedFileFault MALFORMED, which names the place.
    """

    def __init__(self, value: object, at: str) -> None:
        if not isinstance(value, dict):
            raise malformed(at, "is no object")
        self._left: dict[str, Any] = dict(value)
        self._at = at

    def _take(self, name: str) -> Any:
        if name not in self._left:
            raise malformed(self._at, f"lacks “{name}”")
        return self._left.pop(name)

    def text(self, name: str) -> str:
        value = self._take(name)
        if not isinstance(value, str):
            raise malformed(f"{self._at}/{name}", "is no text")
        return value

    def text_or_none(self, name: str) -> str | None:
        """A text, or None where none is stated."""
        value = self._take(name)
        if value is not None and not isinstance(value, str):
            raise malformed(f"{self._at}/{name}", "is neither a text nor nothing")
        return value

    def whole_number(self, name: str) -> int:
        value = self._take(name)
        if type(value) is not int:
            raise malformed(f"{self._at}/{name}", "is no whole number")
        return value

    def whole_numbers(self, name: str) -> list[int]:
        value = self._take(name)
        if not isinstance(value, list) or any(type(item) is not int for item in value):
            raise malformed(f"{self._at}/{name}", "is no list of whole numbers")
        return value

    def flag(self, name: str) -> bool:
        value = self._take(name)
        if not isinstance(value, bool):
            raise malformed(f"{self._at}/{name}", "is neither true nor false")
        return value

    def texts(self, name: str) -> list[str]:
        value = self._take(name)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise malformed(f"{self._at}/{name}", "is no list of texts")
        return value

    def hex_bytes(self, name: str, size: int) -> bytes:
        digits = self.text(name)
        try:
            value = bytes.fromhex(digits)
        except ValueError:
            value = b""
        if len(value) != size or value.hex() != digits:
            raise malformed(f"{self._at}/{name}", f"is not {size} bytes as hexadecimal digits")
        return value

    def instant(self, name: str) -> datetime:
        try:
            return datetime.strptime(self.text(name), INSTANT).replace(tzinfo=UTC)
        except ValueError as error:
            if isinstance(error, SignedFileFault):
                raise
            raise malformed(f"{self._at}/{name}", "is no instant in UTC") from None

    def day(self, name: str) -> date | None:
        """A day, or None where none is stated."""
        value = self._take(name)
        if value is None:
            return None
        try:
            if isinstance(value, str) and str(day := date.fromisoformat(value)) == value:
                return day
        except ValueError:
            pass
        raise malformed(f"{self._at}/{name}", "is no day")

    def rows(self, name: str) -> list["Fields"]:
        value = self._take(name)
        if not isinstance(value, list):
            raise malformed(f"{self._at}/{name}", "is no list")
        return [Fields(item, f"{self._at}/{name}/{number}") for number, item in enumerate(value)]

    def inner(self, name: str) -> "Fields":
        return Fields(self._take(name), f"{self._at}/{name}")

    def inner_or_none(self, name: str) -> "Fields | None":
        """An object, or None where none is stated."""
        value = self._take(name)
        return None if value is None else Fields(value, f"{self._at}/{name}")

    def texts_by_name(self, name: str) -> Mapping[str, str]:
        value = self._take(name)
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise malformed(f"{self._at}/{name}", "is no object of texts")
        return value

    def object(self, name: str) -> dict[str, Any]:
        """An object as it is, for whoever reads it next."""
        value = self._take(name)
        if not isinstance(value, dict):
            raise malformed(f"{self._at}/{name}", "is no object")
        return value

    def objects(self, name: str) -> list[dict[str, Any]]:
        """A list of objects as they are, for whoever reads them next."""
        value = self._take(name)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise malformed(f"{self._at}/{name}", "is no list of objects")
        return value

    def end(self) -> None:
        if self._left:
            raise malformed(self._at, f"has “{shortened(min(self._left))}”, which nobody knows")


def malformed(at: str, why: str) -> SignedFileFault:
    return SignedFileFault(Problem.MALFORMED, f"{shortened(at)} {why}.")
