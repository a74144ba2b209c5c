"""Openness, strength and interval of a standard from its six facts (EVIDENCE §5)."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import BadParameter
from scoring.standards import ANSWERS, CLOSING_FACTS, COUNTED_FACTS, OpennessMeasure, measure

ANSWERED = st.fixed_dictionaries(dict.fromkeys(COUNTED_FACTS, st.sampled_from(ANSWERS)))
YES = dict.fromkeys(COUNTED_FACTS, "yes")


def test_a_standard_that_is_open_in_every_way():
    assert measure(YES) == OpennessMeasure(F(1), F(1), F(1), F(1), ())


def test_partly_is_a_half_and_unknown_counts_in_neither_direction():
    facts = {"royalty_free": "yes", "free_to_read": "partly", "conformance_tools": "no"}

    assert measure(facts) == OpennessMeasure(
        F(1, 2), F(1, 2), F(1, 4), F(3, 4), ("open_participation", "public_review", "multiple_implementations")
    )


@pytest.mark.parametrize("fact", CLOSING_FACTS)
def test_a_standard_that_costs_a_royalty_or_cannot_be_read_freely_is_closed(fact):
    assert measure(YES | {fact: "no"}) == OpennessMeasure(F(0), F(1), F(0), F(0), ())


def test_nothing_known_is_no_number():
    assert measure({}) == OpennessMeasure(None, F(0), F(0), F(1), COUNTED_FACTS)


def test_a_shown_fact_that_is_not_counted_changes_nothing():
    assert measure(YES | {"derivatives_allowed": "no"}) == measure(YES)


def test_an_answer_that_is_none_is_refused():
    with pytest.raises(BadParameter, match="'maybe' is none of yes, partly, no, unknown"):
        measure({"public_review": "maybe"})


@given(ANSWERED)
def test_the_interval_holds_the_openness_and_is_as_wide_as_what_is_not_known(facts):
    result = measure(facts)

    if result.openness == 0 and result.low == result.high:
        return
    assert result.high - result.low == 1 - result.strength
    if result.openness is None:
        assert (result.low, result.high) == (0, 1)
    else:
        assert result.low <= result.openness <= result.high
        assert result.low == result.openness * result.strength


@given(ANSWERED, st.sampled_from(COUNTED_FACTS))
def test_a_better_answer_never_lowers_openness(facts, fact):
    worse, better = measure(facts | {fact: "no"}), measure(facts | {fact: "yes"})

    assert worse.openness <= better.openness
