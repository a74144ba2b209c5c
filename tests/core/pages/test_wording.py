"""The judge's sentences with the formatters of the page."""

from fractions import Fraction as F

import pytest

from core.pages import formats
from core.pages.wording import PAGE
from scoring import Sentence, explain
from scoring.explain.writing import ENGLISH

NUMBERS = [F(0), F(5), F(1, 2), F(-1, 3), F(10, 3), F(1, 30000), F(12345678, 10), F(1, 10**6)]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("value", NUMBERS)
def test_a_page_writes_a_number_as_the_judge_writes_it(value):
    assert PAGE.number(value) == ENGLISH.number(value) == formats.exact_number(value)


@pytest.mark.parametrize("value", [F(0), F(100), F(200, 3), F(99999, 1000), F(5, 2)])
def test_percentages_are_those_of_every_page_and_never_all_or_nothing(value):
    assert PAGE.percent(value).endswith("\N{NO-BREAK SPACE}%")
    assert (plain(PAGE.percent(value)) in {"0 %", "100 %"}) == (value in {0, 100})


@pytest.mark.parametrize(("value", "text"), [(F(1), "1 point"), (F(15), "15 points"), (F(3, 2), "1.50 points")])
def test_points_with_their_word(value, text):
    assert PAGE.in_points(value) == text


def test_an_amount_in_a_sentence_is_written_as_in_a_table():
    asked = Sentence("robust.most", {"bid": "B1", "price": F(105310681, 100), "now": F(1031500), "currency": "EUR"})

    text = explain.text(asked, {"B1": "Lumenord"}, PAGE)

    assert text == "Lumenord could have asked €1,053,106.81 and still won; it asked €1,031,500."
    assert PAGE.money(F(1000), "") == "1,000"
    assert PAGE.listed(["A", "B", "C"]) == "A, B and C"
