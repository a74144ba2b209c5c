"""Route x role: the log of the platform is read by auditors, that of a tender by who reads its bids."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from core import heads
from core.audit import PLATFORM
from core.models import Role
from tests import builders
from tests.architecture.test_access_matrix import ANYBODY, HIDDEN, SEES, SIGN_IN, UNKNOWN, effect, routes

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 5, 0, 10, tzinfo=UTC)
ROLES = (ANYBODY, "supplier", *(role.value for role in Role), "foreign auditor")
READ_PLATFORM = {"auditor", "foreign auditor"}
READ_TENDER = {"officer", "auditor"}
ROUTES = {
    "logs:log": (),
    "logs:line": (1,),
    "logs:proof": (1,),
    "logs:head": (1,),
    "logs:growth": (1, 1),
    "api:log": (),
    "api:log-line": (1,),
    "api:log-proof": (1,),
    "api:log-growth": (),
}


@pytest.fixture(autouse=True)
def _without_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def person_of(role, city):
    if role == "supplier":
        return builders.person()
    if role == "foreign auditor":
        return builders.person(Role.AUDITOR, authority=builders.authority("Another city"))
    return builders.person(role, authority=city)


def answer(client, role, city, route, origin, sizes):
    client.logout()
    if role != ANYBODY:
        client.force_login(person_of(role, city))
    at = {"logs:head": sizes[:1], "logs:growth": sizes}.get(route, ROUTES[route])
    query = {"old": sizes[0], "size": sizes[1]} if route == "api:log-growth" else {}
    return effect(client.get(reverse(route, args=[origin, *at]), query))


def expected(role, route, readers):
    if role == ANYBODY:
        return UNKNOWN if route.startswith("api:") else SIGN_IN
    return SEES if role in readers else HIDDEN


@pytest.mark.parametrize("route", ROUTES)
def test_the_platform_log_is_for_auditors(client, route):
    city = builders.authority("City of Logs")
    signed = heads.sign_head(PLATFORM, at=AT)

    answers = {role: answer(client, role, city, route, PLATFORM, (signed.size, signed.size)) for role in ROLES}

    assert answers == {role: expected(role, route, READ_PLATFORM) for role in ROLES}


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(("state", "readers"), [("open", set()), ("opened", READ_TENDER)])
def test_the_log_of_a_tender_is_for_who_reads_its_bids(client, route, state, readers):
    city = builders.authority("City of Logs")
    tender = builders.tender_at(state, authority=city)
    signed = heads.sign_head(tender.audit_origin, at=AT)
    sizes = (signed.size, signed.size)

    answers = {role: answer(client, role, city, route, tender.audit_origin, sizes) for role in ROLES}

    assert answers == {role: expected(role, route, readers) for role in ROLES}


def test_the_front_page_of_logs_is_that_of_the_platform(client):
    city = builders.authority("City of Logs")
    heads.sign_head(PLATFORM, at=AT)

    answers = {}
    for role in ROLES:
        client.logout()
        if role != ANYBODY:
            client.force_login(person_of(role, city))
        answers[role] = effect(client.get(reverse("logs:platform")))

    assert answers == {role: expected(role, "logs:platform", READ_PLATFORM) for role in ROLES}


def test_every_route_of_logs_is_here():
    assert {name for name in routes() if name.startswith(("logs:", "api:log"))} == {*ROUTES, "logs:platform"}
