"""The Celery application: JSON messages that carry a job's id and nothing else.

A worker takes every queue that a kind of job declares, or those named by `--queues`.

Every worker sweeps: a timer of its main loop wakes workers for jobs that nobody does (RELIABILITY §2). Not a thread,
because the pool forks from this process; not beat inside the worker, which outlives a killed worker (STACK §4).
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from celery import Celery, bootsteps, signals
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")

log = logging.getLogger(__name__)

app = Celery("evenhand")
app.config_from_object("django.conf:settings", namespace="CELERY")


class Sweeper(bootsteps.StartStopStep):
    """Wakes workers for due jobs, first right after the start, then every `JOB_SWEEP_SECONDS`.

    Each time it notes which queues this worker takes. A main loop that waits for a lost broker does not come here, so
    that a worker which receives nothing does not pass for one that does.
    """

    requires = ("celery.worker.components:Timer", "celery.worker.components:Pool")

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.entries: list[Any] = []
        self.consumer: Any = None

    def start(self, parent: Any) -> None:
        from core import jobs, queues  # noqa: PLC0415 -- Django is set up only when a worker starts

        every = jobs.SWEEP_EVERY.total_seconds()
        self.consumer = queues.Consumer(parent.hostname, parent.app.amqp.queues.consume_from)
        about = (self.consumer,)
        self.entries = [parent.timer.call_after(1, sweep, about), parent.timer.call_repeatedly(every, sweep, about)]

    def stop(self, parent: Any) -> None:
        for entry in self.entries:
            parent.timer.cancel(entry)
        self.entries = []
        if self.consumer is not None:
            with _database("It is not noted that this worker stopped"):
                self.consumer.remove()


app.steps["worker"].add(Sweeper)


def sweep(consumer: Any) -> None:
    """One tick of a worker, and the note of the queues that it takes."""
    from core import clock, jobs, ticks  # noqa: PLC0415 -- Django is set up only when a worker starts

    with _database("The sweep failed"):
        now = clock.db_now()
        consumer.note(now)
        jobs.sweep(at=now)
        ticks.wake(at=now)


@contextmanager
def _database(failure: str) -> Iterator[None]:
    """Leaves no connection open, since a forked child must not share it. A failure is logged: the next may succeed."""
    from django.db import connections  # noqa: PLC0415 -- Django is set up only when a worker starts

    try:
        yield
    except Exception:
        log.exception(failure)
    finally:
        connections.close_all()


@signals.celeryd_init.connect
def choose_queues(options: dict[str, Any], **_: Any) -> None:
    """Every declared queue, unless `--queues` names some. SystemExit for a name that no kind of job declares."""
    from core import queues  # noqa: PLC0415 -- Django is set up only when a worker starts

    app.conf.task_queues = [Queue(name) for name in queues.names()]
    wanted = options.get("queues") or []
    try:
        queues.require_known(wanted.split(",") if isinstance(wanted, str) else wanted)
    except queues.UnknownQueue as error:
        raise SystemExit(str(error)) from None


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
def leave_no_dumps(**_: Any) -> None:
    """Before the pool forks, so that it holds for every child."""
    from core.processes import dumps  # noqa: PLC0415 -- only when a worker starts

    dumps.leave_none()


@signals.worker_init.connect
def warm_up(**_: Any) -> None:
    """Load what the jobs share before the pool forks, so that every child starts warm."""
    from core import jobs  # noqa: PLC0415 -- Django is set up only when a worker starts

    jobs.warm_up()
