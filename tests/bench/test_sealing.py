"""A bid of 200 MB in four files, sealed by the bounded child, its start included. Goal: UPLOADS §4, 3 s and 150 MB."""

import hashlib
import json
import time
from pathlib import Path

import pytest

from core import sealed_file
from core.child import MEBIBYTE, ChildLimits, run_in_child
from core.sealing_child import keyset_as_json
from tests.bench import harness
from tests.bench.sealing_child import seal_and_measure
from tests.offline.sealing.samples import keyset

pytestmark = pytest.mark.bench

FILE, KEY = "sealing", bytes(range(32))
FILES, SIZE, ROUNDS = 4, 50_000_000, 4
LIMITS = ChildLimits(cpu=60, wall=120.0, memory=1024 * MEBIBYTE, file=320 * MEBIBYTE)


def stored(folder, name):
    """A file of the draft, 50 MB that do not compress."""
    piece = hashlib.shake_256(name.encode()).digest(1_000_000)
    digest = hashlib.sha256()
    sealed_file.create(folder / name, KEY, name)
    with sealed_file.Appending(folder / name, KEY, name) as file:
        for number in range(SIZE // len(piece)):
            digest.update(piece)
            file.write(piece, last=number == SIZE // len(piece) - 1)
    entry = {"name": f"{name}.pdf", "type": "application/pdf", "size": SIZE, "sha256": digest.hexdigest()}
    return {**entry, "id": name, "path": str(folder / name)}


def test_sealing_two_hundred_megabytes_takes_three_seconds_and_little_memory(tmp_path):
    drafts, folder = tmp_path / "drafts", tmp_path / "envelopes"
    drafts.mkdir()
    folder.mkdir()
    files = [stored(drafts, f"file-{number}") for number in range(FILES)]
    about = {"host": "city.example", "tender": "5f0c", "bid": "b1", "supplier": "s1", "revision": 1}
    seconds, waited, peaks = [], [], []
    for number in range(ROUNDS):
        part = {"object_name": f"{number}", "lot": "1", "kind": "technical", "answers": {}, "files": files}
        job = about | {"draft_key": KEY.hex(), "folder": str(folder), "criteria_hash": "ab" * 32}
        job |= {"keyset": keyset_as_json(keyset()), "parts": [part]}
        worked, begun = harness.cpu(), time.monotonic()
        answer = json.loads(
            run_in_child(
                seal_and_measure, json.dumps(job).encode(), LIMITS, reads=(drafts, Path("/proc")), writes=(folder,)
            )
        )
        seconds.append(harness.cpu() - worked)
        waited.append(time.monotonic() - begun)
        peaks.append(answer["peak"])
        assert answer["envelopes"][0]["size"] > FILES * SIZE
        (folder / f"{number}.part").unlink()
    harness.judge(FILE, "200 MB sealed by the child, seconds of computing", seconds[1:], goal=3.0)
    harness.print_figure(FILE, "the same by the clock, best", f"{min(waited[1:]):.2f}")
    harness.judge(FILE, "peak of the child, MB", peaks[1:], goal=150.0)
