"""A dump is restored over nothing: neither over a database, nor beside what an earlier one left in its log."""

from types import SimpleNamespace

import pytest

from core.backups import databases
from core.backups.databases import DatabaseToolFailed, restore_into_empty


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the settings say that the database of SQLite lies."""
    place = tmp_path / "evenhand.sqlite3"
    connection = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": str(place)}, close=lambda: None)
    monkeypatch.setattr(databases, "connection", connection)
    return place


@pytest.fixture
def dump(tmp_path):
    path = tmp_path / "database.sqlite3"
    path.write_bytes(b"rows")
    return path


def test_into_nothing_or_an_empty_file_it_is_restored(place, dump):
    restore_into_empty(dump)
    assert place.read_bytes() == b"rows"

    place.write_bytes(b"")
    restore_into_empty(dump)
    assert place.read_bytes() == b"rows"


@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_what_is_there_stays(place, dump, ending):
    rest = place.with_name(place.name + ending)
    rest.write_bytes(b"newer rows")

    with pytest.raises(DatabaseToolFailed, match=f"{rest.name} is there already: move it aside first."):
        restore_into_empty(dump)

    assert rest.read_bytes() == b"newer rows"
