"""What stands beside the site stops, slows down or starts again while a bid is submitted (RELIABILITY F7, F9, F10, F16).

One city on PostgreSQL and Redis, both behind lines that can be made slow; a bid of its own for each fault.
"""

import re
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from urllib.parse import urlsplit

import psycopg
import pytest

from offline.verifying import verify
from tests.services import servers
from tests.services.bidding import Web, bidders_of, received_number, tell
from tests.services.conftest import Installation, environment
from tests.services.slow import SlowLine

pytestmark = pytest.mark.service
BIDS = 5


class City:
    """The site, its firms, and what can be done to what it stands on."""

    def __init__(self, installation, redis, url, lines):
        self.installation, self.redis, self.url = installation, redis, url
        self.database, self.broker = lines
        self.begun = tell(installation, "tests.services.teams", do="begin", count=BIDS, is_whole=True)
        self.web = Web(installation)
        self.bidders = bidders_of(self.web, self.begun)

    def rows(self, bidder):
        """(numbers of the versions of a bid, how many submissions of it are under way)."""
        with psycopg.connect(self.url) as connection:
            numbers = "SELECT number FROM bids_bidrevision WHERE bid_id = %s ORDER BY number"
            works = "SELECT count(*) FROM bids_submissionwork WHERE bid_id = %s"
            stored = [row[0] for row in connection.execute(numbers, [bidder.bid]).fetchall()]
            return stored, connection.execute(works, [bidder.bid]).fetchone()[0]

    def scalar(self, statement):
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement).fetchone()[0]

    def control(self, *argv):
        folder = servers.data_folder(self.url)
        program = servers._postgres_programs() / "pg_ctl"
        subprocess.run([program, "-D", folder, "-s", *argv], user=folder.owner(), cwd="/", check=True, timeout=60)


@pytest.fixture(scope="module")
def city(tmp_path_factory, cluster):
    folder = tmp_path_factory.mktemp("city")
    (folder / "redis").mkdir()
    try:
        redis = servers.Redis(folder / "redis")
    except servers.Absent as error:
        pytest.skip(str(error))
    redis.start()
    with servers.postgres(like=cluster) as url:
        lines = SlowLine(urlsplit(url).port), SlowLine(redis.port)
        over_lines = {
            "DATABASE_URL": url.replace(f":{urlsplit(url).port}", f":{lines[0].port}"),
            "CELERY_BROKER_URL": redis.url,
            "CACHE_URL": f"redis://127.0.0.1:{lines[1].port}/1",
        }
        installation = Installation(folder, environment(folder, **over_lines, EVENHAND_DEMO="1", BIDS_FREE_BYTES="0"))
        try:
            yield City(installation, redis, url, lines)
        finally:
            installation.end()
            for line in lines:
                line.close()
    redis.stop()


def require_receipt(bidder, number):
    receipt = bidder.receipt(number)
    assert receipt.status == 200
    assert verify(receipt.content, fingerprint=None, on=date(2026, 4, 1)).problem is None


def test_without_a_broker_a_bid_is_received_and_its_mail_waits(city):
    """F7. The row is the job: a worker finds it once the broker is back."""
    bidder = city.bidders[0]
    assert bidder.ask("GET", "check/").status == 200  # the site has begun
    city.redis.stop()

    begun = time.monotonic()
    answer = bidder.press(uuid.uuid4().hex)
    seconds = time.monotonic() - begun
    require_receipt(bidder, received_number(answer))
    print(f"received in {seconds:.1f} s without a broker")
    assert (city.rows(bidder), seconds < 60) == (([1], 0), True)
    city.redis.start()
    worker = city.installation.worker()
    try:
        done = "SELECT count(*) = 0 FROM core_job WHERE state IN ('requested', 'running')"
        servers.wait_until(lambda: city.scalar(done), 120, "what waited is done")
    finally:
        worker.terminate()
        worker.wait(60)


def test_a_database_that_starts_again_is_found_by_the_next_request(city):
    """F10. Every session is ended; whoever asks next is answered."""
    bidder = city.bidders[1]
    assert bidder.ask("GET", "check/").status == 200
    city.scalar(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )

    pages = [bidder.ask("GET", "check/").status for _ in range(4)]
    answer = bidder.press(uuid.uuid4().hex)

    assert pages == [200] * 4
    assert received_number(answer) == 1
    require_receipt(bidder, 1)


def test_a_database_that_crashes_under_a_press_loses_nothing_and_doubles_nothing(city):
    """F9. The answer is a page that says so, or the receipt; the same press makes one bid."""
    bidder, key = city.bidders[2], uuid.uuid4().hex
    with ThreadPoolExecutor(1) as thread:
        pressed = thread.submit(bidder.press, key)
        time.sleep(0.3)
        city.control("restart", "-m", "immediate")
        first = pressed.result(120)

    def pressed_again():
        return received_number(bidder.press(key))

    number = servers.wait_until(pressed_again, 60, "the press is taken")

    assert first.status in {302, 503, 409}
    if first.status == 503:
        assert re.search(r"<h1[^>]*>.*(database|We cannot take bids).*</h1>", first.content.decode(), re.IGNORECASE)
    assert (number, city.rows(bidder)) == (1, ([1], 0))
    require_receipt(bidder, 1)


def test_over_slow_lines_everybody_gets_what_is_theirs(city):
    """F16. Two teams at once over a slow database and a slower Redis: no answer goes to the other."""
    city.database.seconds, city.broker.seconds = 0.02, 2.0
    two = city.bidders[3:5]
    try:
        with ThreadPoolExecutor(8) as threads:
            pages = list(threads.map(lambda bidder: (bidder, bidder.ask("GET", "check/")), two * 6))
            presses = list(threads.map(lambda bidder: (bidder, bidder.press(uuid.uuid4().hex)), two))
    finally:
        city.database.seconds = city.broker.seconds = 0.0

    for bidder, page in pages:
        others = [each.bid for each in city.bidders if each is not bidder]
        assert page.status == 200
        assert bidder.bid in page.content.decode()
        assert [bid for bid in others if bid in page.content.decode()] == []
    for bidder, answer in presses:
        assert (received_number(answer), bidder.bid in answer.place) == (1, True)
        require_receipt(bidder, 1)
