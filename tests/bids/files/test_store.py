"""The folder of bids belongs to one database; names in it say nothing, and a full disk is seen before it is full."""

import stat
from pathlib import Path
from uuid import UUID

import pytest

from procurement.bids import store
from procurement.bids.models import StoreIdentity
from procurement.bids.store import DRAFTS, ENVELOPES, StoreRefused

pytestmark = pytest.mark.django_db
FILE = UUID(int=7)


def modes(place):
    return {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in place.iterdir()}


def test_the_folders_are_made_for_this_program_alone_and_named_after_the_database():
    store.open_store()

    assert modes(store.root()) == {
        "database-id": "0o600",
        **dict.fromkeys((DRAFTS, ENVELOPES, store.OPENED), "0o700"),
    }
    assert (store.root() / "database-id").read_text() == f"{StoreIdentity.objects.get().pk}\n"


def test_opening_it_again_changes_nothing():
    store.open_store()
    before = (store.root() / "database-id").read_text()

    store.open_store()

    assert ((store.root() / "database-id").read_text(), StoreIdentity.objects.count()) == (before, 1)


def test_the_folder_of_another_database_is_refused_and_stays_as_it_is():
    store.open_store()
    (store.root() / "database-id").write_text(f"{UUID(int=1)}\n")
    before = sorted(store.root().rglob("*"))

    with pytest.raises(StoreRefused) as refused:
        store.open_store()

    assert (
        refused.value.for_operator == "The folder of bids belongs to another database: BIDS_ROOT names the wrong one."
    )
    assert sorted(store.root().rglob("*")) == before


@pytest.mark.parametrize("folder", [DRAFTS, ENVELOPES])
def test_a_folder_with_files_that_says_not_whose_it_is_is_refused(folder):
    place = store.root() / folder
    place.mkdir(parents=True)
    (place / "something").write_bytes(b"x")

    with pytest.raises(StoreRefused) as refused:
        store.open_store()

    assert (
        refused.value.for_operator == "The folder of bids holds files but does not say whose: database-id is missing."
    )
    assert not (store.root() / "database-id").exists()


def test_names_are_made_here():
    names = {store.new_object_name() for _ in range(100)}

    assert len(names) == 100
    assert {len(bytes.fromhex(name)) for name in names} == {16}
    assert store.draft_path(FILE) == Path(store.root(), "drafts", str(FILE))


def test_what_lies_there_is_told_with_its_size():
    store.open_store()
    (store.root() / DRAFTS / "b").write_bytes(b"12")
    (store.root() / DRAFTS / "a").write_bytes(b"123")

    lying = list(store.objects_in(DRAFTS))

    assert [(item.name, item.size) for item in lying] == [("a", 3), ("b", 2)]
    assert all(0 <= item.age < 60 for item in lying)
    assert list(store.objects_in(ENVELOPES)) == []


def test_room_is_kept_for_what_must_go_on(settings):
    store.open_store()
    settings.BIDS_FREE_BYTES = 0
    assert store.has_room(1)

    settings.BIDS_FREE_BYTES = 10**18
    assert not store.has_room(1)


def test_removing_what_is_gone_is_no_fault():
    store.open_store()
    path = store.draft_path(FILE)
    path.write_bytes(b"x")

    store.remove(path)
    store.remove(path)

    assert not path.exists()
