"""Sentences as text: plural forms, values by what they are, and the bytes that are stored with findings."""

from fractions import Fraction as F

import pytest

from scoring import explain
from scoring.explain.writing import ENGLISH, FROZEN
from scoring.results import Sentence
from scoring.sentences import TEMPLATES, Plural
from tests.scoring.reading import text_of


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (1, "B is 1 point behind A: one mark moved by one level closes this."),
        (2, "B is 1 point behind A: 2 marks moved by one level each close this, no fewer."),
    ],
)
def test_what_is_counted_chooses_the_form(steps, text):
    gap = Sentence("distance.points", {"gap": F(1)})
    values = {"bid": "B", "winner": "A", "gap": gap, "steps": steps}

    assert text_of(Sentence("robust.steps.exact", values)) == text


@pytest.mark.parametrize(("value", "text"), [(F(1), "1 point"), (F(0), "0 points"), (F(3, 2), "1.5 points")])
def test_points_with_their_word(value, text):
    assert ENGLISH.in_points(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(12), "12.00"),
        (F(1, 3), "0.33"),
        (F(12345, 1000), "12.345"),
        (F(-3), "−3.00"),
    ],
)
def test_points_have_two_decimals_or_those_they_have(value, text):
    assert ENGLISH.points(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (F(100), "100 %"),
        (F(200, 3), "66.67 %"),
        (F(99999, 1000), "99.99… %"),
        (F(1, 1000), "0.0010… %"),
        (F(0), "0 %"),
    ],
)
def test_a_percentage_is_never_rounded_to_all_or_nothing(value, text):
    assert ENGLISH.percent(value).replace("\N{NO-BREAK SPACE}", " ") == text


def test_an_amount_has_its_currency_groups_and_cents_if_it_has_any():
    price = Sentence("robust.most", {"bid": "A", "price": F(105310681, 100), "now": F(1031500), "currency": "EUR"})

    assert text_of(price) == "A could have asked EUR 1,053,106.81 and still won; it asked EUR 1,031,500."
    assert ENGLISH.money(F(1, 3), "") == "0.33"


def test_points_that_move_have_their_sign():
    moved = [Sentence("robust.weights.change", {"what": "q", "points": points}) for points in (F(5, 2), F(-5, 2))]

    assert [explain.text(sentence) for sentence in moved] == ["q +2.50", "q −2.50"]


def test_names_are_listed_as_a_language_lists_them():
    assert [ENGLISH.listed(names) for names in ((), ("A",), ("A", "B"), ("A", "B", "C"))] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


def test_texts_stored_with_findings_keep_their_bytes():
    values = {"bid": "B", "value": F(100, 3), "threshold": F(30), "mean": F(10537, 100), "kept": 1}
    low = Sentence("flag.mean_of_others", {**values, "price": F(10537, 200), "currency": "EUR"})
    italian = Sentence("flag.trimmed_excess", {**values, "excess": F(4)})

    assert explain.text(low, write=FROZEN) == (
        "B is asked about its price 52.685 EUR: it lies about 33.3333 % below 105.37, the mean of the others' opening "
        "prices; the limit is 30 %."
    )
    assert explain.text(italian, write=FROZEN) == (
        "B is asked about its rebate of about 33.3333 %: the limit is 30 %, the mean 105.37 of 1 bids plus the mean "
        "excess 4."
    )


def test_both_forms_of_a_sentence_are_two_and_the_count_is_a_value():
    counted = [template for template in TEMPLATES.values() if isinstance(template, Plural)]

    assert counted
    assert all(template.singular != template.other for template in counted)


def test_no_sentence_counts_without_a_singular():
    """A number right before a noun in the plural belongs to a template with two forms."""
    nouns = ("marks", "bids", "points", "decimals", "evaluators", "draws", "claims", "years", "cells", "persons")
    plain = {key: text for key, text in TEMPLATES.items() if isinstance(text, str)}
    counting = {key for key, text in plain.items() for noun in nouns if f"}} {noun}" in text}

    # Two marks or more, by the rule; the mean of bids that a rule keeps, in the bytes of findings; thousands of draws.
    # A bid "draws" level; an error names what was published.
    assert {key for key in counting if not key.startswith(("flag.", "error."))} == {
        "finding.one_mark_turns",
        "agreement.spread",
        "agreement.spread_flagged",
        "agreement.unstable",
        "robust.draws.free",
        "robust.draws.points",
        "robust.draws.relative",
    }
