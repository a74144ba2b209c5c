"""Old events go by age, by the database's clock and by no other way."""

import io

import pytest
from django.core.management import call_command
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
