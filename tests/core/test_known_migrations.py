"""A database of another version of the program is refused before anything in it is changed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core import known_migrations

pytestmark = pytest.mark.django_db


def test_a_database_of_this_version_has_no_unknown_migrations():
    assert known_migrations.unknown_migrations("default") == []


def test_a_database_of_another_version_is_refused_by_name():
    recorder = MigrationRecorder(connection)
    for name in ("0013_read_texts", "0002_job_message", "0003_same_name_as", "0012_stored_files"):
        recorder.record_applied("core", name)

    with pytest.raises(CommandError) as refused:
        call_command("migrate", verbosity=0)

    assert str(refused.value) == (
        "This database has migrations that this version does not know (core 0002_job_message, core 0003_same_name_as, "
        "core 0012_stored_files …). It was made by a later version, or before the migrations were begun anew: make a "
        "new database. Nothing was changed."
    )


def test_migrations_of_libraries_are_theirs():
    MigrationRecorder(connection).record_applied("account", "0099_of_a_later_release")

    assert known_migrations.unknown_migrations("default") == []
