"""The Celery application: JSON messages that carry a job's id and nothing else.

Every worker sweeps: a timer of its main loop wakes workers for jobs that nobody does (RELIABILITY §2). Not a thread,
because the pool forks from this process; not beat inside the worker, which outlives a killed worker (STACK §4).
"""

import logging
import os
from typing import Any

from celery import Celery, bootsteps, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")

log = logging.getLogger(__name__)

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")


class Sweeper(bootsteps.StartStopStep):
    """Wakes workers for due jobs, first right after the start, then every `JOB_SWEEP_SECONDS`."""

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entries: list[Any] = []

    def start(self, parent: Any) -> None:
        from core import jobs  # noqa: PLC0415 -- Django is set up only when a worker starts

        every = jobs.SWEEP_EVERY.total_seconds()
        self.entries = [parent.timer.call_after(1, sweep), parent.timer.call_repeatedly(every, sweep)]

    def stop(self, parent: Any) -> None:
        for entry in self.entries:
            parent.timer.cancel(entry)
        self.entries = []


app.steps["worker"].add(Sweeper)


def sweep() -> None:
    """One tick. Leaves no database connection open: a forked child must not share it."""
    from django.db import connections  # noqa: PLC0415 -- Django is set up only when a worker starts

    from core import clock, jobs  # noqa: PLC0415

    try:
        jobs.sweep(at=clock.db_now())
    except Exception:  # the next tick may find the database again
        log.exception("The sweep failed")
    finally:
        connections.close_all()


@signals.worker_init.connect
def refuse_without_guards(**_: Any) -> None:
    """A worker that could change what must stay does not start. SystemExit, since Celery swallows other errors here."""
    from django.db import connections  # noqa: PLC0415 -- Django is set up only when a worker starts

    from core import triggers  # noqa: PLC0415

    try:
        triggers.require_at_start()
    except triggers.Unguarded as error:
        raise SystemExit(str(error)) from None
    finally:
        connections.close_all()


@signals.worker_init.connect
def warm_up(**_: Any) -> None:
    """Load what the jobs share before the pool forks, so that every child starts warm."""
    from core import jobs  # noqa: PLC0415 -- Django is set up only when a worker starts

    jobs.warm_up()
