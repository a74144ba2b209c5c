"""Simulated reversals: the light judge of the simulation is the real one, and the counts are repeatable."""

import random
from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import price
from scoring.judging import evaluate
from scoring.price.base import FormulaTerms, PriceOffer
from scoring.results import Incomplete
from scoring.study import design, simulate
from scoring.study.design import Candidate, Design, Expected, case
from tests.scoring.price.build import PARAMS

STUDIED = tuple(name for name in design.STUDIED if name != "features")  # it allows 30 points of quality at most


def parameters(name):
    return {"values": {"quality": "50"}} if name == "monetised_quality" else PARAMS[name]


def candidate(name, **more):
    least = F(2, 5) if name == "quality_per_price" else None
    return Candidate(name, name, **{"params": parameters(name), "quality_minimum": least, **more})


def study(*candidates):
    return Design(F(40), candidates, (Expected("A", F(100), F(1)),))


@pytest.mark.parametrize("name", STUDIED)
def test_the_winner_is_the_one_that_the_judge_names(name):
    chosen = candidate(name)
    design_of_study = study(chosen)
    method, deck, rng = simulate._Method(design_of_study, chosen), simulate._Deck(design_of_study), random.Random(1)

    for _ in range(40):
        offers = deck.tender(rng)
        bids = tuple(Expected(offer.bid, offer.price, offer.shares["quality"]) for offer in offers)
        result = evaluate(case(design_of_study, chosen, bids))
        assert not isinstance(result, Incomplete)
        assert method.judge(offers)[0] == result.winner


def test_the_winner_under_scaled_quality_is_the_one_that_the_judge_names():
    chosen = candidate("relative_lowest", scaling="best")
    design_of_study = study(chosen)
    method, deck, rng = simulate._Method(design_of_study, chosen), simulate._Deck(design_of_study), random.Random(1)

    for _ in range(40):
        offers = deck.tender(rng)
        bids = tuple(Expected(offer.bid, offer.price, offer.shares["quality"]) for offer in offers)
        assert method.judge(offers)[0] == evaluate(case(design_of_study, chosen, bids)).winner


def test_nobody_wins_above_every_budget():
    method = candidate("fixed_budget")
    poor = replace(method, params={"B": "1"})

    assert simulate.reversals(study(poor), poor, seed=1, tenders=10) == simulate.Reversals("fixed_budget", 10, 0, 10, 1)


def test_the_same_seed_gives_the_same_counts_and_another_seed_others():
    method = candidate("min_max")
    first, again, other = (simulate.reversals(study(method), method, seed=seed, tenders=300) for seed in (1, 1, 2))

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
    reports = []

    simulate.reversals(
        study(candidate("lowest_price")), candidate("lowest_price"), seed=1, tenders=300, progress=reports.append
    )

    assert reports == list(range(3, 301, 3))


# --- the short way is the long way ---


def judged(design_of_study, chosen, offers):
    """Who wins, computed from nothing but the formula."""
    formula = price.formula(chosen.formula, "test")
    terms = FormulaTerms(
        design_of_study.price_points, F(100), chosen.params, {"quality": design_of_study.quality_points}
    )
    ranked = [
        offer for offer in offers if offer.quality >= (chosen.quality_minimum or 0) * design_of_study.quality_points
    ]
    figures = {}
    while ranked and not figures:
        amounts = formula.figures(ranked, terms)
        kept = [offer for offer in ranked if isinstance(amounts[offer.bid], F)]
        figures, ranked = (amounts if len(kept) == len(ranked) else {}), kept
    if not ranked:
        return None
    factor = design_of_study.quality_points / max(offer.quality for offer in ranked) if chosen.scaling == "best" else 1
    if formula.kind == "points":
        figures = {offer.bid: figures[offer.bid] + offer.quality * factor for offer in ranked}
    sign = -1 if formula.best == "high" else 1
    return min(ranked, key=lambda offer: (sign * figures[offer.bid], offer.price, offer.bid)).bid


def drawn(rng, design_of_study):
    centre = sum(bid.price for bid in design_of_study.bids) / len(design_of_study.bids)
    tenders = []
    for number in range(5):
        amount = centre * (70_000 + rng.randrange(60_001)) / 100_000
        share = F(rng.randrange(300, 1_001), 1_000)
        tenders.append(PriceOffer(str(number), amount, share * design_of_study.quality_points, {"quality": share}))
    return tenders


def plainly(design_of_study, chosen, seed, tenders):
    """The counts with every tender judged anew without each loser."""
    rng, turned, undecided = random.Random(f"{seed}/{chosen.formula}"), 0, 0
    for _ in range(tenders):
        offers = drawn(rng, design_of_study)
        winner = judged(design_of_study, chosen, offers)
        rests = [[offer for offer in offers if offer is not out] for out in offers if out.bid != winner]
        undecided += winner is None
        turned += winner is not None and any(judged(design_of_study, chosen, rest) != winner for rest in rests)
    return simulate.Reversals(chosen.id, tenders, turned, undecided, seed)


VARIANTS = {
    **{name: {} for name in STUDIED},
    **{f"{name}, scaled": {"scaling": "best"} for name in STUDIED if price.FORMULAS[name].kind == "points"},
    **{f"{name}, a minimum": {"quality_minimum": F(7, 10)} for name in STUDIED},
    **{f"{name}, bids above the base": {"params": {"B": "90", "e": "2"}} for name in ("below_base", "base_relative")},
    "below_base, bids above the base, scaled": {"params": {"B": "90", "e": "1"}, "scaling": "best"},
    "below_base, a broken exponent": {"params": {"B": "140", "e": "3/2"}},
    "base_relative, a broken exponent": {"params": {"B": "140", "e": "1/2"}},
    "base_relative, bids above the base, scaled": {"params": {"B": "90", "e": "1"}, "scaling": "best"},
    "bilinear_mean, bids above the base": {"params": {"B": "90", "X": "4/5"}},
    "fixed_budget, bids above the budget": {"params": {"B": "90"}},
    "log_lowest, none below the floor": {"params": {"A": "5/4"}},
    "scaled_lowest, no floor": {"params": {"n": "5/4", "floor": "none"}},
    "relative_lowest, raised prices": {"params": {"zero_floor": "90"}},
    "quality_per_price, level in a band": {"params": {"band": "20"}},
    "quality_per_price, few digits": {"params": {"k": "1"}},
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_counts_are_those_of_judging_every_tender_anew_without_each_loser(variant):
    name = variant.partition(",")[0]
    chosen = candidate(name, **VARIANTS[variant])
    bids = (Expected("A", F(101), F(1)), Expected("B", F(98), F(1)), Expected("C", F(303, 3), F(1)))
    plan = Design(F(40), (chosen,), bids)

    assert simulate.reversals(plan, chosen, seed=3, tenders=60) == plainly(plan, chosen, 3, 60)


# (variant, points of the price, seed, tenders decided by a loser): each would be lost by one condition less.
LEANS_ON = [
    ("min_max", 40, 3, 5),
    ("utility_index", 70, 3, 1),
    ("log_lowest, none below the floor", 10, 1, 1),
    ("quality_per_price, few digits", 10, 1, 1),
    ("quality_per_price, level in a band", 40, 1, 2),
    ("fixed_linear, scaled", 90, 1, 2),
    ("below_base, bids above the base, scaled", 90, 4, 1),
    ("base_relative, bids above the base, scaled", 40, 16, 1),
]


@pytest.mark.parametrize(("variant", "points", "seed", "decided"), LEANS_ON)
def test_a_loser_that_decides_is_not_passed_over(variant, points, seed, decided):
    chosen = candidate(variant.partition(",")[0], **VARIANTS[variant])
    design_of_study = Design(F(points), (chosen,), (Expected("A", F(100), F(1)),))

    counted = simulate.reversals(design_of_study, chosen, seed=seed, tenders=40)

    assert (counted.reversed_, counted) == (decided, plainly(design_of_study, chosen, seed, 40))
