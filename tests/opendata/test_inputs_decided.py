"""The source's own decisions stand beside the ranking, and change no place."""

import html

import pytest
from django.core.management import call_command
from django.urls import reverse

from core.rest.shapes import from_json, to_json
from procurement.bids import queries as bid_queries
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations import source, summary
from procurement.evaluations.models import Run
from procurement.opendata.models import Issue
from procurement.reports.pdf import paper
from procurement.reports.shapes import ReviewShape, review_of
from procurement.tenders.models import Tender
from tests import builders
from tests.opendata.evaluated import evaluated
from tests.opendata.inputs import bid, prozorro, release

pytestmark = pytest.mark.django_db

REJECTED = "The source rejected B1 on 20 Apr 2024 and awarded B2 on 25 Apr 2024. The published method puts B1 first."
FOLLOWS = (
    "The first that the source did not reject is B2.",
    "Evaluated again without B1, the method puts B2 first: both orders agree.",
)


def outcome_of(tender):
    lot = tender.lots.get()
    return summary.outcome_of_lot(lot, Run.objects.get(lot=lot))


def test_a_bid_that_an_award_rejects_keeps_its_place_and_is_marked(shared):
    tender, lines = evaluated(shared / "inputs/10_prozorro_disqualified_by_award.json")

    outcome = outcome_of(tender)
    assert lines == ["evaluated by lowest_price/1: 1. B1 400, 2. B2 410"]
    assert (outcome.sentence, outcome.sentences, outcome.agrees) == (REJECTED, FOLLOWS, False)
    assert [(row.bid, row.place, row.label) for row in outcome.rejected] == [
        ("B1", 1, "rejected by the source: no ground is given")
    ]
    assert Run.objects.count() == 1


def test_the_decision_is_the_same_on_every_page_review_answer_and_output(shared, client, settings, capsys):
    settings.MFA_REQUIRED_ROLES = []
    path = shared / "inputs/10_prozorro_disqualified_by_award.json"
    call_command("import_tender", str(path))
    tender, run = Tender.objects.get(), Run.objects.get()
    [evaluation] = evaluation_queries.of_tender(tender)
    client.force_login(builders.person("officer", authority=tender.authority))

    pages = [
        html.unescape(client.get(reverse(name, args=[pk])).content.decode())
        for name, pk in [("tenders:detail", tender.pk), ("evaluations:detail", evaluation.pk)]
    ]
    answer = client.get(reverse("api:evaluation", args=[evaluation.pk])).json()
    review = to_json(review_of(run))
    paper_context = paper.context(from_json(ReviewShape, review), data_sha="ab" * 32, variant="pdf/a-3a")
    output = capsys.readouterr().out

    assert [REJECTED in text for text in [*pages, output]] == [True, True, True]
    assert [sentence in text for sentence in FOLLOWS for text in [pages[1], output]] == [True] * 4
    assert pages[1].count("rejected by the source: no ground is given") == 1
    assert answer["source_outcome"] == review["source_outcome"] == to_json(outcome_of(tender))
    assert paper_context["box"] is None
    assert paper_context["difference"].sentences == (REJECTED, *FOLLOWS)
    assert [(row["bid"], row["verdict"]) for row in paper_context["source"]["decisions"]] == [
        ("B1", "rejected"),
        ("B2", "awarded"),
    ]
    assert "source_differs" in {finding.kind for finding in summary.of_run(run).findings.noticed}


def test_an_award_of_a_tender_without_lots_is_about_its_only_lot(shared):
    tender, lines = evaluated(shared / "inputs/11_award_of_tender_without_lots.json")

    outcome = outcome_of(tender)
    assert lines == ["evaluated by lowest_price/1: 1. B2 800, 2. B1 900"]
    assert outcome.sentence == "The source awarded B1 on 1 May 2024. The published method puts B2 first."
    assert (outcome.agrees, outcome.sentences) == (False, ())


def test_two_active_awards_of_a_lot_are_an_issue_and_said(shared):
    tender, _ = evaluated(shared / "inputs/29_two_active_awards_on_one_lot.json")

    twice = "The source has 2 active awards for this lot, B1 and B2, where only one can hold."
    assert (outcome_of(tender).awarded_twice, outcome_of(tender).sentences) == (twice, (twice,))
    [issue] = Issue.objects.filter(code="REF-11")
    assert issue.sentence == (
        "Lot '1' has 2 active awards at /releases/0/awards: a1, a2. Only one can hold; both are kept. Correct the source."
    )
    awards = bid_queries.source_awards_of(tender)
    assert [[a.source_key for a in twice] for twice in bid_queries.lots_awarded_twice(awards).values()] == [
        ["a1", "a2"]
    ]


def test_an_award_that_names_no_bid_is_that_of_the_only_bid_of_its_supplier():
    supplier = {"name": "Firm B", "identifier": {"scheme": "XX-REG", "id": "2"}}

    tender, _ = evaluated(prozorro(features=[], awards=[{"id": "w", "status": "active", "suppliers": [supplier]}]))

    outcome = outcome_of(tender)
    assert (outcome.awarded, outcome.sentence) == (
        ("B2",),
        "The source awarded B2. The published method puts B1 first.",
    )


def test_an_award_to_somebody_without_a_bid_is_said():
    supplier = {"name": "Stranger", "identifier": {"scheme": "XX-REG", "id": "9"}}

    tender, _ = evaluated(prozorro(features=[], awards=[{"id": "w", "status": "active", "suppliers": [supplier]}]))

    outcome = outcome_of(tender)
    assert outcome.sentence == "The source awarded Stranger. The published method puts B1 first."
    assert outcome.sentences == ("No bid of the file for this lot is that of Stranger.",)


def test_a_decision_about_a_lot_that_is_not_evaluated_is_said(shared):
    tender, _ = evaluated(shared / "inputs/08a_no_bids_but_an_award.json")

    assert list(source.sentences_of_tender(tender).values()) == [
        "The source awarded Supplier S1 on 1 May 2024. This lot is not evaluated here."
    ]


def test_a_decision_that_names_no_lot_of_several_stands_with_the_tender():
    lots = [{"id": "A", "title": "A"}, {"id": "B", "title": "B"}]
    record = {**release(lots=lots), "bids": {"details": []}}
    record["awards"] = [{"id": "w", "status": "active", "suppliers": [{"name": "Firm"}], "value": {"amount": 9}}]

    tender, _ = evaluated(record)

    assert source.sentences_of_tender(tender) == {}
    assert source.decisions_without_lot(tender) == ("awarded: Firm, 9 EUR",)


def test_what_a_source_decided_costs_the_same_for_any_number_of_lots(django_assert_max_num_queries):
    def tender_of(count):
        lots = [{"id": f"L{n}", "title": f"L{n}"} for n in range(count)]
        value = {"amount": 5, "currency": "EUR", "valueAddedTaxIncluded": False}
        values = [{"relatedLot": lot["id"], "status": "active", "value": value} for lot in lots]
        bids = [bid("A", 5, lotValues=values)]
        awards = [{"id": lot["id"], "status": "active", "bid_id": "A", "lotID": lot["id"]} for lot in lots]
        return evaluated(prozorro(tenderID=f"T-{count}", features=[], lots=lots, bids=bids, awards=awards))[0]

    for count in (2, 6):
        tender = tender_of(count)
        with django_assert_max_num_queries(4):
            assert len(source.sentences_of_tender(tender)) == count


def test_a_tender_run_here_asks_for_no_decisions(django_assert_num_queries):
    run = builders.frozen_run()

    with django_assert_num_queries(0):
        assert summary.outcome_of_lot(run.lot, run) is None
