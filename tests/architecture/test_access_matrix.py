"""Route x role x state: who gets what. A new route fails here until it has a row."""

from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests import builders

pytestmark = pytest.mark.django_db

ANYBODY = "anonymous"
ROLES = (ANYBODY, "supplier", "officer", "auditor", "administrator", "foreign")
SIGN_IN, DONE = "sent to sign in", "done and sent on"  # both are redirects; where to tells them apart
SEES, MAKES, ACCEPTED, GONE, REFUSED, HIDDEN, CONFLICT, UNKNOWN = 200, 201, 202, 204, 403, 404, 409, 401
INVALID = 400


class Row(NamedTuple):
    """What each role gets, in the order of ROLES; `about` names the object in the address."""

    route: str
    about: str
    expected: tuple
    method: str = "get"
    data: dict | None = None


def everyone(status):
    return (SIGN_IN, *[status] * 5)


def api_everyone(status):
    return (UNKNOWN, *[status] * 5)


#                                    anonymous  supplier  officer  auditor  administrator  foreign officer
INSIDE = (SIGN_IN, HIDDEN, SEES, SEES, HIDDEN, HIDDEN)
BIDS = (SIGN_IN, REFUSED, SEES, SEES, REFUSED, REFUSED)
OFFICER = (SIGN_IN, REFUSED, DONE, REFUSED, REFUSED, REFUSED)
API_INSIDE = (UNKNOWN, HIDDEN, SEES, SEES, HIDDEN, HIDDEN)
API_BIDS = (UNKNOWN, REFUSED, SEES, SEES, REFUSED, REFUSED)
STUDY_OFFICER = (SIGN_IN, HIDDEN, DONE, REFUSED, HIDDEN, HIDDEN)
NOBODY_YET = (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)

MATRIX = [
    Row("home", "", everyone(SEES)),
    Row("tenders:list", "", everyone(SEES)),
    Row("tenders:detail", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    Row("tenders:detail", "open", everyone(SEES)),
    Row("tenders:detail", "opened", everyone(SEES)),
    Row("studies:list", "", (SIGN_IN, HIDDEN, SEES, SEES, HIDDEN, SEES)),
    Row("studies:new", "", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, SEES)),
    Row("studies:new", "", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, SEES), "post"),
    Row("studies:method", "", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, SEES), "get", {"letter": "A"}),
    Row("studies:detail", "study", INSIDE),
    Row("studies:rates", "study", (SIGN_IN, HIDDEN, DONE, DONE, HIDDEN, HIDDEN)),
    Row("studies:simulate", "study", STUDY_OFFICER, "post"),
    Row("studies:choose", "study", STUDY_OFFICER, "post", {"candidate": "A", "reason": "Known bounds."}),
    Row("tenders:refer", "study", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, HIDDEN), "post"),
    Row("studies:csv", "study", INSIDE),
    Row("evaluations:detail", "individual", NOBODY_YET),
    Row("evaluations:detail", "priced", BIDS),
    Row("evaluations:detail", "frozen", BIDS),
    Row("evaluations:freeze", "individual", NOBODY_YET, "post"),
    Row("evaluations:freeze", "priced", OFFICER, "post"),
    Row("evaluations:freeze", "frozen", NOBODY_YET, "post"),
    Row("evaluations:rerun", "priced", NOBODY_YET, "post", {"cause": "correction", "reason": "A wrong mark."}),
    Row("evaluations:rerun", "frozen", OFFICER, "post", {"cause": "correction", "reason": "A wrong mark."}),
    Row("evaluations:record", "individual", NOBODY_YET),
    Row("evaluations:record", "priced", (SIGN_IN, REFUSED, HIDDEN, HIDDEN, REFUSED, REFUSED)),
    Row("evaluations:record", "frozen", BIDS),
    Row("reports:list", "", everyone(SEES)),
    Row("reports:request", "frozen", (SIGN_IN, REFUSED, DONE, DONE, REFUSED, REFUSED), "post", {"variant": "pdf/a-3a"}),
    Row("reports:request-study", "study", (SIGN_IN, HIDDEN, DONE, DONE, HIDDEN, HIDDEN), "post"),
    Row("reports:detail", "report", INSIDE),
    Row("reports:progress", "report", INSIDE),
    Row("reports:download", "report", INSIDE),
    Row("reports:retry", "report", (SIGN_IN, HIDDEN, REFUSED, REFUSED, HIDDEN, HIDDEN), "post"),
    Row("healthz", "", (SEES,) * 6),
    Row("api:tokens", "", api_everyone(SEES)),
    Row("api:tokens", "", (UNKNOWN, *[MAKES] * 5), "post"),
    Row("api:token", "a key", api_everyone(HIDDEN), "delete"),
    Row("api:tenders", "", api_everyone(SEES)),
    Row("api:tender", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    Row("api:tender", "open", api_everyone(SEES)),
    Row("api:tender-method-study", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN), "post"),
    Row("api:tender-method-study", "open", api_everyone(REFUSED), "post"),
    Row("api:method-studies", "", (UNKNOWN, HIDDEN, SEES, SEES, HIDDEN, SEES)),
    Row("api:method-studies", "", (UNKNOWN, HIDDEN, INVALID, REFUSED, HIDDEN, INVALID), "post"),
    Row("api:method-study", "study", API_INSIDE),
    Row(
        "api:method-study-choice",
        "study",
        (UNKNOWN, HIDDEN, MAKES, REFUSED, HIDDEN, HIDDEN),
        "post",
        {"candidate": "A", "reason": "Known bounds."},
    ),
    Row("api:method-study-simulation", "study", API_INSIDE),
    Row("api:method-study-simulation", "study", (UNKNOWN, HIDDEN, ACCEPTED, REFUSED, HIDDEN, HIDDEN), "post"),
    Row("api:tender-evaluations", "open", (UNKNOWN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    Row("api:tender-evaluations", "opened", API_BIDS),
    Row("api:evaluation", "individual", (UNKNOWN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    Row("api:evaluation", "priced", API_BIDS),
    Row("api:evaluation", "frozen", API_BIDS),
    Row("api:evaluation-record", "individual", (UNKNOWN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)),
    Row("api:evaluation-record", "frozen", API_BIDS),
    Row("api:evaluation-freeze", "priced", (UNKNOWN, REFUSED, MAKES, REFUSED, REFUSED, REFUSED), "post"),
    Row("api:evaluation-freeze", "frozen", (UNKNOWN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED), "post"),
    Row(
        "api:evaluation-rerun",
        "frozen",
        (UNKNOWN, REFUSED, MAKES, REFUSED, REFUSED, REFUSED),
        "post",
        {"cause": "correction", "reason": "A wrong mark."},
    ),
    Row("api:report-request", "frozen", (UNKNOWN, REFUSED, ACCEPTED, ACCEPTED, REFUSED, REFUSED), "post", {}),
    Row("api:report-request", "priced", (UNKNOWN, REFUSED, CONFLICT, CONFLICT, REFUSED, REFUSED), "post", {}),
    Row("api:report-request-study", "study", (UNKNOWN, HIDDEN, ACCEPTED, ACCEPTED, HIDDEN, HIDDEN), "post"),
    Row("api:reports", "", api_everyone(SEES)),
    Row("api:report", "report", API_INSIDE),
    Row("api:report-retry", "report", (UNKNOWN, HIDDEN, REFUSED, REFUSED, HIDDEN, HIDDEN), "post"),
    Row("api:report-download", "report", API_INSIDE),
    Row("api:job", "job", API_INSIDE),
    Row("api:schema", "", api_everyone(SEES)),
    Row("api:docs", "", api_everyone(SEES)),
]

# Routes of allauth: an account's own pages. What they do is allauth's to test; that they are reached only so is ours.
ACCOUNT = {
    "account_login": (SEES, *[DONE] * 5),
    "account_logout": (DONE, *[SEES] * 5),
    "account_signup": (SEES, *[DONE] * 5),
    "account_inactive": (SEES,) * 6,
    "account_email_verification_sent": (SEES,) * 6,
    "account_reset_password": (SEES,) * 6,
    "account_reset_password_done": (SEES,) * 6,
    "account_reset_password_from_key_done": (SEES,) * 6,
}
# Behind a login and, where they change anything, behind a recent password.
OWN_ACCOUNT = {
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_email",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_reauthenticate",
}
# Addresses that name a secret key in an e-mail or stand behind a half-finished login.
BY_SECRET = {
    "account_confirm_email",
    "account_reset_password_from_key",
    "mfa_authenticate",
    "account_confirm_login_code",
}


def effect(response):
    """What an answer did to its reader: its status, and of a redirect whether it asks to sign in first."""
    if response.status_code != HTTPStatus.FOUND:
        return response.status_code
    return SIGN_IN if urlsplit(response.url).path == reverse("account_login") else DONE


def routes():
    """Every named route of the site, namespace included, as (name)."""
    names = []

    def walk(patterns, namespace):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                assert pattern.name, f"{pattern.pattern} has no name"
                names.append(f"{namespace}{pattern.name}")
            else:
                inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                walk(pattern.url_patterns, inner)

    walk(get_resolver().url_patterns, "")
    return set(names)


def test_every_route_is_in_the_matrix():
    known = {row.route for row in MATRIX} | set(ACCOUNT) | OWN_ACCOUNT | BY_SECRET

    assert routes() - {"styleguide"} == known


@pytest.fixture
def city():
    return builders.authority("City of Matrix")


@pytest.fixture
def people(city):
    return {
        "supplier": builders.person(email="supplier@example.org"),
        "officer": builders.person("officer", authority=city),
        "auditor": builders.person("auditor", authority=city),
        "administrator": builders.person("administrator", authority=city),
        "foreign": builders.person("officer", authority=builders.authority("Another city")),
    }


def address(row, city):
    """The address of a row: its object is made in the state that the row is about."""
    if not row.about:
        return reverse(row.route)
    if row.about == "a key":
        return reverse(row.route, args=["abcdefgh"])
    if row.about == "study":
        return reverse(row.route, args=[builders.requested_study(authority=city).pk])
    if row.about in {"report", "job"}:
        report = builders.finished_report(authority=city)
        return reverse(row.route, args=[report.job_id if row.about == "job" else report.pk])
    if "tender" in row.route:
        return reverse(row.route, args=[builders.tender_at(row.about, authority=city).pk])
    return reverse(row.route, args=[builders.evaluation_at(row.about, authority=city).pk])


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route} {row.about}".strip())
def test_each_role_gets_what_the_matrix_says(row, city, people, client, settings):
    settings.MFA_REQUIRED_ROLES = []

    effects = []
    for role in ROLES:
        url = address(row, city)
        client.logout()
        if role != ANYBODY:
            client.force_login(people[role])
        options = {"content_type": "application/json"} if row.route.startswith("api:") else {}
        effects.append(effect(getattr(client, row.method)(url, row.data or {}, **options)))

    assert dict(zip(ROLES, effects, strict=True)) == dict(zip(ROLES, row.expected, strict=True))


@pytest.mark.parametrize("route", ACCOUNT)
def test_account_pages_open_to_whom_they_concern(route, people, client, settings):
    settings.MFA_REQUIRED_ROLES = []

    effects = []
    for role in ROLES:
        client.logout()
        if role != ANYBODY:
            client.force_login(people[role])
        effects.append(effect(client.get(reverse(route))))

    assert tuple(effects) == ACCOUNT[route]


@pytest.mark.parametrize("route", sorted(OWN_ACCOUNT))
def test_own_account_needs_a_login(route, client):
    assert effect(client.get(reverse(route))) == SIGN_IN
