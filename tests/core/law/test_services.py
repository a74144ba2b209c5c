"""What an administrator decides about an authority, and where it stands with its law."""

import json
from datetime import date

import pytest

from core.law import access, calendars, services
from core.law.access import LawAction
from core.law.profiles import UK, digest, profile_of
from core.law.services import LawRefused
from core.law.status import LawTaskKind, calendar_fault, status_of
from core.models import AuditLeaf, Calendar, LawConfirmation
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT
TODAY = date(2026, 3, 2)
SETTINGS = {"zone": "Europe/London", "locale": "en_GB", "currency": "GBP", "basis": "gross"}


@pytest.fixture
def administrator():
    return builders.person("administrator")


@pytest.fixture
def city():
    return builders.authority()


def facts_of(kind):
    return [json.loads(leaf.body)["facts"] for leaf in AuditLeaf.objects.filter(kind=kind).order_by("index")]


def tasks(city, today=TODAY):
    return [task.kind for task in status_of(city, today).tasks]


def settle(city, by, **changes):
    services.settle(authority=city, by=by, at=AT, **SETTINGS | changes)


def choose(city, by, profile="uk-pa2023/1"):
    services.choose_profile(authority=city, profile=profile, by=by, at=AT)


def test_an_authority_is_settled_with_a_leaf(city, administrator):
    settle(city, administrator)

    assert {field: getattr(city, field) for field in SETTINGS} == SETTINGS
    assert facts_of("authority.settled") == [SETTINGS]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"zone": "Europe/Atlantis"}, "zone", "“Europe/Atlantis” is no time zone"),
        ({"locale": "xx_YY"}, "locale", "“xx_YY” is no locale"),
        ({"locale": ""}, "locale", "“” is no locale"),
        ({"currency": "eur"}, "currency", "“eur” is no currency"),
        ({"basis": "both"}, "basis", "net or gross"),
    ],
)
def test_a_setting_that_nobody_knows_is_refused(city, administrator, changes, field, sentence):
    with pytest.raises(LawRefused, match=sentence) as refused:
        settle(city, administrator, **changes)

    assert refused.value.field == field
    assert facts_of("authority.settled") == []


def test_a_profile_is_chosen_and_confirmed_by_a_lawyer(city, administrator):
    choose(city, administrator)
    assert not status_of(city, TODAY).is_confirmed

    row = services.record_confirmation(
        authority=city, lawyer=" Ada Counsel ", reference="Opinion 7/26", by=administrator, at=AT
    )

    status = status_of(city, TODAY)
    assert (status.profile, status.confirmation, status.is_confirmed) == (UK, row, True)
    assert (row.lawyer, row.reference, row.digest, row.by) == ("Ada Counsel", "Opinion 7/26", digest(UK), administrator)
    assert facts_of("authority.law_chosen") == [{"profile": "uk-pa2023/1", "digest": digest(UK)}]
    leaf = AuditLeaf.objects.get(kind="authority.law_confirmed")
    assert (leaf.secrets.get(field="lawyer").value, "Counsel" in leaf.body) == ("Ada Counsel", False)


def test_a_confirmation_holds_for_what_the_profile_said_then(city, administrator):
    choose(city, administrator)
    LawConfirmation.objects.create(
        authority=city, profile=UK.id, digest="0" * 64, lawyer="Ada Counsel", by=administrator, at=AT
    )

    assert LawTaskKind.CONFIRM_PROFILE in tasks(city)


def test_another_profile_is_another_confirmation(city, administrator):
    choose(city, administrator)
    services.record_confirmation(authority=city, lawyer="Ada Counsel", by=administrator, at=AT)

    choose(city, administrator, "eu-directive/1")

    assert not status_of(city, TODAY).is_confirmed


@pytest.mark.parametrize(("profile", "sentence"), [("uk-pa2023/1", "chosen already"), ("uk/0", "No law profile has")])
def test_a_choice_that_changes_nothing_or_is_not_there_is_refused(city, administrator, profile, sentence):
    choose(city, administrator)

    with pytest.raises(LawRefused, match=sentence):
        choose(city, administrator, profile)


def test_a_confirmation_needs_a_profile_and_a_name(city, administrator):
    with pytest.raises(LawRefused, match="Choose a law profile first"):
        services.record_confirmation(authority=city, lawyer="Ada", by=administrator, at=AT)
    choose(city, administrator)
    with pytest.raises(LawRefused, match="which lawyer"):
        services.record_confirmation(authority=city, lawyer=" ", by=administrator, at=AT)

    assert not LawConfirmation.objects.exists()


def test_the_tasks_of_an_authority_go_one_by_one(city, administrator):
    who = {"by": administrator, "at": AT}
    assert tasks(city) == [LawTaskKind.SETTLE, LawTaskKind.CHOOSE_PROFILE, LawTaskKind.START_CALENDAR]
    settle(city, administrator)
    choose(city, administrator)
    assert tasks(city) == [LawTaskKind.CONFIRM_PROFILE, LawTaskKind.START_CALENDAR]
    calendar = calendars.start(authority=city, country="GB", **who)
    services.record_confirmation(authority=city, lawyer="Ada Counsel", **who)
    assert tasks(city) == [LawTaskKind.CONFIRM_YEAR]
    calendars.confirm_year(calendar=calendar, year=2026, **who)

    assert tasks(city) == []


def test_what_comes_next_is_said_before_it_is_due(city, administrator):
    who = {"by": administrator, "at": AT}
    settle(city, administrator)
    choose(city, administrator)
    services.record_confirmation(authority=city, lawyer="Ada Counsel", **who)
    calendars.start(authority=city, country="GB", **who)

    status = status_of(city, date(2028, 10, 1))

    assert [(task.kind, task.sentence) for task in status.tasks] == [
        ("renew_profile", "The figures of uk-pa2023/1 hold until 31 Dec 2027. Choose its next version."),
        ("confirm_year", "Compare the public holidays of 2028 with the official list and confirm them."),
        ("add_year", "Add the public holidays of 2029."),
    ]


@pytest.mark.parametrize(
    ("profile", "country", "parts", "fault"),
    [
        ("uk-pa2023/1", "GB", "ENG,WLS,SCT,NIR", ""),
        ("uk-pa2023/1", "GB", "ENG", "a holiday in any part of the country counts"),
        ("uk-pa2023/1", "FR", "", "counts by the holidays of GB"),
        ("de-gwb/1", "DE", "BY", ""),
        ("de-gwb/1", "DE", "", "the holidays of the authority's Land count"),
        ("eu-directive/1", "PT", "", ""),
        ("own/1", "UA", "", ""),
    ],
)
def test_the_law_says_whose_holidays_count(profile, country, parts, fault):
    sentence = calendar_fault(profile_of(profile), Calendar(country=country, parts=parts))

    assert (fault in sentence, bool(sentence)) == (True, bool(fault))


def test_a_calendar_that_the_law_does_not_count_by_is_a_task(city, administrator):
    choose(city, administrator, "de-gwb/1")
    calendars.start(authority=city, country="DE", by=administrator, at=AT)

    assert LawTaskKind.CHANGE_CALENDAR in tasks(city)


@pytest.mark.parametrize("role", ["officer", "auditor", "reviewer", "opener", "administrator"])
def test_everybody_of_the_authority_reads_and_its_administrators_decide(city, role):
    person = builders.person(role)
    elsewhere = builders.person(role, authority=builders.authority("Elsewhere"))

    allowed = {action for action in LawAction if access.may(person, action, city)}

    assert allowed == (set(LawAction) if role == "administrator" else {LawAction.READ})
    assert not any(access.may(elsewhere, action, city) for action in LawAction)
    assert "Only an administrator" in str(access.may(elsewhere, LawAction.CONFIRM, city).why)


def test_the_status_costs_three_queries(city, administrator, django_assert_num_queries):
    choose(city, administrator)
    calendars.start(authority=city, country="GB", by=administrator, at=AT)

    with django_assert_num_queries(3):
        status_of(city, TODAY)
