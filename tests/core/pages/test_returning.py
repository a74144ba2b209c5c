"""Signing in again leads to a page: where one was, never to the address of a button or to a part of a page."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture(autouse=True)
def _nobody_needs_a_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def way_back(url):
    assert urlsplit(url).path == reverse("account_login")
    return parse_qs(urlsplit(url).query)["next"]


def button(evaluation):
    return reverse("evaluations:rerun", args=[evaluation.pk])


def test_after_a_button_the_way_back_is_the_page_it_stood_on(client):
    evaluation = builders.evaluation_at("priced")
    page = reverse("evaluations:detail", args=[evaluation.pk])

    sent = client.post(button(evaluation), headers={"Referer": f"{SITE}{page}?lot=1"})

    assert way_back(sent.url) == [f"{page}?lot=1"]


@pytest.mark.parametrize("referer", [None, "http://elsewhere.example/tenders/", f"{SITE}/nowhere", "nonsense"])
def test_without_a_page_of_this_site_it_is_home(client, referer):
    headers = {"Referer": referer} if referer else {}

    sent = client.post(button(builders.evaluation_at("priced")), headers=headers)

    assert way_back(sent.url) == ["/"]


def test_from_the_session_s_end_to_the_page_again(client):
    evaluation = builders.evaluation_at("priced")
    officer = builders.person("officer", password=builders.PASSPHRASE)
    page = reverse("evaluations:detail", args=[evaluation.pk])
    sent = client.post(button(evaluation), headers={"Referer": SITE + page})

    fields = {"login": officer.email, "password": builders.PASSPHRASE, "next": way_back(sent.url)[0]}
    back = client.post(sent.url, fields, follow=True)

    assert (back.redirect_chain, back.status_code) == ([(page, 302)], 200)


def test_a_page_that_was_typed_is_its_own_way_back(client):
    assert way_back(client.get("/tenders/studies/?q=lamps").url) == ["/tenders/studies/?q=lamps"]


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client):
    page = reverse("reports:detail", args=[builders.requested_report().pk])
    part = page + "progress/"

    sent = client.get(part, headers={"HX-Request": "true", "HX-Current-URL": SITE + page})

    assert (sent.status_code, sent.content, way_back(sent["HX-Redirect"])) == (200, b"", [page])


def test_the_address_of_a_button_says_what_it_is(client):
    client.force_login(builders.person("officer"))

    page = client.get(button(builders.evaluation_at("priced")), headers={"Referer": f"{SITE}/tenders/"})

    assert (page.status_code, page["Allow"]) == (405, "POST, OPTIONS")
    assert "This is the address of a button, not of a page. Nothing was changed." in page.content.decode()
    assert 'href="/tenders/"' in page.content.decode()
