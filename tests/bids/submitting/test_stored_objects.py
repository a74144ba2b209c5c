"""What a submission leaves in the store: all of it or nothing, and a collector that takes what nobody names."""

import os
import shutil
import subprocess
import time
from contextlib import suppress

import pytest
from django.db import OperationalError

from core import clock
from procurement.bids import store
from procurement.bids.models import BidReceipt, SubmissionWork
from procurement.bids.services import submitting, works
from tests import outages
from tests.bids.submitting import nothing_stored, objects, prepared, ready_bid, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]
KEY = "0123456789abcdef"


@pytest.fixture
def small_disk(tmp_path):
    """The folder of bids is a disk of its own, of 64 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_stores_nothing_and_once_there_is_room_it_goes_on(small_disk, settings):
    settings.BIDS_ROOT = small_disk / "bids"
    settings.BIDS_FREE_BYTES = -(10**9)  # as if others had filled it since it was asked for room
    begun = ready_bid()
    store.open_store()
    ballast = small_disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))

    with nothing_stored(begun), pytest.raises(OSError) as full:
        submitted(begun, key=KEY)

    assert full.value.strerror == "what is sealed cannot be written"
    ballast.unlink()
    assert submitted(begun, key=KEY).number == 1


def test_a_full_database_gives_no_receipt_and_once_there_is_room_the_same_press_does(transactional_db):
    begun = ready_bid()
    ready = prepared(begun, key=KEY)

    with outages.full_database(), nothing_stored(begun), pytest.raises(OperationalError, match="full"):
        submitting.receive_bid(prepared=ready, by=begun.bid.begun_by)

    assert submitting.receive_bid(prepared=ready, by=begun.bid.begun_by).number == 1
    assert BidReceipt.objects.count() == 1


def test_the_folder_of_another_database_is_refused():
    begun = ready_bid()
    store.open_store()
    shutil.rmtree(store.root() / store.ENVELOPES)
    (store.root() / store.IDENTITY).write_text("00000000-0000-0000-0000-000000000000")

    with pytest.raises(store.StoreRefused):
        submitted(begun)

    assert SubmissionWork.objects.count() == 0


def set_aside():
    return [item.name for item in store.objects_in(store.ASIDE)]


def test_the_collector_takes_what_nobody_names_and_nothing_young(move_clock):
    begun = ready_bid()
    submitted(begun)
    kept = objects()
    waiting = prepared(begun)
    orphans = [store.envelope_path(name) for name in ("0" * 32, f"{'1' * 32}.part")]
    for path in orphans:
        path.write_bytes(b"left over")
    an_hour_old(*orphans, *(store.envelope_path(name) for name in objects()))
    store.envelope_path("2" * 32).write_bytes(b"just being written")

    assert works.collect(clock.db_now()) == 2

    assert set_aside() == [f"envelopes-{'0' * 32}"]  # the part that was never finished is nobody's evidence
    assert objects() == sorted([*kept, *waiting.work.object_names, "2" * 32])
    move_clock(hours=2)
    assert works.collect(clock.db_now()) == 2
    assert (objects(), SubmissionWork.objects.count()) == (sorted([*kept, "2" * 32]), 0)


def test_where_an_older_database_was_restored_an_envelope_stays_as_evidence(rows_may_change):
    begun = ready_bid()
    revision = submitted(begun)
    names = [row.object_name for row in revision.envelopes.all()]
    bodies = [store.envelope_path(name).read_bytes() for name in names]
    BidReceipt.objects.filter(revision=revision).delete()
    revision.envelopes.all().delete()
    an_hour_old(*(store.envelope_path(name) for name in names))

    assert works.collect(clock.db_now()) == len(names)

    aside = store.root() / store.ASIDE
    assert [(aside / f"envelopes-{name}").read_bytes() for name in names] == bodies


@pytest.mark.parametrize("count", [1, 3])
def test_the_collector_asks_the_same_however_many_there_are(count, django_assert_num_queries, monkeypatch):
    begun = ready_bid()
    for _number in range(count):
        submitted(begun)
    an_hour_old(*(store.envelope_path(name) for name in objects()))

    with django_assert_num_queries(
        5
    ):  # the clock, whose folder it is, leases that ended, names of versions, names under way
        assert works.collect(clock.db_now()) == 0
    monkeypatch.setattr(works, "AT_ONCE", 1)
    assert (works.collect(clock.db_now()), len(objects()) >= count) == (0, True)


def an_hour_old(*paths):
    then = time.time() - 3700
    for path in paths:
        os.utime(path, (then, then))


def test_the_collector_leaves_another_database_s_folder_alone():
    submitted(ready_bid())
    kept = objects()
    (store.root() / store.IDENTITY).write_text("00000000-0000-0000-0000-000000000000")
    an_hour_old(*(store.envelope_path(name) for name in kept))

    with pytest.raises(store.StoreRefused):
        works.collect(clock.db_now())

    assert objects() == kept
