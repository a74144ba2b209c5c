"""The demonstration begins in the past on an empty site, and its clock comes to now."""

from datetime import timedelta

import pytest

from core import clock_switch
from core.clock import db_now, machine_now
from core.models import AuditLeaf
from procurement.web.demo import services

pytestmark = pytest.mark.django_db
KINDS = ("authority.settled", "account.created", "calendar.started", "supplier.approved")


def ages(now):
    """How many days ago an act of each kind was first recorded."""
    return {(now - AuditLeaf.objects.filter(kind=kind).earliest("index").at).days for kind in KINDS}


def test_the_city_was_set_up_forty_days_ago_and_the_clock_shows_now(settings):
    settings.CLOCK_MOVES = True
    now = db_now()

    services.set_up(at=now)
    services.set_up(at=db_now())

    assert ages(now) == {39}
    assert (clock_switch.offset(), abs(db_now() - machine_now()) < timedelta(seconds=5)) == (timedelta(), True)
    assert AuditLeaf.objects.filter(kind="clock.moved").count() == 2


def test_where_the_clock_may_not_move_the_city_is_set_up_now():
    services.set_up(at=db_now())

    assert ages(db_now()) == {0}
    assert not AuditLeaf.objects.filter(kind="clock.moved").exists()
