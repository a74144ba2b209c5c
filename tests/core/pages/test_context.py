"""The navigation that a page shows to this person."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from core.pages import context
from tests import builders

pytestmark = pytest.mark.django_db


def page(user, address="/"):
    request = RequestFactory().get(address)
    request.user = user
    return context.page(request)


def test_a_visitor_is_led_to_what_is_open_to_everybody(django_assert_num_queries):
    with django_assert_num_queries(0):
        labels = [place["label"] for place in page(AnonymousUser())["nav"]]

    assert labels == ["Tenders", "Standards", "Policies"]


def test_where_nobody_is_known_there_is_no_navigation():
    assert context.page(RequestFactory().get("/"))["nav"] == []


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_who_reads_reviews_is_led_to_them(role):
    labels = [(place["label"], place["url"]) for place in page(builders.person(role))["nav"]]

    suppliers = [("Suppliers", reverse("suppliers:list"))] if role == "officer" else []
    assert labels == [
        ("Home", "/"),
        ("Tenders", reverse("tenders:list")),
        ("Methods", reverse("studies:list")),
        ("Standards", reverse("standards:list")),
        ("Policies", reverse("policies:list")),
        ("Reviews", reverse("reports:list")),
        *suppliers,
        *([("Log", reverse("logs:platform"))] if role == "auditor" else []),
    ]


@pytest.mark.parametrize(
    ("roles", "more"), [([], []), (["administrator"], ["People", "Security log"]), (["opener"], [])], ids="".join
)
def test_who_reads_no_reviews_is_not_led_to_an_empty_list(roles, more):
    assert [place["label"] for place in page(builders.person(*roles))["nav"]] == [
        *("Home", "Tenders", "Standards", "Policies"),
        *more,
    ]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        ("/", ["Home"]),
        ("/tenders/", ["Tenders"]),
        ("/tenders/?state=open", ["Tenders"]),
        ("/tenders/0f/", ["Tenders"]),
        ("/tenders/studies/new/", ["Methods"]),
        ("/evaluations/0f/", ["Tenders"]),
        ("/evaluations/0f/freeze/", ["Tenders"]),
        ("/standards/gbfs/", ["Standards"]),
        ("/reports/", ["Reviews"]),
        ("/accounts/2fa/", []),
    ],
)
def test_the_place_where_one_is_is_marked(address, current):
    nav = page(builders.person("officer"), address)["nav"]

    assert [place["label"] for place in nav if place["current"]] == current


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_so(settings, demo):
    settings.DEMO = demo

    assert page(AnonymousUser())["demo"] is demo
