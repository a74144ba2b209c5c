"""State tables and the one mover (DESIGN law 8): legal by the table, compare-and-set, audited in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import audit
from core.models import AuditLeaf, User


class Owner(models.TextChoices):
    """Who acts next on a row in a state. Each stage's `access.OWNERS` says who that is for its rows."""

    CLOCK = "clock", _("Clock")
    OFFICER = "officer", _("Officer")
    SECOND_OFFICER = "second_officer", _("Second officer")
    UNINVOLVED_OFFICER = "uninvolved_officer", _("Uninvolved officer")
    OPENERS = "openers", _("Openers")
    PANEL = "panel", _("Panel")
    SUPPLIERS = "suppliers", _("Suppliers")
    TENDERER = "tenderer", _("Supplier")
    PARTIES = "parties", _("Parties to the contract")
    NOBODY = "nobody", _("Nobody")


@dataclass(frozen=True, slots=True)
class Transition:
    """A legal move: where it leads, the leaf it leaves, and what a button says."""

    to: models.TextChoices
    kind: audit.LeafKind
    label: str | Promise


@dataclass(frozen=True, slots=True)
class State:
    """A state: who acts next, and the moves out of it by the name of their service."""

    owner: Owner
    moves: Mapping[str, Transition]


# Every state of one kind of row. The keys are the members of the stage's enum, which also names them for people.
Table = Mapping[Any, State]


class IllegalMove(Exception):
    """The table has no such move from this state."""

    def __init__(self, table: Table, state: str, name: str) -> None:
        legal = ", ".join(table[state].moves) or "none"
        label = next(key.label for key in table if key == state)
        super().__init__(f"'{name}' is not possible in state '{label}'. Possible: {legal}.")


class MovedMeanwhile(Exception):
    """Somebody else moved the row between reading and writing."""

    def __init__(self, row: models.Model) -> None:
        super().__init__(f"{row} has been changed by somebody else meanwhile. Read it again.")


class GateRefused(Exception):
    """Guards say no; `findings` holds all their sentences."""

    def __init__(self, findings: list[str]) -> None:
        self.findings = findings
        super().__init__(" ".join(findings))


Guard = Callable[[Any], list[str]]
Effect = Callable[..., None]
_guards: dict[tuple[str, str], list[Guard]] = {}
_effects: dict[tuple[str, str], list[Effect]] = {}


def guard(model: str, move: str, check: Guard) -> None:
    """A later stage adds a guard to a move of an earlier one, in its app's ready() (DESIGN §7.1)."""
    _guards.setdefault((model, move), []).append(check)


def effect(model: str, move: str, act: Effect) -> None:
    """A later stage adds an effect inside the move's transaction, in its app's ready() (DESIGN §7.1)."""
    _effects.setdefault((model, move), []).append(act)


def registered() -> list[tuple[str, str, str, str]]:
    """(model, move, 'guard' or 'effect', 'module.function') of all that later stages have added; for the docs."""
    rows = [(*key, "guard", f"{f.__module__}.{f.__qualname__}") for key, fs in _guards.items() for f in fs]
    rows += [(*key, "effect", f"{f.__module__}.{f.__qualname__}") for key, fs in _effects.items() for f in fs]
    return sorted(rows)


def has_guard(model: str, move: str) -> bool:
    """Whether a later stage has added a guard to this move, for an act that waits for one."""
    return bool(_guards.get((model, move)))


def findings(row: Any, move: str) -> list[str]:
    """What the registered guards object to; empty when nothing."""
    return [text for check in _guards.get((row._meta.label_lower, move), []) for text in check(row)]  # noqa: SLF001


def run_effects(row: Any, name: str, *, by: User | None, at: datetime) -> None:
    """What later stages do along with an act that moves no state, in its transaction. `move` calls it for its own."""
    for act in _effects.get((row._meta.label_lower, name), []):  # noqa: SLF001
        act(row, by=by, at=at)


@transaction.atomic
def move(
    row: Any,
    name: str,
    /,
    *,
    table: Table,
    by: User | None,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    secret: Mapping[str, str] | None = None,
    axis: str = "state",
    about: models.Model | None = None,
    is_checked: bool = False,
    **values: Any,
) -> AuditLeaf:
    """Move `row` by the service `name`; `values` are set in the same compare-and-set UPDATE. Returns the leaf.

    `axis`: the field that holds the state, where a row has several that are independent of each other. `about`: the row
    that the leaf names instead, where nobody may read in the log that there is this one. `is_checked`: the caller has
    asked `findings` in this transaction, under the lock of the row, and there are none.

    A reason that a person typed goes into `secret`, where it can be erased; `facts` hold no free text and no person.
    Raises IllegalMove (not in the table), GateRefused (guards), MovedMeanwhile (another was faster). Effects: the row's
    state and state_at, one leaf, the registered effects.
    """
    was = getattr(row, axis)
    step = table[was].moves.get(name)
    if step is None:
        raise IllegalMove(table, was, name)
    if not is_checked and (refused := findings(row, name)):
        raise GateRefused(refused)
    changes = {axis: step.to, f"{axis}_at": at, **values}
    if not type(row)._default_manager.filter(pk=row.pk, **{axis: was}).update(**changes):  # noqa: SLF001
        raise MovedMeanwhile(row)
    for field, value in changes.items():
        setattr(row, field, value)
    states = {"was": str(was), "now": str(step.to)}
    leaf = audit.record(step.kind, about or row, by=by, at=at, facts={**states, **(facts or {})}, secret=secret)
    run_effects(row, name, by=by, at=at)
    return leaf
