"""What to look at twice: frozen with a run, decided by two officers where the tender is run here, dated if known later."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from core import triggers
from core.models import AuditLeaf
from core.rest.shapes import to_json
from core.states import GateRefused
from procurement.bids.models import BidParty, PriceLine
from procurement.evaluations import decisions, queries, services, summary
from procurement.evaluations.circumstances import circumstances_of, organisations_of
from procurement.evaluations.models import (
    Admission,
    DecisionProposal,
    Evaluation,
    FindingDecision,
    LaterFinding,
    Run,
)
from procurement.reports import services as report_services
from procurement.tenders.models import SourceDocument
from scoring import codec, digest
from scoring.findings import Finding, Organisation, fingerprint
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db
SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}
WAITING = "The evidence of {bid} is below the level asked for: Feed of events. Two officers decide first."


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def officer_of(evaluation, role="officer"):
    return builders.person(role, authority=evaluation.lot.tender.authority)


def decide(evaluation, bid, answer="keep", kind="below_min_rung"):
    proposal = decisions.propose(
        evaluation=evaluation,
        finding=builders.decidable_finding(evaluation, bid, kind=kind),
        answer=answer,
        reason="Asked and answered.",
        by=officer_of(evaluation),
        at=lots.LATER,
    )
    return decisions.confirm(proposal=proposal, by=officer_of(evaluation), at=lots.LATER)


def imported(**options):
    return lots.run_of(origin="imported", source=SOURCE, **options)


def noticed(run):
    return [
        (row["kind"], [bid["alias"] for bid in row["bids"]])
        for row in to_json(summary.of_run(run))["findings"]["noticed"]
    ]


# --- what is recorded around the bids ---


def same_firm(lot, *aliases, **values):
    BidParty.objects.filter(bid__lots=lot, bid__alias__in=aliases).update(**values)


@pytest.mark.usefixtures("rows_may_change")
def test_one_organisation_is_a_scheme_with_an_identifier_else_an_exact_name():
    lot = builders.evaluation_at("priced", bids=4).lot
    BidParty.objects.update(id_scheme="", id_value="")
    assert organisations_of(lot) == ()

    same_firm(lot, "B1", "B2", name="One Ltd")
    same_firm(lot, "B3", id_scheme="XX-TAX", id_value="7", name="Two Ltd")
    same_firm(lot, "B4", id_scheme="XX-TAX", id_value="7", name="Two Limited")

    assert organisations_of(lot) == (
        Organisation("One Ltd", ("B1", "B2"), leads=True),
        Organisation("Two Ltd", ("B3", "B4"), leads=True),
    )
    same_firm(lot, "B3", id_scheme="XX-VAT")
    same_firm(lot, "B4", id_scheme="")
    assert organisations_of(lot) == (Organisation("One Ltd", ("B1", "B2"), leads=True),)


@pytest.mark.usefixtures("rows_may_change")
def test_an_organisation_that_stands_beside_another_tenderer_is_a_shared_member():
    lot = builders.evaluation_at("priced", bids=2).lot
    first = lot.bids.get(alias="B1").parties.get()
    lot.bids.get(alias="B2").parties.create(no=2, name=first.name, role="member")
    BidParty.objects.update(id_scheme="", id_value="")

    assert organisations_of(lot) == (Organisation(first.name, ("B1", "B2"), leads=False),)


def test_the_panel_is_counted_for_a_tender_run_here_and_not_for_an_imported_one():
    here = circumstances_of(builders.evaluation_at("priced").lot)
    elsewhere = circumstances_of(imported().lot)

    assert (here.panel_min, here.marked_by) == (3, {"method": 3})
    assert (elsewhere.panel_min, elsewhere.marked_by) == (0, {})


def test_a_bid_that_nobody_marked_is_marked_by_none():
    evaluation = builders.evaluation_at("priced")
    triggers.remove()
    evaluation.lot.panel.first().marks.model.objects.filter(bid__alias="B3").delete()

    assert circumstances_of(evaluation.lot).marked_by == {"method": 0}


@pytest.mark.parametrize("bids", [1, 3])
def test_circumstances_cost_the_same_for_any_number_of_bids(bids, django_assert_num_queries):
    lot = queries.with_relations().get(pk=builders.evaluation_at("priced", bids=bids).pk).lot

    with django_assert_num_queries(6):
        circumstances_of(lot)


def test_a_late_bid_of_an_imported_tender_is_frozen_with_its_run_and_judged_all_the_same():
    def come_late(data):
        data["bids"][0]["submitted"] = "+0 23:00"

    run = imported(change=come_late)

    assert ("late_bid", ["B1"]) in noticed(run)
    assert codec.loads(run.result)["order"][0]["bid"] == "B1"


def test_dates_that_an_import_says_were_rewritten_prove_nobody_late():
    evaluation = lots.evaluation_of("priced", origin="imported", source=SOURCE)
    triggers.remove()
    SourceDocument.objects.update(notes=[{"code": "dates-rewritten", "sentence": "An auction."}])

    assert circumstances_of(evaluation.lot).dates_rewritten


# --- frozen with the run ---


def test_the_list_is_frozen_with_its_digest_and_the_leaf_names_it():
    run = builders.frozen_run(bids=1)

    leaf = AuditLeaf.objects.get(kind="evaluation.frozen")
    assert json.loads(leaf.body)["facts"]["findings"] == run.findings_sha
    assert digest.of_bytes("findings", run.findings.encode()) == run.findings_sha
    assert [finding["kind"] for finding in codec.loads(run.findings)] == ["single_bid"]


@pytest.mark.parametrize("text", ["[]", '[{"kind":1}]', "no json"])
def test_a_list_that_was_changed_is_shown_by_nobody(text):
    builders.frozen_run(bids=1)
    triggers.remove()
    Run.objects.update(findings=text)

    with pytest.raises(summary.Damaged, match="What to look at twice in run 1"):
        summary.of_run(Run.objects.get())


def test_a_list_of_another_shape_with_its_own_digest_is_damaged_too():
    run, text = builders.frozen_run(bids=1), '[{"kind":1}]'
    triggers.remove()
    Run.objects.filter(pk=run.pk).update(findings=text, findings_sha=digest.of_bytes("findings", text.encode()))

    with pytest.raises(summary.Damaged):
        summary.of_run(Run.objects.get())


def page(client, evaluation, user):
    client.force_login(user)
    return client.get(reverse("evaluations:detail", args=[evaluation.pk])).content.decode()


def test_nothing_is_said_to_be_noticed_only_where_the_list_is_empty(client):
    quiet = lots.evaluation_of("frozen", **lots.priced({"price": "100.00"}, {"price": "60.00"}))
    alone = builders.frozen_evaluation(bids=1)

    assert "Nothing was noticed." in page(client, quiet, officer_of(quiet))
    assert "bids after the deadline" in page(client, quiet, officer_of(quiet))
    assert "Nothing was noticed." not in page(client, alone, officer_of(alone))


def test_a_run_from_before_such_lists_says_so_and_shows_what_is_known_now(client):
    evaluation = builders.frozen_evaluation(bids=1)
    triggers.remove()
    Run.objects.update(findings="", findings_sha="")

    text = page(client, evaluation, officer_of(evaluation))

    assert "frozen before such a list was kept" in text
    assert "Nothing was noticed." not in text
    assert "Only Firm 1 is admissible" in text


# --- known later ---


def test_what_becomes_known_later_is_dated_stands_beside_the_list_and_in_the_next_review_only():
    run = imported()
    first = report_services.request_review(run=run, variant="pdf/a-3a", by=None, at=lots.LATER)
    before = noticed(run)
    BidParty.objects.update(name="One Ltd", id_scheme="", id_value="")

    second = report_services.request_review(run=run, variant="pdf/a-3a", by=None, at=lots.LATER + timedelta(days=1))
    again = report_services.request_review(run=run, variant="pdf/a-3a", by=None, at=lots.LATER + timedelta(days=2))

    later = [(row["kind"], row["known_at"]) for row in second.data["findings"]["later"]]
    assert later == [("several_bids_of_one", "2026-04-02T12:00:00Z")]
    assert (first.data["findings"]["later"], again.pk, LaterFinding.objects.count()) == ([], second.pk, 1)
    assert noticed(run) == before


def test_the_page_shows_what_is_known_now_before_any_review_asks_for_it(client):
    run = imported()
    BidParty.objects.update(name="One Ltd", id_scheme="", id_value="")

    text = page(client, run.lot.evaluation, officer_of(run.lot.evaluation))

    assert "Known since the result was frozen" in text
    assert "are bids of one organisation: One Ltd." in text
    assert LaterFinding.objects.count() == 0


def test_an_empty_list_reassures_nobody_where_something_became_known_later(client):
    options = lots.priced({"price": "100.00"}, {"price": "60.00"})
    run = imported(**options)
    BidParty.objects.update(name="One Ltd", id_scheme="", id_value="")

    text = page(client, run.lot.evaluation, officer_of(run.lot.evaluation))

    assert noticed(run) == []
    assert "Nothing was noticed." not in text
    assert "Nothing was noticed when the result was frozen; what is known since stands below." in text


# --- two officers decide ---


def test_a_tender_run_here_is_not_frozen_before_two_officers_decided_each_such_finding():
    evaluation = builders.doubtful_evaluation(bids=2)
    assert services.obstacles(evaluation) == [WAITING.format(bid=f"Firm {number}") for number in (1, 2)]

    decide(evaluation, "B1")
    with pytest.raises(GateRefused) as refused:
        services.freeze(evaluation=evaluation, by=None, at=lots.LATER)
    assert refused.value.findings == [WAITING.format(bid="Firm 2")]

    decide(evaluation, "B2")
    run = services.freeze(evaluation=evaluation, by=None, at=lots.LATER)
    assert ("below_min_rung", ["B1"]) in noticed(run)


def test_an_imported_tender_is_only_informed_on():
    interface = {**builders.data(bids=0)["interfaces"][0], "min_rung": 2}

    run = imported(interfaces=[interface])

    listed = to_json(summary.of_run(run))["findings"]["noticed"]
    below = [row for row in listed if row["kind"] == "below_min_rung"]
    assert [(row["needs_decision"], row["acts"]) for row in below] == [(False, "For the reader to weigh.")] * 3


def test_a_decision_keeps_names_reason_and_time_and_leaves_a_leaf_without_them():
    evaluation = builders.doubtful_evaluation()

    decision = decide(evaluation, "B1")

    row = FindingDecision.objects.get()
    assert (row.kind, row.bids, row.decision, row.reason, row.at) == (
        *("below_min_rung", ["B1"], "keep", "Asked and answered."),
        lots.LATER,
    )
    assert row.by_first_id != row.by_second_id
    leaves = AuditLeaf.objects.filter(
        log=evaluation.audit_origin, kind__in=["evaluation.decision_proposed", "evaluation.decided"]
    )
    assert [leaf.kind for leaf in leaves.order_by("index")] == ["evaluation.decision_proposed", "evaluation.decided"]
    assert [leaf for leaf in leaves if "Asked" in leaf.body or str(decision.by_second) in leaf.body] == []


def test_excluded_bids_are_ruled_out_by_both_officers_and_the_others_judged_without_them():
    evaluation = builders.doubtful_evaluation(bids=2)
    decide(evaluation, "B2")

    decision = decide(evaluation, "B1", answer="exclude")

    admission = Admission.objects.get()
    assert (admission.bid.alias, admission.verdict, admission.ground, admission.reason) == (
        *("B1", "excluded", "evidence below what was asked"),
        "Asked and answered.",
    )
    assert {admission.by, admission.second_by} == {decision.by_first, decision.by_second}
    run = services.freeze(evaluation=evaluation, by=None, at=lots.LATER)
    assert [place["bid"] for place in codec.loads(run.result)["order"]] == ["B2"]


def test_nobody_confirms_what_they_proposed_themselves():
    proposal = builders.proposed_decision()

    with pytest.raises(decisions.NotDecidable, match="you proposed this yourself"):
        decisions.confirm(proposal=proposal, by=proposal.by, at=lots.LATER)
    assert FindingDecision.objects.count() == 0


def test_a_proposal_that_was_replaced_or_confirmed_is_confirmed_by_nobody():
    first = builders.proposed_decision()
    evaluation, second_officer = first.evaluation, officer_of(first.evaluation)
    other = {"finding": first.finding, "answer": "exclude", "reason": "No answer came."}
    replacing = decisions.propose(evaluation=evaluation, by=first.by, at=lots.LATER, **other)

    with pytest.raises(decisions.NotDecidable, match="replaced or confirmed meanwhile"):
        decisions.confirm(proposal=first, by=second_officer, at=lots.LATER)
    decisions.confirm(proposal=replacing, by=second_officer, at=lots.LATER)
    with pytest.raises(decisions.NotDecidable, match="replaced or confirmed meanwhile"):
        decisions.confirm(proposal=replacing, by=second_officer, at=lots.LATER)
    assert [row.decision for row in FindingDecision.objects.all()] == ["exclude"]


@pytest.mark.parametrize(
    "changes",
    [
        {"bids": ("B9",)},
        {"kind": "thin_panel"},
        {"kind": "late_bid"},
        {"values": {"bid": ("B1",), "what": ("Parking",)}},
    ],
)
def test_what_is_not_noticed_with_these_figures_or_needs_no_decision_is_decided_by_nobody(changes):
    evaluation = builders.doubtful_evaluation()

    with pytest.raises(decisions.NotDecidable, match="not noticed any more, or with other figures"):
        decisions.propose(
            evaluation=evaluation,
            finding=replace(builders.decidable_finding(evaluation, "B1"), **changes),
            answer="keep",
            reason="x",
            by=officer_of(evaluation),
            at=lots.LATER,
        )


def test_the_same_proposal_waits_once():
    proposal = builders.proposed_decision()

    again = decisions.propose(
        evaluation=proposal.evaluation,
        finding=proposal.finding,
        answer=proposal.decision,
        reason=proposal.reason,
        by=proposal.by,
        at=lots.LATER,
    )

    assert again == proposal
    assert list(DecisionProposal.objects.all()) == [proposal]


# --- a decision is about the figures that were read ---


def low_priced():
    """Three bids by price alone: the second asks half of what the others ask, and a rule says that this is low."""
    amounts = [{"price": "100000.00"}, {"price": "50000.00"}, {"price": "101000.00"}]
    evaluation = lots.evaluation_of("priced", **lots.priced(*amounts))
    tender = evaluation.lot.tender
    tender.alt_rule = {"id": "mean_of_others", "params": {"x": "1/3"}}
    tender.save()
    builders.republish(tender)
    return Evaluation.objects.get(pk=evaluation.pk)


def lower_price(bid, by):
    """Change a price behind everybody's back, as an import of a corrected file would."""
    line = PriceLine.objects.get(bid__alias=bid)
    line.amount -= by
    line.save()


def test_a_decision_about_a_low_price_does_not_settle_a_lower_one(rows_may_change):
    evaluation = low_priced()
    read = builders.decidable_finding(evaluation, "B2", kind="abnormal_price")
    decide(evaluation, "B2", kind="abnormal_price")
    assert services.obstacles(evaluation) == []

    lower_price("B2", by=1000)

    lower = builders.decidable_finding(evaluation, "B2", kind="abnormal_price")
    assert (lower.bids, lower.values == read.values) == (read.bids, False)
    [obstacle] = services.obstacles(evaluation)
    assert obstacle.endswith("Two officers decide first.")
    with pytest.raises(GateRefused):
        services.freeze(evaluation=evaluation, by=None, at=lots.LATER)


def test_a_confirmation_of_other_figures_than_were_proposed_is_refused(rows_may_change):
    evaluation = low_priced()
    read = builders.decidable_finding(evaluation, "B2", kind="abnormal_price")
    proposal = decisions.propose(
        evaluation=evaluation, finding=read, answer="keep", reason="x", by=officer_of(evaluation), at=lots.LATER
    )
    lower_price("B2", by=1000)

    with pytest.raises(decisions.NotDecidable, match="with other figures"):
        decisions.confirm(proposal=proposal, by=officer_of(evaluation), at=lots.LATER)


def test_the_page_says_that_a_decision_was_about_other_figures(client, rows_may_change):
    evaluation = low_priced()
    decision = decide(evaluation, "B2", kind="abnormal_price")
    lower_price("B2", by=1000)

    text = page(client, evaluation, officer_of(evaluation))

    before = f"Kept by {decision.by_first} and {decision.by_second}: Asked and answered."
    assert f"Decided before, for other figures: {before}" in text
    assert "Settled." not in text


# --- on the page ---


def address_of(evaluation, finding):
    return reverse("evaluations:finding", args=[evaluation.pk, fingerprint(finding)])


def test_one_officer_proposes_and_another_confirms_on_the_page(client):
    evaluation = builders.doubtful_evaluation(bids=1)
    first, second = officer_of(evaluation), officer_of(evaluation)
    url = address_of(evaluation, builders.decidable_finding(evaluation, "B1"))
    assert f'<a href="{url}">Decide</a>' in page(client, evaluation, first)

    refused = client.post(url, {"answer": "keep", "reason": " "})
    assert "This field is required." in refused.content.decode()
    client.post(url, {"answer": "keep", "reason": "They showed it."})
    assert "another officer of the authority confirms it" in client.get(url).content.decode()

    assert "Read and confirm" in page(client, evaluation, second)
    confirm = reverse("evaluations:confirm", args=[evaluation.pk, queries.open_proposals_of(evaluation)[0].pk])
    assert f'action="{confirm}"' in client.get(url).content.decode()
    client.post(confirm)

    text = page(client, evaluation, second)
    assert f"Kept by {first} and {second}: They showed it." in text
    assert client.get(url).status_code == 200  # what was decided may be decided anew


def test_an_auditor_reads_what_was_noticed_and_decides_nothing(client):
    evaluation = builders.doubtful_evaluation(bids=1)

    text = page(client, evaluation, officer_of(evaluation, "auditor"))

    assert "is below the level asked for: Feed of events." in text
    assert "/findings/" not in text


def test_a_finding_that_does_not_stand_has_no_page(client):
    evaluation = builders.doubtful_evaluation(bids=1)
    client.force_login(officer_of(evaluation))

    below = builders.decidable_finding(evaluation, "B1")
    for other in (replace(below, bids=("B9",)), replace(below, values={}), Finding("single_bid", ("B1",))):
        assert client.get(address_of(evaluation, other)).status_code == 404


def test_a_confirmation_that_comes_too_late_says_so(client):
    proposal = builders.proposed_decision()
    evaluation = proposal.evaluation
    decisions.confirm(proposal=proposal, by=officer_of(evaluation), at=lots.LATER)
    client.force_login(officer_of(evaluation))

    answer = client.post(reverse("evaluations:confirm", args=[evaluation.pk, proposal.pk]), follow=True)

    assert "replaced or confirmed meanwhile" in answer.content.decode()
    assert FindingDecision.objects.count() == 1


def test_one_s_own_confirmation_is_refused_on_the_page_too(client):
    proposal = builders.proposed_decision()
    client.force_login(proposal.by)

    answer = client.post(reverse("evaluations:confirm", args=[proposal.evaluation_id, proposal.pk]), follow=True)

    assert "you proposed this yourself" in answer.content.decode()
