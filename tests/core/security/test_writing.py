"""Every event has its row, a row names nobody once it is erased, and neither a fault nor an attack gets in the way."""

import hashlib
import io
import re

import pytest
from allauth.core import context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from knox.models import get_token_model

from core.accounts import limits
from core.models import SecurityEvent, SecurityKind, SecurityTrace
from core.security import writing
from tests import builders

pytestmark = pytest.mark.django_db
Token = get_token_model()
PLACE, EMAIL = "192.0.2.77", "olena@city.example"
PASSPHRASE = "another four plain words"


@pytest.fixture(autouse=True)
def _nobody_needs_a_factor(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def officer():
    return builders.person("officer", email=EMAIL, password=builders.PASSPHRASE)


@pytest.fixture
def browser():
    return Client(REMOTE_ADDR=PLACE)


def sign_in(browser, passphrase=builders.PASSPHRASE, email=EMAIL, **place):
    return browser.post(reverse("account_login"), {"login": email, "password": passphrase}, **place)


def written(**about):
    """(kind, person) of the events, oldest first."""
    events = SecurityEvent.objects.filter(**about).order_by("pk").select_related("trace__user")
    return [(event.kind, event.trace.user and event.trace.user.email) for event in events]


# --- each act has its event ---


def test_signing_in_on_a_new_and_on_a_known_device_and_out(browser, officer):
    for _ in range(2):
        sign_in(browser)
        browser.post(reverse("account_logout"))

    assert written() == [
        ("signed_in_new_device", EMAIL),
        ("signed_out", EMAIL),
        ("signed_in", EMAIL),
        ("signed_out", EMAIL),
    ]


def test_a_wrong_passphrase_and_an_address_without_account_look_alike_outside_and_differ_in_the_log(browser, officer):
    answers = [sign_in(browser, "not it", email) for email in (EMAIL, "nobody@city.example")]

    assert [answer.context["form"].non_field_errors() for answer in answers] == [
        ["The e-mail address or the passphrase is not correct."]
    ] * 2
    assert written() == [("sign_in_failed", EMAIL), ("sign_in_unknown", None)]


def test_a_wrong_passphrase_in_a_session_is_another_event(browser, officer):
    browser.force_login(officer)

    browser.post(reverse("account_reauthenticate"), {"password": "not it"})

    assert written() == [("confirmation_failed", EMAIL)]


def test_a_place_and_an_account_that_wait(browser, officer, monkeypatch):
    monkeypatch.setattr(limits, "ACCOUNT", {"sign_in_account": "6/1d/key"})

    for _ in range(6):
        sign_in(browser, "not it")
    for number in range(2):
        sign_in(browser, "not it", REMOTE_ADDR=f"198.51.100.{number}")

    assert [kind for kind, _ in written()] == ["sign_in_failed"] * 5 + [
        "place_locked",
        "sign_in_failed",
        "account_locked",
    ]
    assert {email for _, email in written()} == {EMAIL}


def test_refusals_of_pages_and_api_are_about_their_route_and_object(browser, officer):
    browser.force_login(officer)
    foreign = builders.frozen_evaluation(authority=builders.authority("Another city"))

    browser.get(reverse("security:list"))
    browser.post(reverse("reports:request", args=[foreign.pk]), {"variant": "pdf/a-3a"})
    browser.post(reverse("api:tokens"))

    assert written() == [("refused", EMAIL)] * 3
    assert list(SecurityEvent.objects.order_by("pk").values_list("route", "object_id")) == [
        ("security:list", ""),
        ("reports:request", str(foreign.pk)),
        ("api:tokens", ""),
    ]


def test_a_page_that_is_not_there_and_an_ordinary_one_are_no_events(browser, officer):
    browser.force_login(officer)

    for path in ("/", "/no-such-page", reverse("tenders:list")):
        browser.get(path)

    assert written() == []


def test_a_download_by_page_and_by_token_names_the_file(browser, officer):
    report = builders.finished_report(authority=builders.authority())
    _row, token = Token.objects.create(user=officer)
    browser.force_login(officer)

    browser.get(reverse("reports:download", args=[report.pk]))
    browser.head(reverse("reports:download", args=[report.pk]))
    Client().get(reverse("api:report-download", args=[report.pk]), headers={"Authorization": f"Token {token}"})

    events = SecurityEvent.objects.filter(kind="downloaded").order_by("pk")
    assert [(event.route, event.object_id, event.trace.user) for event in events] == [
        ("reports:download", str(report.pk), officer),
        ("reports:download", str(report.pk), officer),
        ("api:report-download", str(report.pk), officer),
    ]


def test_tokens_are_made_used_in_a_new_place_refused_and_revoked(browser, officer):
    browser.force_login(officer)
    builders.confirm_person(browser, officer)
    token_json = browser.post(reverse("api:tokens")).json()
    for place in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        Client(REMOTE_ADDR=place).get(reverse("api:tenders"), headers={"Authorization": f"Token {token_json['token']}"})
    Client().get(reverse("api:tenders"), headers={"Authorization": "Token " + "0" * 64})
    Client().get(reverse("api:tenders"))  # without a token: nobody asked to be let in
    browser.delete(reverse("api:token", args=[token_json["key"]]))

    assert written() == [
        ("token_made", EMAIL),
        ("token_new_place", EMAIL),
        ("token_new_place", EMAIL),
        ("token_refused", None),
        ("token_revoked", EMAIL),
    ]
    assert token_json["token"] not in everything_stored()


def test_second_factors_and_their_codes(browser, officer, rf, django_capture_on_commit_callbacks):
    browser.force_login(officer)
    builders.confirm_person(browser, officer)
    TOTP.activate(officer, "A" * 32)
    with context.request_context(rf.get("/")), django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("mfa_generate_recovery_codes"))
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    browser.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    browser.post(reverse("mfa_reauthenticate"), {"code": codes[0]})
    browser.post(reverse("mfa_deactivate_totp"))

    assert written() == [
        ("codes_made", EMAIL),
        ("code_failed", EMAIL),
        ("code_used", EMAIL),
        ("factor_removed", EMAIL),
        ("codes_removed", EMAIL),
    ]
    assert not any(code in everything_stored() for code in codes)


def test_a_passphrase_changed_reset_and_a_link_printed(browser, officer):
    browser.force_login(officer)
    form_data = {"oldpassword": builders.PASSPHRASE, "password1": PASSPHRASE, "password2": PASSPHRASE}
    browser.post(reverse("account_change_password"), form_data)
    browser.logout()
    browser.post(reverse("account_reset_password"), {"email": EMAIL})
    [link] = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    form_data = {"password1": builders.PASSPHRASE, "password2": builders.PASSPHRASE}
    browser.post(browser.get(link, follow=True).redirect_chain[-1][0], form_data)
    call_command("reset_link", EMAIL, stdout=io.StringIO())

    kinds = [pair for pair in written() if pair[0] != "signed_out"]
    assert kinds == [("passphrase_changed", EMAIL), ("passphrase_reset", EMAIL), ("link_printed", EMAIL)]
    assert SecurityEvent.objects.get(kind="link_printed").trace.place == ""


def test_an_address_asked_for_and_changed(browser, officer):
    browser.force_login(officer)
    builders.confirm_person(browser, officer)
    browser.post(reverse("account_email"), {"email": "olena@other.example"})
    [link] = re.findall(r"http://testserver(/accounts/email/confirm/\S+)", mail.outbox[-1].body)
    browser.post(link)

    assert written() == [("address_asked", "olena@other.example"), ("address_changed", "olena@other.example")]
    assert "olena" not in everything_stored()


# --- what a row says, and what it does not ---


def everything_stored() -> str:
    """Every value in the two tables of the log, as text."""
    return " ".join(
        str(value) for model in (SecurityEvent, SecurityTrace) for row in model.objects.values_list() for value in row
    )


def test_a_row_holds_no_address_of_person_or_network_and_nothing_that_was_typed(browser, officer):
    sign_in(browser, "a secret typed by mistake")
    sign_in(browser, "x", "typed@by.mistake")
    browser.get(reverse("security:list") + "?person=typed", headers={"User-Agent": "typed"})

    stored = everything_stored()
    assert SecurityEvent.objects.count() == 2
    assert str(officer.pk) in stored
    assert [word for word in (PLACE, EMAIL, "secret", "typed", "testserver") if word in stored] == []


def test_one_place_has_one_mark_whatever_the_hour_and_another_site_s_key_makes_another(rf, settings):
    here, there = rf.get("/", REMOTE_ADDR=PLACE), rf.get("/", REMOTE_ADDR="192.0.2.78")

    mark = writing.place_of(here)

    assert re.fullmatch("[0-9a-f]{12}", mark)
    assert (writing.place_of(here), writing.place_of(there) == mark) == (mark, False)
    neighbours = [rf.get("/", REMOTE_ADDR=f"2001:db8:0:1::{number}") for number in (1, 2)]
    assert len({writing.place_of(request) for request in neighbours}) == 1
    settings.SECRET_KEY = "the key of another site"
    assert writing.place_of(here) != mark


def test_the_seal_holds_the_trace_and_outlives_it(rf, officer):
    writing.record(SecurityKind.SIGNED_OUT, rf.get("/", REMOTE_ADDR=PLACE), user=officer)
    event = SecurityEvent.objects.get()
    text = f"{event.trace.salt}|{officer.pk}|{event.trace.place}".encode()
    assert event.seal == hashlib.sha256(b"security-trace@v1\x00" + text).hexdigest()

    event.trace.delete()

    event = SecurityEvent.objects.get()
    assert (event.kind, hasattr(event, "trace"), len(event.seal)) == ("signed_out", False, 64)
    assert str(officer.pk) not in everything_stored()


def test_an_account_that_is_deleted_leaves_events_about_nobody(rf):
    supplier = builders.person()
    writing.record(SecurityKind.SIGNED_OUT, rf.get("/"), user=supplier)

    supplier.delete()

    assert (SecurityEvent.objects.count(), SecurityTrace.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE core_securityevent SET kind = 'signed_in'",
        "UPDATE core_securityevent SET day = 1",
        "DELETE FROM core_securityevent",
        "UPDATE core_securitytrace SET user_id = NULL",
    ],
)
def test_the_database_keeps_events_as_they_are(rf, officer, attack):
    writing.record(SecurityKind.SIGNED_OUT, rf.get("/"), user=officer)
    before = everything_stored()

    with pytest.raises(DatabaseError, match="keeps this row"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)

    assert everything_stored() == before


# --- neither faults nor attacks ---


def test_a_log_that_cannot_be_written_breaks_nothing_and_says_so(browser, officer, monkeypatch, caplog):
    def broken(*_args, **_options):
        raise DatabaseError("disk full")

    monkeypatch.setattr(SecurityEvent.objects, "create", broken)

    assert sign_in(browser).status_code == 302
    assert browser.get(reverse("security:list")).status_code == 403
    assert written() == []
    assert [line.getMessage() for line in caplog.records if line.name == "core.security.writing"] == [
        "An event of the security log (signed_in_new_device) could not be written.",
        "An event of the security log (refused) could not be written.",
    ]


def refuse(request, times, user=None):
    for _ in range(times):
        writing.record(SecurityKind.REFUSED, request, user=user)
    return list(SecurityEvent.objects.order_by("pk").values_list("count", flat=True))


def test_what_repeats_itself_is_ten_rows_then_one_for_each_doubling(rf):
    assert refuse(rf.get("/", REMOTE_ADDR=PLACE), 170) == [*range(1, 11), 20, 40, 80, 160]


def test_each_account_and_place_has_its_own_count(rf, officer):
    here, there = rf.get("/", REMOTE_ADDR=PLACE), rf.get("/", REMOTE_ADDR="192.0.2.78")
    refuse(here, 15)

    refuse(there, 1)
    refuse(here, 1, user=officer)

    assert SecurityEvent.objects.filter(count=1).count() == 3


def test_many_places_together_fill_no_table(rf, monkeypatch):
    monkeypatch.setattr(writing, "ON_SITE", 5)

    for number in range(60):
        writing.record(SecurityKind.SIGN_IN_UNKNOWN, rf.get("/", REMOTE_ADDR=f"198.51.100.{number}"))

    assert SecurityEvent.objects.count() == 5 + len((10, 20, 40))


def test_what_an_owner_does_is_always_written(rf, officer):
    for _ in range(25):
        writing.record(SecurityKind.SIGNED_IN, rf.get("/"), user=officer)

    assert SecurityEvent.objects.filter(count=1).count() == 25


def test_limits_and_counts_are_not_pushed_out_of_the_cache_by_tries_from_many_places():
    """The framework's own limit is 300 entries; then a third of them goes."""
    from django.core.cache import caches

    table = caches["database"]
    table.set("mine", 5, 3600)
    for number in range(400):
        table.set(f"of-another-{number}", 1, 3600)

    assert table.get("mine") == 5
    assert len(table.get_many([f"of-another-{number}" for number in range(400)])) == 400
