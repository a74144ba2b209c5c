"""The supervisor behind `manage.py serve`: broker, worker and web as children, kept alive, stopped together (STACK §5).

Free of Django and of threads: the command prepares the database and then becomes this module
(`python -m core.processes.serve`).
"""

import argparse
import http.client
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from core.processes import broker, first_pages
from core.processes.supervisor import Child, Supervisor

BROKER_START = 10.0
WEB_START = 120.0


@dataclass(frozen=True, slots=True)
class Probe:
    """Where the site must answer before its address is printed."""

    host: str
    port: int
    header: str = "localhost"

    def answers(self) -> bool:
        there = http.client.HTTPConnection(self.host, self.port, timeout=1)
        try:
            there.request("GET", "/healthz", headers={"Host": self.header})
            return there.getresponse().status < http.client.BAD_REQUEST
        except (OSError, http.client.HTTPException):
            return False
        finally:
            there.close()


def supervise(
    supervisor: Supervisor, children: Sequence[Child], *, after_start: Callable[[], int | None] | None = None
) -> int:
    """Keep the children alive until a stop is asked for. `after_start` runs once they started; a number ends all."""
    code: int | None = None
    try:
        for child in children:
            supervisor.add(child)
        if after_start is not None:
            code = after_start()
        while code is None and not supervisor.stopping:
            supervisor.turn()
    finally:
        supervisor.stop()
    return code or 0


def start_broker(supervisor: Supervisor, choice: str, *, url: str, data: Path) -> broker.Broker | None:
    """The first link of the chain that answers, started where it is ours. None when the only one asked for fails."""
    for link in broker.candidates(choice, url=url, data=data):
        if link.socket is None or link.data is None:
            return link
        supervisor.remove_at_end(link.socket.parent)
        if _starts(supervisor, link, link.socket):
            return link
        if supervisor.stopping:
            return None
        # The queue holds ids, not work: a damaged one is set aside, and the sweeper sends the ids again.
        aside = link.data.with_name(f"{link.data.name}-{datetime.now(UTC):%Y%m%dT%H%M%S}")
        link.data.rename(aside)
        link.data.mkdir()
        if _starts(supervisor, link, link.socket):
            supervisor.say(f"The broker did not start on its old queue, which now lies in {aside}.")
            return link
        supervisor.say(f"Broker: {link.name} does not start; the next one is tried.")
    return None


def _starts(supervisor: Supervisor, link: broker.Broker, socket: Path) -> bool:
    child = Child("broker", link.argv, quiet=True, last=True, once=True)
    supervisor.add(child)
    supervisor.wait_for(lambda: child.process is None or broker.answers(socket), BROKER_START)
    if child.process is not None and broker.answers(socket):
        child.once = False
        return True
    supervisor.drop(child)
    return False


def workers(link: broker.Broker, *, app: str, queues: str, prompt: str, concurrency: int) -> list[tuple[Child, str]]:
    """The worker processes, each with the queues that it takes: one for the prompt queues alone, one for all.

    `queues` and `prompt` are names with commas between. Where every queue or none is prompt, one worker does it all.
    """
    if prompt in {"", queues}:
        return [(worker(link, "worker", queues, app=app, concurrency=concurrency), queues)]
    return [
        (worker(link, "prompt worker", prompt, app=app, concurrency=1), prompt),
        (worker(link, "worker", queues, app=app, concurrency=max(1, concurrency - 1)), queues),
    ]


def worker(link: broker.Broker, name: str, queues: str, *, app: str, concurrency: int) -> Child:
    """Celery if there is a broker, else the loop over the table of jobs."""
    # The warning about root is about pickled messages; ours are JSON with a job's id.
    env = {
        "CELERY_BROKER_URL": link.url,
        "CELERY_SKIP_CHECKS": "1",
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    if not link.url:
        return Child(name, [sys.executable, "-m", "django", "work", "--queues", queues], env)
    node = f"evenhand-{name.replace(' ', '-')}-{os.getpid()}@%h"
    options = ["--pool", "prefork", "--concurrency", str(concurrency), "--queues", queues, "--hostname", node]
    quiet = ["--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    argv = [sys.executable, "-m", "celery", "--quiet", "--app", app, "worker", *options, *quiet]
    return Child(name, argv, env)


def web(link: broker.Broker, *, wsgi: str, bind: str, threads: int) -> Child:
    """One process with threads; static files come from it too."""
    options = [
        "--bind",
        bind,
        "--workers",
        "1",
        "--worker-class",
        "core.processes.web.Worker",
        "--threads",
        str(threads),
    ]
    life = ["--timeout", "60", "--graceful-timeout", "8", "--no-control-socket", "--log-level", "warning"]
    argv = [sys.executable, "-m", "gunicorn", wsgi, *options, *life]
    # Static files come from the apps' own folders; the collected folder exists in images only.
    env = {"CELERY_BROKER_URL": link.url, "PYTHONWARNINGS": "ignore:No directory at:UserWarning"}
    return Child("web", argv, env)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    os.set_inheritable(options.lock, False)  # held until this process ends; no child may keep it
    supervisor = Supervisor(_say)
    try:
        link = start_broker(
            supervisor, options.broker, url=os.environ.get("CELERY_BROKER_URL", ""), data=Path(options.data) / "broker"
        )
    except BaseException:
        supervisor.stop()
        raise
    if link is None:
        stopped = supervisor.stopping
        supervisor.stop()
        _say("Stopped." if stopped else "No broker of this kind can be started here. Try: serve --broker auto")
        return 0 if stopped else 1
    _say(f"Broker: {link.name}")
    taking = workers(
        link, app=options.app, queues=options.queues, prompt=options.prompt, concurrency=options.concurrency
    )
    for child, queues in taking:
        _say(f"The {child.name} takes: {queues.replace(',', ', ')}")
    children = [child for child, _ in taking]
    if options.port:
        bind = f"{options.bind}:{options.port}"
        children.append(web(link, wsgi=options.wsgi, bind=bind, threads=options.threads))
    code = supervise(supervisor, children, after_start=lambda: _after_start(supervisor, options, link))
    _say("Stopped.")
    return code


def _after_start(supervisor: Supervisor, options: argparse.Namespace, link: broker.Broker) -> int | None:
    if options.demo:
        only = ["--reviews-only"] if options.demo == "only" else []  # a job of a minute would hold up the stop
        argv = [sys.executable, "-m", "django", "demo", *only]
        demo = Child("demo", argv, {"CELERY_BROKER_URL": link.url}, once=True)
        supervisor.add(demo)
        while demo.process is not None and not supervisor.stopping:
            supervisor.turn()
        if demo.code:
            return demo.code
        if options.demo == "only":
            _say_all(first_pages.lines(Path(options.data), ""))
            return demo.code
    if options.port:
        host = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(options.bind, options.bind.strip("[]"))  # noqa: S104 -- told apart
        probe = Probe(host, options.port, options.host)
        if supervisor.wait_for(probe.answers, WEB_START):
            hostname = f"[{host}]" if ":" in host else host
            _say(f"Evenhand is at http://{hostname}:{options.port}/  (Ctrl-C stops it)")
            if options.demo:
                _say_all(first_pages.lines(Path(options.data), f"http://{hostname}:{options.port}"))
        elif not supervisor.stopping:
            _say(f"The site does not answer at {host}:{options.port} yet; the lines above say why.")
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core.processes.serve", description="Started by `manage.py serve`.")
    parser.add_argument("--lock", type=int, required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--broker", choices=broker.CHOICES, default="auto")
    parser.add_argument("--app", required=True)
    parser.add_argument("--wsgi", required=True)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--queues", required=True)
    parser.add_argument("--prompt", default="")
    parser.add_argument("--concurrency", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--demo", choices=("", "only", "serve"), default="")
    return parser


def _say_all(lines: Sequence[str]) -> None:
    for line in lines:
        _say(line)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- a supervisor reports on its output


if __name__ == "__main__":
    sys.exit(main())
