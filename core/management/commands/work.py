"""`manage.py work`: the last link of the broker chain. Claims jobs from the table, one after another."""

import signal
import socket
import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from core import clock, jobs, queues, ticks, triggers
from core.processes import dumps

PAUSE = 1.0


class Command(BaseCommand):
    help = "Does background jobs without a broker. On SIGTERM or Ctrl-C it stops after the job at hand."
    requires_system_checks = []  # they cost seconds at every start under `serve`; `manage.py check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queues", default="", help="Queues to take, with commas between (default: all).")
        ends = parser.add_mutually_exclusive_group()
        ends.add_argument("--once", action="store_true", help="Do what is due now, then stop.")
        ends.add_argument("--until-idle", action="store_true", help="Stop when nothing more is due.")

    def handle(self, *_: Any, queues: str, once: bool, until_idle: bool, **__: Any) -> None:
        taken = _chosen(queues)
        dumps.leave_none()
        try:
            triggers.require_at_start()
        except triggers.Unguarded as error:
            raise CommandError(str(error)) from None
        jobs.warm_up()
        if once or until_idle:
            total = done = _turn(taken)
            while until_idle and done:
                done = _turn(taken)
                total += done
            self.stdout.write(f"Jobs done: {total}")
            return
        _forever(taken)


def _chosen(names: str) -> list[str]:
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    try:
        queues.require_known(wanted)
    except queues.UnknownQueue as error:
        raise CommandError(str(error)) from None
    return wanted or queues.names()


def _forever(taken: list[str]) -> None:
    """Until a signal: a job of these queues, then the next, and a sweep now and then."""
    consumer = queues.Consumer(f"work@{socket.gethostname()}", taken)
    stops: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda number, _: stops.append(number))
    jobs.on_renewal(consumer.note)
    swept = datetime.min.replace(tzinfo=UTC)
    while not stops:
        now = clock.db_now()
        if now - swept >= jobs.SWEEP_EVERY:
            consumer.note(now)
            jobs.sweep(at=now)
            ticks.run(at=now)
            swept = now
        done = jobs.work_off(at=now, limit=1, taking=taken)
        connections.close_all()
        if not done:
            time.sleep(PAUSE)
    consumer.remove()


def _turn(taken: list[str]) -> int:
    now = clock.db_now()
    jobs.sweep(at=now)
    ticks.run(at=now)
    return jobs.work_off(at=now, taking=taken)
