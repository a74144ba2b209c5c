"""The interfaces that a bid must meet, each with its standard and what shows that it does."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class InterfaceEntry:
    """An interface. `standard`: its id in the catalogue. `direction`: provides or consumes.

    `role`: must_meet, plugs_into or extends. `weight`: the part inside the interfaces of a lot. `min_rung`: 0 to 4.
    `evidence_kind` "none": no file shows it, `acceptance_test` says how a person tests it. `profile_sha`: test files.
    """

    code: str
    title: str = ""
    lot: int | None = None
    direction: str = "provides"
    role: str = "must_meet"
    standard: str = ""
    standard_version: str = ""
    evidence_kind: str = ""
    profile_sha: str = ""
    weight: Fraction = Fraction(0)
    min_rung: int = 0
    acceptance_test: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class LeftOutStandard:
    """A standard that the adviser proposed and an officer left out, with the reason that suppliers read."""

    standard: str
    why: str
    by: str
    on: date
    lot: int | None = None


@dataclass(frozen=True, slots=True)
class InterfaceList:
    entries: tuple[InterfaceEntry, ...] = ()
    left_out: tuple[LeftOutStandard, ...] = ()
