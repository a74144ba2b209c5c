"""`manage.py serve`: the whole of Evenhand on one machine, with one command."""

import fcntl
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from core import clock, queues, triggers
from core.people import first_start
from core.people.refusals import PeopleRefused
from core.processes import broker
from core.signing import services as signing

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
FIRST_PORT, PORTS = 8000, 10


class Command(BaseCommand):
    help = "Runs broker, worker and web together; starts the dead again; Ctrl-C stops all."
    requires_system_checks = []  # they cost seconds at every start; `manage.py check` runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1", help="Address to listen on (default 127.0.0.1).")
        parser.add_argument("--port", type=int, help="Port (default: the first free one from 8000).")
        parser.add_argument("--no-web", action="store_true", help="Broker and worker only.")
        parser.add_argument(
            "--broker", choices=broker.CHOICES, default="auto", help="Which broker; default: what works."
        )
        parser.add_argument(
            "--concurrency",
            type=int,
            default=2,
            help="Jobs at the same time (default 2); one place is kept for what people wait for.",
        )
        parser.add_argument("--threads", type=int, default=4, help="Requests at the same time (default 4).")
        parser.add_argument("--demo", action="store_true", help="Run `manage.py demo`; DEMO_SERVE=0 stops after it.")

    def handle(self, *_: Any, **options: Any) -> None:
        _refuse_the_unsafe(options["bind"], demo=options["demo"])
        data = Path(settings.DATA_DIR)
        data.mkdir(parents=True, exist_ok=True)
        lock = _only_one(data)
        demo = ("only" if os.environ.get("DEMO_SERVE") == "0" else "serve") if options["demo"] else ""
        with_web = not options["no_web"] and demo != "only"
        port = _free_port(options["bind"], options["port"]) if with_web else 0
        prepare(self.stdout.write)
        if demo:  # before any other process is there: it takes the database for as long as its past lasts
            call_command("demo", load_only=True, stdout=self.stdout)
        if key_fault := signing.begin_at_start():  # after the demonstration, whose past begins on an empty log
            self.stdout.write(f"This site cannot sign: {key_fault.for_operator}")
        if with_web and not demo:
            host = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(options["bind"], options["bind"])  # noqa: S104 -- told apart
            say_first_start(self.stdout.write, settings.SITE_URL if settings.PRODUCTION else f"http://{host}:{port}")
        hosts = [host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))]
        project = settings.WSGI_APPLICATION.rpartition(".")
        argv = [
            *(sys.executable, "-m", "core.processes.serve", "--lock", str(lock), "--data", str(data)),
            *("--app", project[0].split(".")[0], "--wsgi", f"{project[0]}:{project[2]}"),
            *("--bind", options["bind"], "--port", str(port), "--host", hosts[0] if hosts else "localhost"),
            *("--broker", options["broker"], "--concurrency", str(options["concurrency"])),
            *("--queues", ",".join(queues.names()), "--prompt", ",".join(queues.names(prompt_only=True))),
            *("--threads", str(options["threads"]), "--demo", demo),
        ]
        connections.close_all()
        self.stdout.flush()
        # The supervisor needs no Django: the process becomes it, and its memory is given back.
        paths = [str(settings.BASE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
        os.execve(sys.executable, argv, os.environ | {"PYTHONPATH": os.pathsep.join(paths)})  # noqa: S606 -- ours


def prepare(say: Callable[[str], object]) -> None:
    """Bring the database up to date. Migrates only when a plan says so: with nothing to do it would cost seconds."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"Database: {len(plan)} migrations to run.")
        call_command("migrate", interactive=False, verbosity=0)
    else:
        _refuse_without_triggers()
    call_command("createcachetable", verbosity=0)


def say_first_start(say: Callable[[str], object], site: str) -> None:
    """Where the site has no administrator: print a new link to the first start; it ends the one before."""
    with suppress(PeopleRefused):
        path = reverse("people:start", args=[first_start.make_link(at=clock.db_now())])
        say(f"This site has no administrator yet. Within 24 hours, open once it runs: {site}{path}")


def _refuse_without_triggers() -> None:
    try:
        triggers.require()
    except triggers.Unguarded as error:
        raise CommandError(str(error)) from None


def _refuse_the_unsafe(bind: str, *, demo: bool) -> None:
    if demo and not settings.DEMO:
        raise CommandError("The demo's accounts have known passphrases. Say that you want them: EVENHAND_DEMO=1")
    if bind in LOOPBACK:
        return
    faults = {
        "DEBUG is on": settings.DEBUG,
        "SECRET_KEY is the one in the source": settings.SECRET_KEY == settings.TESTING_SECRET,
        "the demo's accounts have known passphrases": settings.DEMO,
    }
    if unsafe := [fault for fault, is_there in faults.items() if is_there]:
        raise CommandError(f"Not served beyond this machine: {'; '.join(unsafe)}.")


def _only_one(data: Path) -> int:
    """Take the folder's lock; it is kept through the exec. A second server would write the same queue."""
    lock = os.open(data / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise CommandError(f"Another server runs on {data}. Stop it, or set EVENHAND_DATA.") from None
    os.set_inheritable(lock, True)
    return lock


def _free_port(bind: str, wanted: int | None) -> int:
    ports = [wanted] if wanted else range(FIRST_PORT, FIRST_PORT + PORTS)
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    for port in ports:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((bind.strip("[]"), port))
            except OSError:
                continue
            return port
    raise CommandError(f"Port {', '.join(map(str, ports))} of {bind} cannot be had. Try another: serve --port 8080")
