"""The manifest of a backup: read back as it was written, refused where it is none, and what it finds wrong."""

import hashlib
import json
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.backups.manifest import (
    NAME,
    BackupFile,
    BackupManifest,
    BackupUnreadable,
    DatabaseState,
    LogHead,
    copy,
    file_faults,
    read_manifest,
    state_faults,
)
from tests import builders

STATE = DatabaseState({"bids_bid": 3, "core_auditlog": 1}, {"platform": LogHead(7, "ab" * 32)})
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


def row(path, content):
    return BackupFile(path, len(content), hashlib.sha256(content).hexdigest())


@pytest.fixture
def backup(tmp_path):
    """A folder with two files and their manifest."""
    rows = []
    for path, content in (("database.dump", b"rows"), ("bids/envelopes/aa", b"sealed")):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
        rows.append(row(path, content))
    manifest = BackupManifest(builders.AT, "sqlite", "database.dump", tuple(rows), STATE)
    (tmp_path / NAME).write_text(manifest.text())
    return manifest


def test_it_is_read_as_it_was_written(backup, tmp_path):
    assert read_manifest(tmp_path) == backup
    assert list(file_faults(backup, tmp_path)) == []


@given(st.dictionaries(names, st.integers(0, 10**9)), st.dictionaries(names, st.integers(0, 10**6)))
def test_whatever_is_counted_comes_back(counts, sizes):
    state = DatabaseState(counts, {origin: LogHead(size, f"{size:064x}") for origin, size in sizes.items()})
    written = BackupManifest(builders.AT, "postgresql", "database.dump", (), state)

    assert json.loads(written.text())["state"]["counts"] == counts
    assert list(state_faults(written.state, state)) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "it is no backup, or one that was not finished"),
        ("{", "cannot be read"),
        ("[]", "is no manifest of this form"),
        ('{"form": "evenhand-backup@v9"}', "reads evenhand-backup@v1, not evenhand-backup@v9"),
        ('{"form": "evenhand-backup@v1", "made_at": "yesterday"}', "is no manifest of this form"),
    ],
)
def test_what_is_no_manifest_is_refused_with_the_reason(tmp_path, text, sentence):
    if text is not None:
        (tmp_path / NAME).write_text(text)

    with pytest.raises(BackupUnreadable, match=sentence):
        read_manifest(tmp_path)


@pytest.mark.parametrize("path", ["bids/../../keys/signing.pem", "/etc/passwd", ".."])
def test_a_path_that_leads_out_of_the_folder_is_refused(backup, tmp_path, path):
    for wrong in (replace(backup, dump=path), replace(backup, files=(row(path, b"x"),))):
        (tmp_path / NAME).write_text(wrong.text())

        with pytest.raises(BackupUnreadable, match="does not lie in the folder of a backup"):
            read_manifest(tmp_path)


def test_a_file_that_is_gone_changed_or_cut_off_is_named(backup, tmp_path):
    (tmp_path / "database.dump").write_bytes(b"row")
    (tmp_path / "bids/envelopes/aa").unlink()

    assert list(file_faults(backup, tmp_path)) == [
        "database.dump was changed, or is cut off.",
        "bids/envelopes/aa cannot be read: No such file or directory.",
    ]


def test_a_table_or_log_that_came_back_otherwise_is_named():
    fewer = replace(STATE, counts={"bids_bid": 2, "core_auditlog": 1, "core_job": 0})
    other = replace(STATE, heads={"platform": LogHead(7, "cd" * 32)})

    assert list(state_faults(STATE, STATE)) == []
    assert list(state_faults(STATE, fewer)) == [
        "bids_bid has 2 rows; when it was dumped: 3 rows.",
        "core_job has 0 rows; when it was dumped: no such table.",
    ]
    assert list(state_faults(STATE, other)) == ["The log platform ends elsewhere than when it was dumped."]
    assert list(state_faults(STATE, replace(STATE, heads={}))) == [
        "The log platform ends elsewhere than when it was dumped."
    ]


def test_what_is_copied_is_counted_and_hashed_as_it_goes():
    content, target = b"x" * (3 * 1024 * 1024 + 1), BytesIO()

    assert copy(BytesIO(content), target, "files/a") == row("files/a", content)
    assert target.getvalue() == content
