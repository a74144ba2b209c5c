"""`verify` sees a file without its row, a row without its file, and another's folder."""

import os
import time

import pytest

from procurement.bids import integrity, store

pytestmark = pytest.mark.django_db


def test_each_fault_is_named(team):
    stored_file, short, lost = (team.sent(content) for content in (b"whole", b"short", b"lost"))
    path = store.draft_path(short.pk)
    path.write_bytes(path.read_bytes()[:50])
    store.remove(store.draft_path(lost.pk))
    young, old = (store.draft_path(name) for name in ("young", "old"))
    for stray in (young, old):
        stray.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)

    faults = {row.id: row.faults for row in integrity.check_files()}

    assert faults == {
        str(stored_file.pk): (),
        str(short.pk): ("The file is shorter than what was stored.",),
        str(lost.pk): ("The file is missing.",),
        "old": ("No row names this file.",),
    }


def test_the_folder_of_another_database_is_the_fault():
    store.open_store()
    (store.root() / "database-id").write_text("00000000-0000-0000-0000-000000000001\n")

    [row] = integrity.check_files()

    assert (row.id, row.faults) == (
        "database-id",
        ("The folder of bids belongs to another database: BIDS_ROOT names the wrong one.",),
    )
