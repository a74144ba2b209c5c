"""What every formula of the registry promises, tried on generated tenders (SCORING §14)."""

import string
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import price
from scoring.errors import UnknownFormula
from scoring.judging import evaluate
from scoring.price.base import FormulaTerms, Undefined
from scoring.study import design
from tests.scoring.price.build import PARAMS, figures, in_another_currency, quality_of, terms
from tests.scoring.reading import text_of

NAMES = tuple(price.FORMULAS)
POINTS = tuple(name for name, formula in price.FORMULAS.items() if formula.kind == "points")

amounts = st.integers(7000, 13000).map(lambda cents: F(cents, 100))
shares = st.integers(1, 20).map(lambda part: F(part, 20))
tenders = st.lists(st.tuples(amounts, shares), min_size=2, max_size=6)


def independence_of(name):
    return price.FORMULAS[name].independence(PARAMS[name])


def better(name, first, other):
    """Whether figure `one` ranks before `other`."""
    return first > other if price.FORMULAS[name].best == "high" else first < other


def test_at_least_eighteen_methods_are_registered_once_each():
    assert len(NAMES) >= 18
    assert set(NAMES) == set(PARAMS)
    assert [formula.id for formula in price.FORMULAS.values()] == list(NAMES)


def test_unknown_formula_names_its_place():
    with pytest.raises(UnknownFormula) as error:
        price.formula("dice", "price_formula")

    assert (error.value.where, dict(error.value.values)) == ("price_formula", {"formula": "dice"})


@pytest.mark.parametrize("name", NAMES)
def test_formula_says_itself_with_its_parameters(name):
    formula = price.FORMULAS[name]
    sentence = text_of(formula.sentence(PARAMS[name]))

    named = {field for _, field, _, _ in string.Formatter().parse(formula.template) if field}
    assert named <= set(formula.settings())
    assert set(formula.params) <= named
    assert "{" not in sentence
    assert formula.source
    assert formula.title


def test_map_and_bands_are_said_item_by_item():
    worth = price.FORMULAS["monetised_quality"].sentence({"values": {"q": "50", "r": "7"}})
    ranges = price.FORMULAS["lookup"].sentence({"bands": [["80", "1"], [None, "0"]]})

    assert text_of(worth).endswith("is worth: q 50 and r 7.")
    assert text_of(ranges).endswith("its range gives: below 80: 100 %, from there on: 0 %.")


@pytest.mark.parametrize("name", NAMES)
@given(pairs=tenders, seed=st.randoms(use_true_random=False))
def test_order_of_the_bids_changes_no_figure(name, pairs, seed):
    before = figures(name, *pairs)
    order = list(range(len(pairs)))
    seed.shuffle(order)

    after = figures(name, *(pairs[index] for index in order))

    assert [after["ABCDEFGH"[place]] for place in range(len(order))] == [before["ABCDEFGH"[at]] for at in order]


@pytest.mark.parametrize("name", [name for name in NAMES if price.FORMULAS[name].monotone])
@given(pairs=tenders, less=st.integers(1, 3000))
def test_lower_own_price_never_worsens_figure_or_place(name, pairs, less):
    (points, share), *rest = pairs
    cheaper = max(points - F(less, 100), F(70))

    before, after = figures(name, *pairs), figures(name, (cheaper, share), *rest)

    assert not better(name, before["A"], after["A"])
    ahead = {bid for bid in before if bid != "A" and better(name, before[bid], before["A"])}
    assert {bid for bid in after if bid != "A" and better(name, after[bid], after["A"])} <= ahead


def test_distance_to_mean_is_not_monotone():
    """The counter-example kept: at 80 a bid earns less than at 100."""
    assert figures("distance_to_mean", (80, 1), (110, 1))["A"] < figures("distance_to_mean", (100, 1), (110, 1))["A"]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in POINTS])
@given(pairs=tenders)
def test_more_quality_never_worsens_the_figure(name, pairs):
    (points, share), *rest = pairs

    before, after = figures(name, *pairs), figures(name, (points, min(share + F(1, 20), F(1))), *rest)

    assert not better(name, before["A"], after["A"])


@pytest.mark.parametrize("name", POINTS)
@given(pairs=tenders)
def test_points_lie_between_the_floor_and_all(name, pairs):
    assert all(0 <= figure <= 40 for figure in figures(name, *pairs).values())


@pytest.mark.parametrize("name", [name for name in NAMES if name != "npv_income"])  # its money is what bids offer
@given(pairs=tenders, factor=st.integers(2, 50))
def test_another_currency_gives_the_same_order_and_points(name, pairs, factor):
    before = figures(name, *pairs)
    after = figures(name, *((amount * factor, share) for amount, share in pairs), **in_another_currency(name, factor))

    assert sorted(before, key=lambda bid: (before[bid], bid)) == sorted(after, key=lambda bid: (after[bid], bid))
    if name in POINTS:
        assert after == before


@pytest.mark.parametrize("name", [name for name in NAMES if independence_of(name).mark])
@given(pairs=tenders)
def test_independent_mark_stays_when_a_rival_leaves(name, pairs):
    before, after = figures(name, *pairs), figures(name, *pairs[:-1])

    assert after == {bid: before[bid] for bid in after}


@pytest.mark.parametrize("name", [n for n in NAMES if independence_of(n).order and n not in POINTS])
@given(pairs=tenders)
def test_independent_order_stays_when_a_rival_leaves(name, pairs):
    before, after = figures(name, *pairs), figures(name, *pairs[:-1])

    assert {(a, b) for a in after for b in after if better(name, after[a], after[b])} == {
        (a, b) for a in after for b in after if better(name, before[a], before[b])
    }


# One tender for each formula whose marks depend on rivals, in which the last bid's leaving moves A's figure.
DEPENDENT = {
    "relative_lowest": ((120, 1), (100, 1), (80, 1)),
    "scaled_lowest": ((120, 1), (100, 1), (80, 1)),
    "log_lowest": ((120, 1), (100, 1), (80, 1)),
    "base_relative": ((120, 1), (100, 1), (80, 1)),
    "min_max": ((100, 1), (80, 1), (130, 1)),
    "bilinear_mean": ((120, 1), (100, 1), (80, 1)),
    "distance_to_mean": ((120, 1), (100, 1), (80, 1)),
    "utility_index": ((120, 1), (100, 1), (80, 1)),
    "relative_value_cost": ((120, 1), (100, 1), (80, "1/2")),
}


def test_every_dependent_formula_keeps_its_counter_example():
    assert set(DEPENDENT) == {name for name in NAMES if not independence_of(name).mark}


@pytest.mark.parametrize("name", DEPENDENT)
def test_dependent_mark_moves_when_a_rival_leaves(name):
    pairs = DEPENDENT[name]

    assert figures(name, *pairs)["A"] != figures(name, *pairs[:-1])["A"]


# Points plus quality (60) or the figure itself, (price, share): without the last bid, another bid wins.
REVERSALS = {
    "relative_lowest": ((120, 1), (100, "9/10"), (80, "7/10")),
    "scaled_lowest": ((90, "1/2"), (130, "4/5"), (75, "3/10")),
    "log_lowest": ((110, "97/100"), (100, "92/100"), (50, "17/100")),
    "base_relative": ((90, "2/5"), (130, "9/10"), (75, "3/10")),
    "min_max": ((75, "3/10"), (80, "3/5"), (90, "3/10")),
    "bilinear_mean": ((75, "3/10"), (80, "2/5"), (100, "3/10")),
    "distance_to_mean": ((75, "2/5"), (90, "3/10"), (110, "3/10")),
    "utility_index": ((75, "3/10"), (90, "2/5"), (110, "1/2")),
}


# Parameters other than those of the other tests: a floor that is reached.
REVERSED_BY = {"log_lowest": {"A": "2"}}


def winner(name, pairs):
    figure_of = figures(name, *pairs, **REVERSED_BY.get(name, {}))
    if name in POINTS:
        figure_of = {bid: figure_of[bid] + 60 * F(share) for bid, (_, share) in zip(figure_of, pairs, strict=True)}
    ranked = sorted(figure_of, key=lambda bid: figure_of[bid], reverse=price.FORMULAS[name].best == "high")
    return ranked[0]


def test_every_formula_whose_order_depends_keeps_a_reversal():
    assert set(REVERSALS) == {name for name in NAMES if not independence_of(name).order}


@pytest.mark.parametrize("name", REVERSALS)
def test_a_losing_bid_that_leaves_changes_the_winner(name):
    pairs = REVERSALS[name]

    assert winner(name, pairs) != "C"
    assert winner(name, pairs[:-1]) != winner(name, pairs)


@pytest.mark.parametrize("name", NAMES)
def test_a_price_of_zero_does_what_is_declared(name):
    free = figures(name, (0, 1), (100, 1))["A"]

    assert (free == Undefined("zero_price")) == (price.FORMULAS[name].zero == "refuse")


@pytest.mark.parametrize("name", [name for name in NAMES if price.FORMULAS[name].zero == "refuse"])
def test_a_published_floor_is_what_a_zero_counts_as(name):
    floored = figures(name, (0, 1), (100, 1), zero_floor="1")

    assert floored == figures(name, (1, 1), (100, 1))


@pytest.mark.parametrize("name", NAMES)
def test_one_bid_gets_a_figure(name):
    assert isinstance(figures(name, (100, 1))["A"], F)


# --- parameters ---


def faults(name, params, leaves=("q",)):
    return [str(error) for error in price.FORMULAS[name].validate(params, "params", leaves)]


@pytest.mark.parametrize("name", NAMES)
def test_parameters_in_order_have_no_fault(name):
    assert faults(name, PARAMS[name]) == []


FAULTS = [
    ("fixed_linear", {}, ["Pmin: 'Pmin' (price with all points) must be published", "Pmax: 'Pmax' (price without points) must be published"]),
    ("fixed_linear", {"Pmin": "5", "Pmax": "5"}, [": Pmin is not negative and lies below Pmax"]),
    ("fixed_linear", {"Pmin": "-1", "Pmax": "5"}, [": Pmin is not negative and lies below Pmax"]),
    ("fixed_linear", {"Pmin": 0.5, "Pmax": "5"}, ["Pmin: 0.5 is not an exact number"]),
    ("relative_lowest", {"n": "2"}, ["n: 'relative_lowest' has no parameter 'n'"]),
    ("lowest_price", {"zero_floor": "1"}, ["zero_floor: 'lowest_price' has no parameter 'zero_floor'"]),
    ("reference_price", {"Pref": "0"}, [": Pref lies above 0"]),
    ("reference_price", {"Pref": "1", "cap": "half"}, ["cap: 'half' is not an exact number or 'full' or 'none'"]),
    ("scaled_lowest", {"n": "1"}, [": n lies above 1"]),
    ("scaled_lowest", {"floor": "deep"}, ["floor: 'deep' is not an exact number or 'none'"]),
    ("log_lowest", {"A": "1"}, [": A lies above 1"]),
    ("below_base", {"B": "0", "e": "0"}, [": B lies above 0", ": e lies above 0"]),
    ("bilinear_mean", {"B": "0", "X": "1"}, [": B lies above 0", ": X lies between 0 and 1"]),
    ("quality_per_price", {"k": "1/2", "band": "100"}, [": k is a whole number from 0 (no rounding) to 9", ": band is a percentage from 0 (none) to below 100"]),
    ("adjusted_score", {"E": "0"}, [": E lies above 0"]),
    ("fixed_budget", {"B": "0"}, [": B lies above 0"]),
    ("npv_income", {"announced": "31/12/2026", "rate": "-1"}, ["announced: '31/12/2026' is not a date (2026-12-31)"]),
    ("npv_income", {"announced": 5, "rate": "0"}, ["announced: 5 is not a date (2026-12-31)"]),
    ("npv_income", {"announced": "2026-12-31", "rate": "-1"}, [": rate lies above -1"]),
    ("monetised_quality", {"values": "50"}, ["values: it names an amount for each quality criterion"]),
    ("monetised_quality", {"values": {"z": "50"}}, ["values: 'q' has no amount", "values: 'z' is no quality criterion"]),
    ("monetised_quality", {"values": {"q": "-1"}}, ["values: the amount of 'q' is below 0"]),
    ("monetised_quality", {"values": {"q": "much"}}, ["values: the amount of 'q' is not an exact number"]),
    ("lookup", {"bands": "80"}, ["bands: a list of [upper end, share] is needed"]),
    ("lookup", {"bands": [["80"]]}, ["bands: each band is [upper end, share]"]),
    ("lookup", {"bands": []}, ["bands: the upper ends rise, and the last band has none"]),
    ("lookup", {"bands": [["80", "1"]]}, ["bands: the upper ends rise, and the last band has none"]),
    ("lookup", {"bands": [["80", "1"], ["70", "1"], [None, "0"]]}, ["bands: the upper ends rise, and the last band has none"]),
    ("lookup", {"bands": [[None, "1"], [None, "0"]]}, ["bands: the upper ends rise, and the last band has none"]),
    ("lookup", {"bands": [["80", "2"], [None, "0"]]}, ["bands: the share of a band lies in 0..1"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "params", "where"), FAULTS)
def test_faults_of_parameters_are_named(name, params, where):
    places = [text.removeprefix("params").removeprefix("/").removesuffix(".") for text in faults(name, params)]

    assert places == where


def test_amounts_of_quality_are_not_held_against_leaves_that_are_not_known():
    assert faults("monetised_quality", {"values": {"any": "1"}}, leaves=()) == []


def test_every_quality_counts_where_none_is_published():
    bare = FormulaTerms(F(100), F(100), {})

    assert bare.share(replace(figures_offer(), quality=F(0))) == 1


def figures_offer():
    from tests.scoring.price.build import offers

    return offers((100, 1))[0]


def test_terms_say_what_a_share_is():
    assert terms().share(figures_offer()) == 1
    assert quality_of("features") == 30


# --- what is known of a formula stands in the registry alone ---


def lot_at(formula, params, price_points, bids):
    candidate = design.Candidate("A", formula, params, quality_minimum=F(1, 10))
    return design.case(design.Design(F(price_points), (), bids), candidate)


SPLITS = {
    "adjusted_score": {"E": "100"},
    "adjusted_bid": {},
    "fixed_budget": {"B": "200"},
    "lowest_price": {},
    "monetised_quality": {"values": {design.QUALITY: "50"}},
    "quality_per_price": {},
    "relative_value_cost": {},
}


@pytest.mark.parametrize("name", sorted(SPLITS))
@given(
    prices=st.lists(st.integers(70, 130), min_size=4, max_size=4),
    shares=st.lists(st.integers(20, 100), min_size=4, max_size=4),
)
def test_a_formula_that_ignores_the_split_of_points_ranks_alike_under_every_split(name, prices, shares):
    bids = tuple(
        design.Expected(f"B{index}", F(price), F(share, 100))
        for index, (price, share) in enumerate(zip(prices, shares, strict=True))
    )

    orders = [
        [place.bid for place in evaluate(lot_at(name, SPLITS[name], points, bids)).order] for points in (20, 45, 70)
    ]

    assert price.FORMULAS[name].split_counts is False
    assert orders[0] == orders[1] == orders[2]


@pytest.mark.parametrize("name", ["fixed_linear", "vfm_index", "utility_index", "relative_lowest", "min_max"])
def test_under_a_formula_that_uses_it_another_split_can_rank_otherwise(name):
    params = {"Pmin": "60", "Pmax": "140"} if name == "fixed_linear" else {}
    bids = (design.Expected("cheap", F(80), F(1, 2)), design.Expected("good", F(120), F(1)))

    first = {evaluate(lot_at(name, params, points, bids)).order[0].bid for points in (5, 90)}

    assert (price.FORMULAS[name].split_counts, first) == (True, {"cheap", "good"})


def test_the_split_counts_for_features_whose_values_are_points():
    bids = (design.Expected("cheap", F(100), F(1, 2)), design.Expected("good", F(108), F(1)))

    first = {evaluate(lot_at("features", {}, points, bids)).order[0].bid for points in (70, 95)}

    assert (price.FORMULAS["features"].split_counts, first) == (True, {"cheap", "good"})


def test_those_that_ignore_it_and_are_not_tried_here_read_more_than_price_and_quality():
    ignoring = {name for name, formula in price.FORMULAS.items() if not formula.split_counts}

    assert ignoring - set(SPLITS) == {"price_plus_cost", "npv_income"}


@pytest.mark.parametrize(
    ("name", "params", "levels"),
    [
        ("quality_per_price", {}, False),
        ("quality_per_price", {"band": "5"}, True),
        ("quality_per_price", {"k": "3"}, True),
        ("log_lowest", {"A": "10"}, True),
        ("log_lowest", {"A": "10", "floor": "none"}, False),
        ("relative_lowest", {}, False),
    ],
)
def test_whether_unequal_bids_can_come_level_hangs_on_the_parameters(name, params, levels):
    assert price.FORMULAS[name].levels(params) is levels
