import string
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import canonical, codec
from scoring.errors import BadParameter, FloatRefused
from scoring.judging import evaluate
from scoring.results import Sentence
from scoring.robustness import (
    annex_digest,
    draws,
    free,
    from_json,
    robustness,
    sentences,
    shares,
    to_json,
    unknown_standards,
)
from scoring.robustness.annex import Annex, Chance, Flip, LeftOut, MarkSteps, PairShare, StepsToFail, Without
from scoring.sentences import TEMPLATES
from scoring.types import Minimum, Rounding
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, panel, priced, scale, spec
from tests.scoring.four import CASE
from tests.scoring.reading import forms_of, text_of
from tests.scoring.robustness.lots import judged, lots
from tests.scoring.robustness.test_leave_out import claim, reversal, standards, three
from tests.scoring.test_properties import turned


def annex(lot_case, seed=7, times=200):
    return robustness(lot_case, evaluate(lot_case), seed=seed, draws=times)


def texts_of(lot_case, measure=None, **more):
    lot_annex = annex(lot_case, **more)
    by_measure = sentences(lot_case.spec, lot_annex)
    return [text_of(sentence) for name, every in by_measure.items() if measure in {None, name} for sentence in every]


# --- the same bytes ---


@settings(max_examples=examples(10), deadline=None)
@given(lot_case=lots(), order=st.randoms(use_true_random=False))
def test_order_of_input_and_repetition_change_no_byte(lot_case, order):
    rows = list(range(len(lot_case.facts.bids)))
    order.shuffle(rows)

    first, again, other = annex(lot_case), annex(lot_case), annex(turned(lot_case, rows))

    assert canonical.dumps(first) == canonical.dumps(again) == canonical.dumps(other)


def test_another_seed_is_another_annex():
    assert annex_digest(annex(reversal(), 1)) != annex_digest(annex(reversal(), 2))
    assert annex_digest(annex(reversal(), 1)) == annex_digest(annex(reversal(), 1))


def test_digest_of_a_known_annex_stays():
    assert annex_digest(annex(reversal())) == "35a9e649cd5e92bfbb128648f8e1954b1def014396b32ebec384d9a89c28c371"


@settings(max_examples=examples(10), deadline=None)
@given(lot_case=lots(width=3))
def test_annex_reads_back_as_it_was_written(lot_case):
    lot_annex = annex(lot_case)
    written = codec.loads(canonical.dumps(to_json(lot_annex)))

    assert from_json(written) == lot_annex
    assert canonical.dumps(from_json(written)) == canonical.dumps(lot_annex)


def test_annex_that_cannot_be_read_says_where():
    written = to_json(annex(reversal()))

    with pytest.raises(BadParameter, match="annex/seed"):
        from_json({**written, "seed": "1"})
    with pytest.raises(FloatRefused, match="annex/prices/0/now"):
        from_json({**written, "prices": [{**written["prices"][0], "now": 0.5}]})


# --- draws ---


@settings(max_examples=examples(10), deadline=None)
@given(lot_case=lots(formulas=("fixed_linear", "relative_lowest")), seed=st.integers(0, 9))
def test_places_of_a_bid_sum_to_all_draws(lot_case, seed):
    for drawn in annex(lot_case, seed).chances:
        assert [sum(chance.places.values()) for chance in drawn.bids] == [1] * len(drawn.bids)
        assert sum(chance.places.get("1", 0) for chance in drawn.bids) == 1
        for chance in drawn.bids:
            assert bool(chance.central) == (drawn.kind != "marks" and "1" in chance.places)
            assert sum(chance.central.values()) == (1 if chance.central else 0)


def test_published_weights_decide_where_nothing_is_near():
    lot_spec = spec(marked("q", 60), priced(40))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 200), marks=[agreed("q", 5, 1)])

    points, relative, marks = annex(lot_case).chances

    assert (points.kind, points.reach, relative.reach, marks.reach) == ("points", F(1), F(1, 10), F(1))
    for chance in (points, relative, marks):
        assert [odds.places for odds in chance.bids] == [{"1": F(1)}, {"2": F(1)}]
    assert relative.duels == (PairShare("A", "B", F(1)),)
    assert [(odds.confidence, bool(odds.central)) for odds in relative.bids] == [(F(1), True), (None, False)]


def test_every_weighting_is_drawn_before_publication():
    frame = judged(reversal())

    drawn = free(shares(frame), frame.order, seed=1, draws=4_000)

    # q 1, .9, .7 and price 2/3, 4/5, 1: A beats B above q = 4/7, and C stands first below q = 1/2.
    first = {chance.bid: float(chance.places["1"]) for chance in drawn.bids}
    assert (drawn.kind, drawn.reach) == ("free", None)
    assert first == pytest.approx({"A": 3 / 7, "B": 1 / 14, "C": 1 / 2}, abs=0.02)
    assert [chance.confidence for chance in drawn.bids] == [F(1), F(1), F(1)]


def test_identical_bids_share_first_places_and_confidence():
    lot_spec = spec(marked("q", 60), priced(40))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 100), marks=[agreed("q", 5, 5)])

    for odds in annex(lot_case).chances[0].bids:
        assert odds == Chance(odds.bid, {"1": F(1, 2), "2": F(1, 2)}, odds.central, F(1, 2))


def test_many_bids_show_ten_places_and_lower():
    lot_spec = spec(marked("q", 60, scale="h"), priced(40), scales=(scale(250, "h"),))
    names = [f"B{number:03}" for number in range(201)]
    frame = judged(case(lot_spec, *(bid(name, 100) for name in names), marks=[agreed("q", *range(50, 251))]))

    points, _, marks = draws.chances(frame, shares(frame), 1, 20)

    assert [odds.places for odds in points.bids[8:11]] == [{"9": F(1)}, {"10": F(1)}, {"lower": F(1)}]
    assert (len(points.bids), len(points.duels), len(marks.bids)) == (201, 45, 100)


def test_annex_says_how_many_challengers_a_measure_looked_at():
    names = [f"B{number:03}" for number in range(110)]
    lot_case = case(
        spec(marked("q", 60), priced(40)), *(bid(name, 100) for name in names), marks=[agreed("q", *[3] * 110)]
    )

    lot_annex = annex(lot_case, times=5)

    assert lot_annex.covers == {"steps": 50, "marks": 100}
    assert texts_of(lot_case, "steps", times=5)[-1] == "Looked at for the 50 best placed challengers only."


def test_no_draws_without_points_without_marks_or_without_rivals():
    index = case(spec(priced(100), formula="lowest_price"), bid("A", 1), bid("B", 2))
    alone = case(spec(priced(100)), bid("A", 1))
    unmarked = case(spec(priced(100)), bid("A", 1), bid("B", 2))

    assert (annex(index).chances, annex(alone).chances) == ((), ())
    assert [chance.kind for chance in annex(unmarked).chances] == ["points", "relative"]


@pytest.mark.parametrize(
    ("mark", "by", "expected"), [(0, -1, 0), (0, 1, 1), (5, 1, 6), (20, 1, 20), (3, 1, "5.5"), (3, -1, "0.5")]
)
def test_neighbouring_levels_lie_between_in_proportion(mark, by, expected):
    assert draws.neighbour([F(0), F(1), F(5), F(6), F(20)], F(mark), by) == F(expected)


def test_values_keep_their_common_denominator_while_it_fits():
    assert draws.integers([[F(1, 2), F(1, 3)], [F(-1, 6), F(2)]], 100) == [[3, 2], [-1, 12]]
    assert draws.integers([[F(1, 2), F(1, 3)], [F(-1, 6), F(2)]], 11) == [[3, 2], [-1, 10]]
    assert draws.integers([[F(1, 7), F(1, 11)]], 10) == [[1, 1]]


# --- the whole annex in words ---


def test_smallest_reversal_says_all_there_is():
    assert texts_of(reversal()) == [
        "A could have asked EUR 123.07 and still won; it asked EUR 120.",
        "B would have won at EUR 97.95 or less; it asked EUR 100.",
        "C would have won at EUR 65.99 or less; it asked EUR 80.",
        "B is 0.67 points behind A: 2 marks moved by one level each close this, no fewer.",
        "C is 4.67 points behind A: 8 marks moved by one level each close this, no fewer.",
        "Without C, the winner is B.",
        "No evaluator can be left out: fewer than two marks would remain for a criterion.",
        "The closest change of weights moves 2.86 points and brings B level: q −2.86, price +2.86.",
        "q: the winner stays first while its weight lies between 57.14 % and 100 % of the points (published: 60 %).",
        "price: the winner stays first while its weight lies between 0 % and 42.86 % of the points (published: 40 %).",
        "200 draws, each weight up to 1 point higher or lower.",
        "A is first in 100 % of the draws.",
        "With these weights on average A is first: q 60.02 %, price 39.98 %; with exactly these, in 100 % of the draws.",
        "A stands ahead of B in 100 % of the draws.",
        "A stands ahead of C in 100 % of the draws.",
        "B stands ahead of C in 100 % of the draws.",
        "200 draws, each weight up to 10 % of itself higher or lower.",
        "A is first in 91 % of the draws.",
        "With these weights on average A is first: q 60.36 %, price 39.64 %; with exactly these, in 100 % of the draws.",
        "B is first in 9 % of the draws.",
        "With these weights on average B is first: q 56.64 %, price 43.36 %; with exactly these, in 100 % of the draws.",
        "A stands ahead of B in 91 % of the draws.",
        "A stands ahead of C in 100 % of the draws.",
        "B stands ahead of C in 100 % of the draws.",
        "200 draws, each panel mark a level lower, as it is or a level higher; the 3 best placed bids.",
        "A is first in 91.5 % of the draws.",
        "B is first in 8.5 % of the draws.",
    ]


def test_no_admissible_bid_has_an_empty_annex():
    lot_case = case(spec(marked("q", 60, minimum=Minimum(F(60))), priced(40)), bid("A", 1), marks=[agreed("q", 1)])

    nobody = LeftOut(0, ())
    assert annex(lot_case) == Annex(7, 200, None, {}, (), None, (), (), nobody, nobody, None, None, ())
    assert texts_of(lot_case) == ["No bid is admissible: there is nothing to compare."]


def test_single_bid_says_what_can_be_said():
    assert texts_of(case(spec(priced(100)), bid("A", 1))) == [
        "There is no losing bid to leave out.",
        "No evaluator can be left out: fewer than two marks would remain for a criterion.",
        "Other weights are not looked at: the points alone do not decide here.",
    ]


def test_evaluators_are_said():
    assert texts_of(three((5, 3, 3), (3, 4, 3)), "without_evaluator") == ["Without E1, the winner is B."]
    assert texts_of(three((5, 5, 5), (1, 1, 1)), "without_evaluator") == [
        "Without any one of 3 evaluators, the winner stays first."
    ]
    agreed_panel = three((5, 3, 3), (3, 4, 3), method="consensus", agreed_marks=((3,), (4,)))
    assert texts_of(agreed_panel, "without_evaluator") == [
        "The panel agreed; by the mean of the marks recorded before, the winner is A.",
        "Without E1, the winner is B.",
    ]
    assert texts_of(CASE, "without_evaluator") == ["Without any one of 3 evaluators, the winner stays first."]


def test_openness_is_said():
    lot_case = standards(claim(F(1), F(1, 2)), claim(F(1)))
    either_way = "With every unknown fact against openness the winner is B, with every one for it A."

    assert texts_of(lot_case, "openness") == ["Claims whose standard is not fully known: 1.", either_way]

    by_measure = sentences(lot_case.spec, annex(lot_case), unknown_standards(lot_case))
    assert [text_of(sentence) for sentence in by_measure["openness"]] == [
        "Standards that are not fully known: 1 of 1, named in one claim.",
        either_way,
    ]


def test_minimums_and_prices_without_end_are_said():
    lot_spec = spec(
        marked("q", 60, title="Plan", minimum=Minimum(F(3), "mark")),
        priced(40),
        formula="fixed_linear",
        params={"Pmin": "0", "Pmax": "100"},
        quality_minimum=Minimum(F(0)),
    )
    lot_case = case(lot_spec, bid("A", 10), bid("B", 90), marks=[agreed("q", 5, 4)])

    # A has 60 + 36; B has 48 and at most 40 more: its quality is not enough, and A's is at any price.
    assert texts_of(lot_case, "price") == [
        "A would have won at any price; it asked EUR 10.",
        "B would not have won at any price; it asked EUR 90.",
    ]
    assert texts_of(lot_case, "fails") == [
        "A falls below the minimum for Plan with 3 marks one level lower.",
        "No lower marks take A below the minimum for quality.",
    ]


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (MarkSteps("B", F(2), 3), "B is 2 points behind A: 3 marks moved by one level each close this, no fewer."),
        (
            MarkSteps("B", F(2), 3, exact=False, confirmed=True),
            "B is 2 points behind A: judged again with 3 marks moved by one level each, it wins or is level; with rounding, fewer may do.",
        ),
        (
            MarkSteps("B", F(2), 3, exact=False),
            "B is 2 points behind A: about 3 marks moved by one level each close this; rounding may change the number.",
        ),
        (MarkSteps("B", F(2), None), "B is 2 points behind A: moving marks does not close this."),
    ],
)
def test_steps_say_how_sure_they_are(step, text):
    lot_annex = replace(annex(reversal()), steps=(step,))

    assert [text_of(s) for s in sentences(reversal().spec, lot_annex)["steps"]] == [text]


@pytest.mark.parametrize(
    ("change", "measure", "text"),
    [
        ({"most": Flip("A", F(9), None, "always")}, "price", "A would have won at any price; it asked EUR 9."),
        ({"prices": (Flip("B", F(9), None, "never"),)}, "price", "B would not have won at any price; it asked EUR 9."),
        (
            {"prices": (Flip("B", F(9), None, "not_monotone"),)},
            "price",
            "Under this method a lower price can lose points: no price of B is looked for.",
        ),
        ({"covers": {"price": 6}}, "price", "Looked at for the 6 best placed challengers only."),
        (
            {"without_bid": LeftOut(0, (), independent=True)},
            "without_bid",
            "By this method no losing bid can change who wins.",
        ),
        ({"without_bid": LeftOut(4, ())}, "without_bid", "Without any one of 4 losing bids, the winner stays first."),
        (
            {"without_bid": LeftOut(4, (Without("C", None),))},
            "without_bid",
            "Without C, the winner is nobody without a further decision.",
        ),
        (
            {"fails": (StepsToFail("quality", "quality", 2),)},
            "fails",
            "A falls below the minimum for quality with 2 marks one level lower.",
        ),
        ({"weighing": None}, "weights", "Other weights are not looked at: the points alone do not decide here."),
    ],
)
def test_every_outcome_has_its_sentence(change, measure, text):
    lot_annex = replace(annex(reversal()), **change)

    assert text in [text_of(sentence) for sentence in sentences(reversal().spec, lot_annex)[measure]]


def test_weights_that_nobody_can_win_by_are_said():
    lot_spec = spec(marked("q", 60), priced(40))
    dominated = case(lot_spec, bid("A", 100), bid("B", 200), marks=[agreed("q", 5, 1)])

    assert texts_of(dominated, "weights") == [
        "No other weights bring a challenger level with the winner.",
        "q: the winner stays first while its weight lies between 0 % and 100 % of the points (published: 60 %).",
        "price: the winner stays first while its weight lies between 0 % and 100 % of the points (published: 40 %).",
    ]
    assert texts_of(case(spec(priced(100)), bid("A", 1), bid("B", 2)), "weights")[1] == "price has all points."


def test_free_draws_are_said():
    frame = judged(reversal())
    from scoring.robustness.statements import chances

    said_first = next(chances(frame.spec, free(shares(frame), frame.order, seed=1, draws=100)))

    assert text_of(said_first) == "100 draws, every weighting equally likely."


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@settings(max_examples=examples(16), deadline=None)
@given(lot_case=lots(width=3), rounding=st.sampled_from([Rounding(), Rounding("each_leaf", 0)]))
def test_every_sentence_has_a_template_and_all_its_values(lot_case, rounding):
    lot_case = replace(lot_case, spec=replace(lot_case.spec, rounding=rounding))

    for every in sentences(lot_case.spec, annex(lot_case, times=20)).values():
        for sentence in every:
            assert isinstance(sentence, Sentence)
            assert all(fields(form) <= set(sentence.values) for form in forms_of(TEMPLATES[sentence.key]))


def test_annex_of_all_four_families_holds_together():
    lot_annex = annex(CASE)

    assert (lot_annex.winner, lot_annex.without_bid.independent, lot_annex.openness.unknown) == ("B1", True, 1)
    assert {chance.kind for chance in lot_annex.chances} == {"points", "relative", "marks"}
    assert from_json(to_json(lot_annex)) == lot_annex


def test_median_of_a_panel_goes_through_every_measure():
    lot_spec = spec(marked("q", 60), priced(40), panel_method="median")
    lot_case = case(lot_spec, bid("A", 100), bid("B", 110), marks=[panel("q", (5, 4, 4), (4, 4, 3))])

    step = annex(lot_case).steps[0]

    assert (step.exact, step.confirmed, step.steps) == (True, True, 2)
