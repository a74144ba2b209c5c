"""A second officer publishes: rows, version, number, draws; whoever sent it cannot, nor can it happen twice."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

import scoring
from core.models import AuditLeaf
from core.states import GateRefused, IllegalMove
from procurement.tenders import gather, queries, services
from procurement.tenders.gate import GateGroup, ReasonState, gate_of
from procurement.tenders.models import DrawSeed, Tender, TenderVersion
from procurement.tenders.sections import BreakTerm, Contract, LotEntry, Purchase, content_digest
from scoring.compliance import RULES
from scoring.compliance.lint import CHECKS
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = written.AT


def kinds_of(tender):
    return list(AuditLeaf.objects.filter(log__origin=tender.audit_origin).values_list("kind", flat=True))


def test_a_written_draft_has_nothing_left_at_the_gate():
    draft = written.written_draft()

    gate = gate_of(draft, AT)

    assert [finding.sentence for finding in gate.stops] == []
    assert [reason.sentence for reason in gate.reasons] == []
    assert gate.refuses_sending == []
    assert gate.refuses_publication == []


def test_a_publication_freezes_rows_and_version():
    tender = written.in_review()
    officer = builders.person("officer", authority=tender.authority)

    version = services.publish(tender=tender, by=officer, at=AT)

    assert (tender.state, tender.publish_no, tender.notice_year, tender.notice_no) == ("open", 1, 2026, 1)
    assert (tender.deadline_at, tender.next_check, tender.law_profile) == (
        written.DEADLINE,
        written.CONTENT.timetable.questions_until,
        "eu-directive/1",
    )
    assert [lot.title for lot in queries.lots_of(tender)] == ["Lanterns", "Control"]
    assert [c.key for c in queries.criteria_of(tender)] == [
        "price",
        "quality",
        "interfaces",
        "method",
        "uptime",
        "safe",
    ]
    assert gather.content_of(tender) == written.CONTENT
    assert json.loads(version.snapshot)["sections_digest"] == content_digest(written.CONTENT)
    assert kinds_of(tender)[-3:] == ["tender.sent_to_review", "tender.published", "keyset.frozen"]


def test_the_specification_of_a_lot_is_that_of_its_rows_and_can_be_judged():
    tender = written.published()

    for lot, published in zip(queries.lots_of(tender), queries.published_specs_of(tender), strict=True):
        spec = gather.read_spec(published.spec)
        assert scoring.check(spec) == []
        seed = DrawSeed.objects.get(lot=lot)
        assert spec.seed_sha256 == seed.seed_sha256
        lot.tender = tender
        leaves = tuple(replace(leaf, interfaces=()) for leaf in spec.leaves)  # rows name none where all are meant
        assert gather.spec_of(lot) == replace(spec, seed_sha256="", leaves=leaves)


def test_whoever_sent_it_does_not_publish_it():
    sender = builders.person("officer", authority=written.city())
    tender = written.in_review(by=sender)

    with pytest.raises(GateRefused, match="second officer"):
        services.publish(tender=tender, by=sender, at=AT)

    assert Tender.objects.get(pk=tender.pk).state == "review"


def test_without_opening_keys_nothing_is_published():
    tender = written.in_review(with_keys=False)
    officer = builders.person("officer", authority=tender.authority)

    with pytest.raises(GateRefused) as refused:
        services.publish(tender=tender, by=officer, at=AT)

    assert refused.value.findings == [
        "Bids are opened by keys of at least three persons; 3 more must be named on the people page.",
        "Nobody is the keeper of the spare key. An administrator gives that role.",
    ]
    assert not TenderVersion.objects.filter(tender=tender).exists()


def test_a_second_publication_is_refused():
    tender = written.published()
    officer = builders.person("officer", authority=tender.authority)

    with pytest.raises(IllegalMove):
        services.publish(tender=tender, by=officer, at=AT)

    assert TenderVersion.objects.filter(tender=tender).count() == 1


def test_notices_of_an_authority_are_numbered_without_gaps():
    first, second = written.published(), written.published()
    elsewhere = written.published(authority=written.city("Another City"))

    numbers = [(tender.notice_year, tender.notice_no) for tender in (first, second, elsewhere)]

    assert numbers == [(2026, 1), (2026, 2), (2026, 1)]


def test_what_was_read_before_it_was_sent_to_review_is_not_saved_afterwards():
    tender = written.written_draft()
    read_before = Tender.objects.get(pk=tender.pk)
    officer = builders.person("officer", authority=tender.authority)
    services.send_to_review(tender=tender, by=officer, at=AT)

    with pytest.raises(services.NotADraft):
        written.save(read_before, Contract(months=12))

    assert gather.content_of(tender) == written.CONTENT


def test_two_who_read_the_same_publish_it_once():
    tender = written.in_review()
    officers = [builders.person("officer", authority=tender.authority) for _ in range(2)]
    read_before = Tender.objects.get(pk=tender.pk)

    services.publish(tender=tender, by=officers[0], at=AT)
    with pytest.raises(IllegalMove):
        services.publish(tender=read_before, by=officers[1], at=AT)

    assert TenderVersion.objects.filter(tender=tender).count() == 1


def test_a_reason_is_void_once_the_facts_change():
    tender = written.with_reason()
    written.approved(written.explained(tender))

    written.save(tender, written.changed(Contract, months=42, breaks=(BreakTerm(24, 90),)))
    [reason] = gate_of(tender, AT).reasons

    assert (reason.rule, reason.state) == ("TERM-1", ReasonState.VOID)


def test_nobody_approves_a_reason_of_theirs():
    tender = written.with_reason()
    explanation = written.explained(tender)

    with pytest.raises(services.NotExplainable, match="You wrote it"):
        services.approve_explanation(explanation=explanation, by=explanation.by, at=AT)


def test_what_blocks_is_never_explained_away():
    tender = written.written_draft(written.changed(Contract, exit_days=5))

    with pytest.raises(services.NotExplainable, match="mended, not explained"):
        written.explained(tender, rule="STD-3")


def test_the_counts_of_a_gate_add_up():
    gate = gate_of(written.with_reason(), AT)

    assert sum(gate.counts.values()) == len(RULES.all()) + len(CHECKS)
    assert gate.counts[GateGroup.ASKS] == 1


@pytest.mark.parametrize(("lots", "officers"), [(1, 1), (3, 1), (3, 8)])
def test_a_publication_asks_as_much_whatever_its_lots_and_whoever_is_told(lots, officers, django_assert_num_queries):
    entries = [LotEntry(no, f"Part {no}", "", Fraction(100_000), cpv=("34928500-3",)) for no in range(1, lots + 1)]
    tender = written.in_review(written.changed(Purchase, lots=tuple(entries), undivided_why="It is one system."))
    publisher, *_others = [builders.person("officer", authority=tender.authority) for _ in range(officers)]

    with django_assert_num_queries(118):
        services.publish(tender=tender, by=publisher, at=AT)
