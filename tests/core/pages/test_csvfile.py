"""Tables that a spreadsheet opens without running anything."""

import csv
import io

import pytest

from core.pages import csvfile


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_gets_a_quote(start):
    assert csvfile.safe(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("cell", ["", "1", "a=b", "1-2", "'quoted", " =1"])
def test_any_other_cell_stays_as_it_is(cell):
    assert csvfile.safe(cell) == cell


def test_a_table_is_written_with_its_commas_quotes_and_lines():
    text = csvfile.text([("name", "says"), ("A, B", 'a "word"\nand more'), ("=SUM(A1)", "-5")])

    assert text == 'name,says\r\n"A, B","a ""word""\nand more"\r\n\'=SUM(A1),\'-5\r\n'
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [
        ["A, B", 'a "word"\nand more'],
        ["'=SUM(A1)", "'-5"],
    ]
