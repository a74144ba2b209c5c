"""Sealed bids received from 128 clients at once, against pgbench sending the same statements over 128 connections.

On one tender everybody waits for the head of its log; on as many tenders as clients nobody waits. Our clients wait in
line for two processes of eight threads, as requests do; pgbench has no line and no Python. Goals: PERFORMANCE §1.
"""

import json
import re
import statistics
import subprocess
import sys
import time

import psycopg
import pytest

from tests.bench import harness, spike_script
from tests.services import servers
from tests.services.conftest import ROOT, cluster, environment

__all__ = ["cluster"]  # a fixture of theirs
pytestmark = pytest.mark.bench
FILE, CLIENTS, PROCESSES, SECONDS, ROUNDS = "spike", 128, 2, 10, 3
EACH = 40  # prepared for a client and round


class Service:
    """Processes of the product that receive what their clients send."""

    def __init__(self, env):
        argv = [sys.executable, "-m", "tests.bench.spike"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.processes = [subprocess.Popen(argv, env=env, cwd=ROOT, **pipes) for _ in range(PROCESSES)]

    def ask(self, number, command):
        process = self.processes[number]
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    def run(self, mode, about):
        """How long each took, of all that were received in some seconds."""
        for number in range(PROCESSES):
            clients = list(range(number, CLIENTS, PROCESSES))
            command = {"do": "run", "mode": mode, "clients": clients, "seconds": SECONDS, "each": EACH}
            assert self.ask(number, command | {"one": about["one"], "by": about["by"]}) == "ready"
        start_at = time.time() + 0.5
        for process in self.processes:
            process.stdin.write(json.dumps(start_at) + "\n")
            process.stdin.flush()
        return [seconds for process in self.processes for seconds in json.loads(process.stdout.readline())]

    def end(self):
        for process in self.processes:
            process.stdin.close()
            process.wait(30)
            process.stdout.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory, cluster):
    """(URL, the service, what it began with)."""
    folder = tmp_path_factory.mktemp("spike")
    with servers.postgres(like=cluster, max_connections=200, fsync="on") as url:
        settings = {"DJANGO_SETTINGS_MODULE": "procurement.settings"}
        service = Service(environment(folder, DATABASE_URL=url, EVENHAND_DEMO="1") | settings)
        about = service.ask(0, {"do": "begin", "clients": CLIENTS, "works": 2 * ROUNDS * EACH})
        yield url, service, about
        service.end()


def by_pgbench(url, script, first):
    """How many transactions a second, and how many they were."""
    program = servers._postgres_programs() / "pgbench"
    argv = [program, "-n", "-f", script, "-c", CLIENTS, "-j", 2, "-T", SECONDS, "-D", f"n={first}", url]
    done = subprocess.run([str(part) for part in argv], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if rate is None:
        pytest.skip(f"this machine is too busy: of {CLIENTS} clients of pgbench none came through in {SECONDS} s")
    return float(rate[1]), int(re.search(r"actually processed: (\d+)", done.stdout)[1])


def rows(url):
    """(versions, receipts, envelopes in pairs, late ones)."""
    with psycopg.connect(url) as connection:
        return connection.execute(
            "SELECT (SELECT count(*) FROM bids_bidrevision), (SELECT count(*) FROM bids_bidreceipt), "
            "(SELECT count(*) / 2 FROM bids_sealedenvelope), "
            "(SELECT count(*) FROM bids_bidrevision WHERE received_at > deadline_at)"
        ).fetchone()


@pytest.mark.parametrize(("mode", "goal"), [("one", 0.5), ("spread", 0.2)])
def test_bids_are_received_at_a_fair_part_of_what_the_database_can(bench, tmp_path, mode, goal):
    url, service, about = bench
    script = tmp_path / "same.sql"
    script.write_text(spike_script.script(about, mode))
    ratios, waited, ours_rate, peer_rate, received = [], [], [], [], 0
    before = rows(url)[0]
    service.run(mode, about)  # not counted: everything is read for the first time
    warm = rows(url)[0] - before
    for number in range(ROUNDS):
        taken = service.run(mode, about)
        rate, count = by_pgbench(url, script, number * 2 * EACH)
        ratios.append(len(taken) / SECONDS / rate)
        ours_rate.append(len(taken) / SECONDS)
        peer_rate.append(rate)
        waited += taken
        received += len(taken) + count

    stored = rows(url)
    p99 = statistics.quantiles(waited, n=100)[98]
    name = {"one": "on one tender", "spread": "on a tender each"}[mode]
    harness.print_figure(FILE, f"received a second {name}", f"{statistics.median(ours_rate):.0f}")
    harness.print_figure(FILE, f"the same statements by pgbench {name}", f"{statistics.median(peer_rate):.0f}")
    harness.print_figure(FILE, f"p99 of what a client waits {name}, ms", f"{p99 * 1000:.0f}")
    assert stored[0] == stored[1] == stored[2] == before + warm + received
    assert stored[3] == 0
    harness.judge(FILE, f"received from 128 clients {name}, of pgbench", ratios, goal=goal, at_most=False)
