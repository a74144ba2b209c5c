"""Timers: what a row waits for by the clock (LIFECYCLE §0). Nothing is missed or done twice after a pause.

A row says in `next_check` when it is due next: the earliest of the moments that its stage computes from its state.
A sweep takes what is due by the database's clock, moment by moment in their order, each in a transaction of its own.
The compare-and-set on `next_check` lets one process act where several look. The row is the outbox: a lost message
costs nothing but the time until the next sweep.

Guards never rely on a timer: a state lags by a sweep, so whoever must not be late tests the time itself.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction

from core.models import Timer

log = logging.getLogger(__name__)
AT_ONE_SWEEP = 500  # rows of one kind
MOMENTS = 1000  # of one row at one sweep: a handler that never lets go of a moment stops here

Handler = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Due:
    """A moment for which a row waits, and what is done then. `even_late`: also if it was over before it was planned."""

    at: datetime
    name: str
    even_late: bool = False


@dataclass(frozen=True, slots=True)
class TimerPart:
    """The rows of a model with `next_check`: what each waits for (pure), `handler(row, at=, due=)` by name."""

    model: type[models.Model]
    due: Callable[[Any], Sequence[Due]]
    handlers: Mapping[str, Handler]


@dataclass(frozen=True, slots=True)
class RecurringPart:
    """What the site does by itself, at the moments that `following(at)` gives one after the other."""

    name: str
    following: Callable[[datetime], datetime]
    act: Callable[[datetime], object]


def daily(hour: int, minute: int = 0) -> Callable[[datetime], datetime]:
    """The next such time of a day in UTC, strictly after a moment."""

    def following(at: datetime) -> datetime:
        today = at.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today > at else today + timedelta(days=1)

    return following


def hourly(at: datetime) -> datetime:
    """The next full hour, strictly after a moment."""
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def plan(part: TimerPart, row: Any, *, at: datetime) -> None:
    """Store when a row is due next; called by whoever made or moved it, in the same transaction."""
    wait(row, part.due(row), at=at)


def wait(row: models.Model, moments: Iterable[Due], *, at: datetime) -> None:
    """The same by the moments themselves, for who must not know what is done then."""
    pending = [due.at for due in moments if due.at > at or due.even_late]
    row.next_check = min(pending, default=None)  # type: ignore[attr-defined]  # every row with a timer has it
    type(row)._default_manager.filter(pk=row.pk).update(next_check=row.next_check)  # type: ignore[attr-defined]  # noqa: SLF001


def is_due(parts: Iterable[TimerPart], *, at: datetime) -> bool:
    """Whether some row waits for what a sweep would do now. A query for each model."""
    return any(_due_rows(part, at).exists() for part in parts)


def sweep(parts: Iterable[TimerPart], *, at: datetime) -> int:
    """Do all that is due, and return how many moments that were. A handler that fails is logged and tried again."""
    return sum(_sweep_rows(part, pk, at) for part in parts for pk in _due_pks(part, at))


def _due_rows(part: TimerPart, at: datetime) -> models.QuerySet[Any]:
    return part.model._default_manager.filter(next_check__lte=at)  # noqa: SLF001


def _due_pks(part: TimerPart, at: datetime) -> list[Any]:
    return list(_due_rows(part, at).order_by("next_check", "pk").values_list("pk", flat=True)[:AT_ONE_SWEEP])


def _sweep_rows(part: TimerPart, pk: Any, at: datetime) -> int:
    """The moments of one row, until none is due."""
    done = 0
    try:
        while done < MOMENTS and tick(part, pk, at=at):
            done += 1
    except Exception:  # the others must not wait for it; the moment is still due at the next sweep
        log.exception("A timer of %s %s failed", part.model._meta.label, pk)  # noqa: SLF001
    return done


@transaction.atomic
def tick(part: TimerPart, pk: Any, *, at: datetime) -> bool:
    """Do what the row waited for at its earliest moment; False where it waits for nothing, or another was faster.

    Effects: `next_check` moves on first, then the handlers act, in one transaction: a failure undoes both.
    """
    row = _due_rows(part, at).select_for_update().filter(pk=pk).first()
    if row is None:
        return False
    moment = row.next_check
    waiting = list(part.due(row))
    following = min((due.at for due in waiting if due.at > moment), default=None)
    same_moment = part.model._default_manager.filter(pk=pk, next_check=moment)  # noqa: SLF001
    if not same_moment.update(next_check=following):
        return False
    row.next_check = following
    for due in waiting:
        if due.at == moment:
            part.handlers[due.name](row, at=at, due=moment)
    return True


# --- what the site does again and again ---


def recurring(parts: Sequence[RecurringPart]) -> TimerPart:
    """Recurring acts as rows of `Timer`: after a pause each is done once, not once for every time that was missed."""
    by_name = {part.name: part for part in parts}

    def act(timer: Timer, *, at: datetime, due: datetime) -> None:  # noqa: ARG001 -- the form of a handler
        part = by_name[timer.name]
        part.act(at)
        Timer.objects.filter(pk=timer.pk).update(next_check=part.following(at))

    def due(timer: Timer) -> list[Due]:
        return [Due(timer.next_check, timer.name)] if timer.name in by_name and timer.next_check else []

    return TimerPart(Timer, due, dict.fromkeys(by_name, act))


def begin(parts: Sequence[RecurringPart], *, at: datetime) -> None:
    """A row for each recurring act that has none yet; those of an act that is gone wait for nothing. Two queries."""
    known = set(Timer.objects.values_list("name", flat=True))
    Timer.objects.bulk_create(
        [Timer(name=part.name, next_check=part.following(at)) for part in parts if part.name not in known],
        ignore_conflicts=True,
    )
    if gone := known - {part.name for part in parts}:
        Timer.objects.filter(name__in=gone).delete()
