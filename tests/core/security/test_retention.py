"""Old events go by age, by the database's clock and by no other way."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from core.clock import db_now
from core.models import KEPT_DAYS, SecurityEvent, SecurityTrace
from core.security import retention, writing
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db


def event_of(days_ago):
    event = make(SecurityEvent, kind="signed_in", day=writing.days_since_epoch(db_now()) - days_ago)
    SecurityTrace.objects.create(event=event, salt="s", user=builders.person(), place="0123456789ab")
    return event


def ages():
    today = writing.days_since_epoch(db_now())
    return [today - day for day in SecurityEvent.objects.exclude(kind="log_shortened").values_list("day", flat=True)]


def test_what_is_older_than_asked_goes_with_who_and_where_and_the_log_says_so(settings, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    settings.SECURITY_LOG_DAYS = 120
    for days in (500, 200, 150, 121, 120, 100, 0):
        event_of(days)
    out = io.StringIO()

    for _ in range(2):
        call_command("shorten_security_log", stdout=out)

    assert out.getvalue().splitlines() == [
        "4 events older than 120 days removed.",
        "0 events older than 120 days removed.",
    ]
    assert sorted(ages()) == [0, 100, 120]
    assert SecurityTrace.objects.filter(place="0123456789ab").count() == 3
    assert SecurityEvent.objects.filter(kind="log_shortened").count() == 1


def test_fewer_days_than_the_least_are_not_taken():
    for days in (KEPT_DAYS + 1, KEPT_DAYS):
        event_of(days)

    assert retention.shorten(days=1) == 1
    assert ages() == [KEPT_DAYS]


@pytest.mark.parametrize("days", [0, KEPT_DAYS - 1])
def test_the_database_lets_go_of_nothing_younger(days):
    event = event_of(days)
    SecurityTrace.objects.all().delete()

    with pytest.raises(DatabaseError, match="core_securityevent keeps this row"), transaction.atomic():
        SecurityEvent.objects.filter(pk=event.pk).delete()

    assert ages() == [days]


def test_a_person_is_erased_from_its_events_and_from_nobody_else_s(capsys):
    person, other = builders.person(email="ada@city.example"), builders.person()
    for user in (person, person, other):
        SecurityTrace.objects.create(event=make(SecurityEvent, kind="signed_in"), salt="s", user=user)

    call_command("erase_from_security_log", "Ada@city.example")

    assert capsys.readouterr().out == "2 events name Ada@city.example no longer.\n"
    assert list(SecurityTrace.objects.values_list("user", flat=True)) == [other.pk]
    assert SecurityEvent.objects.count() == 3


def test_nobody_is_erased_by_mistake():
    with pytest.raises(CommandError, match=r"No account has the address eve@city\.example\."):
        call_command("erase_from_security_log", "eve@city.example")
