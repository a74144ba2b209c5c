"""What informs and never decides: the annex frozen with a run, agreement, abnormally low bids."""

import pytest
from django.db import connection

from core import triggers
from core.rest.shapes import to_json
from procurement.evaluations import pages, queries, services, summary
from procurement.evaluations.models import Run
from procurement.tenders.models import Tender
from scoring import codec, robustness
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db

THIRD = {"id": "mean_of_others", "params": {"x": "1/3"}}


def information_of(run):
    return to_json(summary.of_run(run))["information"]


def sentences(information, key):
    return next((section["sentences"] for section in information["sections"] if section["key"] == key), [])


SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}


def cheap(rule):
    """Three bids by price alone, of which one asks half of what the others ask; `rule` is published."""
    amounts = [{"price": "100.00"}, {"price": "50.00"}, {"price": "101.00"}]
    evaluation = lots.evaluation_of("priced", **lots.priced(*amounts), origin="imported", source=SOURCE)
    triggers.remove()
    Tender.objects.update(alt_rule=rule)
    for tender in Tender.objects.all():
        builders.republish(tender)
    evaluation.lot.tender.refresh_from_db()
    return services.freeze(evaluation=evaluation, by=None, at=lots.LATER)


def test_the_annex_is_frozen_with_the_run_and_drawn_from_its_facts(settings):
    settings.ROBUSTNESS_DRAWS = 60

    run = builders.frozen_run()

    annex = robustness.from_json(codec.loads(run.annex))
    assert (annex.seed, annex.draws, annex.winner) == (int(run.facts_sha[:8], 16), 60, "B1")
    assert robustness.annex_digest(annex) == run.annex_sha


def test_a_run_is_judged_again_with_an_annex_of_its_own():
    first = builders.frozen_run()
    evaluation = first.lot.evaluation

    services.rerun(
        evaluation=evaluation, supersedes=1, cause="correction", reason="A wrong mark.", by=None, at=lots.LATER
    )

    again = queries.latest_run(evaluation)
    assert (again.no, again.annex, again.annex_sha) == (2, first.annex, first.annex_sha)


def test_sections_stand_in_their_order_and_name_the_tenderers():
    information = information_of(builders.frozen_run())

    assert [section["key"] for section in information["sections"]] == [
        "price",
        "steps",
        "fails",
        "without_bid",
        "without_evaluator",
        "openness",
        "weights",
        "chances",
        "agreement",
    ]
    assert sentences(information, "price")[0].startswith("Firm 1 could have asked ")
    assert sentences(information, "without_bid") == ["By this method no losing bid can change who wins."]


def test_of_the_draws_only_the_duels_of_the_winner_are_listed():
    lines = sentences(information_of(builders.frozen_run()), "chances")

    duels = {line.split(" in ")[0] for line in lines if "stands ahead of" in line}
    assert duels == {"Firm 1 stands ahead of Firm 2", "Firm 1 stands ahead of Firm 3"}


def test_weights_and_first_places_are_there_for_the_charts():
    information = information_of(builders.frozen_run())

    assert [(row["alias"], row["name"], row["share"]) for row in information["first"]] == [
        ("B1", "Firm 1", "87/100"),
        ("B2", "Firm 2", "13/100"),
        ("B3", "Firm 3", "0"),
    ]
    assert information["first_by"] == (
        "100 draws, each panel mark a level lower, as it is or a level higher; the 3 best placed bids."
    )
    assert {row["criterion"] for row in information["weights"]} == {
        "interoperability",
        "standards",
        "method",
        "performance",
        "price",
    }


def test_a_flagged_bid_is_asked_and_stays_ranked():
    run = cheap(THIRD)

    answer = to_json(summary.of_run(run))
    lines = sentences(answer["information"], "low")
    assert next(row["alias"] for row in answer["ranking"]) == "B2"
    flagged = [row["sentence"] for row in answer["findings"]["noticed"] if row["kind"] == "abnormal_price"]
    assert flagged == lines[1:]
    assert len(lines) == 2


def test_a_rule_that_asks_about_nobody_says_so():
    lines = sentences(information_of(cheap({"id": "mean_of_others", "params": {"x": "3/5"}})), "low")

    assert lines[1:] == ["Of 3 bids compared, the rule asks about none."]


def test_a_lot_without_a_rule_or_marks_of_its_own_has_neither_section():
    information = information_of(lots.run_of(**lots.priced({"price": "100.00"}, {"price": "90.00"})))

    assert {"low", "agreement"} & {section["key"] for section in information["sections"]} == set()
    assert (information["first"], information["weights"]) == ([], [])


def test_an_older_run_without_an_annex_is_shown_without_one():
    run = builders.frozen_run()
    triggers.remove()
    Run.objects.filter(pk=run.pk).update(annex="", annex_sha="")
    run.refresh_from_db()

    information = information_of(run)

    assert (information["sha256"], information["seed"], information["draws"], information["first"]) == ("", "", 0, [])
    assert [section["key"] for section in information["sections"]] == ["agreement"]


@pytest.mark.parametrize("text", ["{", "{}", None, "padded"])
def test_a_changed_annex_is_found(text):
    run = builders.frozen_run()
    triggers.remove()
    padded, turned = f" {run.annex}", run.annex.replace('"winner":"B1"', '"winner":"B2"')
    changed = {None: turned, "padded": padded}.get(text, text)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE evaluations_run SET annex = %s", [changed])
    run.refresh_from_db()

    with pytest.raises(summary.Damaged, match="The annex of run 1"):
        to_json(summary.of_run(run))


def page_information(evaluation):
    return pages.detail(evaluation, builders.person("officer"), {})["result"]["information"]


def test_the_page_leads_with_what_warns_in_one_sentence_and_one_bar():
    evaluation = builders.frozen_evaluation()

    information = page_information(evaluation)

    assert information["headline"] == (
        "With each panel mark one level lower, the same or one level higher by chance, "
        "Firm 2 is first in 13 of 100 draws."
    )
    assert [(bar["bid"], bar["share"], bar["start"], bar["width"]) for bar in information["odds"]] == [
        ("B1", "87.00", "0.00", "87.00"),
        ("B2", "13.00", "87.00", "13.00"),
    ]
    assert information["weights"]["caption"] == "Weights between which the winner stays"
    assert information["drawn"] == f"100 draws, seed {int(queries.latest_run(evaluation).facts_sha[:8], 16)}"


def test_where_no_other_bid_came_first_the_sentence_says_what_was_drawn_and_not_that_it_is_firm():
    def far(data):
        data["agreed"]["method"]["B2"] = ["2", "Agreed 2"]
        data["marks"]["method"]["B2"] = [["2", "Reason"], ["2", "Reason"], ["2", "Reason"]]

    information = page_information(lots.evaluation_of("frozen", bids=2, change=far))

    assert information["headline"] == (
        "With each weight up to 1 point higher or lower by chance, no other bid came first in any of 100 draws."
    )
    assert [(bar["bid"], bar["width"]) for bar in information["odds"]] == [("B1", "100.00")]


def test_the_parts_of_the_bar_are_as_wide_as_their_shares_and_fill_it():
    [*bars] = page_information(builders.frozen_evaluation())["odds"]

    assert [bar["width"] for bar in bars] == [bar["share"] for bar in bars]
    assert sum(float(bar["width"]) for bar in bars) == 100


def test_each_folded_section_says_its_result():
    sections = {section["key"]: section["result"] for section in information_of(builders.frozen_run())["sections"]}

    assert sections["without_bid"] == "By this method no losing bid can change who wins."
    assert (
        sections["agreement"]
        == "3 evaluators agree fairly well (α = 0.69 over 3 marks each; too few to lean on); E2 marks a little higher, "
        "E3 a little lower."
    )
