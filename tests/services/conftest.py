"""Installations of the product in a temporary folder, with real servers and real worker processes."""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.services import servers

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Installation:
    """One database, one data folder, one environment; and the processes started on them."""

    data: Path
    env: dict[str, str]
    processes: list[subprocess.Popen] = field(default_factory=list)

    def start(self, *argv: str, log: str) -> subprocess.Popen:
        """Start a process of ours as leader of its own group; its output goes to a file."""
        with (self.data / f"{log}.log").open("ab") as file:
            process = subprocess.Popen(
                [sys.executable, *argv],
                env=self.env,
                cwd=ROOT,
                stdin=subprocess.PIPE if log == "agent" else subprocess.DEVNULL,
                stdout=subprocess.PIPE if log == "agent" else file,
                stderr=file,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def worker(self) -> subprocess.Popen:
        options = ["--pool", "prefork", "--concurrency", "1", "--without-gossip", "--without-mingle"]
        return self.start(
            "-m", "celery", "--app", "procurement", "worker", "--loglevel", "INFO", *options, log="worker"
        )

    def serve(self, *options: str) -> subprocess.Popen:
        return self.start("manage.py", "serve", *options, log="serve")

    def manage(self, *argv: str) -> str:
        argv = (sys.executable, "manage.py", *argv)
        done = subprocess.run(argv, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def log_text(self, log: str) -> str:
        return (self.data / f"{log}.log").read_text(errors="replace")

    def agent(self) -> subprocess.Popen:
        """One more process of the product that takes commands."""
        return self.start("-m", "tests.services.agent", log="agent")

    def ask(self, **command: str) -> dict:
        """The answer of an agent to one command; the first question starts one."""
        running = [process for process in self.processes if process.stdin and process.poll() is None]
        [answer] = self.ask_at_once(running[:1] or [self.agent()], **command)
        return answer

    def ask_at_once(self, agents: list[subprocess.Popen], **command: str) -> list[dict]:
        """The answers of several agents to one command that reaches all of them before the first has answered."""
        for agent in agents:
            agent.stdin.write(json.dumps(command).encode() + b"\n")
            agent.stdin.flush()
        lines = [agent.stdout.readline() for agent in agents]
        assert all(lines), self.log_text("agent")
        return [json.loads(line) for line in lines]

    def request(self, target: str, input_hash: str, kind: str = "tests.slow") -> dict:
        return self.ask(do="request", target=target, input_hash=input_hash, kind=kind)

    def wait(self, job: dict, done: Callable[[dict], bool], seconds: float) -> dict:
        """Look at the job until `done`; on time-out show the logs of the processes."""
        until = time.monotonic() + seconds
        while not done(state := self.ask(do="look", id=job["id"])):
            if time.monotonic() > until:
                logs = "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in self.data.glob("*.log"))
                pytest.fail(f"not within {seconds} s: {state}\n{logs}")
            time.sleep(0.1)
        return state

    def wait_ready(self, job: dict, seconds: float = 40) -> dict:
        return self.wait(job, lambda job: job["state"] in {"ready", "failed"}, seconds)

    def times_done(self, job: dict) -> int:
        """How often the work came to its end, whoever did it."""
        ledger = self.data / "done.log"
        return ledger.read_text().split().count(job["id"]) if ledger.exists() else 0

    def end(self) -> None:
        """Stop what this installation started, and only that: by pid, its whole group when it lingers."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in filter(None, (process.stdin, process.stdout)):
                pipe.close()


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "CELERY_BROKER_URL"}}
    ours = {"DJANGO_SETTINGS_MODULE": "tests.services.settings", "EVENHAND_DATA": str(data), "CELERY_SKIP_CHECKS": "1"}
    return kept | ours | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | more


def made_once(tmp_path_factory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder of the run that the first process of the tests makes, and the others find."""
    run = tmp_path_factory.getbasetemp()
    shared = run.parent if os.environ.get("PYTEST_XDIST_WORKER") else run
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place := shared / name).exists():
            (draft := shared / f"{name}.draft").mkdir()
            make(draft)
            draft.rename(place)
    return place


def migrate(data: Path, **more: str) -> None:
    Installation(data, environment(data, **more)).manage("migrate", "--skip-checks", "--verbosity", "0")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Path:
    """A SQLite database as `migrate` makes it, to be copied."""
    return made_once(tmp_path_factory, "migrated", migrate) / "evenhand.sqlite3"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory) -> Path:
    """The files of a PostgreSQL whose database is as `migrate` makes it, to be copied."""

    def make(draft: Path) -> None:
        servers.keep_postgres(draft / "data", lambda url: migrate(draft, DATABASE_URL=url))

    try:
        return made_once(tmp_path_factory, "cluster", make) / "data"
    except servers.Absent as error:
        pytest.skip(str(error))


@pytest.fixture
def embedded(tmp_path, migrated) -> Iterator[Installation]:
    """SQLite and nothing else; `serve` brings the broker."""
    shutil.copy(migrated, tmp_path / "evenhand.sqlite3")
    installation = Installation(tmp_path, environment(tmp_path))
    yield installation
    installation.end()


@pytest.fixture(scope="session")
def server_url(cluster) -> Iterator[str]:
    """A running PostgreSQL; its database is copied for each test and used by none."""
    with servers.postgres(like=cluster) as url:
        yield url


@pytest.fixture(scope="module")
def postgres_url(server_url) -> Iterator[str]:
    """A database for the tests of one module."""
    with servers.database_like(server_url) as url:
        yield url


@pytest.fixture
def redis(tmp_path) -> Iterator[servers.Redis]:
    try:
        server = servers.Redis(tmp_path)
    except servers.Absent as error:
        pytest.skip(str(error))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def city(tmp_path, server_url, redis) -> Iterator[Installation]:
    """PostgreSQL and Redis; the test starts the workers.

    A database of its own: it names the platform's key, whose private half lies in the folder of this one installation.
    """
    with servers.database_like(server_url) as url:
        installation = Installation(tmp_path, environment(tmp_path, DATABASE_URL=url, CELERY_BROKER_URL=redis.url))
        yield installation
        installation.end()
