"""What the database counts of a period: the tenders of one authority by its clock, run here and imported apart."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils.dateparse import parse_datetime

from procurement.bids.models import Bid, BidParty, SourceAward
from procurement.reports.policy_review.counts import OriginCounts, PeriodCounts, counts_of
from procurement.tenders.models import Criterion, Lot, Tender, TenderInterface
from procurement.tenders.models.explanations import Explanation, ExplanationVerdict
from tests import builders
from tests.architecture.rows import make
from tests.policies import policies
from tests.reports.period import END, START, tenders

pytestmark = pytest.mark.django_db
NOON = parse_datetime("2026-02-10T12:00:00Z")
NOBODY = OriginCounts()


def city():
    return policies.city()


def imported(authority, number=1, *, bids=(), weights=(), interfaces=0, lots=1, **changes):
    """A tender of another system: `bids` by the size of their lead, `weights` as (input, family, weight) of leaves."""
    facts = {"origin": "imported", "state": "opened", "published_at": NOON, "publish_no": 1_000 + number}
    tender = make(Tender, authority=authority, price_formula="fixed_linear", **facts | changes)
    rows = [make(Lot, tender=tender, no=no) for no in range(1, lots + 1)]
    for entry, family, weight in weights:
        criterion = make(Criterion, tender=tender, input=entry, family=family, weight=weight, kind="scored")
        criterion.lots.set(rows)
    for no in range(interfaces):
        make(TenderInterface, tender=tender, no=no)
    for no, size in enumerate(bids, start=1):
        bid = make(Bid, tender=tender, alias=f"B{no}", state="opened", state_at=NOON)
        bid.lots.set(rows[:1])
        make(BidParty, bid=bid, no=1, role="lead", size=size)
    return tender


def test_a_tender_run_here_is_counted_with_everything_that_is_known_of_it():
    authority = city()
    tenders(authority, bids=3, evaluation="frozen", lots=1)

    assert counts_of(authority, START, END) == PeriodCounts(
        run_here=OriginCounts(
            tenders=1,
            price_weights=Counter({400_000: 1}),
            family_weights=Counter({300_000: 1}),
            with_interfaces=1,
            versions=Counter({None: 1}),
            tenderers=Counter({"small": 3}),
            lots_by_bids=Counter({3: 1}),
            days_to_deadline=Counter({48: 1}),
            days_to_opening=Counter({49: 1}),
            days_to_evaluation=Counter({60: 1}),
        ),
        imported=NOBODY,
        tests=0,
        undated=0,
    )


def test_an_imported_tender_is_counted_apart_and_has_awards_but_no_opening():
    authority = city()
    tender = imported(authority, bids=("micro", "large", "unknown"), interfaces=2)
    make(SourceAward, tender=tender, bid=tender.bids.get(alias="B1"), status="Active")
    make(SourceAward, tender=tender, bid=tender.bids.get(alias="B2"), status="unsuccessful", no=2)

    counted = counts_of(authority, START, END)

    assert counted.run_here == NOBODY
    assert counted.imported == OriginCounts(
        tenders=1,
        price_weights=Counter({None: 1}),
        family_weights=Counter({None: 1}),
        with_interfaces=1,
        versions=Counter({None: 1}),
        tenderers=Counter({"micro": 1, "large": 1, "unknown": 1}),
        winners=Counter({"micro": 1}),
        lots_by_bids=Counter({3: 1}),
        days_to_deadline=Counter({None: 1}),
    )


def test_no_tender_of_another_authority_or_of_another_time_is_counted():
    authority = city()
    tenders(policies.city("Another City"))
    imported(authority, 1, published_at=parse_datetime("2025-12-31T23:59:59Z"))
    imported(authority, 2, published_at=parse_datetime("2026-04-01T00:00:00+01:00"))
    imported(authority, 3, published_at=None)

    assert counts_of(authority, START, END) == PeriodCounts(NOBODY, NOBODY, tests=0, undated=1)


def test_the_first_and_the_last_moment_of_a_period_are_part_of_it_where_the_authority_is():
    authority = city()  # Lisbon: from 29 March on it is an hour ahead of UTC
    imported(authority, 1, published_at=parse_datetime("2026-01-01T00:00:00Z"))
    imported(authority, 2, published_at=parse_datetime("2026-03-31T22:59:59Z"))
    imported(authority, 3, published_at=parse_datetime("2026-03-31T23:00:00Z"))

    assert counts_of(authority, START, END).imported.tenders == 2


def test_cancelled_tenders_and_tests_of_a_source_are_counted_and_enter_no_figure():
    authority = city()
    imported(authority, 1, state="cancelled", bids=("small",))
    imported(authority, 2, is_test=True, bids=("small",))

    counted = counts_of(authority, START, END)

    assert (counted.tests, counted.imported) == (1, OriginCounts(cancelled=1))


def test_bids_of_a_tender_that_is_not_opened_are_not_read():
    authority = city()
    imported(authority, state="closed", bids=("small", "small"))

    counted = counts_of(authority, START, END).imported

    assert (counted.tenders, counted.tenderers, counted.lots_by_bids) == (1, Counter(), Counter())


@pytest.mark.parametrize("status", ["withdrawn", "Invited", "deleted"])
def test_a_bid_that_was_taken_back_or_never_came_is_none(status):
    authority = city()
    tender = imported(authority, bids=("small",))
    make(Bid, tender=tender, alias="B9", state="opened", source_status=status).lots.set(tender.lots.all())

    counted = counts_of(authority, START, END).imported

    assert (counted.tenderers, counted.lots_by_bids) == (Counter({"small": 1}), Counter({1: 1}))


def test_a_tender_of_several_lots_counts_by_its_worst():
    authority = city()
    tender = imported(authority, lots=2)
    first, second = tender.lots.order_by("no")
    for lot, price, open_points in ((first, "70.5", "29.5"), (second, "30", "70")):
        paid = {"family": "value_for_money", "kind": "formula", "input": "price"}
        opened = {"family": "open_standards", "kind": "machine", "input": "verdict"}
        make(Criterion, tender=tender, weight=price, **paid).lots.set([lot])
        make(Criterion, tender=tender, weight=open_points, **opened).lots.set([lot])

    counted = counts_of(authority, START, END).imported

    assert (counted.price_weights, counted.family_weights) == (Counter({705_000: 1}), Counter({295_000: 1}))


def test_three_thirds_of_a_point_are_summed_exactly():
    authority = city()
    imported(
        authority, weights=[("price", "value_for_money", "33.3333")] * 2 + [("cost", "value_for_money", "33.3334")]
    )

    assert counts_of(authority, START, END).imported.price_weights == Counter({1_000_000: 1})


def test_a_leaf_without_a_weight_makes_its_tender_unknown():
    authority = city()
    imported(authority, weights=[("price", "value_for_money", "40"), ("mark", "value_for_money", None)])

    assert counts_of(authority, START, END).imported.price_weights == Counter({None: 1})


def test_an_approved_explanation_counts_its_tender_once_and_for_its_rule():
    authority = city()
    version = policies.in_force(authority)
    first, second = (imported(authority, no, origin="own", policy_version=version) for no in (1, 2))
    for tender, rule, approved in ((first, "VFM-1", True), (first, "VFM-1", True), (first, "SME-1", True)):
        explanation = make(Explanation, tender=tender, rule=rule, text="Because. " * 10)
        make(ExplanationVerdict, explanation=explanation, approved=approved)
    refused = make(Explanation, tender=second, rule="VFM-1", text="Because. " * 10)
    make(ExplanationVerdict, explanation=refused, approved=False, note="It says nothing.")

    counted = counts_of(authority, START, END).run_here

    assert (counted.versions, counted.explained) == (Counter({version.pk: 2}), 1)
    assert counted.explained_rules == Counter({"VFM-1": 1, "SME-1": 1})


def test_a_deadline_before_the_notice_is_not_known():
    authority = city()
    imported(authority, 1, deadline_at=NOON - timedelta(days=1))
    imported(authority, 2, deadline_at=NOON + timedelta(days=30) - timedelta(seconds=1))

    assert counts_of(authority, START, END).imported.days_to_deadline == Counter({None: 1, 29: 1})


@pytest.mark.parametrize("count", [1, 3])
def test_counting_costs_the_same_however_much_there_is(count, django_assert_num_queries):
    authority = city()
    tenders(authority, count)

    with django_assert_num_queries(17):  # four open, fill, weigh and drop the table of the period
        counted = counts_of(authority, date(2026, 1, 1), date(2026, 12, 31))

    assert counted.run_here.tenders == count
    assert counted.run_here.tenderers == Counter({"small": 3 * count})
    assert builders.AT.year == START.year
