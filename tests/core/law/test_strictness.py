"""A policy may only be stricter than the law; the check names the field."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.law.profiles import CITY, DE, EU, PROFILES, UK
from core.law.strictness import DIRECTIONS, Stricter, looser_settings, with_policy
from core.law.terms import DifferentMoney, DutyLevel, Limit
from core.models import PriceBasis

# Figures of the law that bind nobody more or less.
NO_MATTER = {
    "exclusion_years.mandatory",
    "exclusion_years.optional",
    "review.application_after_refusal_days",
    "review.claim_days",
    "review.complaint_days",
    "standstill.letter_states_period",
    "standstill.notice_states_end",
    "standstill.roll_disputed",
    "submission.prior_notice_window.max_months",
    "submission.prior_notice_window.min_days",
    "termination_hear_first",
    *(f"threshold.{name}" for name in ("works", "central", "sub_central", "social", "light_touch", "notifiable_below")),
}


def figures(part, path=""):
    """{field: value} of all numbers, limits, duties and yes-or-no in a profile."""
    collected = {}
    for field in fields(part):
        value, name = getattr(part, field.name), f"{path}{field.name}"
        if is_dataclass(value) and not isinstance(value, Limit):
            collected |= figures(value, f"{name}.")
        elif isinstance(value, int | Decimal | Limit | DutyLevel):
            collected[name] = value
    return collected


def faults(profile, **policy):
    return [
        (fault.field, fault.sentence)
        for fault in looser_settings(profile, {name.replace("__", "."): value for name, value in policy.items()})
    ]


def test_every_figure_of_every_profile_has_a_direction_or_is_no_matter_of_strictness():
    named = {name for profile in PROFILES.values() for name in figures(profile)}

    assert named - set(DIRECTIONS) == NO_MATTER
    assert set(DIRECTIONS) & NO_MATTER == set()


def test_each_field_that_is_looser_is_named():
    assert faults(EU, standstill__days=9, turnover_factor=Decimal(3), answers__days_before=6) == [
        ("standstill.days", "standstill.days: the law (eu-directive/1) says at least 10, the policy 9."),
        ("turnover_factor", "turnover_factor: the law (eu-directive/1) says at most 2, the policy 3."),
    ]


@pytest.mark.parametrize(
    "policy",
    [
        {"standstill__days": 14},
        {"submission__open_electronic": 30},
        {"turnover_factor": Decimal("1.5")},
        {"reasons_on_request_days": 10},
        {"brand_without_equivalent": DutyLevel.BLOCK},
        {"modification__additional_pct": Decimal(25)},
    ],
)
def test_as_strict_or_stricter_is_taken(policy):
    assert faults(EU, **policy) == []


def test_a_duty_is_raised_and_never_lowered():
    assert faults(CITY, brand_without_equivalent=DutyLevel.BLOCK) == []
    assert [field for field, _ in faults(UK, brand_without_equivalent=DutyLevel.EXPLAIN)] == [
        "brand_without_equivalent"
    ]


def test_a_figure_that_the_law_does_not_set_is_the_policy_s():
    assert faults(EU, standstill__min_working_days_warn=5, submission__open_one_missing=40, opening_persons_min=2) == []


@pytest.mark.parametrize(
    "field", ["answers__days_before", "kpi__min_", "standstill__count", "threshold__works", "a__b"]
)
def test_what_a_policy_cannot_set_is_said(field):
    [(name, sentence)] = faults(UK, **{field: 3})

    assert sentence == f"{name} is nothing that a policy sets under uk-pa2023/1."


def test_limits_are_compared_in_their_currency_and_basis():
    lower = Limit(Decimal(1_000_000), "GBP", PriceBasis.GROSS)
    higher = replace(lower, amount=Decimal(6_000_000))

    assert faults(UK, kpi__above=lower) == []
    assert faults(UK, kpi__above=higher) == [
        ("kpi.above", "kpi.above: the law (uk-pa2023/1) says at most 5000000 GBP gross, the policy 6000000 GBP gross.")
    ]
    with pytest.raises(DifferentMoney):
        faults(UK, kpi__above=replace(lower, basis=PriceBasis.NET))


def test_values_of_another_kind_are_not_compared():
    with pytest.raises(TypeError, match="is not of the kind of"):
        faults(UK, kpi__above=6)


def test_a_policy_is_counted_by_in_place_of_the_law():
    profile = with_policy(DE, {"standstill.days": 14, "standstill.other_means.from_sent": 20})

    assert (profile.standstill.days, profile.standstill.other_means.from_sent) == (14, 20)
    assert replace(profile, standstill=DE.standstill) == DE
    with pytest.raises(ValueError, match=r"standstill\.days: the law"):
        with_policy(DE, {"standstill.days": 5})


@given(st.sampled_from(list(PROFILES.values())), st.data())
def test_the_law_itself_is_as_strict_as_the_law_and_one_step_decides(profile, data):
    field, law = data.draw(st.sampled_from([(n, v) for n, v in figures(profile).items() if n in DIRECTIONS]))

    assert looser_settings(profile, {field: law}) == []
    if type(law) in {int, Decimal}:
        looser = law - 1 if DIRECTIONS[field] is Stricter.MORE else law + 1
        assert [fault.field for fault in looser_settings(profile, {field: looser})] == [field]
        assert looser_settings(profile, {field: law - (looser - law)}) == []
