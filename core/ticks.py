"""One look at the clock: all timers of all stages that are due. Doubles are harmless (core.timers)."""

from datetime import datetime

from celery import current_app
from django.conf import settings

from core import assembly, timers

KIND = "core.tick"


def run(*, at: datetime) -> int:
    """Do what is due now, here. Returns how many moments that were."""
    parts = _parts(at)
    return timers.sweep(parts, at=at)


def wake(*, at: datetime) -> None:
    """Have a worker do what is due, if anything is: the process that sweeps must stay free to hear of jobs."""
    if not timers.is_due(_parts(at), at=at):
        return
    if settings.CELERY_BROKER_URL or current_app.conf.task_always_eager:
        current_app.tasks[KIND].apply_async(retry=False, expires=settings.JOB_SWEEP_SECONDS * 2)
    else:
        run(at=at)


def _parts(at: datetime) -> list[timers.TimerPart]:
    recurring = assembly.recurring_parts()
    timers.begin(recurring, at=at)
    return [*assembly.timer_parts(), timers.recurring(recurring)]
