"""Identifiers of organisations: a closed list of schemes, each checked by the rules of who gives the numbers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckedIdentifier:
    """A number as its scheme writes it; `refusal`: what is wrong with it; `is_checked`: its scheme is on our list."""

    number: str
    is_checked: bool
    refusal: str = ""


def check(scheme: str, number: str) -> CheckedIdentifier:
    """Look at a number of a scheme; of a scheme that is not on our list nothing is known, and it stays as typed."""
    del scheme
    return CheckedIdentifier(number.strip(), is_checked=False)
