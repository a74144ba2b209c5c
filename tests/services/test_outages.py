"""PostgreSQL stops or takes no changes, SQLite is busy, a disk is full: the running site says so and comes back."""

import contextlib
import re
import shutil
import sqlite3
import subprocess

import psycopg
import pytest

from tests.services import servers
from tests.services.conftest import Installation, environment
from tests.services.test_cache import MAKE, PASSPHRASE, Visitor
from tests.services.test_serve import wait_for_line

pytestmark = pytest.mark.service


def started(installation):
    """A visitor who signed in, and the headers of a program of its own."""
    token = installation.manage("shell", "--no-imports", "--command", MAKE).strip()
    port = servers.free_port()
    installation.serve("--port", str(port), "--broker", "none")
    wait_for_line(installation, "Evenhand is at")
    visitor = Visitor(port)
    assert visitor.sign_in(PASSPHRASE)[0] == 302
    return visitor, {"Authorization": f"Token {token}"}


def heading(page):
    status, text = page
    return status, re.search(r"<h1[^>]*>(.*?)</h1>", text)[1]


def first_refused(port):
    """Who is not signed in any more, and the answer. What was written before may have left room for one or two."""
    for _number in range(10):
        stranger = Visitor(port)
        page = stranger.sign_in(PASSPHRASE)
        if page[0] != 302:
            break
    return stranger, page


def wait_until_ready(visitor):
    servers.wait_until(lambda: visitor.ask("GET", "/readyz")[0] == 200, 90, "the site is ready again")


@pytest.fixture
def city(tmp_path, cluster):
    """An installation on a PostgreSQL of its own."""
    with servers.postgres(like=cluster) as url:
        installation = Installation(tmp_path, environment(tmp_path, DATABASE_URL=url))
        yield installation
        installation.end()


def control(folder, *argv):
    program = servers._postgres_programs() / "pg_ctl"
    owner = folder.owner()
    subprocess.run([program, "-D", folder, "-s", *argv], user=owner, cwd="/", check=True, timeout=60)


def test_a_database_that_stops_is_named_and_found_again(city, tmp_path):
    visitor, program = started(city)
    data = servers.data_folder(city.env["DATABASE_URL"])
    options = (data / "postmaster.opts").read_text().partition(" ")[2].replace('"', "'")

    control(data, "stop", "-m", "immediate")

    assert visitor.ask("GET", "/healthz") == (200, "ok")
    assert visitor.ask("GET", "/readyz") == (503, "The database does not answer.\n")
    assert heading(visitor.ask("GET", "/")) == (503, "The database does not answer")
    status, text = visitor.ask("GET", "/api/v1/tenders/", **program)
    assert (status, '"title": "Service Unavailable"' in text) == (503, True)

    control(data, "start", "-w", "-l", str(data / "log"), "-o", options)
    try:
        wait_until_ready(visitor)
        assert visitor.ask("GET", "/")[0] == 200
    finally:
        city.end()
        control(data, "stop", "-m", "fast")


def test_a_database_that_takes_no_changes_is_named(city):
    visitor, _program = started(city)
    with psycopg.connect(city.env["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        connection.execute("SELECT pg_reload_conf()")

    servers.wait_until(lambda: visitor.ask("GET", "/readyz")[0] == 503, 20, "the site is not ready")
    assert visitor.ask("GET", "/readyz") == (503, "The database takes no changes.\n")
    assert visitor.ask("GET", "/")[0] == 200
    assert heading(Visitor(visitor.port).sign_in(PASSPHRASE)) == (503, "Nothing can be stored now")


def test_a_busy_database_is_named(embedded):
    visitor, _program = started(embedded)
    writer = sqlite3.connect(embedded.data / "evenhand.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    with contextlib.closing(writer):
        assert visitor.ask("GET", "/healthz") == (200, "ok")
        assert visitor.ask("GET", "/")[0] == 200
        stranger = Visitor(visitor.port)
        stranger.patience = 60
        assert heading(stranger.sign_in(PASSPHRASE)) == (503, "The site is busy")

    assert stranger.sign_in(PASSPHRASE)[0] == 302


@pytest.fixture
def small_disk(tmp_path):
    """A folder of 24 MB that is a disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], capture_output=True, text=True, check=False
    )
    if mount.returncode:
        pytest.skip(f"no disk can be mounted here: {mount.stderr.strip()}")
    yield folder
    servers.wait_until(lambda: subprocess.run(["umount", folder], check=False).returncode == 0, 30, "the disk is free")


def test_a_full_disk_is_named_and_nothing_is_stored(small_disk, tmp_path, migrated):
    installation = Installation(tmp_path, environment(small_disk, BIDS_FREE_BYTES="0"))  # its logs lie elsewhere
    try:
        shutil.copy(migrated, small_disk / "evenhand.sqlite3")
        visitor, _program = started(installation)
        ballast = small_disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

        assert visitor.ask("GET", "/healthz") == (200, "ok")
        servers.wait_until(lambda: visitor.ask("GET", "/readyz")[0] == 503, 20, "the site is not ready")
        parts = ("The database", "The folder of files", "The folder of documents")
        assert visitor.ask("GET", "/readyz") == (503, "".join(f"{part} has no space left.\n" for part in parts))
        stranger, page = first_refused(visitor.port)
        assert heading(page) == (507, "No space left")
        assert "sessionid" not in stranger.cookies

        ballast.unlink()
        wait_until_ready(visitor)
        # The lock of a count may lie where the disk filled before it was removed; it ends by itself after ten seconds.
        servers.wait_until(lambda: stranger.sign_in(PASSPHRASE)[0] == 302, 30, "who was refused can sign in")
    finally:
        installation.end()
