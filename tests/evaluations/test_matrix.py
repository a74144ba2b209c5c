"""Criteria by bids: one shape for page, file and API; a figure opens what stands behind it."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest
from django.urls import reverse

from core.rest.shapes import to_json
from procurement.evaluations import download, pages, summary
from procurement.evaluations.models import Evaluation
from procurement.evaluations.summary.matrix import MOST_CELLS, Order, fits_spreadsheet
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def frozen(**options):
    return Evaluation.objects.get(lot=lots.run_of(**options).lot)


def page_of(evaluation, **asked):
    return pages.detail(evaluation, builders.person("officer"), asked)["matrix"]


def texts(page):
    return [(row["title"], [cell["text"] for cell in row["cells"]]) for row in page["rows"]]


# --- the table ---


def test_bids_stand_in_the_order_of_the_ranking_then_those_that_are_not_ranked():
    page = page_of(frozen(bids=4, change=lots.ruled_out))

    assert [(head["place"], head["alias"], head["first"], head["out"]) for head in page["heads"]] == [
        ("1", "B1", True, False),
        ("2", "B4", False, False),
        ("–", "B2", False, True),
        ("–", "B3", False, True),
    ]
    assert page["rivals"] == ["B4"]
    assert [cell["text"] for cell in page["totals"]][2:] == ["excluded", "excluded"]


def test_every_figure_stands_once_with_the_best_of_its_row_and_signed_differences():
    page = page_of(builders.frozen_evaluation())

    assert texts(page) == [
        ("Certified information security", ["passed", "passed", "passed"]),
        ("Interfaces", ["3.75", "3.75", "3.75"]),
        ("Open standards", ["3.75", "3.75", "3.75"]),
        ("Method of work", ["20.00", "16.00", "12.00"]),
        ("Performance offered", ["5.56", "5.56", "5.56"]),
        ("Price", ["39.52", "39.48", "39.43"]),
    ]
    assert [[cell["best"] for cell in row["cells"]] for row in page["rows"]] == [
        *[[False, False, False]] * 3,
        [True, False, False],
        [False, False, False],
        [True, False, False],
    ]
    assert [[lead["text"] for lead in row["leads"]] for row in page["rows"]] == [
        ["", ""],
        ["0.00", "0.00"],
        ["0.00", "0.00"],
        ["+4.00", "+8.00"],
        ["0.00", "0.00"],
        ["+0.04", "+0.09"],
    ]
    assert ([cell["text"] for cell in page["totals"]], [lead["text"] for lead in page["leads"]]) == (
        ["72.58", "68.53", "64.49"],
        ["+4.05", "+8.09"],
    )


def test_a_missed_minimum_says_what_was_reached_and_is_told_to_screen_readers():
    page = page_of(frozen(change=lots.below_the_minimum))

    [method] = [row for row in page["rows"] if row["title"] == "Method of work"]

    assert [(cell["text"], cell["fails"]) for cell in method["cells"]] == [
        ("20.00", False),
        ("16.00", False),
        ("1, min. 2", True),
    ]
    assert method["hint"] == "marked 0 to 5, at least 2"


def test_printed_points_that_do_not_add_up_are_named():
    assert page_of(builders.frozen_evaluation())["note"] == (
        "Totals come from unrounded points: the figures of B2 as printed add up to 0.01 more."
    )
    assert page_of(builders.frozen_evaluation(bids=1))["note"] == ""


def test_money_stands_as_amounts_with_the_lowest_as_best():
    page = page_of(frozen(**lots.priced({"price": "100.00"}, {"price": "90.50"})))

    assert texts(page) == [("Purchase", ["€90.50", "€100.00"])]
    assert [cell["best"] for cell in page["rows"][0]["cells"]] == [True, False]
    assert ([cell["text"] for cell in page["totals"]], page["leads"]) == (
        ["€90.50", "€100.00"],
        [{"text": "+€9.50", "ahead": True}],
    )


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("published", ["Interfaces", "Open standards", "Method of work", "Performance offered", "Price"]),
        ("weight", ["Price", "Method of work", "Interfaces", "Open standards", "Performance offered"]),
        ("difference", ["Method of work", "Price", "Interfaces", "Open standards", "Performance offered"]),
        ("nonsense", ["Interfaces", "Open standards", "Method of work", "Performance offered", "Price"]),
    ],
)
def test_criteria_stand_in_a_fixed_order_with_those_to_pass_or_fail_first(order, titles):
    page = page_of(builders.frozen_evaluation(), order=order)

    assert [row["title"] for row in page["rows"]] == ["Certified information security", *titles]
    assert [choice["label"] for choice in page["orders"] if choice["current"]] == [
        {"weight": "by weight", "difference": "by difference"}.get(order, "as published")
    ]


def test_the_api_has_the_same_table():
    run_summary = summary.of_run(lots.run_of(bids=2))

    matrix = to_json(run_summary)["matrix"]

    assert [(column["bid"], column["place"], column["figure"]) for column in matrix["columns"]] == [
        ("B1", 1, "3629/50"),
        ("B2", 2, "6853/100"),
    ]
    assert [row["leads"] for row in matrix["rows"]] == [[None], ["0"], ["0"], ["4"], ["0"], ["1/23"]]


# --- what a figure opens ---


def opened(evaluation, cell, **asked):
    rows = [row["opened"] for row in page_of(evaluation, cell=cell, **asked)["rows"]]
    return next((row for row in rows if row), None)


def test_a_mark_opens_down_to_each_evaluator_and_the_agreed_reason():
    evaluation = builders.frozen_evaluation(bids=2)

    cell = opened(evaluation, "method.B1", order="weight")

    assert cell["title"] == "B1 Firm 1 · Method of work"
    assert (cell["line"], cell["reason"], cell["level"], cell["rule"]) == (
        "20 × 5 ÷ 5 = 20.00",
        "Agreed 1",
        "",
        "mark_consensus",
    )
    assert cell["marks"] == [
        {"evaluator": "E1", "value": "5", "reason": "Reason 1"},
        {"evaluator": "E2", "value": "5", "reason": "Reason 1"},
        {"evaluator": "E3", "value": "4", "reason": "Reason 1"},
        {"evaluator": "Consensus", "value": "5", "reason": ""},
    ]
    url = reverse("evaluations:detail", args=[evaluation.pk])
    assert (cell["close"], cell["links"]) == (
        f"{url}?order=weight#matrix",
        [
            {
                "label": "The criterion as published",
                "url": f"/tenders/{evaluation.lot.tender_id}/#criterion-method",
            },
            {"label": "The bid as read out", "url": "#bid-B1"},
            {"label": "Next: B2, 16.00", "url": f"{url}?order=weight&cell=method.B2#cell"},
        ],
    )


def test_a_price_opens_as_its_calculation_with_the_numbers_put_in():
    assert opened(builders.frozen_evaluation(bids=2), "price.B1")["line"] == (
        "40 × (1,000,000 − 91,000) ÷ (1,000,000 − 80,000) = 39.52"
    )


def test_indicators_open_as_a_small_table_with_the_other_bid_beside():
    def better(data):
        data["bids"][1]["offers"]["availability"] = "99.9"

    table = opened(frozen(bids=2, change=better), "performance.B2")["table"]

    assert {key: value for key, value in table.items() if key != "rows"} == {
        "what": "Indicator",
        "asked": "Asked, least to best",
        "bid": "B2",
        "other": "B1",
        "total": "10.00",
    }
    assert table["rows"] == [
        {
            "title": "Availability per month",
            "asked": "99 → 99.9\N{NO-BREAK SPACE}%",
            "weight": "1",
            "offer": "99.9\N{NO-BREAK SPACE}%",
            "points": "10.00 (100\N{NO-BREAK SPACE}%)",
            "note": "binds: a credit rule of the contract stands behind it",
            "other_offer": "99.5\N{NO-BREAK SPACE}%",
            "other_points": "5.56 (55.56\N{NO-BREAK SPACE}%)",
        }
    ]


def test_interfaces_open_as_a_small_table_without_a_rival_where_there_is_none():
    table = opened(builders.frozen_evaluation(bids=1), "standards.B1")["table"]

    assert (table["what"], table["asked"], table["bid"], table["other"], table["total"]) == (
        *("Interface", "Openness", "B1", ""),
        "3.75",
    )
    assert [(row["title"], row["asked"], row["offer"], row["points"]) for row in table["rows"]] == [
        ("Feed of events", "100\N{NO-BREAK SPACE}%", "declared, not checked", "3.75")
    ]


def test_a_mark_has_no_table_of_offers():
    assert opened(builders.frozen_evaluation(bids=1), "method.B1")["table"] is None


def test_a_level_with_words_stands_beside_its_mark():
    def in_words(data):
        data["scales"]["0 to 5"][5]["label"] = "Exceptional"

    assert opened(frozen(bids=1, change=in_words), "method.B1")["level"] == "Exceptional"


def test_pass_or_fail_opens_with_its_reason():
    def undecided(data):
        lots.ruled_out(data)
        del data["agreed"]["secure"]["B2"]

    evaluation = frozen(change=undecided)

    assert [
        (opened(evaluation, f"secure.{bid}")["line"], opened(evaluation, f"secure.{bid}")["verdict_reason"])
        for bid in ("B1", "B2", "B3")
    ] == [
        ("The bid passed.", "The certificate is valid."),
        ("Nobody decided whether the bid passed; it is excluded for another reason.", ""),
        ("The bid failed, and is excluded.", "The certificate has lapsed."),
    ]


@pytest.mark.parametrize("cell", ["", "nonsense", "method.B9", "nothing.B1", ".B1", "method.", "../../etc"])
def test_an_address_that_names_no_cell_opens_none(cell):
    assert opened(builders.frozen_evaluation(bids=1), cell) is None


def test_only_one_cell_is_open():
    page = page_of(builders.frozen_evaluation(), cell="method.B2")

    assert [
        (row["title"], index) for row in page["rows"] for index, cell in enumerate(row["cells"]) if cell["open"]
    ] == [("Method of work", 1)]


# --- the files ---


def rows_of_csv(answer):
    return list(csv.reader(io.StringIO(answer.content.decode())))


def sheet_of(answer):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(answer.content)).worksheets[0]


def test_the_csv_has_what_the_page_has(client):
    evaluation = builders.frozen_evaluation(bids=2)
    client.force_login(builders.person("officer"))

    answer = client.get(reverse("evaluations:matrix", args=[evaluation.pk, "csv"]), {"order": "difference"})

    assert answer["Content-Type"] == "text/csv"
    assert rows_of_csv(answer)[:3] == [
        ["Family", "Criterion", "Of", "1 · B1 · Firm 1", "2 · B2 · Firm 2", "B1 is ahead of B2"],
        ["Value for money", "Certified information security", "", "passed", "passed", ""],
        ["Value for money", "Method of work", "20", "20", "16", "4"],
    ]
    assert rows_of_csv(answer)[-1] == ["", "What ranks", "", "72.58", "68.53", "4.05"]


def test_a_name_that_begins_like_a_formula_is_text_in_both_files(client):
    def named(data):
        data["bids"][0]["parties"][0]["name"] = "=HYPERLINK(1)"
        data["criteria"][1]["title"] = "@SUM(A1)"

    evaluation = frozen(bids=2, change=named)
    client.force_login(builders.person("officer"))

    table = rows_of_csv(client.get(reverse("evaluations:matrix", args=[evaluation.pk, "csv"])))
    sheet = sheet_of(client.get(reverse("evaluations:matrix", args=[evaluation.pk, "xlsx"])))

    assert [cell for row in table for cell in row if cell.startswith(("=", "@"))] == []
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert "@SUM(A1)" in {cell.value for cell in cells}


def test_the_spreadsheet_has_numbers_as_numbers(client):
    evaluation = builders.frozen_evaluation(bids=2)
    client.force_login(builders.person("officer"))

    answer = client.get(reverse("evaluations:matrix", args=[evaluation.pk, "xlsx"]))
    sheet = sheet_of(answer)

    assert [cell.value for cell in sheet[5]] == ["Value for money", "Method of work", 20, 20, 16, 4]
    assert (sheet.freeze_panes, sheet.title) == ("A2", evaluation.lot.tender.ref)
    assert answer["Content-Disposition"].endswith('-lot1-run1.xlsx"')


def test_a_table_too_large_for_a_spreadsheet_is_offered_as_csv_only(client, monkeypatch):
    evaluation = builders.frozen_evaluation()
    monkeypatch.setattr("procurement.evaluations.summary.matrix.MOST_CELLS", 17)
    client.force_login(builders.person("officer"))

    page = page_of(evaluation)

    assert (page["csv"] != "", page["xlsx"]) == (True, "")
    assert client.get(reverse("evaluations:matrix", args=[evaluation.pk, "xlsx"])).status_code == 404
    assert client.get(reverse("evaluations:matrix", args=[evaluation.pk, "csv"])).status_code == 200


def test_forty_bids_and_five_hundred_criteria_are_the_limit():
    matrix = summary.of_run(lots.run_of(bids=1)).matrix
    row, column = matrix.rows[0], matrix.columns[0]

    full = replace(matrix, rows=(row,) * 500, columns=(column,) * 40)

    assert (len(full.rows) * len(full.columns), fits_spreadsheet(full)) == (MOST_CELLS, True)
    assert fits_spreadsheet(replace(full, columns=(column,) * 41)) is False


def test_nothing_frozen_has_no_file_and_no_other_kind_exists(client):
    client.force_login(builders.person("officer"))
    open_one, frozen_one = builders.evaluation_at("priced"), builders.frozen_evaluation(bids=1)

    assert client.get(reverse("evaluations:matrix", args=[open_one.pk, "csv"])).status_code == 404
    assert client.get(reverse("evaluations:matrix", args=[frozen_one.pk, "pdf"])).status_code == 404


def test_a_figure_has_four_decimals_in_a_file():
    run = lots.run_of(bids=2)
    run_summary = summary.of_run(run)
    first = replace(run_summary.matrix.columns[0], figure=Fraction(200, 3))
    changed = replace(run_summary.matrix, columns=(first, *run_summary.matrix.columns[1:]))

    answer = download.matrix_csv(run, replace(run_summary, matrix=changed), Order.PUBLISHED)

    assert rows_of_csv(answer)[-1][3] == "66.6667"
