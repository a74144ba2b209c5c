"""The web process stays small: what only workers need is not imported by it (STACK §3)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORKERS_ONLY = [
    "weasyprint",
    "openpyxl",
    "boto3",
    "duckdb",
    "numpy",
    "pikepdf",
    "pypdf",
    "defusedxml",
    "fontTools",
    "lxml",
    "holidays",
]
SCRIPT = """
import json, sys
import procurement.wsgi
from django.urls import get_resolver
get_resolver().url_patterns, get_resolver().reverse_dict
print(json.dumps([name for name in {names!r} if name in sys.modules]))
"""


@pytest.mark.slow
def test_a_started_site_has_not_imported_what_only_workers_need(tmp_path):
    env = os.environ | {"EVENHAND_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "procurement.settings"}
    script = SCRIPT.format(names=WORKERS_ONLY)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
