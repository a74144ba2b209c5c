"""What is bought: the need, its lots with their codes and estimates, and the documents that describe it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class LotEntry:
    """A part that is awarded on its own, numbered from 1. `estimate` in the tender's currency; a range has a `low`.

    `cpv`: codes with their check digit ("34928500-3"), the main one first.
    """

    no: int
    title: str = ""
    description: str = ""
    estimate: Fraction | None = None
    estimate_low: Fraction | None = None
    cpv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A document that suppliers read: a stored file by its sha256, with the name under which it is given out.

    `no`: the document in its tender, the same for all its versions.
    """

    sha256: str
    name: str
    title: str = ""
    lot: int | None = None
    no: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class Purchase:
    """`lots_single`: a lot may be bid for alone. `undivided_why`: the reason for one lot. `domain`: of the adviser."""

    title: str = ""
    text: str = ""
    domain: str = ""
    currency: str = ""
    basis: str = ""
    lots: tuple[LotEntry, ...] = ()
    lots_single: bool | None = None
    undivided_why: str = ""
    variants_allowed: bool | None = None
    files: tuple[AttachedFile, ...] = ()
