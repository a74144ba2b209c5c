"""What the API answers to a word that it does not know: near words first, then all of them, of bounded length."""

import pytest
from rest_framework import serializers

from core.rest.choices import NamedChoiceField, choice_sentence
from core.rest.views import unknown_sentence

KNOWN = ("q", "state", "size", "before")


@pytest.mark.parametrize(
    ("name", "known", "sentence"),
    [
        ("stat", KNOWN, "There is no parameter 'stat'. Nearest: state. Known: before, q, size, state."),
        ("STATE", KNOWN, "There is no parameter 'STATE'. Nearest: state. Known: before, q, size, state."),
        ("colour", KNOWN, "There is no parameter 'colour'. Known: before, q, size, state."),
        ("run", (), "There is no parameter 'run': this address takes none."),
        ("x" * 5000, ("q",), f"There is no parameter '{'x' * 60}…'. Known: q."),
    ],
)
def test_an_unknown_parameter(name, known, sentence):
    assert unknown_sentence(name, known) == sentence


def test_a_value_that_is_no_choice():
    assert choice_sentence("opend", ["open", "opened"]) == "'opend' is none of: open, opened. Nearest: opened, open."
    assert choice_sentence("x", []) == "'x' is not possible: there is nothing to choose from."


def test_of_many_choices_the_first_are_named():
    sentence = choice_sentence("none", [f"word{number}" for number in range(25)])

    assert sentence.endswith("word19 and 5 more.")


def test_a_choice_may_be_listed_with_its_name():
    assert choice_sentence("x", ["7"], labels=["7 (Larkmouth)"]) == "'x' is none of: 7 (Larkmouth)."


class Order(serializers.Serializer):
    colour = NamedChoiceField(choices=["red", "green"])


@pytest.mark.parametrize("value", ["blue", "", None, 3, True, ["red"], {"a": 1}])
def test_a_field_of_a_closed_list_refuses_with_the_list(value):
    order = Order(data={"colour": value})

    assert not order.is_valid()
    if value is not None:
        assert "is none of: red, green." in str(order.errors["colour"][0])


def test_a_field_of_a_closed_list_takes_what_is_in_it():
    order = Order(data={"colour": "green"})

    assert (order.is_valid(), order.validated_data) == (True, {"colour": "green"})
