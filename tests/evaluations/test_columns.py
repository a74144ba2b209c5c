"""Marks become columns: each stands at its bid and evaluator, in whatever order the rows were written."""

from fractions import Fraction as F

import pytest

from procurement.bids.models import Bid
from procurement.evaluations import columns, gather, queries
from procurement.evaluations.models import Consensus, Mark
from procurement.tenders.models import Criterion
from scoring.types import MarkColumn
from tests.evaluations import lots

pytestmark = pytest.mark.django_db

PANEL = ("E1", "E2", "E3", "consensus")


def marks_of(lot):
    return gather.case_for(lot).facts.marks


def again(mark, **changed):
    """The row of a mark that replaces or accompanies another."""
    values = {name: getattr(mark, name) for name in ("member", "bid", "criterion", "revision", "value", "reason", "at")}
    return Mark.objects.create(**values | changed)


def mark(lot, alias, pseudonym):
    return Mark.objects.get(member__lot=lot, bid__alias=alias, member__pseudonym=pseudonym)


def test_evaluators_may_mark_in_different_orders():
    def backwards(data):
        rows = data["marks"]["method"]
        data["marks"]["method"] = dict(reversed(rows.items()))

    forwards, reverse = lots.evaluation_of().lot, lots.evaluation_of(change=backwards).lot

    assert marks_of(forwards) == marks_of(reverse)
    assert marks_of(reverse) == (MarkColumn("method", 1, PANEL, (5, 5, 4, 5, 4, 4, 3, 4, 3, 3, 2, 3)),)


def test_a_later_revision_holds_even_where_it_is_empty():
    lot = lots.evaluation_of(bids=2).lot
    first, second = mark(lot, "B1", "E2"), mark(lot, "B2", "E3")
    again(first, revision=2, value=F(1))
    again(second, revision=3, value=None)
    again(second, revision=2, value=F(5))

    assert marks_of(lot) == (MarkColumn("method", 1, PANEL, (5, 1, 4, 5, 4, 4, None, 4)),)


def test_marks_are_brought_to_their_smallest_common_denominator():
    lot = lots.evaluation_of(bids=2).lot
    again(mark(lot, "B1", "E1"), revision=2, value=F(7, 2))
    again(mark(lot, "B2", "E1"), revision=2, value=F(4, 3))

    assert marks_of(lot) == (MarkColumn("method", 6, PANEL, (21, 30, 24, 30, 8, 24, 18, 24)),)


def test_a_bid_that_was_not_opened_leaves_no_mark_behind():
    lot = lots.evaluation_of().lot
    Bid.objects.filter(lots=lot, alias="B2").update(state="withdrawn")

    assert marks_of(lot) == (MarkColumn("method", 1, PANEL, (5, 5, 4, 5, 3, 3, 2, 3)),)


def test_a_panel_that_has_marked_nothing_stands_for_nothing():
    def silent(data):
        data["marks"] = {}

    assert marks_of(lots.evaluation_of(bids=2, change=silent).lot) == (MarkColumn("method", 1, ("consensus",), (5, 4)),)


def test_agreed_values_are_told_by_criterion_and_bid():
    lot = lots.evaluation_of(bids=2).lot
    method, bids = Criterion.objects.get(tender=lot.tender, key="method"), list(lot.bids.order_by("alias"))
    first = Consensus.objects.get(lot=lot, bid=bids[0], criterion=method)
    about = {"lot": lot, "bid": first.bid, "criterion": method, "at": first.at}
    Consensus.objects.create(**about, revision=2, value=F(1, 2))
    unknown = Criterion.objects.get(tender=lot.tender, key="price")

    values = columns.agreed_values(queries.agreed_of(lot), [bid.pk for bid in bids], [method.pk, unknown.pk])

    assert values == {
        (method.pk, bids[0].pk): F(1, 2),
        (method.pk, bids[1].pk): F(4),
        (unknown.pk, bids[0].pk): None,
        (unknown.pk, bids[1].pk): None,
    }
