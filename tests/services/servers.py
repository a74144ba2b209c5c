"""PostgreSQL and Redis of the tests' own: private, on free ports, in a temporary folder, gone afterwards.

`python -m tests.services.servers COMMAND…` runs a command with DATABASE_URL naming such a PostgreSQL.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg


class Absent(Exception):
    """The server's programs are not on this machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(done: Callable[[], object], seconds: float, what: str) -> object:
    until = time.monotonic() + seconds
    while not (answer := done()):
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.1)
    return answer


def listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


class Redis:
    """A Redis that can be stopped and started again on the same port, its queue kept on disk."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("redis-server") or shutil.which("valkey-server")
        if self.program is None:
            raise Absent("redis-server is not on PATH")
        self.folder, self.port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--appendonly", "yes"]
        self.process = subprocess.Popen(
            [self.program, *options, "--save", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: listens(self.port), 15, "Redis answers")

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(15)
            self.process = None

    def empty(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
            client.sendall(b"FLUSHALL\r\n")
            assert client.recv(16).startswith(b"+OK")


@contextlib.contextmanager
def postgres(like: Path | None = None, **more: object) -> Iterator[str]:
    """The URL of a cluster's database: a fresh one, or a copy of one that `kept_postgres` stopped.

    It does not survive a crash of the machine, unless `more` options say so: fsync is off.
    """
    programs = _postgres_programs()
    # PostgreSQL refuses to run as root: its own system user runs it then.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    try:
        if user:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        data, port = folder / "data", free_port()
        if like is None:
            _run(
                [programs / "initdb", "-D", data, "-U", "evenhand", "--auth", "trust", "-E", "UTF8", "--no-sync"], user
            )
        else:
            subprocess.run(["cp", "-a", like, data], check=True)
        options = {"port": port, "unix_socket_directories": folder, "listen_addresses": "127.0.0.1", "fsync": "off"}
        options |= more
        argv = [str(programs / "postgres"), "-D", str(data)]
        argv += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        log = (folder / "log").open("wb")
        server = subprocess.Popen(argv, user=user, stdout=log, stderr=log, cwd="/")
        try:
            wait_until(lambda: _takes_visitors(port), 60, "PostgreSQL answers")
            if like is None:
                _run([programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "evenhand", "evenhand"], user)
            yield f"postgres://evenhand@127.0.0.1:{port}/evenhand"
        finally:
            server.send_signal(signal.SIGINT)  # fast: sessions are ended
            server.wait(30)
            log.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def database_like(url: str) -> Iterator[str]:
    """The URL of a copy of a database that nobody uses meanwhile, in its own cluster; the copy goes afterwards."""
    cluster, _, original = url.rpartition("/")
    copy = f"copy_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{cluster}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {copy} TEMPLATE {original}")
        yield f"{cluster}/{copy}"
        connection.execute(f"DROP DATABASE {copy} WITH (FORCE)")


def keep_postgres(place: Path, fill: Callable[[str], object]) -> None:
    """Make a cluster, have its database filled, stop it and keep its files at `place`, for `postgres(like=…)`."""
    with postgres() as url:
        fill(url)
        folder = data_folder(url)
        stop(folder)
        subprocess.run(["cp", "-a", folder, place], check=True)


def data_folder(url: str) -> Path:
    """Where the files of a running cluster lie."""
    with psycopg.connect(url) as connection:
        return Path(connection.execute("SHOW data_directory").fetchone()[0])


def stop(folder: Path) -> None:
    """Stop a cluster with everything written. Only its owner may."""
    program = _postgres_programs() / "pg_ctl"
    argv = [program, "-D", folder, "-s", "-w", "-m", "fast", "stop"]
    subprocess.run(argv, user=folder.owner(), cwd="/", check=True, timeout=60)


def _takes_visitors(port: int) -> bool:
    """While it starts up it listens already and turns everybody away."""
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(f"postgres://evenhand@127.0.0.1:{port}/postgres", connect_timeout=5).close()
        return True
    return False


def _postgres_programs() -> Path:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    program = programs[-1] if programs else shutil.which("initdb")
    if program is None:
        raise Absent("PostgreSQL's initdb is not on this machine")
    return Path(program).parent


def _run(argv: list[object], user: str | None) -> None:
    done = subprocess.run([str(part) for part in argv], user=user, cwd="/", capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{argv[0]}: {done.stderr.decode(errors='replace')}")


def main() -> int:
    try:
        with postgres() as url:
            return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except Absent as error:
        print(f"{error}. Run: sudo apt-get install --no-install-recommends postgresql", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
