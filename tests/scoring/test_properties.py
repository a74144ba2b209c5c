"""Laws that hold for every case (SCORING §14), tried on generated ones."""

import random
from dataclasses import replace
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from scoring import digest, price
from scoring.codec import case_from_json, loads
from scoring.judging import evaluate
from scoring.numbers import round_to
from scoring.replay import replay
from scoring.results import Incomplete
from scoring.types import Group, MarkColumn, Minimum, Rounding
from tests.scoring.build import bid, case, marked, priced, ruling, spec
from tests.scoring.price.build import PARAMS, energy, in_another_currency

WORTH = {"values": {"p": "20", "q": "30"}}
FORMULAS = {**PARAMS, "monetised_quality": WORTH}
MONOTONE = tuple(name for name in FORMULAS if price.FORMULAS[name].monotone)
STEADY = tuple(name for name in FORMULAS if price.FORMULAS[name].independence(FORMULAS[name]).order)
IN_MONEY = tuple(name for name in FORMULAS if name != "npv_income")  # its money is what bids offer


@st.composite
def cases(draw, formulas=tuple(FORMULAS), stages=("none", "each_leaf", "total")):
    """Two criteria in a group, 1 to 5 bids, 1 to 3 evaluators, distinct submissions decided by the draw.

    Marks begin at 1: under a formula that divides by quality, a bid without any has no figure.
    """
    formula = draw(st.sampled_from(formulas))
    lot_spec = spec(
        marked("p", 12, parent="g"),
        marked("q", 18, parent="g"),
        priced(70),
        groups=(Group("g", "value_for_money", F(30)),),
        total_points=F(100),
        formula=formula,
        params=FORMULAS[formula],
        panel_method=draw(st.sampled_from(("mean", "median"))),
        rounding=Rounding(draw(st.sampled_from(stages)), draw(st.integers(0, 2))),
        quality_minimum=Minimum(F(0)) if price.FORMULAS[formula].needs_quality_minimum else None,
        origin="imported" if price.FORMULAS[formula].only_imported else "own",
    )
    count, width = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    names = [f"B{number}" for number in range(count)]
    prices = draw(st.lists(st.integers(70, 130), min_size=count, max_size=count))
    evaluators = tuple(f"E{number}" for number in range(width))
    marks = st.lists(st.integers(1, 5), min_size=count * width, max_size=count * width)
    columns = [MarkColumn(leaf, 1, evaluators, tuple(draw(marks))) for leaf in ("p", "q")]
    return case(lot_spec, *(priced_at(name, amount) for name, amount in zip(names, prices, strict=True)), marks=columns)


def priced_at(name, amount):
    return bid(name, amount, offers=energy(amount))


def turned(given_case, order):
    """The same facts, recorded in another order."""
    facts = given_case.facts
    width = len(facts.marks[0].evaluators)
    columns = [
        replace(column, values=tuple(column.values[row * width + seat] for row in order for seat in range(width)))
        for column in reversed(facts.marks)
    ]
    return replace(given_case, facts=replace(facts, bids=tuple(facts.bids[row] for row in order), marks=tuple(columns)))


@given(given_case=cases(), seed=st.integers(0, 1000))
def test_order_of_input_changes_no_byte(given_case, seed):
    order = list(range(len(given_case.facts.bids)))
    random.Random(seed).shuffle(order)
    other = turned(given_case, order)

    assert digest.record_bytes(other, evaluate(other)) == digest.record_bytes(given_case, evaluate(given_case))


@given(given_case=cases())
def test_cells_sum_to_totals_and_places_count_the_reference_set(given_case):
    result = evaluate(given_case)
    rounding = given_case.spec.rounding

    for name, total in result.totals.items():
        points = sum(cell.points for cell in result.cells if cell.bid == name)
        assert total == (round_to(points, rounding.places) if rounding.stage == "total" else points)
    assert sorted(place.place for place in result.order) == list(range(1, len(result.reference) + 1))
    assert {place.bid for place in result.order} == set(result.reference)
    assert all(0 <= cell.share <= 1 for cell in result.cells if cell.share is not None)


def figure_and_place(given_case, name):
    result = evaluate(given_case)
    place = next(place for place in result.order if place.bid == name)
    sign = 1 if result.best == "high" else -1
    return sign * place.figure, -place.place


@given(given_case=cases(formulas=MONOTONE), less=st.integers(1, 60))
def test_lower_own_price_never_worsens_figure_or_place(given_case, less):
    first = given_case.facts.bids[0]
    cheaper = priced_at(first.id, max(first.prices["price"].amount - less, F(70)))
    after = replace(given_case, facts=replace(given_case.facts, bids=(cheaper, *given_case.facts.bids[1:])))

    before, now = figure_and_place(given_case, first.id), figure_and_place(after, first.id)

    assert (now[0] >= before[0], now[1] >= before[1]) == (True, True)


@given(given_case=cases())
def test_higher_mark_never_worsens_figure_or_place(given_case):
    first, rest = given_case.facts.marks[0], given_case.facts.marks[1:]
    column = replace(first, values=(min(first.values[0] + 1, 5), *first.values[1:]))
    after = replace(given_case, facts=replace(given_case.facts, marks=(column, *rest)))
    name = given_case.facts.bids[0].id

    before, now = figure_and_place(given_case, name), figure_and_place(after, name)

    assert (now[0] >= before[0], now[1] >= before[1]) == (True, True)


@given(given_case=cases(), at=st.integers(0, 100))
def test_any_missing_mark_or_price_makes_the_result_incomplete(given_case, at):
    facts = given_case.facts
    first = facts.marks[0]
    at %= len(first.values)
    column = replace(first, values=(*first.values[:at], None, *first.values[at + 1 :]))
    unmarked = replace(given_case, facts=replace(facts, marks=(column, *facts.marks[1:])))
    unpriced = replace(given_case, facts=replace(facts, bids=(replace(facts.bids[0], prices={}), *facts.bids[1:])))

    assert isinstance(evaluate(unmarked), Incomplete)
    assert isinstance(evaluate(unpriced), Incomplete)


@given(given_case=cases(formulas=STEADY, stages=("none",)), at=st.integers(0, 4))
def test_order_is_independent_of_a_bid_that_leaves(given_case, at):
    gone = given_case.facts.bids[at % len(given_case.facts.bids)].id
    out = replace(given_case, facts=replace(given_case.facts, rulings=(ruling("exclude", gone, text="out"),)))

    before = [place.bid for place in evaluate(given_case).order if place.bid != gone]

    assert [place.bid for place in evaluate(out).order] == before


@given(given_case=cases(formulas=IN_MONEY, stages=("none",)), factor=st.integers(2, 50))
def test_prices_in_another_unit_give_the_same_order_and_points(given_case, factor):
    facts = given_case.facts
    bids = [bid(offer.id, offer.prices["price"].amount * factor) for offer in facts.bids]
    params = in_another_currency(given_case.spec.price_formula, factor, given_case.spec.params)
    scaled = replace(given_case, spec=replace(given_case.spec, params=params), facts=replace(facts, bids=tuple(bids)))

    before, after = evaluate(given_case), evaluate(scaled)

    assert [place.bid for place in after.order] == [place.bid for place in before.order]
    assert after.totals == before.totals


@given(given_case=cases(stages=("none",)), at=st.integers(0, 4))
def test_bid_excluded_and_admitted_again_gives_the_original(given_case, at):
    name = given_case.facts.bids[at % len(given_case.facts.bids)].id
    out = replace(given_case, facts=replace(given_case.facts, rulings=(ruling("exclude", name, text="out"),)))
    again = replace(out, facts=replace(out.facts, rulings=()))

    evaluate(out)

    assert digest.record_bytes(again, evaluate(again)) == digest.record_bytes(given_case, evaluate(given_case))


@given(given_case=cases())
def test_every_record_replays_and_reads_back(given_case):
    stored = loads(digest.record_bytes(given_case, evaluate(given_case)))

    assert replay(stored).equal
    assert case_from_json(stored["case"]).spec == given_case.spec


@given(given_case=cases(), mark=st.integers(1, 5))
def test_changed_mark_changes_the_digest_of_the_facts(given_case, mark):
    facts = given_case.facts
    column = replace(facts.marks[0], values=(mark, *facts.marks[0].values[1:]))
    other = replace(given_case, facts=replace(facts, marks=(column, *facts.marks[1:])))

    same = digest.digests(other, evaluate(other)).facts == digest.digests(given_case, evaluate(given_case)).facts

    assert same == (mark == facts.marks[0].values[0])
