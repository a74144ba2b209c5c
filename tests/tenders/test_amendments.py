"""An open tender is amended: a copy is changed, checked, and published by another officer as the next version."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditLeaf, Notice
from core.states import GateRefused, IllegalMove
from procurement.tenders import gather, queries, services
from procurement.tenders.models import Amendment, SectionSave, Tender
from procurement.tenders.sections import (
    Contract,
    CriteriaTree,
    Purchase,
    SectionKey,
    Timetable,
)
from procurement.tenders.services import NotADraft, NotChangeable, StaysAsPublished
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT, DAY, HOUR = written.AMENDED_AT, timedelta(days=1), timedelta(hours=1)
[R1] = written.CONTENT.requirements.entries
TREE = written.CONTENT.criteria.criteria


@pytest.fixture
def tender():
    return written.published()


@pytest.fixture
def officer(tender):
    return builders.person("officer", authority=tender.authority)


@pytest.fixture
def other(tender):
    return builders.person("officer", authority=tender.authority)


def kinds_since(tender):
    """The kinds of leaves since the publication, without saves."""
    leaves = AuditLeaf.objects.filter(log__origin=tender.audit_origin).order_by("index").values_list("kind", flat=True)
    since = list(leaves)[list(leaves).index("tender.published") + 1 :]
    return [kind for kind in since if kind not in {"keyset.frozen", "tender.section_saved"}]


# --- beginning and writing ---


def test_an_amendment_begins_with_what_is_published(tender, officer):
    first = queries.versions_of(tender).get()

    amendment = services.begin_amendment(tender=tender, by=officer, at=AT)

    assert (amendment.state, amendment.base, amendment.version) == ("draft", first, None)
    assert gather.work_content(tender) == gather.content_of(tender)
    assert kinds_since(tender) == ["amendment.begun"]
    assert not SectionSave.objects.filter(amendment=amendment).exists()  # nothing was saved otherwise since


def test_it_begins_with_the_dates_that_hold_and_without_what_another_one_tried(tender, officer):
    withdrawn = written.amending(tender, written.changed(Contract, months=30), by=officer)
    services.withdraw_amendment(amendment=withdrawn, by=officer, at=AT)
    services.extend(tender=tender, deadline=written.DEADLINE + DAY, reason="A holiday.", by=officer, at=AT)

    amendment = services.begin_amendment(tender=tender, by=officer, at=AT)

    saves = SectionSave.objects.filter(amendment=amendment)
    assert sorted(saves.values_list("section", flat=True)) == ["contract", "timetable"]
    assert gather.work_content(tender).contract == written.CONTENT.contract
    assert gather.work_content(tender).timetable.deadline == written.DEADLINE + DAY


def test_one_amendment_at_a_time(tender, officer):
    amendment = services.begin_amendment(tender=tender, by=officer, at=AT)
    with pytest.raises(NotChangeable, match="in work already"):
        services.begin_amendment(tender=tender, by=officer, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Amendment.objects.create(tender=tender, base=amendment.base, state_at=AT, begun_by=officer, begun_at=AT)

    services.withdraw_amendment(amendment=amendment, by=officer, at=AT)

    assert services.begin_amendment(tender=tender, by=officer, at=AT) != amendment
    assert kinds_since(tender) == ["amendment.begun", "amendment.withdrawn", "amendment.begun"]


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_nothing_is_amended_once_the_deadline_has_passed(tender, officer, late):
    with pytest.raises(NotChangeable, match="deadline has passed"):
        services.begin_amendment(tender=tender, by=officer, at=written.DEADLINE + late)


def test_a_tender_that_was_not_written_here_is_not_amended():
    tender = builders.tender_at("open", bids=0)
    officer = builders.person("officer", authority=tender.authority)

    with pytest.raises(NotChangeable, match="was not written here"):
        services.begin_amendment(tender=tender, by=officer, at=tender.deadline_at - 9 * DAY)


def test_saves_go_on_behind_those_of_the_draft_and_change_nothing_that_is_published(tender, officer):
    before = json.loads(queries.versions_of(tender).get().snapshot)
    amendment = services.begin_amendment(tender=tender, by=officer, at=AT)

    entry = written.save(tender, written.changed(Purchase, title="Lamps"), by=officer, at=AT)

    assert (entry.no, entry.amendment) == (2, amendment)
    assert Tender.objects.get(pk=tender.pk).title == "Street lighting"
    assert gather.content_of(tender) == written.CONTENT
    assert queries.published_content_of(tender) == before


def test_without_an_amendment_nothing_is_saved(tender, officer):
    with pytest.raises(NotADraft, match="Only a draft"):
        written.save(tender, written.changed(Contract, months=30), by=officer, at=AT)

    written.amendment_in_review(tender, written.changed(Contract, months=30))
    with pytest.raises(NotADraft, match="second officer reads this amendment"):
        written.save(tender, written.changed(Contract, months=31), by=officer, at=AT)


def test_what_stays_as_published_is_not_even_saved(tender, officer):
    services.begin_amendment(tender=tender, by=officer, at=AT)

    with pytest.raises(StaysAsPublished, match="The lots stay as many as were published") as refused:
        written.save(tender, written.changed(Purchase, lots=written.CONTENT.purchase.lots[:1]), by=officer, at=AT)

    assert [finding.place for finding in refused.value.findings] == ["lots"]
    assert queries.saves_of(tender, SectionKey.PURCHASE).count() == 1


# --- sending ---


def sentences(amendment, officer, at=AT):
    with pytest.raises(GateRefused) as refused:
        services.send_amendment(amendment=amendment, by=officer, at=at)
    return refused.value.findings


def test_an_amendment_says_what_it_lacks(tender, officer):
    amendment = written.amending(tender, reason=" ", by=officer)
    assert sentences(amendment, officer) == [
        "Nothing is changed yet.",
        "Say why the tender is amended: suppliers will read it.",
    ]

    written.save(tender, written.changed(Contract, months=30), by=officer, at=AT)
    amendment = services.describe_amendment(
        amendment=amendment, reason="Shorter.", time_why="", affects_bids=False, at=AT
    )
    assert sentences(amendment, officer) == [
        "Bids have to answer something else: give more time, or say why the time that is left is enough."
    ]

    written.save(tender, written.changed(Timetable, deadline=written.DEADLINE + DAY), by=officer, at=AT)
    services.send_amendment(amendment=amendment, by=officer, at=AT)
    assert (amendment.state, amendment.sent_by) == ("review", officer)


def test_words_alone_need_no_more_time(tender, officer):
    amendment = written.amending(tender, written.changed(Purchase, title="Lights"), time_why="", by=officer)

    services.send_amendment(amendment=amendment, by=officer, at=AT)

    assert amendment.state == "review"


def test_an_officer_can_say_that_words_affect_bids(tender, officer):
    amendment = written.amending(tender, written.changed(Purchase, title="Lights"), by=officer)
    services.describe_amendment(amendment=amendment, reason="Why.", time_why="", affects_bids=True, at=AT)

    assert sentences(amendment, officer)[0].startswith("Bids have to answer something else")


def describe(amendment, reason, seen="", time_why=""):
    return services.describe_amendment(
        amendment=amendment, reason=reason, time_why=time_why, affects_bids=False, seen=seen, at=AT
    )


def test_of_two_officers_who_write_reasons_the_second_takes_nothing_from_the_first(tender, officer):
    amendment = written.amending(tender, reason="", time_why="", by=officer)
    seen_by_both = amendment.reasons_digest
    first = describe(amendment, "Lamps were counted again.", seen=seen_by_both)

    with pytest.raises(services.ReasonsMeanwhile, match="Meanwhile another officer wrote other reasons") as late:
        describe(amendment, "Poles were counted again.", seen=seen_by_both)

    assert late.value.latest.reason == "Lamps were counted again."
    assert Amendment.objects.get(pk=amendment.pk).reason == "Lamps were counted again."
    describe(amendment, "Both were counted again.", seen=first.reasons_digest)
    assert Amendment.objects.get(pk=amendment.pk).reason == "Both were counted again."


def test_the_same_reasons_sent_twice_are_no_conflict(tender, officer):
    amendment = written.amending(tender, reason="", time_why="", by=officer)
    seen = amendment.reasons_digest

    describe(amendment, "Shorter.", seen=seen)
    again = describe(amendment, "Shorter. ", seen=seen)

    assert again.reason == "Shorter."


def test_the_gate_is_asked_again(tender, officer):
    tree = written.changed(CriteriaTree, criteria=(replace(TREE[0], weight=Fraction(39)), *TREE[1:]))
    amendment = written.amending(tender, tree, written.changed(Timetable, deadline=written.DEADLINE - HOUR), by=officer)

    stopping = sentences(amendment, officer)

    assert "A published date only moves later." in stopping
    assert [sentence for sentence in stopping if "short of" in sentence or "99" in sentence] != []


def test_a_rule_that_asks_for_a_reason_asks_an_amendment_too(tender, officer, other):
    """A second officer approves it while the amendment waits; it is published with it."""
    longer = written.changed(Contract, months=48)
    amendment = written.amending(tender, longer, by=officer)
    assert [text for text in sentences(amendment, officer) if text.startswith("No reason is given")] != []

    explanation = written.explained(tender, by=officer, at=AT)
    services.send_amendment(amendment=amendment, by=officer, at=AT)
    with pytest.raises(GateRefused, match="No other officer has approved"):
        services.publish_amendment(amendment=amendment, by=other, at=AT)
    written.approved(explanation, by=other, at=AT)
    version = services.publish_amendment(amendment=amendment, by=other, at=AT)

    published = json.loads(version.snapshot)["explanations"]
    assert [entry["text"] for entry in published] == [written.REASON]


def test_reasons_are_not_written_without_an_amendment(tender):
    with pytest.raises(services.NotExplainable, match="before the publication"):
        written.explained(tender, at=AT)


def test_it_goes_back_with_a_reason_and_to_those_who_wrote_it(tender, officer, other):
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30), by=officer)
    with pytest.raises(GateRefused, match="Say why it goes back"):
        services.return_amendment(amendment=amendment, reason=" ", by=other, at=AT)

    services.return_amendment(amendment=amendment, reason="Name the law.", by=other, at=AT)

    assert amendment.state == "draft"
    assert Notice.objects.filter(user=officer, kind="tender.amendment_returned").count() == 1
    with pytest.raises(IllegalMove):
        services.return_amendment(amendment=amendment, reason="Again.", by=other, at=AT)
