"""A closed tender with its bids, built once for a module (`BUILD` says what) and as it was for each of its tests."""

import copy
import shutil

import pytest
from django.db import transaction
from django.test import override_settings

from core import clock
from procurement.tenders import services as tenders
from tests.architecture.timing_acts import time_machine
from tests.bids import written
from tests.bids.opening import ceremony as acts
from tests.bids.submitting.conftest import a_week_before

__all__ = ["a_week_before"]
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def built(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """(the ceremony, the folder of its files), in a transaction that the end of the module takes back."""
    folder = tmp_path_factory.mktemp("built")
    places = {"BIDS_ROOT": folder / "bids", "KEYS_FOLDER": folder / "keys", "MEDIA_ROOT": folder / "files"}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=FAST, SIGNING_KEY_FILE="", **places), time_machine(written.AT):
            ceremony = acts.received(**getattr(request.module, "BUILD", {"bids": 3}))
            tenders.tick(tender=ceremony.tender, at=written.DEADLINE)
            ceremony.tender.refresh_from_db()
        yield ceremony, folder
        transaction.set_rollback(True)


@pytest.fixture
def ceremony(built, settings):
    """The closed tender as it was built, with files of its own. The clock is the true one: after the deadline."""
    whole_build, folder = built
    for name in ("BIDS_ROOT", "KEYS_FOLDER"):
        target = getattr(settings, name)
        shutil.copytree(folder / target.name, target, dirs_exist_ok=True)
        target.chmod(0o700)
    with transaction.atomic():
        fresh = copy.copy(whole_build)
        fresh.tender = type(fresh.tender).objects.get(pk=fresh.tender.pk)
        assert clock.db_now() > written.DEADLINE
        yield fresh
        transaction.set_rollback(True)
