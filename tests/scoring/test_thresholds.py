"""Gates, rulings and minimums: who is excluded, and by what."""

from fractions import Fraction as F

import pytest

from scoring.judging import evaluate
from scoring.results import Exclusion, Gap, Incomplete
from scoring.types import Gate, Group, Minimum, Rounding
from tests.scoring.build import agreed, bid, case, figures, gone, marked, panel, priced, ruling, scale, spec
from tests.scoring.inputs import shared_case


def gated(*answers):
    lot_spec = spec(marked("q", 60), priced(40), gates=(Gate("iso"), Gate("law")))
    bids = [bid(name, 100, gates=answer) for name, answer in zip("AB", answers, strict=True)]
    return evaluate(case(lot_spec, *bids, marks=[agreed("q", None, 5)]))


def test_failed_gate_excludes_whatever_else_is_missing():
    result = gated({"iso": False}, {"iso": True, "law": True})

    assert result.excluded == (Exclusion("A", "gate", "iso"),)
    assert (result.scored, result.reference) == (("B",), ("B",))


def test_every_failed_gate_is_named():
    result = gated({"iso": False, "law": False}, {"iso": True, "law": True})

    assert [exclusion.where for exclusion in result.excluded] == ["iso", "law"]


def test_excluded_bids_stay_named_beside_the_gaps():
    result = gated({"iso": False}, {"iso": True})

    assert result == Incomplete((Gap("B", "law", "missing", "answer"),), (Exclusion("A", "gate", "iso"),))


def test_exclusion_recomputes_everything_and_coming_back_restores_it():
    """SCORING §4: A 120/q100, B 100/q90, C 80/q70 give 86.67, 86, 82; without C: A 93.33, B 94."""
    lot_spec = spec(marked("q", 60), priced(40), scales=(scale(10),))
    bids = [bid("A", 120), bid("B", 100), bid("C", 80)]
    marks = [agreed("q", 10, 9, 7)]

    before = evaluate(case(lot_spec, *bids, marks=marks))
    less = evaluate(case(lot_spec, *bids, marks=marks, rulings=[ruling("exclude", "C", text="grave misconduct")]))

    assert figures(before) == {"A": 60 + F(80, 3), "B": F(86), "C": F(82)}
    assert figures(less) == {"B": F(94), "A": 60 + F(100, 3)}
    assert (before.winner, less.winner) == ("A", "B")
    assert less.excluded == (Exclusion("C", "ruling", "r1", "grave misconduct"),)
    assert evaluate(case(lot_spec, *bids, marks=marks)) == before


def thresholds(minimum=None, *, quality=None, group=None, **more):
    lot_spec = spec(
        marked("q", 30, parent="g", minimum=minimum),
        marked("r", 30, parent="g"),
        priced(40),
        groups=(Group("g", "value_for_money", F(60), minimum=group),),
        total_points=F(100),
        quality_minimum=quality,
        **more,
    )
    return evaluate(case(lot_spec, bid("A", 100), bid("B", 50), marks=[agreed("q", 4, 3), agreed("r", 4, 4)]))


@pytest.mark.parametrize("minimum", [Minimum(F(4), "mark"), Minimum(F(24)), Minimum(F(4, 5), "share")])
def test_leaf_below_its_minimum_excludes_and_its_price_counts_nowhere(minimum):
    result = thresholds(minimum)

    assert gone(result) == {"B": ("leaf", "q")}
    assert figures(result) == {"A": F(88)}
    assert [cell.bid for cell in result.cells] == ["A", "B", "A", "B", "A"]


def test_value_at_the_minimum_stays_in():
    assert gone(thresholds(Minimum(F(3), "mark"))) == {}


@pytest.mark.parametrize("minimum", [Minimum(F(48)), Minimum(F(4, 5), "share")])
def test_group_below_its_minimum_excludes(minimum):
    result = thresholds(group=minimum)

    assert result.excluded == (
        Exclusion("B", "group", "g", "below_minimum", F(42) if minimum.unit == "points" else F(7, 10), minimum.value),
    )


@pytest.mark.parametrize("minimum", [Minimum(F(48)), Minimum(F(4, 5), "share")])
def test_quality_below_its_minimum_excludes(minimum):
    assert gone(thresholds(quality=minimum)) == {"B": ("quality", "quality")}


@pytest.mark.parametrize(("counts", "expected"), [("exact", {"A": ("leaf", "q")}), ("rounded", {})])
def test_value_just_below_the_minimum_passes_when_the_rounded_one_counts(counts, expected):
    """The mean of 3, 3, 4 earns 20 exactly of 30; of 31 points 20.666…, shown as 20.67."""
    lot_spec = spec(
        marked("q", 31, minimum=Minimum(F("20.67"))),
        priced(69),
        panel_method="mean",
        rounding=Rounding("total", 2),
        threshold_on=counts,
    )

    result = evaluate(case(lot_spec, bid("A", 1), bid("B", 2), marks=[panel("q", (3, 3, 4), (5, 5, 5))]))

    assert gone(result) == expected


def test_ruled_share_is_not_held_against_a_minimum_mark():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(4), "mark")), priced(40))

    result = evaluate(case(lot_spec, bid("A", 1), marks=[agreed("q", 1)], rulings=[ruling("mark_is", "A", "q", 4)]))

    assert gone(result) == {}


def test_minimum_on_an_absolute_price_excludes_after_pricing():
    lot_spec = spec(
        marked("q", 60),
        priced(40, minimum=Minimum(F(10))),
        formula="fixed_linear",
        params={"Pmin": "0", "Pmax": "100"},
    )

    result = evaluate(case(lot_spec, bid("A", 50), bid("B", 90), marks=[agreed("q", 1, 5)]))

    assert result.excluded == (Exclusion("B", "leaf", "price", "below_minimum", F(4), F(10)),)
    assert figures(result) == {"A": F(32)}


@pytest.mark.parametrize(("counts", "expected"), [("exact", {"A": ("group", "g")}), ("rounded", {})])
def test_minimum_of_a_group_with_a_price_looks_at_exact_or_rounded_points_before_scaling(counts, expected):
    """A: quality 40 * 3/5 = 24 (40 when scaled), price 60 * 2/3 * … = 35.7 exact, 36 rounded; the minimum is 60."""
    lot_spec = spec(
        marked("q", 40, parent="g"),
        priced(60, parent="g"),
        groups=(Group("g", "value_for_money", F(100), minimum=Minimum(F(60))),),
        total_points=F(100),
        formula="fixed_linear",
        params={"Pmin": "0", "Pmax": "1000"},
        rounding=Rounding("each_leaf", 0),
        threshold_on=counts,
        scaling="best",
    )

    result = evaluate(case(lot_spec, bid("A", 405), marks=[agreed("q", 3)]))

    assert gone(result) == expected


# --- what is rounded before it is held against a minimum ---


def test_a_share_is_held_against_rounded_points_and_never_rounded_itself(shared):
    outcome = evaluate(shared_case(shared, "threshold_rounded_share"))

    assert outcome.excluded == (Exclusion("A", "quality", "quality", "below_minimum", F(1, 2), F(3, 5)),)
    assert outcome.winner == "B"


ROUNDED_MINIMUMS = [
    (Minimum(F("20.66"), "points"), True),
    (Minimum(F("20.67"), "points"), True),
    (Minimum(F("20.68"), "points"), False),
    (Minimum(F("20.67") / 31, "share"), True),
    (Minimum(F("20.68") / 31, "share"), False),
    (Minimum(F("0.67"), "share"), False),
]


@pytest.mark.parametrize(
    ("where", "minimum", "stays"),
    [
        *[(where, *row) for where in ("leaf", "group", "quality") for row in ROUNDED_MINIMUMS],
        ("leaf", Minimum(F("3.33"), "mark"), True),
        ("leaf", Minimum(F("3.34"), "mark"), False),
    ],
)
def test_points_and_marks_are_rounded_wherever_the_minimum_stands(where, minimum, stays):
    """The mean of 3, 3, 4 is 3.33… of 5 and earns 20.666… of 31 points, 20.67 at two decimals; as a share 0.6667."""
    lot_spec = spec(
        marked("q", 31, parent="g", minimum=minimum if where == "leaf" else None),
        priced(69),
        groups=(Group("g", "value_for_money", F(31), minimum=minimum if where == "group" else None),),
        quality_minimum=minimum if where == "quality" else None,
        total_points=F(100),
        panel_method="mean",
        rounding=Rounding("total", 2),
        threshold_on="rounded",
    )

    outcome = evaluate(case(lot_spec, bid("A", 1), bid("B", 2), marks=[panel("q", (3, 3, 4), (5, 5, 5))]))

    assert ("A" in outcome.reference) is stays
