"""The dictionary of a run that page, PDF and API show."""

from fractions import Fraction as F

import pytest
from rest_framework.serializers import BaseSerializer, ListSerializer

from core.rest.shapes import serializer_for, to_json
from procurement.evaluations import queries, services, summary
from procurement.evaluations.models import Admission, Run
from procurement.evaluations.shapes import SummaryShape
from scoring.judging import evaluate
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db

SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}


def shape(serializer):
    """The keys of a serializer, nested."""
    if isinstance(serializer, ListSerializer):
        return [shape(serializer.child)]
    if isinstance(serializer, BaseSerializer):
        return {name: shape(field) for name, field in serializer.fields.items()}
    return None


def same_shape(value, wanted, path=""):
    """Every place where an answer has other keys than its serializer."""
    if value is None:
        return []
    if isinstance(wanted, list):
        return [fault for index, item in enumerate(value) for fault in same_shape(item, wanted[0], f"{path}/{index}")]
    if isinstance(wanted, dict):
        missing = [f"{path}/{key}" for key in set(value) ^ set(wanted)]
        return missing + [
            fault for key in set(value) & set(wanted) for fault in same_shape(value[key], wanted[key], f"{path}/{key}")
        ]
    return []


def figures(answer):
    return [(row["place"], row["alias"], F(row["figure"])) for row in answer["ranking"]]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"bids": 1},
        {"change": lots.ruled_out},
        lots.priced({"price": "100.00"}, {"price": "90.00"}),
        {"origin": "imported", "source": SOURCE},
    ],
    ids=["points", "one bid", "excluded", "money", "imported"],
)
def test_the_dictionary_is_the_one_that_the_api_describes(options):
    answer = to_json(summary.of_run(lots.run_of(**options)))

    assert same_shape(answer, shape(serializer_for(SummaryShape)())) == []
    assert serializer_for(SummaryShape)(data=answer).is_valid(raise_exception=True)


def test_points_are_made_up_of_every_family():
    answer = to_json(summary.of_run(builders.frozen_run(bids=2)))

    assert answer["composition"] == [
        {
            "bid": "B1",
            "alias": "B1",
            "name": "Firm 1",
            "total": "3629/50",
            "parts": [
                {"family": "interoperability", "label": "Interoperability", "points": "15/4"},
                {"family": "open_standards", "label": "Open standards", "points": "15/4"},
                {"family": "value_for_money", "label": "Value for money", "points": str(20 + F(909_000 * 40, 920_000))},
                {"family": "performance", "label": "Performance", "points": "50/9"},
            ],
        },
        {
            "bid": "B2",
            "alias": "B2",
            "name": "Firm 2",
            "total": "6853/100",
            "parts": [
                {"family": "interoperability", "label": "Interoperability", "points": "15/4"},
                {"family": "open_standards", "label": "Open standards", "points": "15/4"},
                {"family": "value_for_money", "label": "Value for money", "points": str(16 + F(908_000 * 40, 920_000))},
                {"family": "performance", "label": "Performance", "points": "50/9"},
            ],
        },
    ]
    assert [(row["label"], row["points"]) for row in answer["families"]] == [
        ("Interoperability", "15"),
        ("Open standards", "15"),
        ("Value for money", "60"),
        ("Performance", "10"),
    ]


def test_a_mark_opens_down_to_panel_reason_and_rule():
    answer = to_json(summary.of_run(builders.frozen_run(bids=2)))

    cells = {cell["criterion"]: cell for cell in answer["ranking"][1]["cells"]}
    assert cells["method"] == {
        "criterion": "method",
        "title": "Method of work",
        "family": "value_for_money",
        "raw": "4",
        "raw_text": "4",
        "share": "4/5",
        "points": "16",
        "of": "20",
        "sentence": "Method of work: the agreed mark 4 of 5 gives 80\N{NO-BREAK SPACE}% of 20 points: 16.00.",
        "calculation": {"line": "20 × 4 ÷ 5 = 16.00", "why": "", "steps": [], "indicators": [], "interfaces": []},
        "rule": "mark_consensus",
        "marks": [
            {"evaluator": "E1", "value": "4", "reason": "Reason 2"},
            {"evaluator": "E2", "value": "4", "reason": "Reason 2"},
            {"evaluator": "E3", "value": "3", "reason": "Reason 2"},
            {"evaluator": "Consensus", "value": "4", "reason": ""},
        ],
        "reason": "Agreed 2",
    }
    assert cells["price"]["sentence"] == "Price: €92,000 (as stated) gives 39.48 of 40 points."


def test_the_ranking_names_tenderers_prices_and_gaps():
    answer = to_json(summary.of_run(builders.frozen_run(bids=2)))

    assert [
        {key: value for key, value in row.items() if key not in {"cells", "calculation"}} for row in answer["ranking"]
    ] == [
        {
            "place": 1,
            "bid": "B1",
            "alias": "B1",
            "name": "Firm 1",
            "price": "91000",
            "figure": "3629/50",
            "figure_label": "points",
            "total": "3629/50",
            "gap": "0",
            "tie_path": [],
            "sentence": "Place 1 of 2: Firm 1 with 72.58 points.",
        },
        {
            "place": 2,
            "bid": "B2",
            "alias": "B2",
            "name": "Firm 2",
            "price": "92000",
            "figure": "6853/100",
            "figure_label": "points",
            "total": "6853/100",
            "gap": "81/20",
            "tie_path": [],
            "sentence": "Place 2 of 2: Firm 2 with 68.53 points.",
        },
    ]


def test_the_figure_that_ranks_is_the_sum_of_unrounded_points():
    answer = to_json(summary.of_run(builders.frozen_run(bids=2)))

    assert [row["calculation"]["line"] for row in answer["ranking"]] == [
        "3.75 + 3.75 + 20 + 5.5555… + 39.5217… = 72.58",
        "3.75 + 3.75 + 16 + 5.5555… + 39.4782… = 68.53",
    ]


def test_money_ranks_without_points():
    options = lots.priced({"price": "100.00"}, {"price": "90.50"}, {"price": "120.00"})

    answer = to_json(summary.of_run(lots.run_of(**options)))

    assert figures(answer) == [(1, "B2", F("90.5")), (2, "B1", F(100)), (3, "B3", F(120))]
    assert [(row["total"], row["gap"], row["figure_label"]) for row in answer["ranking"]] == [
        (None, "0", "EUR"),
        (None, "19/2", "EUR"),
        (None, "59/2", "EUR"),
    ]
    [cell] = answer["ranking"][0]["cells"]
    assert (cell["raw"], cell["raw_text"], cell["share"], cell["points"]) == ("181/2", "EUR", None, None)
    assert cell["sentence"] == "Purchase: €90.50 (as stated) goes into the figure that ranks."
    assert answer["composition"][0]["parts"] == [{"family": "figure", "label": "EUR", "points": "181/2"}]


def test_a_cost_line_counts_in_the_figure_and_not_in_the_price():
    options = lots.priced(
        {"price": "100.00", "energy": "50.00"},
        {"price": "120.00", "energy": "10.00"},
        formula="price_plus_cost",
        criteria=[lots.PRICE, lots.ENERGY],
    )

    answer = to_json(summary.of_run(lots.run_of(**options)))

    assert figures(answer) == [(1, "B2", 130), (2, "B1", 150)]
    assert [(row["alias"], row["price"]) for row in answer["ranking"]] == [("B2", "120"), ("B1", "100")]
    assert [(cell["criterion"], cell["raw"], cell["points"]) for cell in answer["ranking"][0]["cells"]] == [
        ("price", "120", None),
        ("energy", "10", None),
    ]
    assert [(row["title"], row["points"]) for row in answer["criteria"]] == [
        ("Purchase", "100"),
        ("Energy in ten years", "0"),
    ]


def test_an_index_ranks_quality_with_points_and_a_price_without():
    run = lots.run_of(formula="quality_per_price", params={})

    answer = to_json(summary.of_run(run))

    assert (answer["method"]["kind"], answer["method"]["best"]) == ("index", "high")
    assert [(cell["criterion"], cell["points"] is None) for cell in answer["ranking"][0]["cells"]] == [
        ("interoperability", False),
        ("standards", False),
        ("method", False),
        ("performance", False),
        ("price", True),
    ]
    assert [part["label"] for part in answer["composition"][0]["parts"]] == ["index"]


def test_a_tie_says_how_it_was_broken():
    options = lots.priced(
        {"price": "100.00"}, {"price": "100.00"}, tie_chain=["lower_price", "earlier_submission", "draw"]
    )

    answer = to_json(summary.of_run(lots.run_of(**options)))

    assert [(row["place"], row["alias"], row["gap"]) for row in answer["ranking"]] == [(1, "B1", "0"), (2, "B2", "0")]
    assert answer["ranking"][0]["tie_path"] == [
        "Firm 1 stays level with Firm 2 on the lower price: 100.",
        "Firm 1 is placed by the earlier submission: 2026-02-25T08:01:00.000000Z.",
    ]


def test_excluded_bids_say_why_and_keep_what_they_earned():
    answer = to_json(summary.of_run(lots.run_of(bids=4, change=lots.ruled_out)))

    assert figures(answer)[0][:2] == (1, "B1")
    assert [{key: value for key, value in row.items() if key != "cells"} for row in answer["excluded"]] == [
        {
            "bid": "B2",
            "alias": "B2",
            "name": "Firm 2",
            "stage": "ruling",
            "where": f"admission:{Admission.objects.get().pk}",
            "sentence": "Firm 2 is excluded by a recorded ruling: Conflict of interest.",
        },
        {
            "bid": "B3",
            "alias": "B3",
            "name": "Firm 3",
            "stage": "gate",
            "where": "secure",
            "sentence": "Firm 3 is excluded: it fails 'Certified information security'.",
        },
    ]
    gates = {bid["alias"]: (bid["gates"][0]["passed"], bid["gates"][0]["reason"]) for bid in answer["bids"]}
    assert (gates["B1"], gates["B3"]) == (
        (True, "The certificate is valid."),
        (False, "The certificate has lapsed."),
    )


def test_a_bid_below_a_minimum_shows_the_mark_that_failed():
    answer = to_json(summary.of_run(lots.run_of(change=lots.below_the_minimum)))

    [out] = answer["excluded"]
    failed = next(cell for cell in out["cells"] if cell["criterion"] == "method")
    assert (out["sentence"], failed["raw"], failed["points"], failed["reason"]) == (
        "Firm 3 is excluded: it reaches 1 for 'Method of work', the minimum is 2.",
        "1",
        "4",
        "It does not say who works.",
    )


def sentences(answer):
    """What is to be looked at twice."""
    return [finding["sentence"] for finding in answer["findings"]["noticed"]]


def test_one_bid_is_ranked_and_flagged():
    answer = to_json(summary.of_run(builders.frozen_run(bids=1)))

    assert figures(answer) == [(1, "B1", F("72.58"))]
    assert sentences(answer) == ["Only Firm 1 is admissible: there is nothing to compare it with."]


def test_no_admissible_bid_is_an_empty_ranking():
    def fail_all(data):
        data["agreed"]["secure"] = {alias: ["0", "None."] for alias in data["agreed"]["secure"]}

    answer = to_json(summary.of_run(lots.run_of(change=fail_all)))

    assert (answer["ranking"], answer["composition"], len(answer["excluded"])) == ([], [], 3)
    assert sentences(answer) == ["No bid is admissible."]


def test_a_relative_method_is_looked_at_twice():
    answer = to_json(summary.of_run(lots.run_of(formula="relative_lowest", params={})))

    assert sentences(answer) == ["By this method, a bid that loses can change who wins."]


def test_what_is_not_built_is_said():
    assert to_json(summary.of_run(builders.frozen_run()))["not_built"] == [
        "Claims about interfaces are declared, not checked: verifiers are not built yet.",
    ]
    assert to_json(summary.of_run(lots.run_of(**lots.priced({"price": "100.00"}))))["not_built"] == []


def test_a_consortium_goes_by_its_lead():
    def together(data):
        data["bids"][0]["parties"] += [{"name": "Partner A"}, {"name": "Partner B"}]
        data["bids"][1]["parties"] += [{"name": "Partner C"}]
        data["bids"][2]["parties"] = []

    answer = to_json(summary.of_run(lots.run_of(change=together)))

    assert [row["name"] for row in answer["ranking"]] == ["Firm 1 and 2 partners", "Firm 2 and 1 partner", "B3"]
    assert answer["ranking"][0]["sentence"] == "Place 1 of 3: Firm 1 and 2 partners with 72.58 points."


def test_a_bid_that_the_source_does_not_count_is_shown_apart():
    def lost(data):
        data["bids"][1] |= {"prices": {}, "source_status": "deleted", "source_note": "It was deleted."}

    run = lots.run_of(bids=2, origin="imported", source=SOURCE, change=lost)

    bids = to_json(summary.of_run(run))["bids"]

    assert [(bid["alias"], bid["counted"], bid["source_note"]) for bid in bids] == [
        ("B1", True, ""),
        ("B2", False, "It was deleted."),
    ]


def test_the_exact_figures_are_those_of_the_judge():
    evaluation = builders.evaluation_at("priced")
    judged = services.judge(evaluation.lot)

    answer = to_json(summary.of_run(services.freeze(evaluation=evaluation, by=None, at=lots.LATER)))

    assert figures(answer) == [(place.place, place.bid, place.figure) for place in judged.result.order]
    assert judged.result == evaluate(judged.case)


def test_where_the_mean_counts_no_empty_consensus_stands_among_the_marks():
    agreed = builders.data(bids=2)["agreed"]
    answer = to_json(summary.of_run(builders.frozen_run(bids=2, panel_method="mean", agreed=agreed | {"method": {}})))

    [marks] = [cell["marks"] for cell in answer["ranking"][0]["cells"] if cell["criterion"] == "method"]
    assert [mark["evaluator"] for mark in marks] == ["E1", "E2", "E3"]


def test_a_run_in_one_line_for_commands():
    assert summary.in_a_line(builders.frozen_run(bids=2)) == ("evaluated by fixed_linear/1: 1. B1 72.58, 2. B2 68.53")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *[("result_sha", "0" * 64), ("facts_sha", "0" * 64), ("inputs", "{}"), ("inputs", "not JSON")],
        *[("result", "{}"), ("result", '{"complete":true,"order":[]}')],
    ],
)
def test_no_number_of_a_damaged_run_is_shown(column, value):
    run = builders.frozen_run()
    setattr(run, column, value)

    with pytest.raises(summary.Damaged, match=r"Run 1 of T-\d+ / 1 no longer gives the result"):
        to_json(summary.of_run(run))


@pytest.mark.parametrize("bids", [1, 3])
def test_a_summary_costs_the_same_for_any_number_of_bids(bids, django_assert_num_queries):
    run = queries.latest_run(builders.frozen_evaluation(bids=bids))

    with django_assert_num_queries(20):
        to_json(summary.of_run(run))


def test_two_lots_are_two_runs():
    builders.evaluated_tender(lots=2)

    assert [to_json(summary.of_run(run))["lot"]["count"] for run in Run.objects.all()] == [2, 2]
