"""A review in words: figures by their kind, the result in sentences, marks and reasons, long reviews as lines."""

from fractions import Fraction

import pytest

from procurement.evaluations.shapes import CellShape, ScaleLevelShape
from procurement.reports.pdf import paper, sheets
from procurement.reports.shapes import ReviewShape
from tests.partial import partial

SHA = "5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"


def bid(place, figure, gap, **values):
    alias = f"B{place}"
    return {
        "place": place,
        "bid": alias,
        "alias": alias,
        "name": f"Firm {place}",
        "price": "1000",
        "figure": figure,
        "figure_label": "points",
        "total": figure,
        "gap": gap,
        "tie_path": [],
        "sentence": "",
        "cells": [cell()],
    } | values


def cell(**values):
    return {
        "criterion": "method",
        "title": "Method",
        "family": "value_for_money",
        "raw": "5",
        "raw_text": "",
        "share": "1",
        "points": "20",
        "of": "20",
        "sentence": "Method: the agreed mark 5 of 5 gives all points.",
        "rule": "",
        "marks": [],
        "reason": "Convincing.",
    } | values


def summary(*ranking, kind="points", **values):
    """A review with as much as the words need."""
    data = {
        "tender": {"title": "Sensors", "ref": "T-1", "authority": "City", "currency": "EUR", "basis": "net"}
        | {"published_at": None, "deadline_at": None, "description": ""},
        "lot": {"no": 1, "count": 1, "title": "Lot", "estimate": None},
        "method": {"formula": "f", "version": "1", "kind": kind, "best": "high", "total_points": "100", "params": []}
        | {"rounding": "", "panel": "", "source": "", "sentences": []},
        "criteria": [
            {"id": "method", "title": "Method", "text": "", "family_label": "Value for money", "kind": "scored"}
            | {"scale": [], "points": "20", "share": "1/5", "minimum": ""}
        ],
        "bids": [
            {"alias": row["alias"], "name": row["name"], "parties": [], "submitted_at": None, "status": "Opened"}
            | {"counted": True, "prices": [], "claims": [], "commitments": [], "source_note": ""}
            for row in ranking
        ],
        "ranking": list(ranking),
        "composition": [],
        "excluded": [],
        "gaps": [],
        "findings": {"listed": True, "noticed": [], "later": [], "unlisted": [], "looked_for": ["late bids"]}
        | {"sha256": "f" * 64},
        "information": {"sections": [], "sha256": "", "seed": "", "draws": 0, "first": [], "weights": []},
        "not_built": [],
        "digests": {"spec": "a", "facts": "b", "result": "c"},
        "run": {"no": 1, "cause": "First", "reason": "", "at": "2026-03-12T12:30:00Z", "by": "Ada"},
        "review": {"template": 1, "zone": "Europe/Kyiv", "opened_at": None, "panel": []},
    }
    return partial(ReviewShape, data | values)


def result(data):
    return paper._result(data)


def test_the_lead_says_who_is_first_and_how_far_the_next_is():
    data = summary(bid(1, "145/2", "0"), bid(2, "70", "5/2"), excluded=[{"cells": []}])

    assert result(data)["lead"] == [
        "B1 Firm 1 is ranked first, with 72.50 points.",
        "B2 Firm 2 comes next, 2.50 points behind.",
        "1 bid is excluded.",
    ]


def test_two_bids_that_share_the_first_place_are_both_named():
    data = summary(bid(1, "70", "0"), bid(1, "70", "0", alias="B2", name="Firm 2"), bid(3, "60", "10"))

    assert result(data)["lead"] == [
        "B1 Firm 1, B2 Firm 2 share the first place, with 70.00 points.",
        "B3 Firm 3 comes next, 10.00 points behind.",
    ]


def test_no_admissible_bid_is_said():
    assert result(summary())["lead"] == ["No bid could be ranked."]


@pytest.mark.parametrize(
    ("kind", "figures", "expected"),
    [
        ("points", ["1/3", "1/4"], ["0.33", "0.25"]),
        ("points", ["7001/1000", "7002/1000"], ["7.001", "7.002"]),
        ("money", ["1830000", "1830360"], ["€1,830,000.00", "€1,830,360.00"]),
        ("money", ["10001/1000", "10002/1000"], ["10.0010 EUR", "10.0020 EUR"]),
        ("index", ["1", "3/2"], ["1.00", "1.50"]),
    ],
)
def test_unequal_figures_never_print_alike(kind, figures, expected):
    assert paper.figures([Fraction(text) for text in figures], summary(kind=kind)) == expected


def test_an_amount_in_no_currency_is_a_number_and_a_missing_one_a_dash():
    assert [paper.money(Fraction(1500), "EUR"), paper.money(Fraction(1500), ""), paper.money(None, "EUR")] == [
        "€1,500",
        "1,500",
        "–",
    ]


def test_moments_are_told_in_the_zone_of_the_authority():
    data = summary(bid(1, "70", "0"))

    assert paper._timetable(data) == [("Evaluation frozen", "12 Mar 2026, 14:30\N{NO-BREAK SPACE}Kyiv, UTC+02:00")]


def test_what_to_look_at_twice_names_bids_who_acts_and_how_it_was_settled():
    settled = {"decision": "keep", "sentence": "Kept by Ada and Bo: Asked.", "at": "2026-03-11T10:00:00Z"}
    low = {"kind": "abnormal_price", "bids": [{"alias": "B1", "name": "Firm 1"}], "sentence": "Firm 1 is low."}
    low |= {"acts": "Two officers decide.", "needs_decision": True, "settled": settled, "known_at": None}
    late = low | {"kind": "late_bid", "settled": None, "known_at": "2026-03-13T08:00:00Z"}
    listed = {"listed": True, "noticed": [low], "later": [late], "unlisted": [], "looked_for": ["late bids"]}

    twice = paper.context(
        summary(bid(1, "70", "0"), findings=listed | {"sha256": "f" * 64}), data_sha=SHA, variant="pdf/a-3a"
    )["twice"]

    row = {"sentence": "Firm 1 is low.", "bids": "B1 Firm 1", "acts": "Two officers decide."}
    assert twice == {
        "listed": True,
        "noticed": [row | {"settled": "Kept by Ada and Bo: Asked.", "known": ""}],
        "later": [row | {"settled": "", "known": "13 Mar 2026, 10:00\N{NO-BREAK SPACE}Kyiv, UTC+02:00"}],
        "looked_for": ("late bids",),
    }


def test_the_contents_name_the_sheets_of_the_panel_only_where_there_are_some():
    marks = [{"evaluator": "E1", "value": "5", "reason": "Clear."}]
    with_sheets = summary(bid(1, "70", "0", cells=[cell(marks=marks)]))

    last = [
        paper.context(data, data_sha=SHA, variant="pdf/a-3a")["contents"][-1]["id"]
        for data in (summary(bid(1, "70", "0")), with_sheets)
    ]

    assert last == ["signatures", "sheets"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"raw": None}, ["–"]),
        ({"raw": "1000", "raw_text": "EUR"}, ["€1,000"]),
        ({"raw": "5", "raw_text": "5"}, ["5"]),
        ({"raw": "5", "raw_text": "Excellent"}, ["5 Excellent"]),
        ({"raw": "14/3", "marks": [("E1", "5"), ("E2", "5"), ("E3", "4")]}, ["E1 5 · E2 5 · E3 4", "4.6667"]),
        ({"raw": "5", "marks": [("E1", "4"), ("Consensus", "5")]}, ["E1 4 · Consensus 5"]),
        ({"raw": "5", "marks": [("E1", None)]}, ["E1 –", "5"]),
    ],
)
def test_what_points_rest_on(values, expected):
    marks = [{"evaluator": name, "value": value, "reason": ""} for name, value in values.pop("marks", [])]

    basis = sheets._basis(partial(CellShape, cell(marks=marks, **values)), summary())

    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in basis] == expected


def test_a_price_that_earns_no_points_has_a_dash():
    assert sheets._points(partial(CellShape, cell(points=None))) == "–"


def test_a_sentence_under_its_title_does_not_say_the_title_again():
    (sheet,) = sheets.marked(summary(bid(1, "70", "0")), long=False)

    assert sheet["rows"] == [
        {
            "title": "Method",
            "basis": ["5"],
            "points": "20.00 / 20.00",
            "sentence": "The agreed mark 5 of 5 gives all points.",
            "reason": "Convincing.",
        }
    ]


def test_a_bid_that_was_excluded_after_marking_keeps_its_sheet():
    out = {"alias": "B9", "name": "Late", "cells": [cell()]}
    data = summary(bid(1, "70", "0"), excluded=[out, {"alias": "B8", "name": "Never marked", "cells": []}])

    assert [(sheet["place"], sheet["alias"]) for sheet in sheets.marked(data, long=False)] == [(1, "B1"), (None, "B9")]


def test_more_than_1500_cells_are_told_as_lines_with_figures_in_a_column():
    few, many = (summary(bid(1, "70", "0", cells=[cell()] * count)) for count in (500, 501))
    cells = [cell(points="5"), cell(title="Price", reason="")]

    (sheet,) = sheets.marked(summary(bid(1, "70", "0", cells=cells)), long=True)

    assert (sheets.is_long(few), sheets.is_long(many)) == (False, True)
    assert sheet["lines"].split("\n") == ["\N{FIGURE SPACE}5.00 / 20.00  Method (5)", "20.00 / 20.00  Price (5)"]
    assert [row["title"] for row in sheet["reasons"]] == ["Method"]


def test_sheets_of_the_panel_go_by_criterion_then_bid():
    marks = [
        {"evaluator": "E1", "value": "5", "reason": "Clear."},
        {"evaluator": "Consensus", "value": "5", "reason": ""},
    ]
    data = summary(bid(1, "70", "0", cells=[cell(marks=marks)]), bid(2, "60", "10", cells=[cell(marks=marks)]))

    assert sheets.individual(data) == [
        {
            "criterion": "Method",
            "alias": alias,
            "name": name,
            "marks": [{"evaluator": "E1", "value": "5", "reason": "Clear."}],
        }
        for alias, name in (("B1", "Firm 1"), ("B2", "Firm 2"))
    ]


@pytest.mark.parametrize(
    ("level", "text"),
    [
        ({"value": "5", "label": "5", "descriptor": "Worth 5."}, "Worth 5"),
        ({"value": "5", "label": "Good", "descriptor": ""}, "Good"),
        ({"value": "5", "label": "Good", "descriptor": "Shows it."}, "Good. Shows it"),
        ({"value": "5", "label": "", "descriptor": ""}, "–"),
    ],
)
def test_a_level_of_a_scale_in_words(level, text):
    assert paper._level(partial(ScaleLevelShape, level)) == text
