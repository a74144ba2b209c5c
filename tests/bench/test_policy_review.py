"""The figures of a policy review on PostgreSQL. Goal: 5 s of its CPU for 100,000 tenders, which SCALE=full writes.

Else 20,000 are written and a fifth is the goal: to write the rows takes a minute or more, to count them seconds.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.bench import harness
from tests.services import servers
from tests.services.conftest import ROOT, environment, migrate

pytestmark = pytest.mark.bench

FILE = "policy"
TENDERS = 100_000 if os.environ.get("SCALE") == "full" else 20_000
GOAL = 5 * TENDERS / 100_000


@pytest.fixture
def filled(tmp_path):
    """What the script that fills and counts printed."""
    try:
        with servers.postgres() as url:
            settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "procurement.settings", "TENDERS": str(TENDERS)}
            migrate(tmp_path, **settings)
            argv = [sys.executable, "-m", "tests.bench.period"]
            env = environment(tmp_path, **settings)
            done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            yield json.loads(done.stdout)
    except servers.Absent as error:
        pytest.skip(str(error))


def test_the_figures_of_a_period(filled):
    run_here, imported = filled["figures"]
    assert (run_here["tenders"], imported["tenders"]) == (TENDERS // 2, TENDERS // 2)
    assert (run_here["price_weight"]["known"], run_here["price_weight"]["lowest"]) == (TENDERS // 2, "30")
    above = sum(30 + n % 51 > 60 for n in range(2, TENDERS + 1, 2))
    assert run_here["price_above"]["count"] == above
    lots_with_one_bid = sum(1 + n % 2 for n in range(1, TENDERS + 1, 2) if n % 5 == 0 and n % 50)
    assert imported["single_bids"]["count"] == lots_with_one_bid

    note = f"{min(filled['wall']):.3g} s by the clock"
    harness.judge(FILE, f"figures of {TENDERS:,} tenders, s of CPU", filled["seconds"], goal=GOAL, note=note)
