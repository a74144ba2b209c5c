"""The demonstration's city has a policy in force and the next one in consultation, made by the services."""

from datetime import timedelta

import pytest

from core.clock import db_now
from procurement.policies import gather, queries, services
from procurement.policies.differences import differences
from procurement.policies.models import PolicyComment, PolicyVersion
from procurement.policies.states import PolicyState
from procurement.web.demo import services as demo

pytestmark = pytest.mark.django_db


def test_one_version_is_in_force_and_the_next_one_is_discussed(settings):
    settings.CLOCK_MOVES = True
    now = db_now()

    demo.set_up(at=now)

    first, following = PolicyVersion.objects.order_by("no")
    changes = differences(
        gather.settings_of(first), gather.settings_of(following), first.law_figures, following.law_figures
    )
    closes_at = queries.latest_consultation(following).closes_at
    assert (first.authority.name, first.state, first.unconsulted) == ("City of Larkmouth", PolicyState.ADOPTED, True)
    assert (following.state, now < closes_at < now + timedelta(days=22)) == (PolicyState.CONSULTING, True)
    assert [(change.rule, change.part) for change in changes] == [
        ("VFM-1", "most"),
        ("VFM-2", "least"),
        ("INN-1", "severity"),
        ("", "standstill.days"),
    ]


def test_comments_stand_in_the_past_and_one_waits_for_its_answer(settings):
    settings.CLOCK_MOVES = True
    now = db_now()

    demo.set_up(at=now)
    demo.set_up(at=db_now())

    comments = [(row.rule, row.supplier and row.supplier.name) for row in PolicyComment.objects.order_by("at")]
    assert comments == [("VFM-2", "Tidewater Analytics"), ("VFM-1", None), ("", None)]
    assert [(now - row.at).days for row in PolicyComment.objects.order_by("at")] == [33, 30, 19]
    assert queries.unanswered_count(PolicyVersion.objects.get(no=2)) == 1


def test_where_the_clock_may_not_move_nothing_lies_in_the_future():
    demo.set_up(at=(now := db_now()))

    assert {row.at for row in PolicyComment.objects.all()} == {now}
    assert services.least_days() == 21
