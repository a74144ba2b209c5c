"""A published tender closes at its deadline, once, by the clock."""

from datetime import timedelta

import pytest

from core import timers
from core.models import AuditLeaf, Notice
from procurement.tenders import integrity, services
from procurement.tenders.models import Tender
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def state_of(tender):
    return Tender.objects.get(pk=tender.pk).state


def test_a_sweep_closes_it_at_the_deadline_and_not_before():
    tender = written.published()

    timers.sweep([services.TIMER], at=written.DEADLINE - SECOND)
    before = state_of(tender)
    in_time = timers.sweep([services.TIMER], at=written.DEADLINE)
    again = timers.sweep([services.TIMER], at=written.DEADLINE + SECOND)

    assert (before, in_time, state_of(tender), again) == ("open", 1, "closed", 0)
    assert AuditLeaf.objects.filter(log__origin=tender.audit_origin, kind="tender.closed").count() == 1
    assert Notice.objects.filter(kind="tender.closed").exists()


def test_a_deadline_that_was_moved_is_waited_for_anew():
    tender = written.published()
    officer = builders.person("officer", authority=tender.authority)
    later = written.DEADLINE + timedelta(days=7)

    services.extend(tender=tender, deadline=later, reason="A holiday.", by=officer, at=written.AT)
    timers.sweep([services.TIMER], at=written.DEADLINE)
    before = state_of(tender)
    timers.sweep([services.TIMER], at=later)

    assert (before, state_of(tender)) == ("open", "closed")
    assert written.content_of(tender).timetable.deadline == later


def test_a_suspended_tender_stays_open_until_it_is_lifted():
    tender = written.published()
    officer = builders.person("officer", authority=tender.authority)
    services.suspend(tender=tender, why="A complaint.", by=officer, at=written.DEADLINE - timedelta(hours=10))

    timers.sweep([services.TIMER], at=written.DEADLINE)
    services.lift(tender=tender, by=officer, at=written.DEADLINE + timedelta(days=1))

    row = Tender.objects.get(pk=tender.pk)
    assert (row.state, row.deadline_at) == ("open", written.DEADLINE + timedelta(days=4))
    assert row.next_check == row.deadline_at - timedelta(days=1)


def test_rows_are_as_they_were_published():
    written.published()

    assert [checked.faults for checked in integrity.check_rows()] == [()]


def test_a_row_that_was_changed_behind_its_version_is_noticed(rows_may_change):
    tender = written.published()
    tender.lots.filter(no=2).update(title="Another lot")

    assert [checked.faults for checked in integrity.check_rows()] == [
        ("Its rows are not what its version says: lots.",)
    ]
