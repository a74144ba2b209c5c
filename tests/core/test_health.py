"""Whether the site can serve."""

import pytest
from django.db import OperationalError, connection
from django.urls import reverse


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
