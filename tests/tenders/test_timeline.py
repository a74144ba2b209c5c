"""Leaves become sentences: who may know what, told once, and never a person or a secret."""

from datetime import timedelta
from hashlib import sha256

import pytest

from core import audit
from core.assembly import leaf_kinds, log_sentences
from core.models import AuditLeaf, AuditSecret
from core.pages.timeline import TimelineItem
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationLeafKind
from procurement.tenders import services, timeline
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderLeafKind
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
# Kinds of the logs of the platform and of policies.
ELSEWHERE = {
    "authority",
    "account",
    "calendar",
    "clock",
    "fact",
    "invitation",
    "key",
    "keys",
    "membership",
    "method_study",
    "policycomment",
}
ELSEWHERE |= {
    "consortium",
    "consortiumparty",
    "log",
    "outage",
    "share_code",
    "signing_key",
    "policyreview",
    "policyversion",
    "profile",
    "standard_fact",
    "supplier",
}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def items_of(tender, user=None):
    """The timeline for this person; without one for an officer of the authority."""
    tender = Tender.objects.select_related("authority").get(pk=tender.pk)
    reader = user or builders.person("officer", authority=tender.authority)
    return timeline.timeline_of(tender, reader, actors=timeline.acts_next(tender, reader))


def lines(tender, user=None):
    return [(item.what, item.state) for item in items_of(tender, user)]


def test_every_kind_of_a_tender_s_log_has_a_sentence():
    of_tenders = {kind.value for kind in leaf_kinds() if kind.value.partition(".")[0] not in ELSEWHERE}

    assert set(log_sentences()) == of_tenders | {"key.reading_refused"}
    for sentence in log_sentences().values():
        assert sentence.counted(1)
        assert "%" not in sentence.counted(2)


def test_what_is_public_speaks_of_the_tender_alone():
    public = {kind for kind, sentence in log_sentences().items() if sentence.public}

    assert {kind.partition(".")[0] for kind in public} == {"amendment", "clarification", "keyset", "opening", "tender"}


def test_a_whole_past_is_told_in_order_with_acts_alike_counted():
    tender = builders.tender_at("complete", bids=3, evaluation="frozen")

    assert lines(tender) == [
        ("Sent to a second officer", "done"),
        ("Published", "done"),
        ("Fixed who opens the bids", "done"),
        ("3 bids submitted", "done"),
        ("Closed for bids", "done"),
        ("Bids opened", "done"),
        ("3 bids read out", "done"),
        ("Evaluation started", "done"),
        ("Panel met to agree on marks", "done"),
        ("Marks for quality locked", "done"),
        ("Prices opened", "done"),
        ("Evaluated and frozen", "done"),
        ("Decided", "done"),
        ("Completed", "done"),
    ]


def test_acts_of_several_lots_are_told_by_their_time_not_lot_after_lot():
    tender = builders.tender_at("opened", bids=3, lots=2, evaluation="priced")

    assert [what for what, state in lines(tender) if state == "done"][-5:] == [
        "3 bids read out",
        "Evaluation started",
        "Panel met to agree on marks",
        "Marks for quality locked",
        "Prices opened",
    ]


def test_one_act_is_told_in_the_singular():
    assert ("1 bid submitted", "done") in lines(builders.tender_at("opened", bids=1))


def test_one_who_may_not_see_bids_learns_neither_of_them_nor_of_marks():
    tender = builders.tender_at("opened", bids=3, evaluation="frozen")

    assert lines(tender, builders.person()) == [
        ("Published", "done"),
        ("Fixed who opens the bids", "done"),
        ("Closed for bids", "done"),
        ("Bids opened", "done"),
        ("Bids opened", "now"),
    ]


def test_acts_are_told_at_the_time_of_the_latest_in_the_authority_s_zone():
    owner = builders.authority("Kyiv", zone="Europe/Kyiv")
    items = items_of(builders.tender_at("opened", bids=2, authority=owner))

    assert {item.what: item.when for item in items}["2 bids submitted"] == (
        "25 Feb 2026, 10:02\N{NO-BREAK SPACE}Kyiv, UTC+02:00"
    )


@pytest.mark.parametrize(
    ("state", "ahead"),
    [
        ("draft", [("Draft", "now", "Acts next: Officer")]),
        ("review", [("In review", "now", "Acts next: Second officer")]),
        ("open", [("Open for bids", "now", "Acts next: Suppliers"), ("Bids close", "next", "")]),
        ("closed", [("Closed, bids sealed", "now", "Acts next: Openers")]),
        ("decided", [("Decided", "now", "Acts next: Officer")]),
        ("complete", []),
        ("cancelled", []),
    ],
)
def test_where_a_tender_stands_and_who_acts_is_told_last(state, ahead):
    items = items_of(builders.tender_at(state, bids=1))

    assert [(item.what, item.state, item.note) for item in items if item.state != "done"] == ahead


@pytest.mark.parametrize(
    ("states", "who"),
    [
        ((), "Panel"),
        (("individual",), "Panel"),
        (("frozen", "priced"), "Officer"),
        (("consensus", "priced", "consensus"), "Panel, Officer"),
        (("frozen", "frozen"), "Officer"),
    ],
)
def test_between_opening_and_decision_the_lots_say_who_acts(states, who):
    tender = builders.tender_at("opened", bids=1, lots=max(1, len(states)))
    for lot, state in zip(tender.lots.order_by("no"), states, strict=False):
        make(Evaluation, lot=lot, state=state, state_at=builders.AT)
    officer = builders.person("officer", authority=tender.authority)

    assert timeline.acts_next(tender, officer) == who
    assert timeline.acts_next(tender, builders.person()) == "Panel"


def test_a_deadline_ahead_is_told_with_its_time():
    assert items_of(builders.tender_at("open"))[-1].when == "28 Feb 2026, 12:00\N{NO-BREAK SPACE}UTC"


def test_an_imported_tender_waits_for_nobody_here():
    source = {"name": "facts.toml", "format": "evenhand-demo", "record": "X-1", "sha256": "a" * 64}
    tender = builders.tender_at("opened", bids=1, origin="imported", source=source)

    assert lines(tender) == [("Imported from a file", "done")]


def test_the_reason_of_a_cancellation_is_told_to_everybody():
    tender = builders.tender_at("cancelled", why="The money was spent on a bridge.")

    assert items_of(tender, builders.person())[-1] == TimelineItem(
        what="Cancelled",
        when="10 Feb 2026, 09:00\N{NO-BREAK SPACE}UTC",
        state="done",
        note="The money was spent on a bridge.",
    )


def test_an_erased_reason_is_told_no_more_and_the_log_still_holds():
    tender = builders.tender_at("cancelled", why="Mr Doe made a mistake.")
    leaf = AuditLeaf.objects.get(kind="tender.cancelled")

    AuditSecret.objects.filter(leaf=leaf, field="reason").delete()

    assert items_of(tender)[-1].note == ""
    assert "Doe" not in leaf.body
    assert sha256(b"\x00" + leaf.body.encode()).hexdigest() == leaf.hash


def test_the_reason_in_a_leaf_of_the_first_version_is_still_read():
    tender = builders.tender_at("opened", bids=0)
    audit.record(TenderLeafKind.CANCELLED, tender, by=None, at=builders.AT, facts={"why": "No money."})

    assert [item.note for item in items_of(tender) if item.what == "Cancelled"] == ["No money."]


def test_no_person_and_no_other_fact_of_a_leaf_is_shown():
    tender = builders.tender_at("opened", bids=1, evaluation="frozen")
    officer = builders.person("officer", name="Orla Finch")
    audit.record(
        TenderLeafKind.REOPENED,
        tender,
        by=officer,
        at=builders.AT,
        facts={"why": "price 87654.32 was wrong", "digest": "f" * 64},
        secret={"email": officer.email},
    )

    text = str(items_of(tender))

    leaf = AuditLeaf.objects.order_by("-pk").first()
    secrets = {secret.value for secret in leaf.secrets.all()} | {secret.salt for secret in leaf.secrets.all()}
    assert "87654.32" in leaf.body
    assert [leak for leak in (*secrets, "Orla Finch", "87654.32", "f" * 64, leaf.hash) if leak in text] == []


def test_two_runs_with_something_between_are_two_acts():
    tender = builders.tender_at("opened", bids=1)
    for kind, hours in ((EvaluationLeafKind.FROZEN, 1), (EvaluationLeafKind.RERUN, 2), (EvaluationLeafKind.FROZEN, 3)):
        audit.record(kind, tender, by=None, at=builders.AT + timedelta(hours=hours))

    assert [what for what, _ in lines(tender)][-4:] == [
        "Evaluated and frozen",
        "Returned for another evaluation",
        "Evaluated and frozen",
        "Bids opened",
    ]


def test_a_moved_deadline_is_told_from_when_to_when_and_several_moves_as_one():
    tender = builders.tender_at("open")
    officer = builders.person("officer", authority=tender.authority)
    at = tender.deadline_at - timedelta(days=10)
    for days, reason in ((2, "A holiday."), (3, "A late answer.")):
        later = Tender.objects.get(pk=tender.pk).deadline_at + timedelta(days=days)
        services.extend(tender=tender, deadline=later, reason=reason, by=officer, at=at)

    [moved] = [item for item in items_of(tender, builders.person()) if item.what == "Deadline moved"]

    zone = "\N{NO-BREAK SPACE}UTC"
    assert moved.note == f"From 28 Feb 2026, 12:00{zone} to 5 Mar 2026, 12:00{zone}. A late answer."


def test_a_lifted_suspension_is_told_with_its_new_deadline():
    tender = builders.tender_at("open")
    officer = builders.person("officer", authority=tender.authority)
    at = tender.deadline_at - timedelta(days=10)
    services.suspend(tender=tender, why="The council decides.", by=officer, at=at)
    services.lift(tender=tender, by=officer, at=at + timedelta(days=4))

    [lifted] = [item for item in items_of(tender, builders.person()) if item.what == "Goes on"]

    zone = "\N{NO-BREAK SPACE}UTC"
    assert lifted.note == f"From 28 Feb 2026, 12:00{zone} to 4 Mar 2026, 12:00{zone}."


@pytest.mark.parametrize("bids", [1, 3])
def test_the_log_is_read_once_however_long(bids, django_assert_num_queries):
    tender = builders.tender_at("opened", bids=bids)

    tender = Tender.objects.select_related("authority").get(pk=tender.pk)
    reader = builders.person("officer", authority=tender.authority)

    with django_assert_num_queries(2):  # the roles of the person, the leaves
        timeline.timeline_of(tender, reader, actors="")
