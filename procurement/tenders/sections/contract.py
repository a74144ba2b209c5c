"""How long the contract runs, how it can be left early or prolonged, and what happens at its end."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class BreakTerm:
    """The authority may end the contract after `month` months with so many days' notice, for a fee (0: none)."""

    month: int
    notice_days: int
    fee: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class OptionTerm:
    """So many months more, on a condition; using it is an act of its own."""

    months: int
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """`months`: the firm term. `exit_days`: how long data can be fetched after the end, in `export_formats`."""

    months: int | None = None
    options: tuple[OptionTerm, ...] = ()
    breaks: tuple[BreakTerm, ...] = ()
    renews_silently: bool | None = None
    export_formats: tuple[str, ...] = ()
    exit_days: int | None = None
    exit_text: str = ""
    text: str = ""
