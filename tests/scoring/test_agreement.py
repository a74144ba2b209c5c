"""Agreement of evaluators: published and hand-worked figures, missing marks, and what people read."""

import json
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import agreement, canonical, numbers
from scoring.agreement import Agreement, Bias, Spread
from scoring.errors import MarkNotOnScale
from scoring.results import Sentence
from scoring.types import MarkColumn
from tests.scoring.build import bid, case, marked, panel, priced, ruling, scale, spec
from tests.scoring.reading import text_of

METRICS = ("nominal", "ordinal", "interval", "ratio")
NOTHING = dict.fromkeys(METRICS)


def lot(*columns, bids="AB", rulings=(), scales=(), **more):
    """Criteria q, r … of 0 to 5 on one panel each."""
    leaves = [marked(column.leaf, 10, title=f"Title of {column.leaf}") for column in columns]
    lot_spec = spec(*leaves, priced(40), panel_method="mean", **({"scales": scales} if scales else {}), **more)
    return case(lot_spec, *(bid(name, 100) for name in bids), marks=columns, rulings=rulings)


def alphas(*units):
    marks = [[F(mark) for mark in unit] for unit in units]
    return {metric: agreement.alpha(marks, metric) for metric in METRICS}


# --- Krippendorff's alpha ---


def test_o17_alpha_of_three_observers_with_missing_values(shared):
    path = shared / "cases" / "o17_krippendorff_alpha_nominal_interval.json"
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    units = [[F(mark) for mark in unit if mark is not None] for unit in zip(*data["inputs"]["ratings"], strict=True)]

    alphas = {metric: agreement.alpha(units, metric) for metric in data["expected"]}

    assert alphas == {"nominal": F(56, 81), "interval": F(643, 793)}
    for metric, value in data["expected"].items():
        assert abs(alphas[metric] - F(value)) <= F(data["tolerance"])


def test_alpha_of_two_units_by_hand():
    # Pairs 1-1 and 1-3: coincidences 11: 2, 13: 1, 31: 1; n_1 = 3, n_3 = 1, n = 4.
    # Observed / expected = (2 d / 4) / (2 * 3 * 1 d / 12) = 1, whatever the distance d.
    assert alphas((1, 1), (1, 3)) == dict.fromkeys(METRICS, F(0))


def test_alpha_of_three_units_by_hand():
    # 1-1, 2-2, 1-3: n_1 = 3, n_2 = 2, n_3 = 1, n = 6; the only disagreement observed is 1-3, twice.
    # nominal: 1 - 2 * 5 / (2 * (6 + 3 + 2)); interval: 1 - 2 * 4 * 5 / (2 * (6 * 1 + 3 * 4 + 2 * 1))
    # ratio: d12 = 1/9, d13 = 1/4, d23 = 1/25
    # ordinal: d12 = (5 - 2.5)^2, d13 = (6 - 2)^2, d23 = (3 - 1.5)^2
    assert alphas((1, 1), (2, 2), (1, 3)) == {
        "nominal": 1 - F(10, 22),
        "interval": 1 - F(40, 40),
        "ratio": 1 - F(5, 2) / (2 * (F(6, 9) + F(3, 4) + F(2, 25))),
        "ordinal": 1 - F(160) / (2 * (6 * F(25, 4) + 3 * 16 + 2 * F(9, 4))),
    }


def test_units_with_fewer_than_two_marks_are_dropped():
    assert alphas((1, 1), (1, 3), (5,), ()) == alphas((1, 1), (1, 3))


def test_unit_of_three_counts_its_pairs_by_half():
    # 1-1-3: coincidences 11: 1, 13: 1, 31: 1, 33: 0; with 3-3: 33: 2. n_1 = 2, n_3 = 3, n = 5.
    assert agreement.alpha([[F(1), F(1), F(3)], [F(3), F(3)]], "nominal") == 1 - F(2 * 4, 2 * 6)


@pytest.mark.parametrize("units", [(), ((3,),), ((3, 3), (3, 3))])
def test_nothing_to_disagree_about_has_no_alpha(units):
    assert alphas(*units) == NOTHING


def test_whole_agreement_is_one_and_zero_marks_are_no_division_by_zero():
    assert alphas((0, 0), (2, 2), (5, 5)) == dict.fromkeys(METRICS, F(1))
    assert agreement.alpha([[F(0), F(2)], [F(0), F(0)]], "ratio") == 0


# --- ICC ---


def test_icc_of_three_rows_and_two_raters_by_hand():
    # Rows 1-2, 3-4, 5-6: MSR = 8, MSC = 1.5, MSE = 0.
    assert agreement.icc([[F(1), F(2)], [F(3), F(4)], [F(5), F(6)]]) == {"A,1": F(8, 9), "A,k": F(16, 17)}


def test_icc_with_error_by_hand():
    # Rows 1-1, 2-4: grand 2, row means 1, 3, rater means 1.5, 2.5; total 6, rows 4, raters 1, rest 1: all over 1.
    assert agreement.icc([[F(1), F(1)], [F(2), F(4)]]) == {"A,1": F(3, 5), "A,k": F(3, 4)}


def test_icc_of_six_targets_and_four_judges_as_published():
    """Shrout and Fleiss 1979, table 2: ICC(2,1) = .29, ICC(2,4) = .62."""
    table = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]

    coefficients = agreement.icc([[F(mark) for mark in row] for row in table])

    assert coefficients == {"A,1": F(184, 635), "A,k": F(736, 1187)}
    assert [numbers.decimal_text(value, 2) for value in coefficients.values()] == ["0.29", "0.62"]


@pytest.mark.parametrize("rows", [[], [[F(1), F(2)]], [[F(1)], [F(2)]], [[F(1), F(1)], [F(1), F(1)]]])
def test_icc_needs_two_rows_two_raters_and_some_difference(rows):
    assert agreement.icc(rows) == {"A,1": None, "A,k": None}


# --- one bid under one criterion ---


@pytest.mark.parametrize(
    ("marks", "width", "flagged"),
    [((1, 3, 3), 5, True), ((1, 2, 2), 5, False), ((F(1), F(3)), F(5) + F(1, 10**30), False), ((0, 2), 5, True)],
)
def test_marks_40_percent_of_the_scale_apart_are_flagged_exactly(marks, width, flagged):
    assert agreement.spread("A", "q", [F(mark) for mark in marks], F(width)).flagged is flagged


def test_spread_has_range_share_and_sample_deviation():
    assert agreement.spread("A", "q", [F(1), F(2), F(3)], F(5)) == Spread(
        "A", "q", 3, F(2), F(2, 5), F(1), flagged=True
    )
    assert agreement.spread("A", "q", [F(1), F(2)], F(5)).deviation == F("0.707106781187")


def test_scale_that_starts_above_zero_is_as_wide_as_its_levels():
    levels = scale(5)
    given_lot = lot(panel("q", (1, 2), (3, 3)), scales=(replace(levels, levels=levels.levels[1:]),))

    assert [(spread.bid, spread.share) for spread in agreement.panel(given_lot).spreads] == [
        ("A", F(1, 4)),
        ("B", F(0)),
    ]


# --- a panel ---


def test_panel_by_bid_evaluator_criterion_and_whole():
    panel_agreement = agreement.panel(lot(panel("q", (1, 3, 3), (4, 4, 4))))

    assert panel_agreement.evaluators == ("E1", "E2", "E3")
    assert [
        (spread.bid, spread.leaf, spread.count, spread.share, spread.flagged) for spread in panel_agreement.spreads
    ] == [
        ("A", "q", 3, F(2, 5), True),
        ("B", "q", 3, F(0), False),
    ]
    assert panel_agreement.biases == (Bias("E1", 2, F(-1, 5)), Bias("E2", 2, F(1, 10)), Bias("E3", 2, F(1, 10)))
    assert [
        (leaf_agreement.leaf, leaf_agreement.raters, leaf_agreement.units, leaf_agreement.dropped, leaf_agreement.rows)
        for leaf_agreement in panel_agreement.leaves
    ] == [("q", 3, 2, 0, 2)]
    assert panel_agreement.overall == replace(panel_agreement.leaves[0], leaf="", alpha=panel_agreement.overall.alpha)
    assert panel_agreement.notes == (Sentence("agreement.information"), Sentence("agreement.unstable", {"raters": 3}))


def test_missing_marks_are_left_out_of_every_figure():
    panel_agreement = agreement.panel(lot(panel("q", (1, None, 3), (None, 4, None), (2, 2, 2)), bids="ABC"))

    assert [(spread.bid, spread.count) for spread in panel_agreement.spreads] == [("A", 2), ("C", 3)]
    assert [(bias.evaluator, bias.count, bias.value) for bias in panel_agreement.biases] == [
        ("E1", 2, F(-1, 5)),
        ("E2", 1, F(0)),
        ("E3", 2, F(1, 5)),
    ]
    (leaf_agreement,) = panel_agreement.leaves
    assert (leaf_agreement.raters, leaf_agreement.units, leaf_agreement.dropped, leaf_agreement.rows) == (3, 2, 1, 1)
    assert leaf_agreement.alpha["nominal"] == agreement.alpha([[F(1), F(3)], [F(2)] * 3], "nominal")
    assert leaf_agreement.icc == {"A,1": None, "A,k": None}


def test_whole_counts_criteria_with_other_evaluators_and_scales_in_shares():
    ten = MarkColumn("r", 1, ("E2", "E9"), (10, 8, 4, 4))
    given_lot = lot(panel("q", (5, 5), (2, 1)), ten, scales=(scale(5), scale(10, "t")))
    leaves = tuple(replace(leaf, scale="t") if leaf.id == "r" else leaf for leaf in given_lot.spec.leaves)

    panel_agreement = agreement.panel(replace(given_lot, spec=replace(given_lot.spec, leaves=leaves)))

    units = [[F(1), F(1)], [F(2, 5), F(1, 5)], [F(1), F(4, 5)], [F(2, 5), F(2, 5)]]
    assert panel_agreement.evaluators == ("E1", "E2", "E9")
    assert (panel_agreement.overall.raters, panel_agreement.overall.units, panel_agreement.overall.rows) == (3, 4, 0)
    assert panel_agreement.overall.alpha == {metric: agreement.alpha(units, metric) for metric in METRICS}
    assert panel_agreement.biases == (
        Bias("E1", 2, F(1, 10)),
        Bias("E2", 4, F(0)),
        Bias("E9", 2, F(-1, 10)),
    )


def test_agreed_marks_and_dropped_evaluators_do_not_count():
    column = MarkColumn("q", 1, ("E1", "E2", "E3", "consensus"), (1, 5, 2, 3, 4, 4, 4, 4))
    gone = [ruling("drop_evaluator", "", text="E2"), ruling("mark_is", "A", "q", 0, number="r2")]

    panel_agreement = agreement.panel(lot(column, rulings=gone))

    assert [(spread.bid, spread.count, spread.range) for spread in panel_agreement.spreads] == [
        ("A", 2, F(1)),
        ("B", 2, F(0)),
    ]
    assert [bias.evaluator for bias in panel_agreement.biases] == ["E1", "E3"]


@pytest.mark.parametrize("columns", [(), (MarkColumn("q", 1, ("consensus",), (3, 4)),)])
def test_no_own_marks_are_nothing_to_measure(columns):
    lot_case = lot(*columns) if columns else case(spec(marked("q", 60), priced(40)), bid("A", 1), bid("B", 1))
    panel_agreement = agreement.panel(lot_case)

    assert panel_agreement.overall == Agreement("", 0, 0, 0, NOTHING, 0, {"A,1": None, "A,k": None})
    assert (panel_agreement.evaluators, panel_agreement.spreads, panel_agreement.biases, panel_agreement.leaves) == (
        (),
        (),
        (),
        (),
    )
    assert panel_agreement.notes == (Sentence("agreement.information"), Sentence("agreement.none"))
    assert agreement.sentences(panel_agreement) == list(panel_agreement.notes)


def test_lone_evaluator_has_no_colleague_to_differ_from():
    panel_agreement = agreement.panel(lot(panel("q", (1,), (5,))))

    assert (panel_agreement.spreads, panel_agreement.biases) == ((), ())
    assert (panel_agreement.leaves[0].units, panel_agreement.leaves[0].dropped, panel_agreement.leaves[0].alpha) == (
        0,
        2,
        NOTHING,
    )


def test_panel_of_four_is_not_called_unstable():
    assert agreement.panel(lot(panel("q", (1, 2, 3, 4), (1, 1, 1, 1)))).notes == (Sentence("agreement.information"),)


def test_mark_off_its_scale_is_refused_as_when_judging():
    with pytest.raises(MarkNotOnScale):
        agreement.panel(lot(panel("q", (9, 1), (1, 1))))


def test_panel_has_a_canonical_form():
    panel_agreement = agreement.panel(lot(panel("q", (1, 2), (1, 1))))

    assert canonical.plain(panel_agreement)["biases"] == [
        {"evaluator": "E1", "count": 2, "value": "-1/10"},
        {"evaluator": "E2", "count": 2, "value": "1/10"},
    ]


# --- sentences ---


def test_panel_is_said_with_n():
    panel_agreement = agreement.panel(lot(panel("q", (1, 3), (4, 4)), panel("r", (2, 2), (5, 5))))
    sentences = [
        text_of(sentence, {"A": "Northline"}) for sentence in agreement.sentences(panel_agreement, {"q": "Quality"})
    ]

    assert sentences[:9] == [
        "How far evaluators agree is information; it changes no mark and no place.",
        "Measures of agreement are unstable with 2 evaluators.",
        "Northline, Quality: 2 marks lie 2 apart, 40 % of the scale (SD 1.4142…); look at the reasons.",
        "B, Quality: 2 marks lie 0 apart, 0 % of the scale (SD 0).",
        "Northline, r: 2 marks lie 0 apart, 0 % of the scale (SD 0).",
        "B, r: 2 marks lie 0 apart, 0 % of the scale (SD 0).",
        "On average over 4 marks, E1 marks 10 % of the scale below the others.",
        "On average over 4 marks, E2 marks 10 % of the scale above the others.",
        "Quality: Krippendorff's alpha (nominal) is 0.4 over 2 cells with two marks or more.",
    ]
    assert sentences[-2:] == [
        "All criteria: ICC(A,1) is 0.8 over 4 cells marked by all 2 evaluators.",
        "All criteria: ICC(A,k) is 0.8888… over 4 cells marked by all 2 evaluators.",
    ]
    assert len(sentences) == 8 + 3 * 6


def test_figures_that_do_not_exist_are_said_not_to():
    sentences = [
        text_of(sentence) for sentence in agreement.sentences(agreement.panel(lot(panel("q", (3, 3), (3, 3)))))
    ]

    assert sentences[4] == "On average over 2 marks, E1 marks level with the others."
    assert sentences[6:8] == [
        "q: no Krippendorff's alpha (nominal) over 2 cells with two marks or more.",
        "q: no Krippendorff's alpha (ordinal) over 2 cells with two marks or more.",
    ]
    assert sentences[10] == "q: there is no ICC(A,1) over 2 cells marked by all 2 evaluators."


# --- laws ---

MARKS = st.one_of(st.none(), st.integers(0, 5))
TABLES = st.integers(2, 5).flatmap(lambda width: st.lists(st.tuples(*[MARKS] * width), min_size=1, max_size=8))


@given(table=TABLES, seed=st.randoms(use_true_random=False))
def test_order_of_bids_and_evaluators_changes_no_coefficient(table, seed):
    rows = [tuple(None if mark is None else F(mark) for mark in row) for row in table]
    seats = list(range(len(rows[0])))
    turned = list(rows)
    seed.shuffle(seats)
    seed.shuffle(turned)

    assert agreement.agreement("q", [tuple(row[seat] for seat in seats) for row in turned]) == agreement.agreement(
        "q", rows
    )


@given(table=TABLES, factor=st.integers(2, 9))
def test_another_unit_of_marks_changes_no_coefficient(table, factor):
    rows = [tuple(None if mark is None else F(mark) for mark in row) for row in table]
    scaled = [tuple(None if mark is None else mark * factor for mark in row) for row in rows]

    assert agreement.agreement("q", scaled) == agreement.agreement("q", rows)


@given(table=TABLES)
def test_coefficients_never_pass_one_and_count_every_row(table):
    rows = [tuple(None if mark is None else F(mark) for mark in row) for row in table]
    coefficients = agreement.agreement("q", rows)

    assert coefficients.units + coefficients.dropped == len(rows) >= coefficients.rows
    assert all(value <= 1 for value in (*coefficients.alpha.values(), coefficients.icc["A,1"]) if value is not None)


@given(marks=st.lists(st.integers(0, 5), min_size=2, max_size=6))
def test_deviation_lies_within_the_range(marks):
    spread = agreement.spread("A", "q", [F(mark) for mark in marks], F(5))

    assert 0 <= spread.deviation <= spread.range
    assert spread.flagged == (spread.range >= 2)


# --- fences, for indicators ---


def test_o15_price_close_to_the_winner_lies_below_the_fence(shared):
    path = shared / "cases" / "o15_cardinal_R024_price_close_to_winner.json"
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=str)
    inputs, expected = data["inputs"], data["expected"]
    winning, second = F(inputs["winning"]), F(inputs["second"])

    low, high = numbers.fence(F(inputs["q1"]), F(inputs["q3"]))
    difference = (second - winning) / winning

    assert (low, high, difference) == (F(expected["lower_fence"]), F(1, 10), F(expected["difference"]))
    assert (difference < low) is expected["flag"]
