"""The site looks each hour whether the keys of open tenders are those of the notice, and tells of it from there."""

from datetime import timedelta

import pytest

from core.models import Membership, Notice
from procurement.bids.models import FrozenMember
from procurement.bids.services import keyset_checks, submitting
from procurement.bids.services.submission import SubmissionRefused
from procurement.tenders import services as tenders
from tests import builders
from tests.bids import written
from tests.bids.keys import ready_keys
from tests.bids.submitting import open_tender
from tests.tenders import written as tender_written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_may_change")]
AT = written.AT + timedelta(hours=1)


@pytest.fixture
def city():
    return tender_written.city()


@pytest.fixture
def holders(city):
    return [mine.holder for mine in ready_keys(city)]


def exchange_a_key(tender):
    FrozenMember.objects.filter(keyset__tender=tender, number=1).update(public_key="ab" * 32)


def notices():
    """{(whose, event)} of what was told of keys that are not those of a notice."""
    rows = Notice.objects.filter(kind="key.not_of_the_notice")
    return sorted(rows.values_list("user__email", "event"))


def press(tender):
    begun = written.begun_bid(tender=tender, supplier=written.firm(name="Clear Air"), at=AT)
    with pytest.raises(SubmissionRefused):
        submitting.submit_bid(
            bid=begun.bid, draft_key=begun.draft_key, idem_key="0123456789abcdef", by=begun.bid.begun_by, at=AT
        )


@pytest.mark.parametrize("is_pressed", [False, True])
def test_its_people_are_told_once_a_day_whether_somebody_bids_or_not(city, holders, is_pressed):
    roles = ("officer", "auditor", "administrator")
    officer, auditor, administrator = (builders.person(role, authority=city) for role in roles)
    other = builders.person("officer", authority=builders.authority("Elsewhere"))
    tender, _sound = open_tender(city), open_tender(city)
    exchange_a_key(tender)
    if is_pressed:
        press(tender)
    before = notices()

    counts = [keyset_checks.check_keysets(AT + timedelta(hours=hours)) for hours in (0, 1, 24)]

    informed = Membership.objects.filter(authority=city).exclude(role="administrator")
    people = sorted(informed.values_list("user__email", flat=True))
    days = [(AT + timedelta(days=days)).date().isoformat() for days in (0, 1)]
    assert (before, counts) == ([], [1, 1, 1])
    assert notices() == [(mail, f"keys-not-of-the-notice:{tender.pk}:{day}") for mail in people for day in days]
    notice = Notice.objects.filter(kind="key.not_of_the_notice", user=officer).latest("pk")
    assert notice.facts == {"id": str(tender.pk), "ref": tender.ref}
    assert {officer.email, auditor.email, *(holder.email for holder in holders)} <= set(people)
    assert not Notice.objects.filter(user__in=[administrator, other], kind="key.not_of_the_notice").exists()


def test_nobody_is_told_while_all_keys_are_those_of_the_notice_or_the_tender_is_closed(city, holders):
    tender = open_tender(city)
    assert keyset_checks.check_keysets(AT) == 0
    tenders.tick(tender=tender, at=written.DEADLINE + timedelta(seconds=1))
    exchange_a_key(tender)

    assert (keyset_checks.check_keysets(AT), notices(), len(holders)) == (0, [], 3)


@pytest.mark.parametrize("count", [1, 3])
def test_a_look_costs_two_queries_a_tender(city, holders, count, django_assert_num_queries):
    for _number in range(count):
        open_tender(city)

    with django_assert_num_queries(1 + 2 * count):
        assert keyset_checks.check_keysets(AT) == 0
