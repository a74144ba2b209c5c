"""What the page of an evaluation shows, and what it must not."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory

from core import triggers
from core.models import AuditLeaf
from procurement.evaluations import pages, queries, services
from procurement.evaluations.forms import RerunForm
from procurement.evaluations.models import Evaluation
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db

SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}


def detail_of(evaluation, user=None):
    return pages.detail(evaluation, user or builders.person("officer"), {})


def page(evaluation, user=None, **context):
    """The text of the page, without what lies between tags twice."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    detail = detail_of(evaluation, user)
    html = render_to_string("evaluations/detail.html", {"evaluation": detail, "crumbs": [], **context}, request)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main")[1]))


def frozen(**options):
    run = lots.run_of(**options)
    return Evaluation.objects.get(lot=run.lot)


# --- where it stands, and what to do next ---


def test_an_officer_is_told_to_evaluate_what_is_complete():
    evaluation = builders.evaluation_at("priced")

    detail = detail_of(evaluation)

    assert detail["next"] == (
        "Nothing is missing. Evaluate by the published method; inputs, result and their digests are frozen."
    )
    assert (detail["freeze"], detail["rerun"], detail["form"], detail["result"]) == (
        {"url": f"/evaluations/{evaluation.pk}/freeze/", "why": ""},
        None,
        None,
        None,
    )
    assert (detail["state"], detail["tone"], detail["history"], detail["matrix"]) == ("Prices open", "warn", [], None)


def test_what_is_missing_is_listed_and_refuses_the_button():
    detail = detail_of(lots.evaluation_of(change=lots.without_a_mark))

    assert detail["obstacles"] == ["Firm 2 has no complete mark for 'Method of work'."]
    assert (detail["next"], detail["freeze"]["why"]) == (
        "This lot cannot be evaluated yet. What is missing:",
        "What is missing is listed above.",
    )


def test_an_auditor_sees_who_evaluates_and_why_not_the_auditor():
    detail = detail_of(builders.evaluation_at("priced"), builders.person("auditor"))

    assert (detail["next"], detail["freeze"]["why"]) == (
        "Nothing is missing. An officer of the authority evaluates.",
        "An officer of the authority evaluates; auditors change nothing.",
    )


def test_a_frozen_evaluation_offers_a_rerun_to_officers_only():
    evaluation = builders.frozen_evaluation()

    officers, auditors = detail_of(evaluation), detail_of(evaluation, builders.person("auditor"))

    assert (officers["freeze"], officers["rerun"]["why"], type(officers["form"])) == (None, "", RerunForm)
    assert (auditors["freeze"], auditors["rerun"]["why"], auditors["form"]) == (
        None,
        "An officer of the authority evaluates; auditors change nothing.",
        None,
    )


def test_an_imported_evaluation_says_where_it_comes_from():
    text = page(frozen(origin="imported", source=SOURCE))

    assert "Imported from facts.toml, not run here." in text


def test_a_tender_without_a_method_shows_why_instead_of_a_ranking():
    text = page(lots.evaluation_of(formula="", no_method_why="The source names no method."))

    assert "This lot cannot be evaluated yet. What is missing: The source names no method." in text
    assert "Ranking" not in text


# --- what stands below the answer ---


def test_a_bid_that_the_source_does_not_count_stands_apart():
    def lost(data):
        data["bids"][1] |= {"prices": {}, "source_status": "invalid", "source_note": "It came too late."}

    evaluation = frozen(bids=2, origin="imported", source=SOURCE, change=lost)

    detail = detail_of(evaluation)

    assert detail["result"]["uncounted"] == [
        {"alias": "B2", "name": "Firm 2", "status": "invalid", "note": "It came too late."}
    ]
    assert [row["alias"] for row in detail["result"]["answer"]["rows"]] == ["B1"]
    assert "Bids that the source does not count" in page(evaluation)


def test_a_gate_says_passed_failed_or_not_decided():
    def undecided(data):
        lots.ruled_out(data)
        del data["agreed"]["secure"]["B2"]

    bids = detail_of(frozen(change=undecided))["result"]["bids"]

    assert [(bid["alias"], bid["gates"][0][1]) for bid in bids] == [
        ("B1", "passed"),
        ("B2", "not decided"),
        ("B3", "failed"),
    ]


def test_the_whole_page_of_a_result():
    evaluation = builders.frozen_evaluation(bids=2)
    run = queries.latest_run(evaluation)

    text = page(evaluation)

    for wanted in (
        "Firm 1 is first with 72.58 of 100 points",
        "4.05 points ahead of Firm 2, and €1,000 cheaper.",
        "The bid with the most points wins; 100 points can be earned.",
        "more points for Quality",
        "Certified information security: passed . The certificate is valid.",
        "Feed of events (gtfs-rt 2.0), declared, not checked: Firm 1 publishes its events as an open feed.",
        run.spec_sha,
        run.facts_sha,
        run.result_sha,
        "First evaluation",
        "python -m scoring evaluation.json",
        "verifiers are not built yet",
    ):
        assert wanted in text


def test_no_panel_member_is_named():
    evaluation = builders.frozen_evaluation()
    names = [member.user.name for member in evaluation.lot.panel.all()]

    text = page(evaluation)

    assert ([name for name in names if re.search(rf"{name}\b", text)], len(names)) == ([], 3)


def test_reviews_are_added_only_where_a_later_stage_gives_them():
    assert "Reviews" not in page(builders.frozen_evaluation())


def test_no_bid_ranked_says_so():
    def fail_all(data):
        data["agreed"]["secure"] = {alias: ["0", "None."] for alias in data["agreed"]["secure"]}

    text = page(frozen(change=fail_all))

    assert "No bid is admissible" in text


def test_what_a_bid_said_is_read_out():
    [bid] = detail_of(builders.frozen_evaluation(bids=1))["result"]["bids"]

    assert (bid["title"], bid["parties"], bid["prices"], bid["offers"]) == (
        "1 · B1 Firm 1",
        ["Firm 1, Lead, XX 1"],
        [("Price", "€91,000")],
        [("Availability per month (%)", "99.5")],
    )


def test_both_runs_stand_in_the_history():
    evaluation = builders.frozen_evaluation()
    services.rerun(evaluation=evaluation, supersedes=1, cause="complaint", reason="Upheld.", by=None, at=lots.LATER)

    history = detail_of(evaluation)["history"]

    assert [(run["no"], run["cause"], run["reason"], run["by"], run["url"]) for run in history] == [
        ("2", "A complaint was upheld", "Upheld.", "an import", f"/evaluations/{evaluation.pk}/evaluation.json?run=2"),
        ("1", "First evaluation", "", history[1]["by"], f"/evaluations/{evaluation.pk}/evaluation.json?run=1"),
    ]


def test_a_damaged_run_shows_no_number_but_the_file():
    evaluation = builders.frozen_evaluation()
    run = queries.latest_run(evaluation)
    damaged = run.inputs.replace('"amount":"91000"', '"amount":"90000"')
    triggers.remove()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_run SET inputs = %s", [damaged])

    text = page(evaluation)

    assert "The stored run does not come out the same again" in text
    assert f"digests/facts: stored {run.facts_sha}" in text
    assert ("72.58" in text, "evaluation.json" in text) == (False, True)


def test_the_page_leaves_no_leaf():
    evaluation = builders.frozen_evaluation()
    before = AuditLeaf.objects.count()

    page(evaluation)

    assert AuditLeaf.objects.count() == before


@pytest.mark.parametrize("bids", [1, 3])
def test_a_frozen_page_costs_the_same_for_any_number_of_bids(bids, django_assert_num_queries):
    evaluation = queries.with_relations().get(pk=builders.frozen_evaluation(bids=bids).pk)
    officer = builders.person("officer")

    with django_assert_num_queries(24):
        page(evaluation, officer)


def test_an_open_page_costs_the_same_for_any_number_of_bids(django_assert_max_num_queries):
    officer = builders.person("officer")
    costs = []
    for bids in (1, 3):
        evaluation = queries.with_relations().get(pk=builders.evaluation_at("priced", bids=bids).pk)
        with django_assert_max_num_queries(25) as context:
            page(evaluation, officer)
        costs.append(len(context))

    assert costs[0] - 1 == costs[1]  # the first also asks for the officer's roles, once


def test_a_bid_says_how_the_figure_that_ranks_it_adds_up():
    evaluation = queries.with_relations().get(pk=builders.frozen_evaluation(bids=2).pk)

    result = pages.detail(evaluation, builders.person("officer"), {})["result"]

    figures = [bid["figure"][-1] for bid in result["bids"]]
    assert [line.rpartition(" = ")[2] for line in figures] == [row["figure"] for row in result["answer"]["rows"]]
    assert all(" + " in line for line in figures)
