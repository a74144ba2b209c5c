"""Route x role x state: who gets what. A new route fails here until it has a row."""

from contextlib import contextmanager
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse
from knox.models import get_token_model

from scoring.findings import fingerprint
from tests import builders
from tests.architecture.own_matrices import OWN_MATRICES

pytestmark = pytest.mark.django_db

ANYBODY, INVALID, NOT_READY = "anonymous", 400, 503
ROLES = (ANYBODY, "supplier", "officer", "auditor", "administrator", "foreign")
ELSEWHERE_AT_WORK = ("reviewer", "opener")  # of the authority; of these pages they see what a supplier sees
SIGN_IN, DONE = "sent to sign in", "done and sent on"  # both are redirects; where to tells them apart
SEES, MAKES, ACCEPTED, GONE, REFUSED, HIDDEN, CONFLICT, UNKNOWN = 200, 201, 202, 204, 403, 404, 409, 401


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
OFFICER_SEES = (SIGN_IN, REFUSED, SEES, REFUSED, REFUSED, REFUSED)
API_INSIDE = (UNKNOWN, HIDDEN, SEES, SEES, HIDDEN, HIDDEN)
API_BIDS = (UNKNOWN, REFUSED, SEES, SEES, REFUSED, REFUSED)
STUDY_OFFICER = (SIGN_IN, HIDDEN, DONE, REFUSED, HIDDEN, HIDDEN)
NOBODY_YET = (SIGN_IN, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED)
RERUN = {"supersedes": 1, "cause": "correction", "reason": "A wrong mark."}

MATRIX = [
    Row("home", "", everyone(SEES)),
    Row("demo-sign-in", "", (REFUSED,) * 6, "post"),  # these tests are no demonstration
    Row("tenders:list", "", (SEES,) * 6),
    *[Row("tenders:file", kind, (SEES,) * 6) for kind in ("csv", "xlsx")],
    Row("tenders:detail", "draft", (SIGN_IN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    *[Row("tenders:detail", state, (SEES,) * 6) for state in ("open", "opened")],
    *[Row(name, "", (SEES,) * 6) for name in ("standards:list", "api:standards", "codes:cpv", "api:cpv", "healthz")],
    *[Row("receipts:check", "", (SEES,) * 6, verb) for verb in ("get", "post")],
    *[Row(name, "", (SEES,) * 6) for name in ("about:page", "api:about", "uptime:list", "api:outages")],
    *[Row("about:key-change", "key", (HIDDEN,) * 6)],  # of the first key there is none
    Row("codes:cpv-picks", "", (HIDDEN,) * 6),  # without a row of a form
    *[Row(name, "standard", (SEES,) * 6) for name in ("standards:detail", "api:standard")],
    *[Row("standards:advice", "", (SIGN_IN, REFUSED, SEES, SEES, REFUSED, SEES), verb) for verb in ("get", "post")],
    *[Row("standards:fact", "fact", (SIGN_IN, REFUSED, SEES, *[REFUSED] * 2, SEES), verb) for verb in ("get", "post")],
    Row("studies:list", "", (SIGN_IN, HIDDEN, SEES, SEES, HIDDEN, SEES)),
    Row("studies:new", "", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, SEES)),
    Row("studies:new", "", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, SEES), "post"),
    Row("studies:method", "", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, SEES), "get", {"letter": "A"}),
    Row("studies:detail", "study", INSIDE),
    Row("studies:rates", "study", (SIGN_IN, HIDDEN, DONE, DONE, HIDDEN, HIDDEN)),
    Row("studies:simulate", "study", STUDY_OFFICER, "post"),
    Row("studies:choose", "study", STUDY_OFFICER, "post", {"after": 0, "candidate": "A", "reason": "Known bounds."}),
    Row("tenders:refer", "study", (SIGN_IN, HIDDEN, SEES, REFUSED, HIDDEN, HIDDEN), "post"),
    Row("studies:csv", "study", INSIDE),
    Row("evaluations:detail", "individual", NOBODY_YET),
    Row("evaluations:detail", "priced", BIDS),
    Row("evaluations:detail", "frozen", BIDS),
    Row("evaluations:freeze", "individual", NOBODY_YET),
    Row("evaluations:freeze", "priced", OFFICER_SEES),
    Row("evaluations:freeze", "frozen", NOBODY_YET),
    Row("evaluations:freeze", "individual", NOBODY_YET, "post"),
    Row("evaluations:freeze", "priced", OFFICER, "post"),
    Row("evaluations:freeze", "frozen", NOBODY_YET, "post"),
    Row("evaluations:rerun", "priced", NOBODY_YET, "post", RERUN),
    Row("evaluations:rerun", "frozen", OFFICER, "post", RERUN),
    Row("evaluations:finding", "noticed", OFFICER_SEES),
    Row("evaluations:finding", "noticed", OFFICER, "post", {"answer": "keep", "reason": "Asked and answered."}),
    Row("evaluations:confirm", "proposed", OFFICER, "post"),
    Row("evaluations:matrix", "individual", NOBODY_YET),
    Row("evaluations:matrix", "frozen", BIDS),
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
    Row("notices:list", "", everyone(SEES)),
    Row("notices:read", "", everyone(DONE), "post"),
    Row("notices:mails", "", everyone(DONE), "post", {"mails": "daily"}),
    Row("notices:open", "notice", everyone(HIDDEN)),  # one of somebody else
    Row("security:list", "", (SIGN_IN, REFUSED, REFUSED, REFUSED, SEES, REFUSED)),
    Row("security:csv", "", (SIGN_IN, REFUSED, REFUSED, REFUSED, SEES, REFUSED)),
    *[Row("clock", "", (SIGN_IN, *(HIDDEN,) * 5), *how) for how in ((), ("post", {"days": "1"}))],  # test_clock_switch
    Row("reports:repair", "report", (SIGN_IN, HIDDEN, DONE, DONE, HIDDEN, HIDDEN), "post"),
    Row("readyz", "", (NOT_READY,) * 6),  # no worker runs beside these tests
    Row("api:index", "", api_everyone(SEES)),
    Row("api:tokens", "", api_everyone(SEES)),
    Row("api:tokens", "", api_everyone(REFUSED), "post"),  # made by one who has just shown who it is: OWN_ACCOUNT
    Row("api:token", "a key", api_everyone(HIDDEN), "delete"),
    *[Row("api:notices", "", api_everyone(SEES), verb) for verb in ("get", "post")],
    Row("api:tenders", "", (SEES,) * 6),
    Row("api:tender", "draft", (UNKNOWN, HIDDEN, SEES, HIDDEN, HIDDEN, HIDDEN)),
    Row("api:tender", "open", (SEES,) * 6),
    Row("api:tender-method-study", "draft", (UNKNOWN, HIDDEN, INVALID, HIDDEN, HIDDEN, HIDDEN), "post"),
    Row("api:tender-method-study", "open", api_everyone(REFUSED), "post"),
    Row("api:standard-facts", "standard", (UNKNOWN, REFUSED, INVALID, REFUSED, REFUSED, INVALID), "post"),
    Row("api:standards-advice", "", (UNKNOWN, REFUSED, SEES, SEES, REFUSED, SEES), "post", {"text": "Bikes."}),
    Row("api:method-studies", "", (UNKNOWN, HIDDEN, SEES, SEES, HIDDEN, SEES)),
    Row("api:method-studies", "", (UNKNOWN, HIDDEN, INVALID, REFUSED, HIDDEN, INVALID), "post"),
    Row("api:method-study", "study", API_INSIDE),
    Row(
        "api:method-study-choice",
        "study",
        (UNKNOWN, HIDDEN, MAKES, REFUSED, HIDDEN, HIDDEN),
        "post",
        {"after": 0, "candidate": "A", "reason": "Known bounds."},
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
        {"supersedes": 1, "cause": "correction", "reason": "A wrong mark."},
    ),
    Row("api:report-request", "frozen", (UNKNOWN, REFUSED, ACCEPTED, ACCEPTED, REFUSED, REFUSED), "post", {}),
    Row("api:report-request", "priced", (UNKNOWN, REFUSED, CONFLICT, CONFLICT, REFUSED, REFUSED), "post", {}),
    Row("api:report-request-study", "study", (UNKNOWN, HIDDEN, ACCEPTED, ACCEPTED, HIDDEN, HIDDEN), "post"),
    Row("api:reports", "", api_everyone(SEES)),
    Row("api:report", "report", API_INSIDE),
    Row("api:report-retry", "report", (UNKNOWN, HIDDEN, REFUSED, REFUSED, HIDDEN, HIDDEN), "post"),
    Row("api:report-repair", "report", (UNKNOWN, HIDDEN, CONFLICT, CONFLICT, HIDDEN, HIDDEN), "post"),  # it is intact
    Row("api:report-download", "report", API_INSIDE),
    Row("api:job", "job", API_INSIDE),
    Row("api:schema", "", api_everyone(SEES)),
    Row("api:docs", "", everyone(SEES)),
]

# The pages of accounts: the library's, and of addresses our own. What they do is tested where it is theirs.
ACCOUNT = {
    "account_login": (SEES, *[DONE] * 5),
    "account_recovery_login": (SEES, *[DONE] * 5),
    "account_logout": (DONE, *[SEES] * 5),
    "account_signup": (DONE,) * 6,  # sent to people:join
    "account_inactive": (SEES,) * 6,
    "account_set_password": (DONE,) * 6,  # sent to where the mailbox is proven
    "account_reset_password": (SEES,) * 6,
    "account_reset_password_done": (SEES,) * 6,
    "account_reset_password_from_key_done": (SEES,) * 6,
}
# Addresses that name a secret key in an e-mail or stand behind a half-finished login.
BY_SECRET = {"account_confirm_address", "account_reset_password_from_key", "mfa_authenticate"}
BY_KEY = {"api:token", "account_revoke_token"}  # named by the first characters of a token
AGAIN = "asked to show again who it is"
NEW_PASSPHRASE = "another four plain words for tests"
NEW_PASSPHRASE_FORM = {"oldpassword": builders.PASSPHRASE, "password1": NEW_PASSPHRASE, "password2": NEW_PASSPHRASE}


class OwnRow(NamedTuple):
    """A page of one's own account: what it answers in a session that was found open, and right after the passphrase."""

    route: str
    method: str
    stale: object
    fresh: object
    data: dict = {}
    factor: bool = False


# A form that is drawn again (200) has done nothing: its data is wrong on purpose where doing it would need a real code.
OWN_ACCOUNT = [
    OwnRow("account_reauthenticate", "get", SEES, SEES),
    OwnRow("account_reauthenticate", "post", DONE, DONE, {"password": builders.PASSPHRASE}),
    OwnRow("account_reauthenticate", "post", SEES, SEES, {"password": "not the passphrase"}),
    OwnRow("account_overview", "get", SEES, SEES),
    OwnRow("account_email", "get", AGAIN, SEES),
    OwnRow("account_email", "post", AGAIN, DONE, {"email": "new@test.example"}),
    OwnRow("account_change_password", "get", SEES, SEES),
    OwnRow("account_change_password", "post", SEES, SEES, NEW_PASSPHRASE_FORM | {"oldpassword": "not the passphrase"}),
    OwnRow("account_change_password", "post", DONE, DONE, NEW_PASSPHRASE_FORM),
    OwnRow("account_set_password", "post", DONE, DONE, NEW_PASSPHRASE_FORM),
    OwnRow("mfa_index", "get", SEES, SEES),
    OwnRow("mfa_reauthenticate", "get", SEES, SEES, factor=True),
    OwnRow("mfa_reauthenticate", "post", SEES, SEES, {"code": "000000"}, factor=True),
    OwnRow("mfa_activate_totp", "get", AGAIN, SEES),
    OwnRow("mfa_activate_totp", "post", AGAIN, SEES, {"code": "000000"}),
    OwnRow("mfa_deactivate_totp", "get", AGAIN, SEES, factor=True),
    OwnRow("mfa_deactivate_totp", "post", AGAIN, DONE, factor=True),
    OwnRow("mfa_generate_recovery_codes", "get", AGAIN, SEES, factor=True),
    OwnRow("mfa_generate_recovery_codes", "post", AGAIN, DONE, factor=True),
    OwnRow("mfa_view_recovery_codes", "get", AGAIN, SEES, factor=True),
    OwnRow("mfa_download_recovery_codes", "get", AGAIN, SEES, factor=True),
    OwnRow("account_tokens", "get", SEES, SEES),
    OwnRow("account_tokens", "post", AGAIN, SEES),
    OwnRow("account_revoke_token", "post", DONE, DONE),
    OwnRow("api:tokens", "get", SEES, SEES),
    OwnRow("api:tokens", "post", REFUSED, MAKES),
    OwnRow("api:token", "delete", GONE, GONE),
]


def effect(response):
    """What an answer did to its reader: its status, and of a redirect whether it asks to sign in first."""
    if response.status_code != HTTPStatus.FOUND:
        return response.status_code
    places = {reverse("account_login"): SIGN_IN, reverse("account_reauthenticate"): AGAIN}
    return places.get(urlsplit(response.url).path, DONE)


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
    known = {row.route for row in MATRIX} | set(ACCOUNT) | {row.route for row in OWN_ACCOUNT} | BY_SECRET

    assert {name for name in routes() if not name.startswith(OWN_MATRICES)} - {"styleguide"} == known


@pytest.fixture
def city():
    return builders.authority("City of Matrix")


@pytest.fixture
def people(city):
    return {
        "supplier": builders.person(email="supplier@example.org"),
        **{
            role: builders.person(role, authority=city)
            for role in ("officer", "auditor", "administrator", *ELSEWHERE_AT_WORK)
        },
        "foreign": builders.person("officer", authority=builders.authority("Another city")),
    }


# What an address names by itself, without an object of ours.
KEY_TEXTS = {"a key": ["abcdefgh"], "standard": ["gbfs"], "fact": ["gbfs", "royalty_free"]}
KEY_TEXTS |= {"key": [1, "old"], "csv": ["csv"], "xlsx": ["xlsx"]}


def address(row, city):
    """The address of a row: its object is made in the state that the row is about."""
    if not row.about:
        return reverse(row.route)
    if row.about in KEY_TEXTS:
        return reverse(row.route, args=KEY_TEXTS[row.about])
    if row.about == "study":
        return reverse(row.route, args=[builders.requested_study(authority=city).pk])
    if row.about in {"report", "job"}:
        report = builders.finished_report(authority=city)
        return reverse(row.route, args=[report.job_id if row.about == "job" else report.pk])
    if row.about == "notice":
        [notice] = builders.notices_to(builders.person("officer"))
        return reverse(row.route, args=[notice.public_id])
    if row.about == "noticed":
        evaluation = builders.doubtful_evaluation(authority=city)
        return reverse(row.route, args=[evaluation.pk, fingerprint(builders.decidable_finding(evaluation, "B1"))])
    if row.about == "proposed":
        proposal = builders.proposed_decision(authority=city)
        return reverse(row.route, args=[proposal.evaluation_id, proposal.pk])
    if row.route == "evaluations:matrix":
        return reverse(row.route, args=[builders.evaluation_at(row.about, authority=city).pk, "csv"])
    if "tender" in row.route:
        return reverse(row.route, args=[builders.tender_at(row.about, authority=city).pk])
    return reverse(row.route, args=[builders.evaluation_at(row.about, authority=city).pk])


@contextmanager
def undone():
    """What is written here is rolled back at its end, so that every role finds the same object."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row.method} {row.route} {row.about}".strip())
def test_each_role_gets_what_the_matrix_says(row, city, people, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    options = {"content_type": "application/json"} if row.route.startswith("api:") else {}
    url = address(row, city)

    effects = {}
    for role in (*ROLES, *ELSEWHERE_AT_WORK):
        with undone():
            client.cookies.clear()
            if role != ANYBODY:
                client.force_login(people[role])
            effects[role] = effect(getattr(client, row.method)(url, row.data or {}, **options))

    expected = dict(zip(ROLES, row.expected, strict=True))
    assert effects == expected | dict.fromkeys(ELSEWHERE_AT_WORK, expected["supplier"])


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


def own_address(row, user):
    if row.route in BY_KEY:
        return reverse(row.route, args=[get_token_model().objects.create(user=user)[0].token_key])
    return reverse(row.route)


@pytest.mark.parametrize("row", OWN_ACCOUNT, ids=lambda row: f"{row.method} {row.route} {row.data or ''}".strip())
def test_a_found_session_changes_nothing_of_the_account(row, client, settings):
    settings.MFA_REQUIRED_ROLES = []

    effects = []
    for fresh in (False, True):
        user = builders.person("administrator", password=builders.PASSPHRASE)
        if row.factor:
            TOTP.activate(user, "A" * 32)
            RecoveryCodes.activate(user)
        client.force_login(user)
        if fresh:
            builders.confirm_person(client, user)
        effects.append(effect(getattr(client, row.method)(own_address(row, user), row.data)))

    assert effects == [row.stale, row.fresh]


def test_every_page_of_an_own_account_that_takes_a_form_is_asked_both_ways():
    """Not of the stages: a route under the account that answers POST, and is neither by a secret nor for anybody."""
    account_routes = {name for name in routes() if name.startswith(("account_", "mfa_"))} - set(ACCOUNT) - BY_SECRET
    only_read = {"account_overview", "mfa_index", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}

    assert account_routes - only_read == {row.route for row in OWN_ACCOUNT if row.method == "post"} - {
        "api:tokens",
        "account_set_password",
    }


@pytest.mark.parametrize("row", [row for row in OWN_ACCOUNT if row.route not in ACCOUNT], ids=lambda row: row.route)
def test_own_account_needs_a_login(row, client):
    url = reverse(row.route, args=["abcdefgh"] if row.route in BY_KEY else [])

    assert effect(getattr(client, row.method)(url, row.data)) == (UNKNOWN if "api:" in row.route else SIGN_IN)
