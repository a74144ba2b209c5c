"""Fifty times a process is killed while firms submit: nothing that was acknowledged is lost, nothing is there twice.

A firm presses until it is led to a receipt, always the same press, as a browser does that sends again. What is killed
in turn: the process that serves, the worker, Redis, a session of PostgreSQL, which takes the whole server down with it.
"""

import contextlib
import http.client
import itertools
import json
import os
import random
import signal
import threading
import time
import uuid
from datetime import date

import psycopg
import pytest

from offline import signed
from offline.verifying import verify
from tests.scale import scaled
from tests.services import servers
from tests.services.bidding import Web, bidders_of, received_number, tell
from tests.services.conftest import Installation, environment

pytestmark = [pytest.mark.service, pytest.mark.long]
KILLS, SUBMISSIONS, FIRMS = 50, 1000, 6
SETTINGS = {"EVENHAND_DEMO": "1", "BIDS_FREE_BYTES": "0"}


@pytest.fixture
def city(tmp_path, cluster, redis):
    with servers.postgres(like=cluster) as url:
        more = {"DATABASE_URL": url, "CELERY_BROKER_URL": redis.url, "CACHE_URL": redis.url, **SETTINGS}
        installation = Installation(tmp_path, environment(tmp_path, **more))
        yield installation
        installation.end()


class Rush:
    """Firms that submit one version after the other, until so many are acknowledged."""

    def __init__(self, bidders, wanted):
        self.bidders, self.wanted = bidders, wanted
        self.acknowledged, self.failures, self.repeats = {}, [], itertools.count()
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self._submit, args=(bidder,)) for bidder in bidders]

    def _submit(self, bidder):
        try:
            while len(self.acknowledged) < self.wanted:
                key = uuid.uuid4().hex
                number = self._press_until_taken(bidder, key)
                self.acknowledged[key] = (bidder.bid, number, self._receipt(bidder, number))
        except (AssertionError, TimeoutError) as error:
            self.failures.append(repr(error))
        finally:
            self.is_over.set()

    def wait_until_acknowledged(self, count):
        servers.wait_until(lambda: len(self.acknowledged) >= count or self.is_over.is_set(), 600, "so many are taken")

    def _press_until_taken(self, bidder, key):
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if number := received_number(bidder.press(key)):
                    return number
            next(self.repeats)
            time.sleep(0.5)
        raise TimeoutError("it is never taken")

    def _receipt(self, bidder, number):
        """Read again until the site answers."""
        for _turn in range(120):
            with contextlib.suppress(OSError, http.client.HTTPException):
                if (answer := bidder.receipt(number)).status == 200:
                    return answer.content.decode()
            time.sleep(0.5)
        raise TimeoutError("there is no receipt to be had")


class Killer:
    """Kills one of the four, and has it there again."""

    def __init__(self, city, web, redis):
        self.city, self.web, self.redis, self.worker = city, web, redis, city.worker()

    def web_process(self):
        if (pid := self.web.worker()) is not None:
            os.kill(pid, signal.SIGKILL)

    def worker_process(self):
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait(20)
        self.worker = self.city.worker()

    def broker(self):
        self.redis.process.kill()
        self.redis.process.wait(20)
        self.redis.start()

    def database(self):
        """A session that dies makes the server end all others and recover from its log."""
        others = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> %s LIMIT 1"
        url = self.city.env["DATABASE_URL"]
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
            row = connection.execute(others, [connection.info.backend_pid]).fetchone()
            os.kill(row[0] if row else connection.info.backend_pid, signal.SIGKILL)


def rows_of(url):
    """{key: (bid, number, receipt)} of all that is stored, and how many rows that is."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT r.idem_key, r.bid_id::text, r.number, t.text FROM bids_bidrevision r "
            "LEFT JOIN bids_bidreceipt t ON t.revision_id = r.id"
        ).fetchall()
    return {key: (bid, number, text) for key, bid, number, text in rows}, len(rows)


def test_nothing_acknowledged_is_lost_and_nothing_is_there_twice(city, redis, capsys):
    begun = tell(city, "tests.services.teams", do="begin", count=FIRMS, is_whole=True)
    web = Web(city)
    rush = Rush(bidders_of(web, begun), scaled(SUBMISSIONS))
    killer = Killer(city, web, redis)
    acts = itertools.cycle([killer.web_process, killer.database, killer.worker_process, killer.broker])
    chance, kills, wanted = random.Random(50), scaled(KILLS, least=4), scaled(SUBMISSIONS)
    for thread in rush.threads:
        thread.start()
    for number in range(kills):
        # Spread over all of them, at any moment of a press.
        rush.wait_until_acknowledged(wanted * number // kills + 1)
        time.sleep(chance.uniform(0.0, 2.0))
        next(acts)()
    for thread in rush.threads:
        thread.join(timeout=1800)

    stored, count = rows_of(city.env["DATABASE_URL"])
    with capsys.disabled():
        print(f"\n{kills} kills, {len(rush.acknowledged)} acknowledged, {next(rush.repeats)} pressed again")
    assert rush.failures == []
    assert len(rush.acknowledged) >= scaled(SUBMISSIONS)
    assert count == len(stored) == len(rush.acknowledged)
    assert stored == rush.acknowledged
    numbers = {}
    for bid, number, _receipt in stored.values():
        numbers.setdefault(bid, []).append(number)
    assert {bid: sorted(each) for bid, each in numbers.items()} == {
        bid: list(range(1, len(each) + 1)) for bid, each in numbers.items()
    }
    receipts = [text.encode() for _bid, _number, text in stored.values()]
    fingerprint = signed.read(receipts[0]).fingerprint
    verdicts = [verify(text, fingerprint=fingerprint, on=date(2026, 4, 1)) for text in receipts]
    assert {(verdict.problem, verdict.is_from_key) for verdict in verdicts} == {(None, True)}
    assert len({json.loads(text)["document"]["leaf"]["index"] for text in receipts}) == count
    city.manage("verify")
