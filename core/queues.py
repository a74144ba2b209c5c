"""Queues of background jobs: each kind of job declares its queue where its task is, and a worker takes some or all.

A queue is `prompt` when people wait for what its jobs make: `serve` then keeps a worker process for the prompt queues,
so that a report never waits behind simulations. A worker says which queues it takes at every sweep, in a row, since a
broker cannot be asked about workers of the table, and not cheaply about its own.
"""

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from django.conf import settings

from core.models import QueueConsumer

# A worker that has not been heard of for this long takes nothing: it may miss a sweep, and hold a lease meanwhile.
SWEEP = timedelta(seconds=settings.JOB_SWEEP_SECONDS)
SILENCE = timedelta(seconds=settings.JOB_LEASE_SECONDS) + SWEEP
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """`prompt`: people wait for what its jobs make, and none of them takes minutes."""

    name: str
    prompt: bool = False


class UnknownQueue(Exception):
    """A worker was asked to take queues that no kind of job declares."""


_queue_by_kind: dict[str, Queue] = {}


def job_task(kind: str, queue: Queue) -> Callable[[Callable[..., None]], Any]:
    """Make a function the Celery task of a kind of job, whose messages go to this queue. Two kinds may share one."""
    _queue_by_kind[kind] = queue
    return shared_task(name=kind)


def route(kind: str, *_args: Any, **_options: Any) -> dict[str, str] | None:
    """The queue of a message, for Celery (`task_routes`). None for a task of Celery's: its default then."""
    queue = _queue_by_kind.get(kind)
    return None if queue is None else {"queue": queue.name}


def declared() -> list[Queue]:
    """The queues of all kinds of job, by name."""
    return sorted(set(_queue_by_kind.values()), key=lambda queue: queue.name)


def names(*, prompt_only: bool = False) -> list[str]:
    """The names of all queues, or of those for which a worker process is kept."""
    return [queue.name for queue in declared() if queue.prompt or not prompt_only]


def kinds_in(queues: Collection[str]) -> list[str]:
    """The kinds of job whose messages go to these queues."""
    return sorted(kind for kind, queue in _queue_by_kind.items() if queue.name in queues)


def require_known(queues: Iterable[str]) -> None:
    """Raise UnknownQueue where a name is none of ours: such a worker would wait for ever."""
    if unknown := sorted(set(queues) - set(names())):
        raise UnknownQueue(f"There is no queue {', '.join(unknown)}. The queues are: {', '.join(names())}.")


class Consumer:
    """A worker process and the queues that it takes, as rows. Its name holds the pid: a machine may run several."""

    def __init__(self, name: str, queues: Iterable[str]) -> None:
        self.worker = f"{name} {os.getpid()}"
        self.queues = sorted(queues)
        self._noted_at: datetime | None = None

    def note(self, at: datetime) -> None:
        """Keep that it takes them at this moment, at most once a sweep; rows that nobody renews go after a day."""
        if self._noted_at is not None and at - self._noted_at < SWEEP / 2:
            return
        self._noted_at = at
        for queue in self.queues:
            QueueConsumer.objects.update_or_create(worker=self.worker, queue=queue, defaults={"seen_at": at})
        QueueConsumer.objects.filter(seen_at__lt=at - FORGOTTEN).delete()

    def remove(self) -> None:
        """Keep that it has stopped."""
        QueueConsumer.objects.filter(worker=self.worker).delete()


def without_consumer(*, at: datetime) -> list[str]:
    """The queues that no worker takes, by name. One query."""
    seen = QueueConsumer.objects.filter(seen_at__gt=at - SILENCE).values_list("queue", flat=True)
    return sorted(set(names()) - set(seen))
