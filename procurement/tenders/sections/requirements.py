"""What a bid must answer, each requirement with where it comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a requirement comes from. `source`: law, interface, meeting, comment or incident; `ref` names it."""

    source: str
    ref: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class RequirementEntry:
    """A requirement. `mandatory`: a bid fails without it, which counts once a person has set `mandatory_confirmed`.

    `functional`: it says what is needed, not how it is built. `datatype`: text, boolean, integer, decimal, date, money,
    file or choice; `minimum`, `maximum` and `expected` are written in it. `criterion`: the key of the one it informs.
    """

    key: str
    text: str = ""
    group: str = ""
    lot: int | None = None
    functional: bool | None = None
    mandatory: bool = False
    mandatory_confirmed: bool = False
    datatype: str = "text"
    unit: str = ""
    minimum: str | None = None
    maximum: str | None = None
    expected: str | None = None
    choices: tuple[str, ...] = ()
    criterion: str = ""
    evidence_kinds: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()


@dataclass(frozen=True, slots=True)
class RequirementList:
    entries: tuple[RequirementEntry, ...] = ()
