"""The builders' own promises: other tests stand on them."""

import pytest

from core.models import AuditLeaf
from procurement.bids.models import Bid
from procurement.evaluations.models import Consensus, Evaluation, Mark
from procurement.tenders.models import Criterion
from procurement.tenders.states import TenderState
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", TenderState)
def test_a_tender_stands_at_the_state_asked_for(state):
    tender = builders.tender_at(state)

    tender.refresh_from_db()
    assert (tender.state, tender.publish_no is None) == (state, state in {"draft", "review"})


def test_a_tender_walks_every_move_and_leaves_a_leaf_for_each():
    tender = builders.tender_at("complete", bids=1)

    leaves = AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index")
    assert list(leaves.values_list("kind", flat=True)) == [
        "tender.sent_to_review",
        "tender.published",
        "keyset.frozen",
        "bid.submitted",
        "tender.closed",
        "tender.opening_recorded",
        "bid.opened",
        "tender.decided",
        "tender.completed",
    ]


def test_bids_are_opened_with_the_tender():
    tender = builders.tender_at("opened", bids=2, lots=2)

    assert [(bid.alias, bid.state, bid.lots.count()) for bid in Bid.objects.filter(tender=tender)] == [
        ("B1", "opened", 2),
        ("B2", "opened", 2),
    ]


@pytest.mark.parametrize(("state", "marks", "agreed"), [("individual", 0, 0), ("consensus", 9, 0), ("priced", 9, 6)])
def test_an_evaluation_holds_what_its_state_means(state, marks, agreed):
    evaluation = builders.evaluation_at(state)

    counts = (Mark.objects.count(), Consensus.objects.count(), Evaluation.objects.get().state)
    assert (evaluation.state, *counts) == (state, marks, agreed, state)


def test_criteria_weigh_a_hundred():
    tender = builders.tender_at("draft")

    roots = Criterion.objects.filter(tender=tender, parent=None)
    assert sum(criterion.weight or 0 for criterion in roots) == 100


def test_the_same_name_is_the_same_authority():
    assert builders.authority("A city") == builders.authority("A city")


def test_a_person_holds_the_roles_given():
    city = builders.authority("A city")

    user = builders.person("officer", "auditor", authority=city)

    assert set(user.memberships.values_list("role", "authority__name")) == {
        ("officer", "A city"),
        ("auditor", "A city"),
    }
