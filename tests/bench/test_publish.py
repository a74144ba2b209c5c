"""A publication on PostgreSQL: the gate computed anew, rows, version, notices. Goal: 150 ms by the clock."""

import json
import subprocess
import sys

import pytest

from tests.bench import harness
from tests.services import servers
from tests.services.conftest import ROOT, environment, migrate

pytestmark = pytest.mark.bench

FILE = "publish"
TENDERS = 12


@pytest.fixture
def published(tmp_path):
    """What the script that publishes printed."""
    try:
        with servers.postgres() as url:
            settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "procurement.settings"}
            migrate(tmp_path, **settings)
            argv = [sys.executable, "-m", "tests.bench.publish", str(TENDERS)]
            env = environment(tmp_path, **settings)
            done = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    except servers.Absent as absent:
        pytest.skip(str(absent))
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_publication_takes_a_moment(published):
    assert (published["versions"], published["lots"]) == (TENDERS + 1, 2 * (TENDERS + 1))

    figures = [seconds * 1000 for seconds in published["seconds"]]
    harness.judge(FILE, "publication of ten sections and two lots, ms", figures, goal=150)
