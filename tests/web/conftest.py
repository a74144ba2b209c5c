"""A city and the people who work for it; the demonstration."""

import pytest
from django.db import transaction
from django.test import override_settings

from core.clock import db_now
from procurement.web.demo import services
from tests import builders


@pytest.fixture
def city():
    return builders.authority("Larkmouth")


@pytest.fixture
def officer(city):
    return builders.person("officer", authority=city)


@pytest.fixture
def auditor(city):
    return builders.person("auditor", authority=city)


@pytest.fixture
def demo(settings, tmp_path):
    """This installation is a demonstration."""
    settings.DEMO = True
    settings.CLOCK_MOVES = True
    settings.MFA_REQUIRED_ROLES = []
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all tests of a file: each has it in a savepoint of its own, and leaves it as it was."""
    demo = {"DEMO": True, "CLOCK_MOVES": True, "BIDS_ROOT": str(tmp_path_factory.mktemp("bids")), "BIDS_FREE_BYTES": 0}
    with django_db_blocker.unblock(), override_settings(**demo), transaction.atomic():
        yield services.load(at=db_now())
        transaction.set_rollback(True)


@pytest.fixture
def loaded(loaded_once, db):
    return loaded_once
