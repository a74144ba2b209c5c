"""Whether the site can serve."""

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from core import clock, queues


@pytest.mark.django_db
def test_a_site_whose_database_answers_is_well(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("healthz"))

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-cache" in response["Cache-Control"]


@pytest.mark.django_db
def test_a_site_whose_database_is_silent_says_so_and_no_more(client):
    def silent(execute, sql, params, many, context):
        raise OperationalError("could not connect to db.internal as evenhand")

    with connection.execute_wrapper(silent):
        response = client.get(reverse("healthz"))

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


@pytest.mark.django_db
def test_nothing_can_be_sent_to_it(client):
    assert client.post(reverse("healthz")).status_code == 405


@pytest.mark.django_db
def test_a_queue_that_no_worker_takes_shows_and_nothing_else_does(client, django_assert_num_queries):
    queues.Consumer("worker@secret-host", set(queues.names()) - {"simulations"}).note(clock.db_now())

    with django_assert_num_queries(2):
        response = client.get(reverse("readyz"))

    assert (response.status_code, response.content) == (503, b"No worker takes the queue simulations.\n")
    assert "no-cache" in response["Cache-Control"]
    assert response.cookies == {}


@pytest.mark.django_db
def test_a_site_whose_queues_are_taken_is_ready(client):
    queues.Consumer("worker@city", queues.names()).note(clock.db_now())

    response = client.get(reverse("readyz"))

    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_a_site_whose_database_is_silent_is_not_ready(client):
    def silent(execute, sql, params, many, context):
        raise OperationalError("could not connect to db.internal as evenhand")

    with connection.execute_wrapper(silent):
        response = client.get(reverse("readyz"))

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
