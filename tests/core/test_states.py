"""The one mover: legal by the table, compare-and-set, audited, guarded; all or nothing."""

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import close_old_connections, connection, transaction

from core import states
from core.models import AuditLeaf, AuditLog
from core.states import GateRefused, IllegalMove, MovedMeanwhile
from procurement.tenders.models import Tender
from procurement.tenders.states import TENDER_STATES
from tests import builders
from tests.bids.keys import rows_of_keys

AT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
MODEL = "tenders.tender"
pytestmark = pytest.mark.django_db


@pytest.fixture
def tender():
    return builders.tender_at("draft")


@pytest.fixture
def officer():
    return builders.person("officer")


@pytest.fixture
def registry(monkeypatch):
    """Registrations of a test end with the test."""
    monkeypatch.setattr(states, "_guards", {})
    monkeypatch.setattr(states, "_effects", {})


def move(tender, name, by=None, **values):
    states.move(tender, name, table=TENDER_STATES, by=by, at=AT, **values)


def stored(tender):
    return Tender.objects.values_list("state", "state_at").get(pk=tender.pk)


def test_a_move_changes_the_row_and_leaves_a_leaf(tender, officer):
    move(tender, "send_to_review", officer)

    leaf = AuditLeaf.objects.get(log=tender.audit_origin)
    body = json.loads(leaf.body)
    assert stored(tender) == (tender.state, tender.state_at) == ("review", AT)
    assert (leaf.kind, leaf.at) == ("tender.sent_to_review", AT)
    assert (body["object"], body["facts"]) == (f"{MODEL}:{tender.pk}", {"was": "draft", "now": "review"})
    assert leaf.secrets.get(field="by").value == str(officer.pk)


def test_facts_and_values_go_with_the_move(tender, officer):
    rows_of_keys(tender.authority)
    move(tender, "send_to_review", officer)
    move(tender, "publish", officer, facts={"version": 1}, publish_no=7, published_at=AT)

    row = Tender.objects.get()
    assert (row.state, row.publish_no, row.published_at) == ("open", 7, AT) == ("open", tender.publish_no, AT)
    leaf = AuditLeaf.objects.get(kind="tender.published")
    assert json.loads(leaf.body)["facts"] == {"was": "review", "now": "open", "version": 1}


def test_a_move_that_the_table_does_not_have_names_the_possible_ones(tender):
    with pytest.raises(IllegalMove) as refused:
        move(tender, "publish")

    assert str(refused.value) == "'publish' is not possible in state 'Draft'. Possible: send_to_review, cancel."
    assert stored(tender)[0] == "draft"


def test_a_state_at_the_end_has_no_moves():
    with pytest.raises(IllegalMove, match=r"in state 'Cancelled'. Possible: none."):
        move(builders.tender_at("cancelled"), "cancel")


def test_a_row_read_before_somebody_else_moved_it_is_refused_and_leaves_nothing(tender, officer):
    mine = Tender.objects.get(pk=tender.pk)
    move(tender, "send_to_review", officer)

    with pytest.raises(MovedMeanwhile, match="changed by somebody else meanwhile"):
        states.move(mine, "cancel", table=TENDER_STATES, by=officer, at=AT + timedelta(hours=1))

    assert stored(tender) == ("review", AT)
    assert (mine.state, AuditLog.objects.get(origin=tender.audit_origin).size) == ("draft", 1)


def test_of_two_officers_who_click_at_once_one_moves_the_row(transactional_db, tender, officer):
    """Two connections, both having read the row before either writes."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("a database in memory is locked as a whole; raced on PostgreSQL, or on a file with TEST_SQLITE")
    rows = [Tender.objects.get(pk=tender.pk) for _ in range(2)]
    begin, outcomes = threading.Barrier(2), []

    def click(row):
        close_old_connections()
        begin.wait(timeout=10)
        try:
            states.move(row, "send_to_review", table=TENDER_STATES, by=officer, at=AT)
            outcomes.append("moved")
        except MovedMeanwhile:
            outcomes.append("refused")
        finally:
            connection.close()

    clicks = [threading.Thread(target=click, args=[row]) for row in rows]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["moved", "refused"]
    assert [leaf.kind for leaf in AuditLeaf.objects.filter(log=tender.audit_origin)] == ["tender.sent_to_review"]


def test_guards_are_all_asked_before_anything_is_written(registry, tender):
    states.guard(MODEL, "send_to_review", lambda row: [f"{row.state} has no keys."])
    states.guard(MODEL, "send_to_review", lambda row: ["The weights add up to 95.", "There is no lot."])

    with pytest.raises(GateRefused) as refused:
        move(tender, "send_to_review")

    findings = ["draft has no keys.", "The weights add up to 95.", "There is no lot."]
    assert refused.value.findings == states.findings(tender, "send_to_review") == findings
    assert str(refused.value) == " ".join(findings)
    assert (stored(tender)[0], AuditLeaf.objects.count()) == ("draft", 0)


def test_guards_that_were_asked_in_this_transaction_are_not_asked_again(registry, tender):
    asked = []
    states.guard(MODEL, "send_to_review", lambda row: asked.append(row.state) or [])

    with transaction.atomic():
        assert states.findings(tender, "send_to_review") == []
        move(tender, "send_to_review", is_checked=True)

    assert (asked, stored(tender)[0]) == (["draft"], "review")


def test_a_guard_speaks_of_its_own_move_only(registry, tender):
    states.guard(MODEL, "cancel", lambda row: ["Not today."])
    states.guard("bids.bid", "send_to_review", lambda row: ["Not a tender."])

    move(tender, "send_to_review")

    assert stored(tender)[0] == "review"


def test_effects_run_after_the_row_and_its_leaf_are_written(registry, tender, officer):
    seen = []
    states.effect(
        MODEL,
        "send_to_review",
        lambda row, *, by, at: seen.append((stored(row)[0], AuditLeaf.objects.count(), by, at)),
    )

    move(tender, "send_to_review", officer)

    assert seen == [("review", 1, officer, AT)]


def test_an_effect_that_fails_takes_the_move_back(registry, tender):
    def fails(row, *, by, at):
        raise RuntimeError("no paper")

    states.effect(MODEL, "send_to_review", fails)

    with pytest.raises(RuntimeError, match="no paper"):
        move(tender, "send_to_review")
    assert (stored(tender)[0], AuditLeaf.objects.count()) == ("draft", 0)


def test_what_is_registered_can_be_listed_with_its_place(registry):
    states.guard(MODEL, "publish", stored)
    states.effect(MODEL, "cancel", move)

    assert states.registered() == [
        (MODEL, "cancel", "effect", "tests.core.test_states.move"),
        (MODEL, "publish", "guard", "tests.core.test_states.stored"),
    ]


def test_a_move_costs_the_same_number_of_queries_whatever_the_log_holds(django_assert_num_queries, tender, officer):
    move(tender, "send_to_review", officer)

    for name in ("send_back", "send_to_review", "send_back"):
        with django_assert_num_queries(7):
            move(tender, name, officer)
