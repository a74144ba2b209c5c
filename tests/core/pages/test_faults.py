"""What went wrong is said to people as a page and to programs as problem details, without any detail of the fault."""

import json
import re

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import path, reverse

from core.access import Refused
from core.pages import faults
from procurement.urls import urlpatterns as site
from tests import builders

pytestmark = pytest.mark.django_db
SECRET = "select price from bids"


def breaks(request):
    raise RuntimeError(SECRET)


def refuses(request):
    raise Refused("Bids are sealed until the opening.")


def confuses(request):
    raise SuspiciousOperation(SECRET)


FAULTS = [path("breaks", breaks, name="b"), path("refuses", refuses, name="r"), path("confuses", confuses, name="c")]
urlpatterns = [*FAULTS, *[path(f"api/{route.pattern}", route.callback) for route in FAULTS], *site]
handler400, handler403, handler404, handler500 = faults.malformed, faults.refused, faults.missing, faults.broken


@pytest.fixture
def careless(settings):
    """A client that sees a fault's page instead of the fault."""
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.force_login(builders.person())
    return client


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/confuses", 400, "Request not understood"),
        ("/refuses", 403, "Not allowed"),
        ("/nowhere", 404, "Page not found"),
        ("/breaks", 500, "Something went wrong"),
    ],
)
def test_a_person_reads_a_page(careless, address, status, heading):
    response = careless.get(address)

    text = response.content.decode()
    assert (response.status_code, f">{heading}</h1>" in text, SECRET in text) == (status, True, False)


@pytest.mark.parametrize(
    ("address", "status"), [("/api/confuses", 400), ("/api/refuses", 403), ("/api/nowhere", 404), ("/api/breaks", 500)]
)
def test_a_program_reads_a_problem(careless, address, status):
    response = careless.get(address)

    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = json.loads(response.content)
    assert (problem["status"], problem["instance"], problem["detail"]) == (status, address, faults.SENTENCES[status])


def test_a_refusal_on_a_page_says_why(careless):
    assert "Bids are sealed until the opening." in careless.get("/refuses").content.decode()


def test_the_site_uses_these_pages(client):
    client.force_login(builders.person())

    response = client.get("/api/v1/there-is-no-such-thing/")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert "Page not found" in client.get("/there-is-no-such-thing").content.decode()


def test_a_tender_that_is_hidden_reads_as_one_that_does_not_exist(client):
    hidden = builders.tender_at("draft")
    client.force_login(builders.person())

    pages = [
        client.get(reverse("tenders:detail", args=[pk])).content.decode()
        for pk in (hidden.pk, "00000000-0000-0000-0000-000000000000")
    ]

    hidden_page, missing_page = (re.sub(r'(value|nonce)="[^"]*"', "", page) for page in pages)
    assert hidden_page == missing_page


def test_the_page_of_a_fault_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = faults.broken(RequestFactory().get("/"))

    assert (response.status_code, b"Something went wrong" in response.content) == (500, True)
