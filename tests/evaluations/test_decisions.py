"""Findings that two officers decide: before the freeze, about the figures that were read, and on the page."""

from dataclasses import replace

import pytest
from django.urls import reverse

from core.models import AuditLeaf
from core.rest.shapes import to_json
from core.states import GateRefused
from procurement.bids.models import PriceLine
from procurement.evaluations import decisions, queries, services, summary
from procurement.evaluations.models import (
    Admission,
    DecisionProposal,
    Evaluation,
    FindingDecision,
)
from scoring import codec
from scoring.findings import Finding, fingerprint
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db
SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}
WAITING = "The evidence of {bid} is below the level asked for: Feed of events. Two officers decide first."


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def decide(evaluation, bid, answer="keep", kind="below_min_rung"):
    proposal = decisions.propose(
        evaluation=evaluation,
        finding=builders.decidable_finding(evaluation, bid, kind=kind),
        answer=answer,
        reason="Asked and answered.",
        by=lots.officer_of(evaluation),
        at=lots.LATER,
    )
    return decisions.confirm(proposal=proposal, by=lots.officer_of(evaluation), at=lots.LATER)


def imported(**options):
    return lots.run_of(origin="imported", source=SOURCE, **options)


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
    assert ("below_min_rung", ["B1"]) in lots.noticed(run)


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
    evaluation, second_officer = first.evaluation, lots.officer_of(first.evaluation)
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
            by=lots.officer_of(evaluation),
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
        evaluation=evaluation, finding=read, answer="keep", reason="x", by=lots.officer_of(evaluation), at=lots.LATER
    )
    lower_price("B2", by=1000)

    with pytest.raises(decisions.NotDecidable, match="with other figures"):
        decisions.confirm(proposal=proposal, by=lots.officer_of(evaluation), at=lots.LATER)


def test_the_page_says_that_a_decision_was_about_other_figures(client, rows_may_change):
    evaluation = low_priced()
    decision = decide(evaluation, "B2", kind="abnormal_price")
    lower_price("B2", by=1000)

    text = lots.page(client, evaluation, lots.officer_of(evaluation))

    before = f"Kept by {decision.by_first} and {decision.by_second}: Asked and answered."
    assert f"Decided before, for other figures: {before}" in text
    assert "Settled." not in text


# --- on the page ---


def address_of(evaluation, finding):
    return reverse("evaluations:finding", args=[evaluation.pk, fingerprint(finding)])


def test_one_officer_proposes_and_another_confirms_on_the_page(client):
    evaluation = builders.doubtful_evaluation(bids=1)
    first, second = lots.officer_of(evaluation), lots.officer_of(evaluation)
    url = address_of(evaluation, builders.decidable_finding(evaluation, "B1"))
    assert f'<a href="{url}">Decide</a>' in lots.page(client, evaluation, first)

    refused = client.post(url, {"answer": "keep", "reason": " "})
    assert "This field is required." in refused.content.decode()
    client.post(url, {"answer": "keep", "reason": "They showed it."})
    assert "another officer of the authority confirms it" in client.get(url).content.decode()

    assert "Read and confirm" in lots.page(client, evaluation, second)
    confirm = reverse("evaluations:confirm", args=[evaluation.pk, queries.open_proposals_of(evaluation)[0].pk])
    assert f'action="{confirm}"' in client.get(url).content.decode()
    client.post(confirm)

    text = lots.page(client, evaluation, second)
    assert f"Kept by {first} and {second}: They showed it." in text
    assert client.get(url).status_code == 200  # what was decided may be decided anew


def test_an_auditor_reads_what_was_noticed_and_decides_nothing(client):
    evaluation = builders.doubtful_evaluation(bids=1)

    text = lots.page(client, evaluation, lots.officer_of(evaluation, "auditor"))

    assert "is below the level asked for: Feed of events." in text
    assert "/findings/" not in text


def test_a_finding_that_does_not_stand_has_no_page(client):
    evaluation = builders.doubtful_evaluation(bids=1)
    client.force_login(lots.officer_of(evaluation))

    below = builders.decidable_finding(evaluation, "B1")
    for other in (replace(below, bids=("B9",)), replace(below, values={}), Finding("single_bid", ("B1",))):
        assert client.get(address_of(evaluation, other)).status_code == 404


def test_a_confirmation_that_comes_too_late_says_so(client):
    proposal = builders.proposed_decision()
    evaluation = proposal.evaluation
    decisions.confirm(proposal=proposal, by=lots.officer_of(evaluation), at=lots.LATER)
    client.force_login(lots.officer_of(evaluation))

    answer = client.post(reverse("evaluations:confirm", args=[evaluation.pk, proposal.pk]), follow=True)

    assert "replaced or confirmed meanwhile" in answer.content.decode()
    assert FindingDecision.objects.count() == 1


def test_one_s_own_confirmation_is_refused_on_the_page_too(client):
    proposal = builders.proposed_decision()
    client.force_login(proposal.by)

    answer = client.post(reverse("evaluations:confirm", args=[proposal.evaluation_id, proposal.pk]), follow=True)

    assert "you proposed this yourself" in answer.content.decode()
