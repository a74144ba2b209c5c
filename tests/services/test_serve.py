"""`manage.py serve` as a person starts it: every link of the broker chain, a dead child, a stop, a dead supervisor."""

import contextlib
import http.client
import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.services import servers

pytestmark = pytest.mark.service


def group_members(leader: int) -> list[str]:
    """Command lines of the processes that `leader` started, and theirs."""
    members, wanted = [], {leader}
    for entry in sorted(int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()):
        try:
            stat = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            if int(stat[1]) in wanted and stat[0] != "Z":
                wanted.add(entry)
                members.append(entry)
        except OSError:
            continue
    return members


def alive(pids) -> list[int]:
    still = []
    for pid in pids:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                still.append(pid)
        except OSError:
            continue
    return still


def answers(port: int, path: str = "/healthz") -> int | None:
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        there.request("GET", path)
        return there.getresponse().status
    except OSError:
        return None
    finally:
        there.close()


def wait_for_line(installation, line: str, seconds: float = 150) -> None:
    servers.wait_until(lambda: line in installation.log_text("serve"), seconds, f"serve says {line!r}")


def test_the_first_start_makes_the_database_and_prints_the_address_when_the_site_answers(embedded):
    (embedded.data / "evenhand.sqlite3").unlink()
    port = servers.free_port()
    process = embedded.serve("--port", str(port))
    wait_for_line(embedded, f"Evenhand is at http://127.0.0.1:{port}/", 90)
    assert answers(port) == 200
    assert (embedded.data / "evenhand.sqlite3").exists()
    children = group_members(process.pid)
    assert len(children) >= 5  # reaper, broker, worker and its pool, web and its process
    begun = time.monotonic()
    process.terminate()
    assert process.wait(20) == 0
    assert time.monotonic() - begun < 15
    assert alive(children) == []
    assert embedded.log_text("serve").endswith("Stopped.\n")


def test_a_dead_child_is_started_again_and_its_last_lines_are_shown(embedded):
    port = servers.free_port()
    process = embedded.serve("--port", str(port))
    wait_for_line(embedded, "Evenhand is at")
    web = next(pid for pid in group_members(process.pid) if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(web, signal.SIGKILL)
    wait_for_line(embedded, "The web ended (signal 9) and starts again in 0.5 s.")
    servers.wait_until(lambda: answers(port) == 200, 30, "the site answers again")


def test_children_do_not_outlive_a_killed_supervisor(embedded):
    process = embedded.serve("--no-web")
    embedded.wait_ready(embedded.request("1x0", "up"))
    children = group_members(process.pid)
    socket_folders = [Path(path).parent for path in _socket_paths(children)]
    process.kill()
    process.wait()
    servers.wait_until(lambda: alive(children) == [], 15, "the children are gone")
    assert socket_folders
    assert [folder for folder in socket_folders if folder.exists()] == []


def _socket_paths(children) -> list[str]:
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in children]
    return [
        part.removeprefix("unixsocket:") for line in lines for part in line.split() if part.startswith("unixsocket:")
    ]


def test_the_server_on_path_is_the_next_link(embedded):
    if not (shutil.which("redis-server") or shutil.which("valkey-server")):
        pytest.skip("no redis-server and no valkey-server on PATH")
    embedded.serve("--no-web", "--broker", "path")
    assert embedded.wait_ready(embedded.request("1x0", "path"))["state"] == "ready"
    assert "-server on PATH" in embedded.log_text("serve")


def test_the_last_link_is_the_table(embedded):
    embedded.serve("--no-web", "--broker", "none")
    assert embedded.wait_ready(embedded.request("1x0", "none"))["state"] == "ready"
    assert "Broker: none; jobs are claimed from the table" in embedded.log_text("serve")


def test_a_named_broker_comes_first_and_its_password_is_not_printed(city, redis):
    city.env["CELERY_BROKER_URL"] = redis.url.replace("redis://", "redis://:secret@")
    city.serve("--no-web")
    wait_for_line(city, f"Broker: redis://***@127.0.0.1:{redis.port}/0 (CELERY_BROKER_URL)")
    assert "secret" not in city.log_text("serve")


def test_a_damaged_queue_is_set_aside(embedded):
    queue = embedded.data / "broker" / "wheel" / "appendonlydir"
    queue.mkdir(parents=True)
    (queue / "appendonly.aof.manifest").write_text("this is no manifest\n")
    embedded.serve("--no-web", "--broker", "wheel")
    assert embedded.wait_ready(embedded.request("1x0", "damaged"))["state"] == "ready"
    assert "The broker did not start on its old queue" in embedded.log_text("serve")


def test_a_second_server_on_the_same_data_is_refused(embedded):
    embedded.serve("--no-web", "--broker", "none")
    wait_for_line(embedded, "Broker: none")
    second = embedded.start("manage.py", "serve", "--no-web", log="second")
    assert second.wait(30) == 1
    assert "Another server runs on" in embedded.log_text("second")


@pytest.mark.parametrize(
    ("attack", "fault"),
    [
        ("", "missing"),
        (
            "CREATE TRIGGER tenders_criterion_no_insert BEFORE INSERT ON tenders_criterion BEGIN SELECT 1; END",
            "changed",
        ),
    ],
)
def test_a_database_that_does_not_guard_its_records_is_not_served(embedded, attack, fault):
    with contextlib.closing(sqlite3.connect(embedded.data / "evenhand.sqlite3")) as database:
        database.execute("DROP TRIGGER tenders_criterion_no_insert")
        database.execute(attack)
    port = servers.free_port()

    process = embedded.serve("--port", str(port))

    assert process.wait(60) == 1
    assert embedded.log_text("serve").splitlines()[-1] == (
        "CommandError: The database does not guard its records: "
        f"tenders_criterion_no_insert ({fault}). Run: manage.py migrate"
    )
    assert answers(port) is None

    embedded.manage("migrate", "--verbosity", "0")
    embedded.serve("--port", str(port))
    servers.wait_until(lambda: answers(port) == 200, 60, "the site answers")


def test_what_is_unsafe_is_not_served_beyond_this_machine(embedded):
    refused = embedded.start("manage.py", "serve", "--bind", "0.0.0.0", log="refused")
    assert refused.wait(30) == 1
    assert "SECRET_KEY is the one in the source" in embedded.log_text("refused")


def test_the_demo_runs_its_job_through_the_worker_and_stops_when_told_to(embedded):
    embedded.env |= {"EVENHAND_DEMO": "1", "DEMO_SERVE": "0"}
    demo = embedded.serve("--demo")
    assert demo.wait(60) == 0, embedded.log_text("serve")
    assert "\nThe file: artifacts/" in embedded.log_text("serve")
    assert "Nothing is asked for that nobody waits for." in embedded.log_text("serve")
    assert "is ended" not in embedded.log_text("serve")
    assert "\nLook first at:\n  /  what to do next\n" in embedded.log_text("serve")
    assert embedded.log_text("serve").endswith("Stopped.\n")


def test_a_demo_that_fails_says_so_and_stops_everything(embedded):
    embedded.env |= {"EVENHAND_DEMO": "1", "DEMO_FAILS": "1"}
    demo = embedded.serve("--demo", "--no-web")
    assert demo.wait(60) == 1
    assert "The demo city is not here." in embedded.log_text("serve")


def test_demo_accounts_are_not_made_by_mistake(embedded):
    refused = embedded.serve("--demo")
    assert refused.wait(30) == 1
    assert "EVENHAND_DEMO=1" in embedded.log_text("serve")
