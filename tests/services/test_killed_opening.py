"""A worker that is killed with SIGKILL while it opens bids: another goes on where it stood, and no bid is opened twice."""

import os
import signal

import psycopg
import pytest

from tests.services import servers
from tests.services.bidding import tell
from tests.services.conftest import Installation, environment

pytestmark = pytest.mark.service
BIDS, PARTS = 7, 2
# Each result takes a while, as an envelope of gigabytes does, so that there is a moment to be killed in.
SLOWLY = """
CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$;
CREATE TRIGGER slowly BEFORE INSERT ON bids_openingresult FOR EACH ROW EXECUTE FUNCTION slowly();
"""


@pytest.fixture
def city(tmp_path, cluster, redis):
    with servers.postgres(like=cluster) as url:
        more = {"DATABASE_URL": url, "CELERY_BROKER_URL": redis.url, "CACHE_URL": redis.url}
        installation = Installation(tmp_path, environment(tmp_path, **more, EVENHAND_DEMO="1", BIDS_FREE_BYTES="0"))
        yield installation
        installation.end()


@pytest.fixture
def database(city):
    with psycopg.connect(city.env["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def results_of(database, opening):
    """(number of the bid, part, outcome) of each envelope that has a result, in the order in which they were made."""
    columns = "alias, kind, outcome FROM bids_openingresult WHERE opening_id = %s ORDER BY id"
    return database.execute(f"SELECT {columns}", [opening]).fetchall()


def count(database, sql, *values):
    return database.execute(f"SELECT count(*) FROM {sql}", values).fetchone()[0]


def test_a_worker_killed_after_the_third_bid_is_followed_by_one_that_opens_the_rest(city, database):
    begun = tell(city, "tests.services.ceremonies", do="begin", bids=BIDS)
    opening = begun["opening"]
    database.execute(SLOWLY)
    first = city.worker()
    three = servers.wait_until(
        lambda: (rows := results_of(database, opening)) and len(rows) >= 3 * PARTS and rows, 120, "three bids are open"
    )

    os.killpg(first.pid, signal.SIGKILL)
    first.wait(20)
    kept = results_of(database, opening)
    assert three == kept[: len(three)]
    assert len(kept) < BIDS * PARTS
    city.worker()

    def is_closed():
        return count(database, "bids_opening WHERE id = %s AND state = 'closed'", opening)

    servers.wait_until(is_closed, 180, "the opening is closed")
    rows = results_of(database, opening)
    assert rows[: len(kept)] == kept  # nothing was opened anew
    assert sorted(rows) == [(f"B{no}", kind, "opened") for no in range(1, BIDS + 1) for kind in ("price", "technical")]
    assert count(database, "core_auditleaf WHERE kind = 'opening.envelope_read'") == BIDS * PARTS
    assert count(database, "core_auditleaf WHERE kind = 'opening.closed'") == 1
    assert count(database, "bids_openingrecord WHERE opening_id = %s", opening) == 1
    assert count(database, "bids_bid WHERE state = 'opened'") == BIDS
    assert count(database, "bids_openingshare") == 0  # the halves are gone
    city.manage("verify")  # every opened file lies in the store, and the record fits its line of the log
