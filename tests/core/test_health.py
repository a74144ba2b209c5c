"""Whether the process lives, and whether the whole works: each part tried, and no person read for it."""

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from core import clock, health, queues, triggers
from tests import builders, outages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_trial_before(monkeypatch):
    monkeypatch.setattr(health, "_latest", {})


@pytest.fixture(autouse=True)
def _every_queue_is_taken(db):
    queues.Consumer("worker@city", queues.names()).note(clock.db_now())


def silent(execute, sql, params, many, context):
    raise OperationalError("could not connect to db.internal as evenhand")


def answer(client, name):
    response = client.get(reverse(name))
    return response.status_code, response.content.decode()


def test_a_process_that_lives_says_so_and_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(reverse("healthz"))

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-cache" in response["Cache-Control"]


def test_a_site_whose_parts_work_is_ready(client):
    response = client.get(reverse("readyz"))

    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain"
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_silent_database_is_named_and_the_process_still_lives(client, signed_in):
    if signed_in:
        client.force_login(builders.person("officer"))

    with connection.execute_wrapper(silent):
        answers = [answer(client, "healthz"), answer(client, "readyz")]

    assert answers == [(200, "ok"), (503, "The database does not answer.\n")]


def test_a_person_is_not_read_for_it(client):
    client.force_login(builders.person("officer"))
    tables = []

    def note(execute, sql, params, many, context):
        tables.extend(name for name in ("django_session", "core_user") if f'"{name}"' in sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answers = [answer(client, "healthz"), answer(client, "readyz")]

    assert (answers, tables) == ([(200, "ok"), (200, "ok")], [])


def test_a_database_without_space_is_named(transactional_db, client):
    with outages.full_database():
        assert answer(client, "readyz") == (503, "The database has no space left.\n")


def test_a_disk_without_space_is_named(client):
    with outages.no_file_above(100_000):
        assert answer(client, "readyz") == (
            503,
            "The folder of files has no space left.\nThe folder of documents has no space left.\n",
        )


@pytest.mark.parametrize(("root", "part"), [("MEDIA_ROOT", "files"), ("DOCUMENTS_ROOT", "documents")])
def test_a_folder_that_is_none_is_named(client, settings, tmp_path, root, part):
    path = tmp_path / "a file"
    path.write_bytes(b"")
    setattr(settings, root, path)

    assert answer(client, "readyz") == (503, f"The folder of {part} cannot be used.\n")


def test_a_database_that_does_not_guard_its_records_is_named(rows_may_change, client):
    assert triggers.faults() != []

    assert answer(client, "readyz") == (503, "The database does not guard its records.\n")


def test_a_queue_that_no_worker_takes_shows_and_nothing_else_does(client):
    queues.QueueConsumer.objects.all().delete()
    queues.Consumer("worker@secret-host", set(queues.names()) - {"simulations"}).note(clock.db_now())

    response = client.get(reverse("readyz"))

    assert (response.status_code, response.content) == (503, b"No worker takes the queue simulations.\n")
    assert response.cookies == {}


def test_nothing_of_a_trial_stays(client, settings):
    answer(client, "readyz")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_cache WHERE cache_key LIKE 'trial%%'")
        assert cursor.fetchone() == (0,)
    assert [*settings.MEDIA_ROOT.iterdir(), *settings.DOCUMENTS_ROOT.iterdir()] == []


def test_a_trial_holds_for_a_while_so_that_nobody_can_have_the_site_write_all_the_time(
    client, django_assert_num_queries
):
    answer(client, "readyz")

    with django_assert_num_queries(2):  # the clock and the queues
        assert answer(client, "readyz") == (200, "ok")


@pytest.mark.parametrize("name", ["healthz", "readyz"])
def test_nothing_can_be_sent_to_it(client, name):
    assert client.post(reverse(name)).status_code == 405
