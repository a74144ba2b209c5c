"""Two persons open together after the deadline; what came of each bid stands in rows, leaves and a signed record."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from core.logs import mails
from core.models import AuditLeaf, Job, Notice
from core.verification import Checked
from offline import signed
from offline.verifying import Beside, verify
from procurement.bids import sealed_integrity, store
from procurement.bids.models import (
    BidReceipt,
    KpiCommitment,
    OpenedAnswers,
    OpeningRecord,
    OpeningShare,
    PriceLine,
    RequirementResponse,
)
from procurement.bids.queries import openings as opening_queries
from procurement.bids.services import openings, reading_envelopes
from procurement.evaluations.models import Evaluation
from procurement.tenders import services as tenders
from tests import builders
from tests.bids import written
from tests.bids.opening import ceremony as acts
from tests.bids.submitting import PRICE

BUILD = {"bids": 2}
ALL_OPEN = [(alias, kind, "opened", "") for alias in ("B1", "B2") for kind in ("price", "technical")]


@pytest.mark.parametrize("pair", [(0, 1), (0, 2), (2, 1)])
def test_each_pair_of_the_keyset_opens_all_bids(ceremony, pair):
    opening = acts.opened(ceremony, pair)

    assert acts.results(opening) == ALL_OPEN, acts.job_of(opening).why
    assert (opening.state, opening.expected, ceremony.tender.state) == ("closed", 4, "opened")


def test_what_was_sealed_stands_in_the_tables_that_evaluation_reads(ceremony):
    acts.opened(ceremony)

    bids = [written.read(begun) for begun in ceremony.begun]
    assert [(bid.alias, bid.state) for bid in bids] == [("B1", "opened"), ("B2", "opened")]
    for bid in bids:
        prices = PriceLine.objects.filter(bid=bid)
        assert {line.amount % Decimal(PRICE.replace(",", "")) for line in prices} == {0}
        assert {line.currency for line in prices} == {"EUR"}
        assert set(RequirementResponse.objects.filter(bid=bid).values_list("value", flat=True)) >= {"true"}
    assert KpiCommitment.objects.filter(bid__in=bids).count() == sum(
        len(json.loads(row.manifest)["answers"]["offer"].get("performance", [])) for row in OpenedAnswers.objects.all()
    )


def test_each_step_leaves_a_line_and_no_half_stays(ceremony):
    acts.opened(ceremony)

    kinds = AuditLeaf.objects.filter(log=ceremony.tender.audit_origin).order_by("index").values_list("kind", flat=True)
    assert list(kinds)[-11:] == [
        "opening.called",
        "opening.first_half_given",
        "opening.second_half_given",
        *["opening.envelope_read"] * 4,
        *["bid.opened"] * 2,
        "opening.closed",
        "tender.opening_recorded",
    ]
    assert not OpeningShare.objects.exists()


def test_a_team_learns_of_its_own_bid_alone(ceremony):
    acts.opened(ceremony)

    for begun in ceremony.begun:
        notices = Notice.objects.filter(user=begun.bid.begun_by, kind__startswith="bid.")
        assert [(notice.kind, notice.facts["id"]) for notice in notices] == [("bid.opened", str(begun.bid.pk))]


def test_no_half_lies_in_the_database_as_it_was_given(ceremony):
    acts.call(ceremony)
    shares = acts.halves(ceremony, ceremony.keys[0])
    acts.give(ceremony, ceremony.keys[0], shares=shares)

    sealed = bytes(OpeningShare.objects.get().sealed)

    halves = [half for by_pair in shares.values() for half in by_pair.values()]
    assert (len(halves), [half for half in halves if half in sealed or half.hex().encode() in sealed]) == (8, [])


def log_of(tender):
    bodies = AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index").values_list("body", flat=True)
    return "\n".join(bodies).encode()


def receipts_of(ceremony):
    return {
        f"receipt-{no}.json": BidReceipt.objects.get(revision=revision).text.encode()
        for no, revision in enumerate(ceremony.revisions, start=1)
    }


def test_the_new_heads_leave_by_mail(ceremony):
    opening = acts.opened(ceremony)

    assert Job.objects.filter(kind=mails.AFTER_KIND, target=f"opened:{opening.pk}").count() == 1


def test_the_record_verifies_without_the_site_beside_receipts_and_the_log(ceremony):
    opening = acts.opened(ceremony)

    text = OpeningRecord.objects.get(opening=opening).text.encode()
    beside = Beside(receipts=receipts_of(ceremony), log=log_of(ceremony.tender))
    verdict = verify(text, fingerprint=signed.read(text).fingerprint, on=builders.AT.date(), beside=beside)

    assert (verdict.problem, verdict.is_from_key) == (None, True), verdict.sentences
    assert "receipt-1.json: this bid is B1 of the record: opened." in verdict.sentences
    assert "receipt-2.json: this bid is B2 of the record: opened." in verdict.sentences
    [whole_log] = [sentence for sentence in verdict.sentences if "each of the 2 bids" in sentence]
    assert whole_log.endswith("in it stands here.")
    record, _key = opening_queries.read_record(opening)
    assert [(person.name, person.way) for person in record.persons] == [
        (ceremony.keys[0].holder.name, "browser"),
        (ceremony.keys[1].holder.name, "browser"),
    ]


def problem_of(text, **beside):
    verdict = verify(text, fingerprint=None, on=builders.AT.date(), beside=Beside(**beside))
    return verdict.problem and verdict.problem.value, verdict.sentences[0]


def test_a_log_that_was_cut_or_changed_contradicts_the_record(ceremony):
    opening = acts.opened(ceremony)
    text, log = OpeningRecord.objects.get(opening=opening).text.encode(), log_of(ceremony.tender)
    lines = log.splitlines()

    assert problem_of(text, log=b"\n".join(lines[:3]))[0] == "contradicts"
    assert problem_of(text, log=b"\n".join([*lines[:2], lines[3], lines[2], *lines[4:]])) == (
        "contradicts",
        "The log is not the one of the record: an entry was changed, moved, added or taken away.",
    )
    assert problem_of(text, log=log)[0] is None


def test_a_changed_record_is_seen(ceremony):
    opening = acts.opened(ceremony)
    text = OpeningRecord.objects.get(opening=opening).text

    assert problem_of(text.replace('"outcome":"opened"', '"outcome":"missing"', 1).encode())[0] == "changed"


def test_verify_of_the_site_goes_through_openings(ceremony):
    opening = acts.opened(ceremony)

    assert list(sealed_integrity.check_openings()) == [Checked(str(opening.pk), ())]


def test_a_crash_after_some_envelopes_goes_on_and_doubles_nothing(ceremony, monkeypatch):
    acts.call(ceremony)
    opening = acts.both_give(ceremony)
    real, calls = reading_envelopes.open_envelopes, []

    def stops_after_one(tasks, beat):
        for opened in real(tasks, beat):
            if calls:
                raise KeyboardInterrupt
            calls.append(opened)
            yield opened

    monkeypatch.setattr("procurement.bids.services.processing.open_envelopes", stops_after_one)
    with pytest.raises(KeyboardInterrupt):
        acts.work()
    monkeypatch.undo()
    first = acts.results(opening)
    job = acts.job_of(opening)
    type(job).objects.filter(pk=job.pk).update(lease_until=builders.AT)

    acts.work()

    opening.refresh_from_db()
    assert (len(first), acts.results(opening), opening.state) == (1, ALL_OPEN, "closed")
    leaves = AuditLeaf.objects.filter(log=ceremony.tender.audit_origin, kind="opening.envelope_read")
    assert leaves.count() == 4


def test_doing_the_job_again_changes_nothing(ceremony):
    opening = acts.opened(ceremony)
    job = acts.job_of(opening)
    before = AuditLeaf.objects.count()
    type(job).objects.filter(pk=job.pk).update(state="requested", finished_at=None)

    acts.work()

    assert (AuditLeaf.objects.count(), acts.job_of(opening).state) == (before, "ready")


def test_a_tender_whose_opening_has_begun_takes_no_bids_again(ceremony):
    acts.call(ceremony)
    before = tenders.obstacles_to_reopening(ceremony.tender)
    acts.give(ceremony, ceremony.keys[0])

    assert before == []
    assert tenders.obstacles_to_reopening(ceremony.tender) == [
        "The opening of the bids has begun: the tender takes no bids again."
    ]


def test_while_envelopes_are_opened_the_tender_is_not_cancelled(ceremony):
    acts.call(ceremony)
    acts.both_give(ceremony)

    assert openings.is_processing(ceremony.tender) == ["The envelopes are being opened: wait for the record."]
    acts.work()
    assert openings.is_processing(ceremony.tender) == []


def test_the_store_keeps_the_envelopes_and_no_plain_price(ceremony):
    acts.opened(ceremony)

    assert sorted(each.name for each in store.objects_in(store.ENVELOPES)) == sorted(
        row.object_name for revision in ceremony.revisions for row in revision.envelopes.all()
    )


def test_the_pages_of_an_opened_tender_stand_without_an_evaluation(ceremony, client, settings):
    settings.MFA_REQUIRED_ROLES = []
    acts.opened(ceremony)
    officer = builders.person("officer", authority=ceremony.tender.authority)
    team = ceremony.begun[0].bid

    answers = {}
    for person, routes in (
        (officer, [("tenders:detail", ceremony.tender.pk)]),
        (team.begun_by, [("bids:tasks", team.pk)]),
    ):
        client.force_login(person)
        for route, pk in [*routes, ("tenders:detail", ceremony.tender.pk)]:
            answers[person.pk, route] = client.get(reverse(route, args=[pk])).status_code
        answers[person.pk, "home"] = client.get("/").status_code

    assert set(answers.values()) == {200}
    assert not Evaluation.objects.filter(lot__tender=ceremony.tender).exists()


def asked(person):
    kinds = ("opening.called", "opening.half_given")
    return list(Notice.objects.filter(user=person, kind__in=kinds).order_by("pk").values_list("kind", flat=True))


def test_holders_are_asked_again_once_an_hour_and_between_the_two_each_ten_minutes(ceremony, move_clock):
    officer = builders.person("officer", authority=ceremony.tender.authority)
    first, second, _spare = ceremony.keys
    opening = acts.call(ceremony)

    def ask(by=officer):
        opening.refresh_from_db()
        return openings.ask_holders_again(opening=opening, by=by, at=clock.db_now())

    assert ask() == 0
    move_clock(minutes=61)
    assert [ask(), ask(), ask(by=first.holder)] == [3, 0, 0]
    acts.give(ceremony, first)
    assert ask() == 0
    move_clock(minutes=11)
    assert [ask(by=first.holder), ask()] == [2, 0]
    assert asked(first.holder) == ["opening.called"] * 2
    assert asked(second.holder) == ["opening.called", "opening.called", "opening.half_given", "opening.half_given"]
    acts.give(ceremony, second)
    assert ask() == 0
