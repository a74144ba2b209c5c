"""What passes through web, worker and child is in no image of their memory."""

import json
import subprocess
import sys
from pathlib import Path

from core.child import run_in_child
from tests.core import child_functions

ROOT = Path(__file__).resolve().parents[3]
ASK = (
    "import json, resource, ctypes; "
    "print(json.dumps([resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3)]))"
)


def printed(code):
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_no_core_file_and_no_reader_of_the_memory():
    assert printed(f"from core.processes import dumps; dumps.leave_none(); {ASK}") == [[0, 0], 0]


def test_without_it_a_process_can_be_read():
    assert printed(ASK)[1] == 1


def test_the_child_for_files_of_strangers_says_the_same():
    assert run_in_child(child_functions.dumpable, b"") == b"0 0 0"
