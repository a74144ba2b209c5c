"""`manage.py check --deploy` looks whether PostgreSQL has stored what it says it has."""

import pytest
from django.core.checks import registry
from django.db import OperationalError, connection

from core import checks

pytestmark = pytest.mark.django_db
W003 = "PostgreSQL runs with {}=off: a bid whose receipt went out is lost when the machine stops."


def messages(databases=("default",)):
    return [(message.id, message.msg) for message in checks.durable_commits(databases=databases)]


@pytest.fixture
def server(monkeypatch):
    """The settings of a server, to be changed."""
    settings = {"synchronous_commit": "on", "fsync": "on"}
    monkeypatch.setattr(connection, "vendor", "postgresql")
    monkeypatch.setattr(checks, "_setting_of_server", settings.__getitem__)
    return settings


@pytest.mark.parametrize("value", ["on", "remote_apply", "remote_write", "local"])
def test_a_server_that_stores_first_is_well(server, value):
    server["synchronous_commit"] = value

    assert messages() == []


@pytest.mark.parametrize("name", ["synchronous_commit", "fsync"])
def test_one_that_answers_before_it_stored_is_named(server, name):
    server[name] = "off"

    assert messages() == [("core.W003", W003.format(name))]
    assert messages(databases=None) == []  # nobody asked about a database


def test_one_that_does_not_answer_is_an_error(server, monkeypatch):
    def silent(_name):
        raise OperationalError("gone")

    monkeypatch.setattr(checks, "_setting_of_server", silent)

    assert messages() == [("core.E001", "The database does not answer: gone")]


def test_it_is_asked_before_a_site_goes_out():
    assert checks.durable_commits in registry.registry.get_checks(include_deployment_checks=True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is set by the site itself")
def test_postgresql_itself_is_asked():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert ("core.W003", W003.format("synchronous_commit")) in messages()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is SQLite's own")
def test_nothing_is_asked_of_sqlite():
    assert messages() == []
