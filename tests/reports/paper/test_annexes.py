"""The annexes: method and criteria, bids as read out, marks and calculations; long ones as lines."""

from fractions import Fraction

import pytest

from procurement.evaluations.shapes import CellShape, ScaleLevelShape
from procurement.reports.pdf import paper
from procurement.reports.pdf.paper import bids, marks, method
from tests.partial import partial
from tests.reports.paper.reviews import SHA, cell, excluded, finding, noticed, opened, ranked, review

# --- A: method and criteria ---


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
    assert method.level_text(partial(ScaleLevelShape, level)) == text


def test_a_scale_stands_once_with_its_criteria_and_one_without_words_not_at_all():
    good, bare = [{"value": "5", "label": "Good", "descriptor": ""}], [{"value": "5", "label": "", "descriptor": ""}]
    row = {"text": "", "family": "performance", "kind": "scored", "input": "mark", "points": "10", "share": "1/10"}
    row |= {"minimum": ""}
    data = review(
        criteria=[
            row | {"id": title, "title": title, "scale": scale}
            for title, scale in (("A", good), ("B", good), ("C", bare))
        ]
    )

    assert list(method.scales(data)) == [method.ScaleRows(["A", "B"], [method.LevelRow("5", "Good")])]
    assert method.criteria(data)[0] == method.CriterionRow(
        title="A",
        text="",
        sign={"letter": "P", "label": "Performance"},
        kind="marked by people",
        points="10.00",
        share="10\N{NO-BREAK SPACE}%",
        minimum="",
    )


# --- B: bids as read out ---


def price(label, amount, currency="EUR"):
    return {"label": label, "amount": amount, "currency": currency}


def test_parts_of_a_price_are_columns_with_their_total():
    first, second = ranked(1, "70", "0"), ranked(2, "60", "10")
    data = review(
        first,
        second,
        bids=[
            opened(first, prices=[price("Purchase", "548000"), price("Exit", "21000.5")]),
            opened(second, prices=[price("Purchase", "500000"), price("Exit", None)], submitted_at=None),
        ],
    )

    assert bids.prices(data) == bids.PriceTable(
        ["Purchase", "Exit"],
        [
            bids.ReadOutPrice("B1 Firm 1", "25 Feb 2026, 10:01", ["€548,000.00", "€21,000.50"], "€569,000.50", ""),
            bids.ReadOutPrice("B2 Firm 2", "–", ["€500,000.00", "no amount"], "", ""),
        ],
    )


def test_one_amount_is_said_once_and_more_parts_than_columns_in_words():
    bid = ranked(1, "70", "0")
    many = [price(f"Part {no}", str(no)) for no in range(1, 6)]

    single = bids.prices(review(bid))
    listed = bids.prices(review(bid, bids=[opened(bid, prices=many)]))

    assert single == bids.PriceTable([], [bids.ReadOutPrice("B1 Firm 1", "25 Feb 2026, 10:01", [], "€1,000.00", "")])
    assert listed.parts == []
    assert (listed.rows[0].listed, listed.rows[0].total) == (
        "Part 1 €1.00; Part 2 €2.00; Part 3 €3.00; Part 4 €4.00; Part 5 €5.00",
        "€15.00",
    )


def test_a_bid_that_is_compared_by_another_amount_says_so():
    data = review(ranked(1, "70", "0", price="1200"), ranked(2, "60", "10"), ranked(3, "50", "20", price=None))

    assert bids.compared_otherwise(data) == ["B1 is compared by €1,200.00."]


def indicator(offer):
    return {"title": "Repair", "unit": "h", "least": "48", "best": "8", "weight": "1", "offer": offer, "share": "1"} | {
        "points": "5",
        "backed": False,
    }


def with_offer(offer):
    calculation = {"line": "", "why": "", "steps": [], "indicators": [indicator(offer)], "interfaces": []}
    return cell(criterion="repair", title="Repair", calculation=calculation)


def test_what_bids_had_to_pass_stands_in_one_grid_with_what_each_bid_therefore_is():
    first = ranked(1, "70", "0", cells=[cell(), with_offer("12")])
    out = excluded("B5", "Quick", where="method", cells=[cell(raw="2"), with_offer("50")])
    gate = {"criterion": "iso", "title": "Security", "reason": ""}
    criteria = [
        {"id": "method", "title": "Method", "family": "performance", "kind": "scored", "minimum": "At least 3."}
    ]
    data = review(
        first,
        out=[out],
        criteria=criteria,
        bids=[opened(first, gates=[gate | {"passed": True}]), opened(out, gates=[gate | {"passed": None}])],
    )

    assert bids.grids(data) == [
        bids.Grid(
            ["B1", "B5"],
            [
                bids.GridRow(
                    "Security", "to pass", [bids.GridCell("passed", "yes"), bids.GridCell("not decided", "open")]
                ),
                bids.GridRow("Method", "a minimum (annex A)", [bids.GridCell("5", "yes"), bids.GridCell("2", "no")]),
                bids.GridRow(
                    "Repair", "≤ 48\N{NO-BREAK SPACE}h", [bids.GridCell("12", "yes"), bids.GridCell("50", "no")]
                ),
            ],
            ["admitted", "excluded"],
        )
    ]


def test_a_bid_excluded_elsewhere_has_no_tick_at_a_minimum_and_each_of_its_failures_a_cross():
    criteria = [
        {"id": name, "title": name, "family": "performance", "kind": "scored", "minimum": "At least 3."}
        for name in ("method", "team")
    ]
    judged = [cell(raw="2"), cell(criterion="team", raw="1")]
    first = ranked(1, "70", "0", cells=[cell(), cell(criterion="team")])
    out = [excluded("B5", "Quick", where=where, cells=judged) for where in ("method", "iso")]

    [grid] = bids.grids(review(first, out=out, criteria=criteria, bids=[opened(first), opened(out[0])]))

    assert [[(row.text, row.verdict) for row in line.cells] for line in grid.rows] == [
        [("5", "yes"), ("2", "no")],
        [("5", "yes"), ("1", "")],
    ]


def test_a_bid_about_which_two_officers_decide_is_open():
    first = ranked(1, "70", "0", cells=[with_offer("12")])

    [grid] = bids.grids(review(first, findings=noticed(finding(needs_decision=True))))

    assert grid.outcome == ["open"]


def test_an_amount_in_another_currency_is_never_written_in_that_of_the_tender():
    out = excluded("B5", "Quick")
    first = ranked(1, "70", "0", price="900")
    in_dollars = {"prices": [price("Price", "1000", "USD")]}
    data = review(first, out=[out], bids=[opened(first, **in_dollars), opened(out, **in_dollars)])

    context = paper.context(data, data_sha=SHA, variant="pdf/a-3a")

    assert [row.price for row in context["excluded"]] == [""]
    assert [cell.text for cell in context["table"].upright.rows[0].cells] == ["€900", "–"]
    assert [row.total for row in context["prices"].rows] == ["US$1,000.00", "US$1,000.00"]
    assert context["compared_otherwise"] == ["B1 is compared by €900.00."]


@pytest.mark.parametrize(
    ("offer", "least", "best", "cell_text"),
    [
        (Fraction(99), Fraction(99), Fraction(100), bids.GridCell("99", "yes")),
        (Fraction(98), Fraction(99), Fraction(100), bids.GridCell("98", "no")),
        (None, Fraction(99), Fraction(100), bids.GridCell("no offer", "open")),
    ],
)
def test_an_offer_against_the_least(offer, least, best, cell_text):
    assert bids._offer(offer, least, best) == cell_text


def test_a_grid_of_many_bids_comes_in_parts_of_eight():
    rows = [ranked(place, str(90 - place), str(place - 1), cells=[with_offer("12")]) for place in range(1, 12)]

    assert [grid.bids for grid in bids.grids(review(*rows))] == [[f"B{no}" for no in range(1, 9)], ["B9", "B10", "B11"]]


def test_members_claims_and_answers_stand_as_they_were_given():
    bid = ranked(1, "70", "0")
    lead = {
        "name": "Ada",
        "role_label": "Lead",
        "identifier": "XX 1",
        "country": "IE",
        "size": "small",
        "share": "11/20",
    }
    partner = {"name": "Bo", "role_label": "Member", "identifier": "", "country": "", "size": "unknown"}
    claim = {"interface": "Events", "standard": "gtfs-rt 2.0", "statement": "Published.", "status": "declared"}
    answers = [
        {"requirement": "Switches in 30 seconds.", "value": "Yes", "note": "Tested."},
        {"requirement": "May be ended each year.", "value": "", "note": ""},
    ]
    data = review(bid, bids=[opened(bid, parties=[lead, partner], claims=[claim], answers=answers)])

    assert bids.members(data) == [
        bids.MemberRow("B1", "Ada", "Lead, 55\N{NO-BREAK SPACE}%", "XX 1", "IE", "small"),
        bids.MemberRow("", "Bo", "Member", "", "", ""),
    ]
    assert bids.claims(data) == [("B1", "Events", "gtfs-rt 2.0: Published.")]
    assert bids.answers(data) == [
        bids.RequirementAnswers("Switches in 30 seconds.", [("B1", "Yes Tested.")]),
        bids.RequirementAnswers("May be ended each year.", [("B1", "–")]),
    ]


# --- C: marks and calculations ---


def test_a_cell_has_the_marks_the_agreed_one_last_and_its_calculation():
    panel = [
        {"evaluator": "E1", "value": "5", "reason": "Clear."},
        {"evaluator": "E2", "value": "4", "reason": "Late."},
        {"evaluator": "Consensus", "value": "5", "reason": ""},
    ]
    calculation = {"line": "20 × 5 ÷ 5 = 20.00", "why": "", "steps": [{"what": "Mean", "line": "5"}]}
    calculation |= {"indicators": [], "interfaces": []}
    total = {"line": "20 = 20.00", "why": "", "steps": [], "indicators": [], "interfaces": []}
    bid = ranked(1, "20", "0", cells=[cell(marks=panel, calculation=calculation)], calculation=total)

    [sheet] = marks.sheets(review(bid), long=False)

    assert sheet == marks.MarkSheet(
        place="1",
        bid="B1 Firm 1",
        cells=[
            marks.PaperCell(
                title="Method",
                sign={"letter": "V", "label": "Value for money"},
                points="20.00 of 20",
                line="20 × 5 ÷ 5 = 20.00",
                why="",
                steps=["Mean 5"],
                table=None,
                marks=[
                    marks.PaperMark("E1", "5 Excellent", "Clear.", agreed=False),
                    marks.PaperMark("E2", "4", "Late.", agreed=False),
                    marks.PaperMark("Agreed", "5 Excellent", "Convincing.", agreed=True),
                ],
                reason="",
                basis="",
            )
        ],
        lines="",
        total="20 = 20.00",
    )


def test_marks_that_nobody_reasoned_stand_in_one_line():
    panel = [{"evaluator": f"E{no}", "value": str(no), "reason": ""} for no in (4, 5)]

    [sheet] = marks.sheets(review(ranked(1, "20", "0", cells=[cell(marks=panel, raw_text="")])), long=False)

    assert [(row.marks, row.basis.replace("\N{NO-BREAK SPACE}", " "), row.reason) for row in sheet.cells] == [
        ([], "E4 4 · E5 5", "Convincing.")
    ]


def test_a_figure_without_calculation_keeps_its_sentence_without_the_title():
    [sheet] = marks.sheets(review(ranked(1, "20", "0")), long=False)

    assert [(row.line, row.reason) for row in sheet.cells] == [
        ("The agreed mark 5 of 5 gives all points.", "Convincing.")
    ]


def test_a_price_that_earns_no_points_has_no_figure_of_points():
    assert marks._points(partial(CellShape, cell(points=None))) == ""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"raw": None}, ["–"]),
        ({"raw": "1000", "raw_text": "EUR"}, ["€1,000"]),
        ({"raw": "5", "raw_text": "5"}, ["5"]),
        ({"raw": "5", "raw_text": "Excellent"}, ["5 Excellent"]),
        (
            {"raw": "14/3", "raw_text": "", "marks": [("E1", "5"), ("E2", "5"), ("E3", "4")]},
            ["E1 5 · E2 5 · E3 4", "4.6667"],
        ),
        ({"raw": "5", "raw_text": "", "marks": [("E1", "4"), ("Consensus", "5")]}, ["E1 4 · Consensus 5"]),
        ({"raw": "5", "raw_text": "", "marks": [("E1", None)]}, ["E1 –", "5"]),
    ],
)
def test_what_points_rest_on(values, expected):
    rows = [{"evaluator": name, "value": value, "reason": ""} for name, value in values.pop("marks", [])]

    basis = marks._basis(partial(CellShape, cell(marks=rows, **values)), review())

    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in basis] == expected


def test_a_bid_that_was_excluded_after_marking_keeps_its_sheet_once():
    out = excluded("B9", "Late", cells=[cell()])
    data = review(ranked(1, "70", "0"), out=[out, out, excluded("B8", "Never marked")])

    assert [(sheet.place, sheet.bid) for sheet in marks.sheets(data, long=False)] == [
        ("1", "B1 Firm 1"),
        ("–", "B9 Late"),
    ]


def test_more_than_1500_cells_come_as_lines_with_figures_in_a_column_and_keep_every_reason():
    few, many = (review(ranked(1, "70", "0", cells=[cell()] * count)) for count in (500, 501))
    mark = {"evaluator": "E1", "value": "4", "reason": "Late."}
    cells = [cell(points="5"), cell(title="Price", reason=""), cell(title="Team", reason="", marks=[mark])]

    [sheet] = marks.sheets(review(ranked(1, "70", "0", cells=cells)), long=True)

    assert (marks.is_long(few), marks.is_long(many)) == (False, True)
    assert sheet.lines.split("\n") == [
        "\N{FIGURE SPACE}5.00 of 20  Method (5 Excellent)",
        "20.00 of 20  Price (5 Excellent)",
        "20.00 of 20  Team (E1\N{NO-BREAK SPACE}4; 5 Excellent)",
    ]
    assert [(row.title, row.reason, [mark.reason for mark in row.marks]) for row in sheet.cells] == [
        ("Method", "Convincing.", []),
        ("Team", "", ["Late."]),
    ]


# --- the whole ---


def test_digests_stand_in_annex_e_with_those_of_what_was_frozen_beside_the_result():
    information = {"sections": [], "sha256": "d", "seed": "", "draws": 0, "first": [], "weights": []}
    listed = {"listed": True, "noticed": [], "later": [], "unlisted": [], "looked_for": [], "sha256": "e"}

    context = paper.context(review(information=information, findings=listed), data_sha=SHA, variant="pdf/a-3a")

    assert context["digests"] == [
        ("Method, as published", "a"),
        ("Facts: bids, marks, rulings", "b"),
        ("Result", "c"),
        ("Annex on robustness", "d"),
        ("What to look at twice", "e"),
        ("What this review says", SHA),
    ]


def test_of_a_part_of_the_table_only_that_printed_points_can_differ_is_said():
    few = [ranked(place, str(90 - place), str(place - 1)) for place in range(1, 3)]
    many = [ranked(place, str(90 - place), str(place - 1)) for place in range(1, 10)]
    notes = ["The figures of B2 as printed add up to 0.01 less."]

    notes_on_paper = []
    for rows in (few, many):
        data = review(*rows)
        with_notes = review(*rows, matrix={**_json(data), "notes": notes})
        notes_on_paper.append(paper._table_notes(with_notes))

    assert notes_on_paper == [
        notes,
        ["Totals come from unrounded points, so printed points can add up to another sum (annex C)."],
    ]


def _json(data):
    from core.rest.shapes import to_json

    return to_json(data)["matrix"]
