"""Simulated reversals: the light judge of the simulation is the real one, and the counts are repeatable."""

import random
from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring.evaluate import evaluate
from scoring.results import Incomplete
from scoring.study import design, simulate
from scoring.study.design import Candidate, Design, Expected, case
from tests.scoring.price.build import PARAMS

STUDIED = tuple(name for name in design.STUDIED if name != "features")  # it allows 30 points of quality at most


def parameters(name):
    return {"values": {"quality": "50"}} if name == "monetised_quality" else PARAMS[name]


def candidate(name, **more):
    least = F(2, 5) if name == "quality_per_price" else None
    return Candidate(name, name, parameters(name), **{"quality_minimum": least, **more})


def study(*candidates):
    return Design(F(40), candidates, (Expected("A", F(100), F(1)),))


@pytest.mark.parametrize("name", STUDIED)
def test_the_winner_is_the_one_that_the_judge_names(name):
    one = candidate(name)
    given = study(one)
    method, rng = simulate._Method(given, one), random.Random(1)

    for _ in range(40):
        offers = simulate._tender(rng, F(100), given.quality_points)
        bids = tuple(Expected(offer.bid, offer.price, offer.shares["quality"]) for offer in offers)
        result = evaluate(case(given, one, bids))
        assert not isinstance(result, Incomplete)
        assert method.winner(offers) == result.winner


def test_the_winner_under_scaled_quality_is_the_one_that_the_judge_names():
    one = candidate("relative_lowest", scaling="best")
    given = study(one)
    method, rng = simulate._Method(given, one), random.Random(1)

    for _ in range(40):
        offers = simulate._tender(rng, F(100), given.quality_points)
        bids = tuple(Expected(offer.bid, offer.price, offer.shares["quality"]) for offer in offers)
        assert method.winner(offers) == evaluate(case(given, one, bids)).winner


def test_nobody_wins_above_every_budget():
    one = candidate("fixed_budget")
    poor = replace(one, params={"B": "1"})

    assert simulate.reversals(study(poor), poor, seed=1, tenders=10) == simulate.Reversals("fixed_budget", 10, 0, 10, 1)


def test_the_same_seed_gives_the_same_counts_and_another_seed_others():
    one = candidate("min_max")
    first, again, other = (simulate.reversals(study(one), one, seed=seed, tenders=300) for seed in (1, 1, 2))

    assert first == again
    assert first != replace(other, seed=1)


def test_fixed_bounds_are_never_reversed_and_relative_formulas_are():
    names = ("fixed_linear", "min_max", "relative_lowest")
    rates = {
        name: simulate.reversals(study(candidate(name)), candidate(name), seed=1, tenders=600).rate for name in names
    }

    assert rates["fixed_linear"] == 0
    assert F(6, 100) < rates["min_max"] < F(14, 100)
    assert 0 < rates["relative_lowest"] < F(2, 100)


def test_progress_is_told_a_hundred_times():
    told = []

    simulate.reversals(
        study(candidate("lowest_price")), candidate("lowest_price"), seed=1, tenders=300, progress=told.append
    )

    assert told == list(range(3, 301, 3))
