"""What a broken rule leads to, and how a setting may change it."""

from enum import StrEnum


class Severity(StrEnum):
    """`inform` prints a sentence, `explain` asks for a reason that a second officer approves, `block` stops."""

    INFORM = "inform"
    EXPLAIN = "explain"
    BLOCK = "block"


def stricter(first: Severity, second: Severity) -> Severity:
    """The one that leads to more."""
    return max(first, second, key=list(Severity).index)
