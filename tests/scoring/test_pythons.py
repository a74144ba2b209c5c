"""The same bytes under every Python that is here: an auditor's need not be ours."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scoring import digest
from scoring.judging import evaluate
from tests.scoring.four import CASE

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("3.11", "3.12", "3.13")
PRINTS = """
import hashlib, sys
from scoring import codec, digest
from scoring.judging import evaluate
case = codec.case_from_json(codec.loads(open(sys.argv[1], "rb").read())["case"])
print(hashlib.sha256(digest.record_bytes(case, evaluate(case))).hexdigest())
"""


def python(version):
    """A Python of this version that runs; a shim may name one that is not installed."""
    installed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    paths = [*sorted(installed.glob(f"{version}.*/bin/python")), shutil.which(f"python{version}")]
    for candidate in filter(None, paths):
        run = subprocess.run(
            [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if run.stdout.strip() == version:
            return str(candidate)
    return None


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "evaluation.json"
    path.write_bytes(digest.record_bytes(CASE, evaluate(CASE)))
    return path


@pytest.mark.parametrize("version", VERSIONS)
def test_replay_gives_the_same_bytes(version, record):
    program = sys.executable if f"{sys.version_info[0]}.{sys.version_info[1]}" == version else python(version)
    if program is None:
        pytest.skip(f"Python {version} is not installed here")

    printed = subprocess.run(
        [program, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})" + PRINTS, record],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    replayed = subprocess.run([program, "-m", "scoring", record], cwd=ROOT, capture_output=True, text=True, check=True)

    assert printed.stdout.strip() == hashlib.sha256(record.read_bytes()).hexdigest()
    assert replayed.stdout == "equal\n"
