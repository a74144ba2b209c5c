"""`manage.py check --deploy` looks at the key."""

from datetime import UTC, datetime

import pytest

from core import checks
from core.signing import keyfile, services

AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)


def errors(databases=None):
    return [(message.id, message.msg) for message in checks.signing_key(databases=databases)]


def test_a_site_that_was_never_started_lacks_nothing():
    assert errors() == []


def test_a_key_that_others_may_read_is_an_error():
    keyfile.read_or_make()
    keyfile.place().chmod(0o644)

    [(id_, text)] = errors()
    assert id_ == "core.E003"
    assert text.startswith(f"The platform cannot sign: Others may open {keyfile.place()} (644).")


def test_a_named_key_that_is_not_there_is_an_error(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "given.pem")

    assert errors() == [
        (
            "core.E003",
            f"The platform cannot sign: {tmp_path}/given.pem is not there. Put it back from where keys are kept.",
        )
    ]


@pytest.mark.django_db
def test_with_the_database_a_lost_key_is_seen():
    services.begin(at=AT)
    keyfile.place().unlink()

    assert errors() == []
    assert [id_ for id_, _ in errors(["default"])] == ["core.E003"]
