"""Pages and searches of the list of tenders on PostgreSQL: 100,000 tenders, a million with SCALE=full."""

import json
import os
import statistics
import subprocess
import sys

import pytest

from tests.bench import harness
from tests.services import servers
from tests.services.conftest import ROOT, environment

pytestmark = pytest.mark.bench

FILE = "lists"
TENDERS = 1_000_000 if os.environ.get("SCALE") == "full" else 100_000
WORST, DEEP = 0.040, 2
OLD = "a fifth, all old"  # what sorting all hits takes: printed, no goal


@pytest.fixture(scope="module")
def seconds(tmp_path_factory):
    """What `tests.bench.lists` prints of a database of its own."""
    try:
        with servers.postgres() as url:
            env = environment(tmp_path_factory.mktemp("lists"), DATABASE_URL=url)
            env["DJANGO_SETTINGS_MODULE"] = "procurement.settings"
            argv = [sys.executable, "-m", "tests.bench.lists", str(TENDERS)]
            done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    except servers.Absent as absent:
        print(f"skipped: {absent}")
        pytest.skip(str(absent))
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("order", ["newest", "deadline", "value"])
def test_the_deepest_page_costs_no_more_than_twice_the_first(seconds, order):
    first, deepest = seconds[f"first {order}"], seconds[f"deepest {order}"]
    ratios = [deep / shallow for deep, shallow in zip(sorted(deepest), sorted(first), strict=True)]
    note = f"{statistics.median(deepest) * 1000:.3g} ms against {statistics.median(first) * 1000:.3g} ms"
    harness.judge(FILE, f"deepest page / first, {order}, {TENDERS:,} tenders", ratios, goal=DEEP, note=note)


def test_the_slowest_search_is_quick(seconds):
    searches = {
        name.removeprefix("search: "): rounds for name, rounds in seconds.items() if name.startswith("search: ")
    }
    for name, rounds in searches.items():
        ours, naive = statistics.median(rounds), seconds[f"naive: {name}"]
        harness.print_figure(FILE, f"{name}, ms (naive {naive * 1000:.0f})", f"{ours * 1000:.3g}")
    worst = max((name for name in searches if name != OLD), key=lambda name: statistics.median(searches[name]))
    rounds = [taken * 1000 for taken in searches[worst]]
    harness.judge(FILE, f"slowest search of {TENDERS:,} tenders, ms: {worst}", rounds, goal=WORST * 1000)
