"""The key of the store: made once, for this program alone, and never taken from a file that others can read."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core import storage_key
from core.storage_key import StorageKeyFault


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.KEYS_FOLDER = str(tmp_path / "keys")


def test_the_key_is_made_once_and_stays():
    key = storage_key.storage_key()

    assert (len(key), storage_key.storage_key()) == (32, key)
    assert storage_key.place().read_bytes() == key


def test_file_and_folder_are_for_this_program_alone():
    storage_key.storage_key()

    modes = [oct(path.stat().st_mode & 0o777) for path in (storage_key.place(), storage_key.place().parent)]
    assert modes == [oct(0o600), oct(0o700)]
    assert [path.name for path in storage_key.place().parent.iterdir()] == [storage_key.NAME]


def test_of_many_that_make_it_one_does():
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _no: storage_key.storage_key(), range(64)))

    assert keys == {storage_key.place().read_bytes()}


def test_a_key_that_others_can_read_is_refused():
    storage_key.storage_key()
    storage_key.place().chmod(0o640)

    with pytest.raises(StorageKeyFault) as refused:
        storage_key.storage_key()

    assert str(refused.value) == f"Others may open {storage_key.place()} (640). Run: chmod 600 {storage_key.place()}"


def test_a_file_that_was_cut_is_refused_and_not_replaced():
    storage_key.storage_key()
    storage_key.place().write_bytes(b"short")

    with pytest.raises(StorageKeyFault) as refused:
        storage_key.storage_key()

    assert str(refused.value) == f"{storage_key.place()} is no key of the store: it has 5 bytes, not 32."
    assert storage_key.place().read_bytes() == b"short"
