"""Files of drafts: nothing but the key opens them, they go on where they end, and every change is noticed."""

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import sealed_file
from core.sealed_file import HEAD_SIZE, RECORD, Appending, DraftFileDamaged, WrongKey

KEY, OTHER = b"k" * 32, b"o" * 32
CANARY = b"the price is 87654.32"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    sealed_file.create(path, KEY, "u1")
    return path


def write(path, *pieces, last=False):
    with Appending(path, KEY, "u1") as file:
        for number, piece in enumerate(pieces, start=1):
            file.write(piece, last=last and number == len(pieces))
        file.sync()
        return file.end


def read(path, length, key=KEY, file_id="u1"):
    return b"".join(sealed_file.read(path, key, file_id, length=length))


def test_what_was_written_is_read(path):
    content = CANARY * 10_000
    write(path, content[:70_000], content[70_000:70_001])
    end = write(path, content[70_001:], last=True)

    assert (end.offset, end.is_whole) == (len(content), True)
    assert read(path, len(content)) == content


def test_the_plain_text_stands_nowhere_on_the_disk(path):
    write(path, CANARY * 100, last=True)

    assert [word for word in (CANARY, b"price", KEY) if word in path.read_bytes()] == []
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_file_is_whole_once_it_is_said(path):
    with pytest.raises(DraftFileDamaged):
        read(path, 0)

    assert write(path, b"", last=True).is_whole
    assert read(path, 0) == b""


def test_nothing_follows_the_last_record(path):
    write(path, CANARY, last=True)

    with pytest.raises(DraftFileDamaged, match="Nothing follows"):
        write(path, b"more")


def test_a_file_is_made_once(path):
    with pytest.raises(FileExistsError):
        sealed_file.create(path, KEY, "u1")


@pytest.mark.parametrize(("key", "file_id"), [(OTHER, "u1"), (KEY, "u2")])
def test_another_key_and_another_id_open_nothing_and_change_nothing(path, key, file_id):
    write(path, CANARY, last=True)
    before = path.read_bytes()

    for attempt in (
        lambda: read(path, len(CANARY), key, file_id),
        lambda: sealed_file.find_end(path, key, file_id),
        lambda: Appending(path, key, file_id),
    ):
        with pytest.raises(WrongKey):
            attempt()
    assert path.read_bytes() == before


# --- going on ---


@given(cut=st.integers(min_value=0, max_value=3 * (RECORD + 33)))
def test_after_a_cut_anywhere_the_true_beginning_is_kept(cut, tmp_path_factory):
    path = tmp_path_factory.mktemp("cut") / "file"
    sealed_file.create(path, KEY, "u1")
    content = os.urandom(3 * RECORD)
    write(path, content)
    os.truncate(path, HEAD_SIZE + cut)

    end = sealed_file.find_end(path, KEY, "u1")
    assert end.offset == cut // (RECORD + 33) * RECORD
    write(path, content[end.offset :], last=True)
    assert read(path, len(content)) == content


@pytest.mark.parametrize(
    "junk", [bytes(100), os.urandom(40_000), os.urandom(RECORD + 33), b"\x00\x00\x00\x00\x01" + bytes(28)]
)
def test_junk_behind_the_end_is_cut_off(path, junk):
    write(path, CANARY)
    with path.open("ab") as file:
        file.write(junk)

    assert sealed_file.find_end(path, KEY, "u1").offset == len(CANARY)
    write(path, CANARY, last=True)
    assert read(path, 2 * len(CANARY)) == 2 * CANARY


def test_an_end_that_is_known_is_not_looked_for_again(path, monkeypatch):
    end = write(path, CANARY)
    monkeypatch.setattr(sealed_file, "_find_end", None)

    with Appending(path, KEY, "u1", known=end) as file:
        file.write(CANARY, last=True)
    monkeypatch.undo()
    assert read(path, 2 * len(CANARY)) == 2 * CANARY


@pytest.mark.parametrize("change", [lambda size: size - 1, lambda size: size + 1])
def test_an_end_that_is_no_longer_there_is_looked_for(path, change):
    end = write(path, CANARY, CANARY)
    os.truncate(path, change(path.stat().st_size))

    with Appending(path, KEY, "u1", known=end) as file:
        assert file.end.offset == (len(CANARY) if change(1) == 0 else 2 * len(CANARY))


def test_a_new_file_has_a_known_end_too(path):
    end = sealed_file.find_end(path, KEY, "u1")

    with Appending(path, KEY, "u1", known=end) as file:
        file.write(CANARY, last=True)
    assert read(path, len(CANARY)) == CANARY


# --- changes ---


@given(data=st.data())
def test_every_changed_bit_is_noticed(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("bit") / "file"
    sealed_file.create(path, KEY, "u1")
    write(path, CANARY, CANARY * 2, b"end", last=True)
    content = bytearray(path.read_bytes())
    bit = data.draw(st.integers(min_value=0, max_value=len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    path.write_bytes(content)

    with pytest.raises((DraftFileDamaged, WrongKey)):
        read(path, 3 * len(CANARY) + 3)


@given(data=st.data())
def test_every_truncation_is_noticed(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("short") / "file"
    sealed_file.create(path, KEY, "u1")
    write(path, CANARY, CANARY, last=True)
    os.truncate(path, data.draw(st.integers(min_value=0, max_value=path.stat().st_size - 1)))

    with pytest.raises(DraftFileDamaged):
        read(path, 2 * len(CANARY))


def _records(path):
    """(the head, the records) of a file whose records are all as long as the canary."""
    content, size = path.read_bytes(), len(CANARY) + 33
    return content[:HEAD_SIZE], [content[at : at + size] for at in range(HEAD_SIZE, len(content), size)]


@pytest.mark.parametrize("order", [(1, 0, 2), (0, 2), (0, 0, 1, 2), (0, 1, 1, 2), (2,), (0, 1, 2, 2)])
def test_records_that_change_places_go_missing_or_come_twice_are_noticed(path, order):
    write(path, CANARY, CANARY, CANARY, last=True)
    head, records = _records(path)
    path.write_bytes(head + b"".join(records[number] for number in order))

    with pytest.raises(DraftFileDamaged):
        read(path, 3 * len(CANARY))


def test_a_record_of_an_earlier_try_does_not_fit_after_another_beginning(path):
    write(path, b"A" * len(CANARY), CANARY)
    _, (_, older) = _records(path)
    os.truncate(path, HEAD_SIZE)
    write(path, b"B" * len(CANARY))
    with path.open("ab") as file:
        file.write(older)

    assert sealed_file.find_end(path, KEY, "u1").offset == len(CANARY)


def test_a_file_of_another_length_than_its_row_says_is_refused(path):
    write(path, CANARY, last=True)

    with pytest.raises(DraftFileDamaged, match="not as it was stored"):
        read(path, len(CANARY) + 1)


@pytest.mark.parametrize("content", [b"", b"SD1\x00", b"SD2\x00" + bytes(48)])
def test_what_is_no_file_of_a_draft_is_refused(tmp_path, content):
    (tmp_path / "other").write_bytes(content)

    with pytest.raises(DraftFileDamaged, match="no file of a draft"):
        sealed_file.find_end(tmp_path / "other", KEY, "u1")


# --- names ---


@pytest.mark.parametrize("name", ["Angebot 87654,32 €.pdf", "../../etc/passwd", "", "价格.pdf"])
def test_a_name_is_opened_by_its_key_for_its_file(name):
    sealed = sealed_file.seal_name(KEY, "u1", name)

    assert sealed_file.open_name(KEY, "u1", sealed) == name
    assert name == "" or name.encode() not in sealed
    for key, file_id, closed in [
        (OTHER, "u1", sealed),
        (KEY, "u2", sealed),
        (KEY, "u1", sealed[:-1]),
        (KEY, "u1", b""),
    ]:
        with pytest.raises(WrongKey):
            sealed_file.open_name(key, file_id, closed)


def test_equal_names_look_different():
    assert sealed_file.seal_name(KEY, "u1", "a") != sealed_file.seal_name(KEY, "u1", "a")
