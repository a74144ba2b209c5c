"""The first screen of a result: who is first, by how much, why, and what a reader must not miss."""

from dataclasses import replace
from fractions import Fraction

import pytest

from procurement.evaluations import pages, summary
from procurement.evaluations.models import Evaluation
from procurement.evaluations.pages.answer import LISTED, answer_page
from procurement.evaluations.summary.sheet import read
from procurement.evaluations.summary.turns import turns_shape
from scoring import MarkTurn, MarkTurns
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db


def frozen(**options):
    return Evaluation.objects.get(lot=lots.run_of(**options).lot)


def detail_of(evaluation, user=None):
    return pages.detail(evaluation, user or builders.person("officer"), {})


def answer_of(**options):
    return summary.of_run(lots.run_of(**options)).answer


def sentences(**options):
    answer = answer_of(**options)
    return answer.headline, answer.lead


# --- the sentences ---


def test_the_dearer_first_says_so():
    def dear(data):
        data["bids"][0]["prices"]["1"]["price"] = "95000.50"

    assert sentences(bids=2, change=dear) == (
        "Firm 1 is first with 72.40 of 100 points",
        "3.87 points ahead of Firm 2, and €3,000.50 dearer.",
    )


def test_the_cheaper_and_the_equal_price_say_so():
    def equal(data):
        data["bids"][1]["prices"]["1"]["price"] = "91000.00"

    assert sentences(bids=2)[1] == "4.05 points ahead of Firm 2, and €1,000 cheaper."
    assert sentences(bids=2, change=equal)[1] == "4.00 points ahead of Firm 2, at the same price."


def test_money_is_compared_as_it_was_evaluated():
    options = lots.priced({"price": "100.00"}, {"price": "90.50"})

    assert sentences(**options) == (
        "Firm 2 is first with an evaluated price of €90.50",
        "Evaluated €9.50 below Firm 1, and €9.50 cheaper.",
    )


def test_an_index_has_as_many_decimals_as_part_the_first_from_the_second():
    headline, lead = sentences(bids=2, formula="vfm_index", params={}, rounding={"stage": "none"})

    assert headline == "Firm 1 is first with a figure of 0.0000045"  # as many as part it from the second
    assert lead.endswith(" ahead of Firm 2, and €1,000 cheaper.")
    assert not lead.startswith("0.0000 ")


def test_a_tie_says_by_which_rule_it_was_broken():
    options = lots.priced({"price": "100.00"}, {"price": "100.00"}, tie_chain=["earlier_submission", "draw"])

    headline, lead = sentences(**options)

    assert headline == "Firm 1 is first by the rule for ties"
    assert lead.startswith("Firm 1 is placed by the earlier submission")
    assert lead.endswith(", at the same price.")


def test_the_only_bid_and_no_bid_say_so():
    def fail_all(data):
        data["agreed"]["secure"] = {alias: ["0", "None."] for alias in data["agreed"]["secure"]}

    assert sentences(bids=1)[1] == "It is the only admissible bid."
    assert sentences(change=fail_all) == ("No bid is admissible", "")


def test_a_distance_that_would_print_as_nothing_gets_more_decimals():
    def nearly_equal(data):
        data["agreed"]["method"]["B2"] = data["agreed"]["method"]["B1"]
        data["bids"][1]["prices"]["1"]["price"] = "91000.01"

    answer = detail_of(frozen(bids=2, rounding={"stage": "none"}, change=nearly_equal))["result"]["answer"]

    assert answer["lead"] == "0.0000004 points ahead of Firm 2, and €0.01 cheaper."
    assert [(row["figure"], row["gap"]) for row in answer["rows"]] == [("72.577295", "–"), ("72.577294", "0.0000004")]


# --- ranking and differences ---


def test_the_ranking_is_ready_to_print():
    answer = detail_of(builders.frozen_evaluation(bids=2))["result"]["answer"]

    assert (answer["figure_label"], answer["hint"], answer["against"]) == (
        *("Points", "Points of 100; the most wins."),
        "Firm 2",
    )
    assert answer["rows"] == [
        {
            "place": 1,
            "alias": "B1",
            "name": "Firm 1",
            "original": "",
            "price": "€91,000",
            "figure": "72.58",
            "gap": "–",
            "notes": [],
            "source": None,
        },
        {
            "place": 2,
            "alias": "B2",
            "name": "Firm 2",
            "original": "",
            "price": "€92,000",
            "figure": "68.53",
            "gap": "4.05",
            "notes": [],
            "source": None,
        },
    ]


def test_differences_stand_with_the_largest_lead_first_and_equal_ones_in_words():
    answer = detail_of(builders.frozen_evaluation(bids=2))["result"]["answer"]

    assert answer["differences"] == [
        {
            "title": "Method of work",
            "sign": {"letter": "V", "label": "Value for money"},
            "points": "+4.00",
            "ahead": True,
            "start": "0.00",
            "width": "100.00",
        },
        {
            "title": "Price",
            "sign": {"letter": "V", "label": "Value for money"},
            "points": "+0.04",
            "ahead": True,
            "start": "0.00",
            "width": "1.09",
        },
    ]
    assert (answer["total"], answer["equal"]) == (
        "+4.05",
        "Equal: Interfaces, Open standards, Performance offered.",
    )


def test_where_the_first_is_behind_the_bar_points_the_other_way():
    def dear(data):
        data["bids"][0]["prices"]["1"]["price"] = "140000.00"

    rows = detail_of(frozen(bids=2, change=dear))["result"]["answer"]["differences"]

    assert [(row["title"], row["points"], row["ahead"], row["start"], row["width"]) for row in rows] == [
        ("Method of work", "+4.00", True, "0.00", "100.00"),
        ("Price", "−2.09", False, "-52.17", "52.17"),
    ]


def test_excluded_bids_stand_in_the_ranking_with_every_reason_in_few_words():
    def twice(data):
        lots.ruled_out(data)
        data["agreed"]["secure"]["B2"] = ["0", "None."]

    rows = detail_of(frozen(change=twice))["result"]["answer"]["rows"]

    assert [(row["place"], row["alias"], row["price"], row["notes"]) for row in rows] == [
        (1, "B1", "€91,000", []),
        (
            None,
            "B2",
            "€92,000",
            [
                "Certified information security: failed",
                "Firm 2 is excluded by a recorded ruling: Conflict of interest.",
            ],
        ),
        (None, "B3", "€93,000", ["Certified information security: failed"]),
    ]


def test_a_missed_minimum_says_what_was_reached_and_asked():
    rows = detail_of(frozen(change=lots.below_the_minimum))["result"]["answer"]["rows"]

    assert [row["notes"] for row in rows if row["place"] is None] == [["Method of work: 1, at least 2 asked"]]


def test_forty_bids_leave_the_first_screen_to_the_first_ones():
    run_summary = summary.of_run(lots.run_of(bids=3))
    first = run_summary.ranking[0]
    many = tuple(replace(first, place=no, alias=f"B{no}", gap=Fraction(no - 1)) for no in range(1, 41))

    answer = answer_page(replace(run_summary, ranking=many), None, "UTC")

    assert (len(answer["rows"]), len(answer["more"]), answer["more_label"]) == (LISTED - 3, 35, "35 more bids")
    assert [row["alias"] for row in (*answer["rows"], *answer["more"])] == [f"B{no}" for no in range(1, 41)]


def test_a_name_in_another_script_stands_under_the_one_that_is_read():
    def named(data):
        data["bids"][0]["parties"][0]["name"] = "LLC Mira (ТОВ «МІРА»)"

    evaluation = frozen(bids=2, change=named)

    detail = detail_of(evaluation)

    assert detail["headline"] == "LLC Mira is first with 72.58 of 100 points"
    assert [(row["name"], row["original"]) for row in detail["result"]["answer"]["rows"]] == [
        ("LLC Mira", "ТОВ «МІРА»"),
        ("Firm 2", ""),
    ]


def test_amounts_of_several_currencies_are_not_added_up():
    run_summary = summary.of_run(lots.run_of(change=lots.ruled_out))
    bids = tuple(
        replace(bid, prices=(*bid.prices, replace(bid.prices[0], currency="USD"))) if bid.alias == "B2" else bid
        for bid in run_summary.bids
    )

    rows = answer_page(replace(run_summary, bids=bids), None, "UTC")["rows"]

    assert [(row["alias"], row["price"]) for row in rows] == [("B1", "€91,000"), ("B2", "–"), ("B3", "€93,000")]


# --- what turns it, what waits ---


def notes_of(evaluation, user=None):
    return {note["id"]: note for note in detail_of(evaluation, user)["notes"]}


def test_every_single_mark_that_turns_the_result_is_named():
    def close(data):
        data["agreed"]["method"]["B2"] = ["5", "Agreed 2"]

    evaluation = frozen(bids=2, change=close)

    turns = notes_of(evaluation)["turns"]

    assert (turns["tone"], turns["tag"], turns["title"], turns["text"]) == (
        "warn",
        "Fragile",
        "Fragile: one panel mark, one level, another winner",
        "Firm 2 is first with any one of these:",
    )
    assert turns["items"] == [
        "Method of work: Firm 1 4 instead of 5, as E3 had marked it",
    ]


def test_a_slight_price_is_fragile_and_a_greater_one_is_not():
    slight = answer_of(**lots.priced({"price": "100.00"}, {"price": "100.50"})).turns
    great = answer_of(**lots.priced({"price": "100.00"}, {"price": "150.00"})).turns

    assert (slight.fragile, slight.title, slight.text) == (
        *(True, "Fragile: 0.51\N{NO-BREAK SPACE}% of a price, another winner"),
        "At €0.51 less (0.51\N{NO-BREAK SPACE}% of its price), Firm 2 is first.",
    )
    assert (great.fragile, great.title) == (False, "A lower price gives another winner")


def test_more_marks_than_one_are_counted_without_the_word_fragile():
    turns = answer_of(bids=2).turns

    assert (turns.fragile, turns.fewest, turns.title) == (
        False,
        2,
        "2 panel marks by one level each give another winner",
    )


def test_a_result_that_nothing_turned_says_what_was_tried_never_that_it_is_firm():
    turns = answer_of(bids=1).turns

    assert (turns.fragile, turns.fewest) == (False, None)
    assert (turns.title, turns.text) == (
        "No panel mark moved by one level gives another winner",
        f"{turns.tried} of {turns.moves} such moves were tried, one at a time.",
    )
    assert "firm" not in f"{turns.title} {turns.text}".lower()
    assert "safe" not in f"{turns.title} {turns.text}".lower()


def test_what_is_to_be_looked_at_twice_stands_on_the_first_screen():
    interface = {**builders.data(bids=0)["interfaces"][0], "min_rung": 2}
    evaluation = frozen(origin="imported", source=SOURCE, interfaces=[interface])

    note = notes_of(evaluation)["open"]

    assert (note["title"], note["tone"], note["url"]) == ("3 things to look at twice", "plain", "#twice")
    assert note["items"][0] == "The evidence of Firm 1 is below the level asked for: Feed of events."


SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}


@pytest.mark.parametrize(
    ("winners", "title", "text"),
    [
        (
            [None],
            "Fragile: one panel mark, one level, and nobody is first without a further decision",
            "Nobody is first without a further decision with any one of these:",
        ),
        (
            ["B2", None],
            "Fragile: one panel mark, one level, and Firm 1 is no longer first",
            "The first is no longer first with any one of these:",
        ),
    ],
)
def test_another_winner_is_named_only_where_each_move_gives_one(winners, title, text):
    sheet = read(builders.frozen_run(bids=2))
    turned = tuple(MarkTurn("method", "B1", "consensus", Fraction(5), Fraction(4), winner) for winner in winners)

    turns = turns_shape(replace(sheet, turns=MarkTurns(8, 8, turned)))

    assert (turns.title, turns.text) == (title, text)
