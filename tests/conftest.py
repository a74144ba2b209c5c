"""What every test may ask for."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases
from hypothesis import settings as hypothesis

from tests import database, replay
from tests.scale import examples

# Forty examples of each law a run, so that the suite stays quick; a failing one is kept and tried first the next time.
hypothesis.register_profile("suite", max_examples=examples(40), deadline=None)
hypothesis.load_profile("suite")
database.refuse_what_is_too_long()

SHARED = Path(__file__).resolve().parents[2] / "shared"


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)  # before the markers of the command line are looked for
def pytest_collection_modifyitems(items):
    """What asks for the database is marked: on PostgreSQL only that is run a second time."""
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real tenders and worked cases beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: it holds real tenders that are not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_modify_db_settings, django_db_blocker, django_test_environment):
    """As pytest-django makes it, from a copy of an earlier run's database where there is one."""
    with django_db_blocker.unblock(), database.copied(connection.creation):
        databases = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def _keys_in_a_folder_of_the_run(tmp_path_factory):
    """For what is prepared before a test has a folder of its own."""
    with override_settings(KEYS_FOLDER=tmp_path_factory.mktemp("run") / "keys"):
        yield


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_the_test(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DOCUMENTS_ROOT = tmp_path / "documents"
    settings.BIDS_ROOT = tmp_path / "bids"
    settings.KEYS_FOLDER = tmp_path / "keys"
    settings.SIGNING_KEY_FILE = ""


@pytest.fixture
def move_clock(db, settings):
    """Moves the clock forward: `move_clock(to=instant)` or `move_clock(days=3)`. The test's end takes it back."""
    from core import clock, clock_switch

    settings.CLOCK_MOVES = True

    def move(*, to=None, by=None, **ahead):
        at = clock.db_now()
        clock_switch.move_to(instant=to or at + timedelta(**ahead), by=by, at=at)

    return move


@pytest.fixture(autouse=True, scope="session")
def _who_signs_in_changes_nothing_for_builders():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", replay.ignored(Client.force_login))
        yield


@pytest.fixture(autouse=True)
def _builders_begin_anew():
    replay.begin_test()


@pytest.fixture(autouse=True)
def _few_draws(settings):
    settings.ROBUSTNESS_DRAWS = 100


@pytest.fixture(autouse=True)
def _quick_passphrases(settings):
    """Hashing is slow on purpose; `tests/core/accounts/test_passphrases.py` alone asks for the site's own way."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _quick_draft_keys(request, monkeypatch):
    """A pass is slow to guess on purpose: 64 MiB for each try. Beside processes of the site every pass is as theirs."""
    if not request.node.get_closest_marker("service"):
        from procurement.bids import draft_keys

        monkeypatch.setattr(draft_keys, "MEMORY_KIB", 8)
        monkeypatch.setattr(draft_keys, "PASSES", 1)


@pytest.fixture
def rows_may_change(db):
    """For a test that makes what the database refuses: the triggers are away until its transaction is rolled back."""
    from core import triggers

    triggers.let_rows_change()


@pytest.fixture(autouse=True)
def _empty_append_only_tables(request):
    """A transactional test is emptied by deleting rows, which the triggers refuse; migrate makes them again."""
    yield
    if "transactional_db" in request.fixturenames or "live_server" in request.fixturenames:
        from core import triggers

        blocker = request.getfixturevalue("django_db_blocker")
        with blocker.unblock():
            if connection.settings_dict["NAME"]:
                triggers.remove()
