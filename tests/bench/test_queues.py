"""A report's wait behind a hundred simulations of another authority, against its wait alone: real worker processes."""

import shutil

import pytest

from tests.bench import harness
from tests.services.conftest import Installation, environment, migrated  # noqa: F401 -- a fixture

pytestmark = pytest.mark.bench

FILE = "queues"
SIMULATIONS, REPORTS, BIDS = 100, 3, "2"


@pytest.fixture
def served(tmp_path, migrated):  # noqa: F811 -- the fixture of that name
    """One machine as `serve` runs it, with the settings of the product."""
    shutil.copy(migrated, tmp_path / "evenhand.sqlite3")
    installation = Installation(tmp_path, environment(tmp_path, DJANGO_SETTINGS_MODULE="procurement.settings"))
    installation.serve("--no-web")
    yield installation
    installation.end()


def waits(installation):
    """Seconds from the request of a report until its file is there, for several in turn."""
    return [waited(installation) for _ in range(REPORTS)]


def waited(installation):
    state = installation.wait_ready(installation.ask(do="review", bids=BIDS), 300)
    assert (state["state"], state["attempts"]) == ("ready", 1)
    return state["waited"]


def test_a_report_does_not_wait_behind_simulations(served):
    waited(served)  # the workers have started

    alone = waits(served)
    queued = served.ask(do="simulations", count=str(SIMULATIONS))
    served.wait({"id": queued["first"]}, lambda job: job["state"] != "requested", 60)
    behind = waits(served)

    left = served.ask(do="waiting")["waiting"]
    assert left > SIMULATIONS / 2  # they were there all the time
    ratios = [late / early for late, early in zip(sorted(behind), sorted(alone), strict=True)]
    middle = REPORTS // 2
    note = f"{sorted(behind)[middle]:.3g} s against {sorted(alone)[middle]:.3g} s, {left} simulations left"
    harness.judge(FILE, f"report behind {SIMULATIONS} simulations / report alone", ratios, goal=2, note=note)
