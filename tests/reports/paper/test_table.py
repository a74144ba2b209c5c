"""The table on paper: upright, turned, a part of it, and what never happens to a name or a figure."""

from hypothesis import given
from hypothesis import strategies as st

from procurement.reports.pdf.paper import table
from tests.reports.paper.reviews import excluded, matrix, opened, ranked, review


def gate(bids):
    return {"criterion": "iso", "title": "Security", "family": "value_for_money", "kind": "gate", "of": None} | {
        "cells": [{"bid": bid["alias"], "passed": True} for bid in bids],
        "leads": [None for bid in bids[1:] if bid.get("place")],
    }


def points(bids, title, **changes):
    return (
        {"criterion": title, "title": title, "family": "performance", "kind": "points", "of": "20"}
        | {
            "cells": [{"bid": bid["alias"], "points": "10"} for bid in bids],
            "leads": ["1/3" for bid in bids[1:] if bid.get("place")],
        }
        | changes
    )


def test_up_to_five_bids_stand_as_columns_with_prices_places_and_signed_differences():
    bids = [ranked(1, "70", "0"), ranked(2, "67", "3", price="900")]
    late = excluded("B9", "Late")
    rows = [gate([*bids, late]), points([*bids, late], "Service")]
    data = review(*bids, out=[late], matrix=matrix(bids, [late], rows=rows))

    upright = table.signed(data).upright

    assert [(head.place, head.alias, head.name, head.first, head.out) for head in upright.heads] == [
        ("1", "B1", "Firm 1", True, False),
        ("2", "B2", "Firm 2", False, False),
        ("–", "B9", "Late", False, True),
    ]
    assert [
        (row.title, row.of, [cell.text for cell in row.cells], [cell.text for cell in row.leads])
        for row in upright.rows
    ] == [
        ("Price, net of VAT", "", ["€1,000", "€900", "€1,000"], [""]),
        ("Security", "–", ["passed", "passed", "passed"], [""]),
        ("Service", "20", ["10.00", "10.00", "10.00"], ["+0.33"]),
    ]
    assert [cell.text for cell in upright.total.cells] == ["70.00", "67.00", "excluded"]
    assert [(cell.text, cell.ahead) for cell in upright.total.leads] == [("+3.00", True)]
    assert upright.rivals == ["B2"]
    assert round(sum(upright.widths), 6) == table.PAGE


def test_a_criterion_that_is_an_amount_says_the_price_once():
    bids = [ranked(1, "1830000", "0"), ranked(2, "1830360", "360")]
    row = points(bids, "Price", kind="amount", of=None, leads=[None])
    row["cells"] = [{"bid": "B1", "amount": "1830000"}, {"bid": "B2", "amount": "2614800"}]
    data = review(*bids, kind="money", matrix=matrix(bids, kind="money", rows=[row]))

    upright = table.signed(data).upright

    assert [(row.title, [cell.text for cell in row.cells]) for row in upright.rows] == [
        ("Price", ["€1,830,000", "€2,614,800"])
    ]
    assert upright.total.title == "Evaluated price, lowest first"
    assert [cell.text for cell in (*upright.total.cells, *upright.total.leads)] == ["€1,830,000", "€1,830,360", "+€360"]


def test_a_long_word_in_a_name_turns_the_table_and_is_never_cut():
    name = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    bids = [ranked(1, "70", "0", name=name), ranked(2, "60", "10")]

    paper = table.signed(review(*bids))

    assert paper.upright is None
    assert [row.head.name for part in paper.turned for row in part.rows] == [name, "Firm 2"]


def test_six_to_eight_bids_stand_whole_as_rows_without_what_is_passed():
    bids = [ranked(place, str(80 - place), str(place - 1)) for place in range(1, 9)]
    data = review(*bids, matrix=matrix(bids, rows=[gate(bids), points(bids, "Service")]))

    paper = table.signed(data)

    [part] = paper.turned
    assert [(no, sign["letter"], of) for no, sign, of in part.columns] == [(1, "P", "20")]
    assert [[cell.text for cell in row.cells] for row in part.rows] == [["€1,000", "10.00"]] * 8
    assert [(row.figure, row.behind) for row in part.rows][:2] == [("79.00", "–"), ("78.00", "1.00")]
    assert (paper.key, paper.rest, table.annexed(data)) == ([(1, "Service")], "", None)


def test_of_more_bids_the_first_five_and_the_last_are_signed_and_annex_b_has_all():
    bids = [ranked(place, str(80 - place), str(place - 1)) for place in range(1, 41)]
    late = excluded("B99", "Late")
    data = review(*bids, out=[late])

    paper = table.signed(data)

    assert [row.head.alias for part in paper.turned for row in part.rows] == ["B1", "B2", "B3", "B4", "B5", "B40"]
    assert paper.rest == "All 41 bids stand in annex B."
    assert [row.head.alias for part in table.annexed(data).turned for row in part.rows][-1] == "B99"


def test_more_criteria_than_fit_come_in_parts_and_are_left_to_the_annex_on_the_signed_pages():
    bids = [ranked(place, str(80 - place), str(place - 1)) for place in range(1, 10)]
    data = review(*bids, matrix=matrix(bids, rows=[points(bids, f"Criterion {n}") for n in range(25)]))

    signed, annexed = table.signed(data), table.annexed(data)

    assert [part.columns for part in signed.turned] == [[]]
    assert [no for part in annexed.turned for no, _sign, _of in part.columns] == list(range(1, 26))
    assert [part.ends for part in annexed.turned] == [False] * (len(annexed.turned) - 1) + [True]
    assert {round(sum(part.widths), 6) for part in (*signed.turned, *annexed.turned)} == {table.PAGE}


@given(st.lists(st.floats(10, 40), min_size=1, max_size=40), st.floats(40, 70))
def test_every_criterion_is_in_exactly_one_part_and_no_part_is_wider_than_the_page(widths, end):
    room = table.PAGE - table.LEAST_NAME - 7

    parts = table._parts(widths, room, end)

    assert [no for part in parts for no in part] == list(range(len(widths)))
    assert [part for part in parts[:-1] if sum(widths[no] for no in part) > room] == []
    assert len(parts[-1]) <= 1 or sum(widths[no] for no in parts[-1]) + end <= room


def test_parts_of_a_price_are_added_only_where_all_are_known_and_in_one_currency():
    bid = ranked(1, "70", "0")
    part = {"label": "A", "amount": "400", "currency": "EUR"}
    sums = [
        table.total_read_out(review(bid, bids=[opened(bid, prices=prices)]), "B1")
        for prices in (
            [part, part | {"amount": "600"}],
            [part, part | {"amount": None}],
            [part, part | {"currency": "USD"}],
            [],
        )
    ]

    assert sums == [1000, None, None, None]
