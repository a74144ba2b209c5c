"""What a version waits for by the clock, and that each person hears of it once."""

from datetime import UTC, datetime, timedelta

import pytest

from core import timers
from core.models import Notice
from procurement.policies import reminders, services
from procurement.policies.models import PolicyVersion
from tests import builders
from tests.policies import policies
from tests.policies.policies import AT, CLOSES

pytestmark = pytest.mark.django_db


def sweep(at):
    return timers.sweep([reminders.TIMER], at=at)


def notices(kind):
    return [(notice.user.email, notice.facts["no"]) for notice in Notice.objects.filter(kind=kind)]


def next_check():
    return PolicyVersion.objects.get().next_check


def test_officers_hear_that_a_consultation_is_over_once():
    version = policies.in_consultation()
    Notice.objects.all().delete()

    sweep(CLOSES - timedelta(seconds=1))
    before = notices("policy.consultation_closed")
    sweep(CLOSES + timedelta(days=1))
    sweep(CLOSES + timedelta(days=2))

    officers = sorted(version.authority.memberships.values_list("user__email", flat=True))
    assert (before, sorted(notices("policy.consultation_closed"))) == ([], [(email, "1") for email in officers])
    assert next_check() is None


def test_reviewers_hear_that_a_version_can_be_discussed():
    reviewer = builders.person("reviewer", authority=policies.city(), email="reviewer@test.example")

    policies.in_consultation()

    assert (reviewer.email, "1") in notices("policy.consultation_opened")


def test_the_review_is_remembered_90_and_30_days_before_and_on_its_day_where_the_authority_is():
    builders.person("reviewer", authority=policies.city(), email="reviewer@test.example")
    policies.in_force()
    moments = []

    while next_check():
        moments.append(next_check())
        sweep(next_check())

    assert moments == [  # 31 August 2026 in Lisbon, an hour ahead of UTC
        datetime(2026, 6, 1, 23, tzinfo=UTC),
        datetime(2026, 7, 31, 23, tzinfo=UTC),
        datetime(2026, 8, 30, 23, tzinfo=UTC),
    ]
    assert notices("policy.review_due").count(("reviewer@test.example", "1")) == 3


def test_after_a_pause_every_reminder_is_there_once():
    builders.person("reviewer", authority=policies.city(), email="reviewer@test.example")
    policies.in_force()

    sweep(datetime(2026, 12, 1, tzinfo=UTC))
    sweep(datetime(2026, 12, 2, tzinfo=UTC))

    assert notices("policy.review_due").count(("reviewer@test.example", "1")) == 3


def test_a_draft_and_a_superseded_version_wait_for_nothing():
    version = policies.in_consultation()
    services.revise(version=version, by=policies.officer(version.authority), at=AT)

    assert next_check() is None
    assert reminders.due(PolicyVersion(state="superseded", review_date=AT.date())) == []


def test_a_notice_leads_to_the_version_and_says_which():
    version = policies.in_force()
    sweep(datetime(2026, 6, 2, tzinfo=UTC))

    notice = Notice.objects.filter(kind="policy.review_due").first()

    [text] = [text for text in reminders.NOTICES if text.kind == notice.kind]
    assert text.sentence(notice.facts) == "The policy of City of Policies is due for review on 2026-08-31"
    assert notice.facts["id"] == str(version.pk)
