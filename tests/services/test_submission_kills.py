"""A process that submits a bid is killed at each of its steps: the same press makes one bid, with one receipt."""

import json
import subprocess
import sys

import pytest

from tests.services import servers
from tests.services.conftest import ROOT, Installation, environment

pytestmark = pytest.mark.service
STEPS = ("row", "parts", "objects", "transaction", "answer")
KILLED = -9


def tell(installation, **command):
    """(how a process of its own ended, what it answered)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.submitter"],
        input=json.dumps(command),
        env=installation.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, KILLED}, done.stderr
    return done.returncode, json.loads(done.stdout) if done.returncode == 0 else None


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request, tmp_path):
    if request.param == "sqlite":
        yield request.getfixturevalue("embedded")
        return
    with servers.postgres(like=request.getfixturevalue("cluster")) as url:
        city = Installation(tmp_path, environment(tmp_path, DATABASE_URL=url))
        yield city
        city.end()


def test_killed_at_any_step_a_press_makes_one_bid(installation):
    _code, begun = tell(installation, do="begin", count=len(STEPS))
    receipts = {}
    for step, (bid, key) in zip(STEPS, begun["bids"], strict=True):
        assert tell(installation, do="submit", bid=bid, key=key, killed_at=step) == (KILLED, None), step
        _code, receipts[step] = tell(installation, do="submit", bid=bid, key=key)

    # At once: whoever was killed before the commit seems to run still; after it, the receipt is there.
    assert [answer.get("running", False) for answer in receipts.values()] == [True, True, True, True, False]
    assert tell(installation, do="look")[1]["rows"] == [1, 1, 4]

    tell(installation, do="wait", seconds=91)
    again = [tell(installation, do="submit", bid=bid, key=key)[1] for bid, key in begun["bids"]]

    assert [answer["number"] for answer in again] == [1] * len(STEPS)
    assert again[-1] == receipts["answer"]
    seen = tell(installation, do="look")[1]
    # Two parts, two objects and two more objects of those that were killed are left for the collector.
    assert seen == {"rows": [5, 5, 0], "orphans": 6, "missing": 0}
