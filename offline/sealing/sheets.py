"""A wrapped key on paper: eleven lines of twenty characters, each with two that tell whether it was typed right.

The 136 bytes of the wrapped form are 218 characters of Crockford's base32, the last with two bits of zero. The check of
a line is the first two characters of base32(SHA-256(number of the line | "|" | line)): a wrong character, two swapped
ones and two lines in another order are noticed, and the line is named.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from offline.sealing.opening_keys import SIZE
from offline.sealing.passphrases import ALPHABET, normal_form

LINE = 20
CHECK = 2
GROUP = 5
CHARACTERS = -(-SIZE * 8 // 5)
LINES = -(-CHARACTERS // LINE)


class WrongLine(ValueError):
    """A line that is not what was printed. `number` is its place from 1; the text is a sentence."""

    def __init__(self, number: int, sentence: str) -> None:
        self.number = number
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line as it is printed."""

    number: int
    characters: str
    check: str

    @property
    def groups(self) -> str:
        return " ".join(self.characters[start : start + GROUP] for start in range(0, len(self.characters), GROUP))

    def __str__(self) -> str:
        return f"{self.groups} {self.check}"


def characters_of(wrapped: bytes) -> str:
    """The wrapped form as base32, as it stands in the QR code."""
    bits = int.from_bytes(wrapped) << (-len(wrapped) * 8 % 5)
    count = -(-len(wrapped) * 8 // 5)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(count)))


def lines_of(wrapped: bytes) -> tuple[SheetLine, ...]:
    """The lines of a sheet."""
    text = characters_of(wrapped)
    pieces = [text[start : start + LINE] for start in range(0, len(text), LINE)]
    return tuple(SheetLine(number, piece, _check(number, piece)) for number, piece in enumerate(pieces, start=1))


def read_lines(typed: Sequence[str]) -> bytes:
    """The wrapped form from lines as somebody typed them, in any spelling. Raises WrongLine: the first wrong one."""
    pieces = []
    for number, line in enumerate(typed[:LINES], start=1):
        text = normal_form(line)
        size = LINE if number < LINES else CHARACTERS - LINE * (LINES - 1)
        if len(text) != size + CHECK:
            raise WrongLine(number, f"Line {number} has {len(text)} characters, not {size + CHECK}.")
        piece, check = text[:size], text[size:]
        if not set(piece) <= set(ALPHABET) or check != _check(number, piece):
            raise WrongLine(number, f"Line {number} is not what was printed. Compare it character by character.")
        pieces.append(piece)
    if len(typed) != LINES:
        raise WrongLine(len(typed), f"There are {len(typed)} lines, not {LINES}.")
    return _bytes_of("".join(pieces))


def read_characters(text: str) -> bytes:
    """The wrapped form from what a phone reads out of the QR code. Raises WrongLine."""
    folded = normal_form(text)
    if len(folded) != CHARACTERS or not set(folded) <= set(ALPHABET):
        raise WrongLine(0, "This is not the code of an opening key.")
    return _bytes_of(folded)


def _bytes_of(text: str) -> bytes:
    bits = 0
    for character in text:
        bits = bits << 5 | ALPHABET.index(character)
    return (bits >> 5 * CHARACTERS - 8 * SIZE).to_bytes(SIZE)


def _check(number: int, piece: str) -> str:
    return characters_of(hashlib.sha256(f"{number}|{piece}".encode()).digest())[:CHECK]
