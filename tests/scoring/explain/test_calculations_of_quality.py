from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring.explain import (
    EvaluatorMark,
    IndicatorLine,
    InterfaceLine,
    MarkTable,
)
from scoring.expressions import Minus, Number, Over, Times, text
from scoring.types import (
    Interface,
    InterfaceMark,
    KpiRule,
    Leaf,
    MarkColumn,
    MarkScale,
    Minimum,
    Rounding,
    ScaleLevel,
)
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, spec, two
from tests.scoring.explain.lots import KPIS
from tests.scoring.explain.sheets import calculator_of, line, lines_of
from tests.scoring.reading import text_of

# --- marks ---

SCALE = MarkScale("s", tuple(ScaleLevel(F(mark), f"level {mark}", f"shows {mark}") for mark in range(6)))


def test_an_agreed_mark_with_its_words_and_everybodys_own():
    lot_spec = spec(marked("q", 12, minimum=Minimum(F(3), "mark")), priced(88), scales=(SCALE,))
    column = MarkColumn("q", 1, ("E1", "E2", "consensus"), (5, 4, 5))

    calculation = calculator_of(case(lot_spec, bid("A", 1), marks=[column])).cell("q", "A")

    assert calculation.line() == "12 × 5 ÷ 5 = 12.00"
    assert calculation.marks == MarkTable(
        value=F(5),
        top=F(5),
        level=ScaleLevel(F(5), "level 5", "shows 5"),
        ruled=False,
        minimum=F(3),
        marks=(EvaluatorMark("E1", F(5), "level 5", False), EvaluatorMark("E2", F(4), "level 4", False)),
    )


def test_a_mean_of_marks_stands_in_the_calculation():
    lot_case = case(spec(marked("q", 20), priced(80), panel_method="mean"), bid("A", 1), marks=[panel("q", (4, 4, 5))])

    calculation = calculator_of(lot_case).cell("q", "A")

    assert calculation.line() == "20 × (4 + 4 + 5) ÷ 3 ÷ 5 = 17.33"
    assert (calculation.marks.value, calculation.marks.level, calculation.marks.minimum) == (F(13, 3), None, None)
    assert calculation.marks.marks[2] == EvaluatorMark("E3", F(5), "5", True)


@pytest.mark.parametrize(
    ("marks", "step", "last"),
    [
        ((5, 1, 4), ("Middle of the marks in their order: 1, 4, 5", "4"), "20 × 4 ÷ 5 = 16.00"),
        ((5, 1, 4, 2), ("Middle of the marks in their order: 1, 2, 4, 5", "(2 + 4) ÷ 2 = 3"), "20 × 3 ÷ 5 = 12.00"),
    ],
)
def test_a_median_is_a_step(marks, step, last):
    lot_case = case(spec(marked("q", 20), priced(80), panel_method="median"), bid("A", 1), marks=[panel("q", marks)])

    assert lines_of(lot_case, "q") == [step, ("", last)]


def test_a_rounded_mark_is_a_step_where_rounding_changes_it():
    lot_spec = spec(
        marked("q", 20), marked("r", 20), priced(60), panel_method="mean", rounding=Rounding("each_mark", 1)
    )
    lot_case = case(lot_spec, bid("A", 1), marks=[panel("q", (4, 4, 5)), panel("r", (4, 5))])

    assert lines_of(lot_case, "q") == [
        ("The mark, rounded as published", "(4 + 4 + 5) ÷ 3 = 4.3"),
        ("", "20 × 4.3 ÷ 5 = 17.20"),
    ]
    assert lines_of(lot_case, "r") == [("", "20 × (4 + 5) ÷ 2 ÷ 5 = 18.00")]


def test_a_ruled_mark_and_a_ruled_share_say_so():
    lot_case = two()
    lot_case = replace(lot_case, facts=replace(lot_case.facts, rulings=(ruling("mark_is", "A", "q", 1),)))
    calculation = calculator_of(lot_case).cell("q", "A")

    assert calculation.line() == "60 × 1 ÷ 5 = 12.00"
    assert text_of(calculation.working.why) == "A recorded ruling sets the mark."
    assert calculation.marks.ruled


def test_a_ruled_mark_where_nobody_marked_has_no_marks_beside_it():
    lot_case = case(spec(marked("q", 60), priced(40)), bid("A", 1), rulings=[ruling("mark_is", "A", "q", 4)])

    table = calculator_of(lot_case).cell("q", "A").marks

    assert (table.value, table.ruled, table.marks) == (F(4), True, ())


def test_quality_scaled_to_the_best_is_multiplied_last():
    lot_case = two(scaling="best")
    lot_case = replace(lot_case, facts=replace(lot_case.facts, marks=(agreed("q", 2, 4),)))

    assert lines_of(lot_case, "q") == [
        ("Most quality points of the bids compared", "48"),
        ("", "60 × 2 ÷ 5 × 60 ÷ 48 = 30.00"),
    ]


# --- interfaces ---


SENSORS = (Interface("a", F("0.3"), 2, "Sensors"), Interface("b", F("0.7")))


def with_claims(family, *claims, interfaces=SENSORS, rulings=()):
    lot_spec = spec(Leaf("io", family, F(15), "machine", "verdict"), priced(85), interfaces=interfaces)
    return case(lot_spec, bid("A", 1, interfaces=claims), rulings=rulings)


def test_interfaces_are_a_table_and_a_line():
    lot_case = with_claims(
        "open_standards",
        InterfaceMark("a", "declared", F(1), F(1)),
        InterfaceMark("a", "valid", F(1, 2), F(3, 4)),
    )

    calculation = calculator_of(lot_case).cell("io", "A")

    assert calculation.line() == "15 × (0.3 × 0.5 × 0.75 + 0.7 × 0) = 1.69"
    assert calculation.interfaces == (
        InterfaceLine(
            interface="a",
            title="Sensors",
            weight=F("0.3"),
            min_rung=2,
            outcome="valid",
            evidence=F(3, 4),
            openness=F(1, 2),
            strength=F(3, 4),
            worth=Times((Number(F(1, 2)), Number(F(3, 4)))),
            points=F(27, 16),
            claims=2,
            ruled=False,
        ),
        InterfaceLine("b", "", F("0.7"), 0, "absent", F(0), None, None, Number(F(0)), F(0), 0, ruled=False),
    )


def test_weights_that_are_no_whole_are_divided_by():
    interfaces = (Interface("a", F(60)), Interface("b", F(40)))
    lot_case = with_claims("interoperability", InterfaceMark("a", "proven"), interfaces=interfaces)

    assert line(lot_case, "io") == "15 × (60 × 1 + 40 × 0) ÷ 100 = 9.00"


def test_a_ruled_outcome_counts_with_and_without_a_claim():
    ruled = ruling("set_evidence", "A", "a", text="parsed")

    for claims in ((), (InterfaceMark("a", None),)):
        sheet = calculator_of(with_claims("interoperability", *claims, rulings=[ruled])).cell("io", "A").interfaces[0]

        assert (sheet.outcome, sheet.evidence, sheet.claims, sheet.ruled) == ("parsed", F(1, 2), len(claims), True)


def test_undecided_evidence_under_a_ruled_share_has_no_worth():
    claims = InterfaceMark("a", None), InterfaceMark("b", "valid")
    lot_case = with_claims("open_standards", *claims, rulings=[ruling("mark_is", "A", "io", F(1, 4))])

    calculation = calculator_of(lot_case).cell("io", "A")

    assert calculation.line() == "15 × 25\u00a0% = 3.75"
    assert text_of(calculation.working.why) == "A recorded ruling sets the share of the points."
    assert [
        (interface.outcome, interface.evidence, interface.worth, interface.points)
        for interface in calculation.interfaces
    ] == [
        (None, None, None, F(0)),
        ("valid", F(3, 4), None, F(0)),
    ]


# --- offers ---


def with_offers(leaf, **offers):
    return case(
        spec(leaf, priced(85)), bid("A", 1, offers={code: None if o is None else F(o) for code, o in offers.items()})
    )


def test_indicators_are_a_table_and_a_line_of_percentages():
    leaf = Leaf("kpis", "performance", F(15), "formula", "offer", kpis=KPIS)

    calculation = calculator_of(with_offers(leaf, up="99.85", down=12)).cell("kpis", "A")

    assert calculation.line() == "15 × (0.4 × 94.44…\u00a0% + 0.6 × 90\u00a0%) = 13.77"
    assert calculation.indicators[0] == IndicatorLine(
        code="up",
        title="Availability",
        unit="%",
        direction="up",
        least=F(99),
        best=F("99.9"),
        weight=F(2, 5),
        backed=True,
        offer=F("99.85"),
        share=Over(Minus(Number(F("99.85")), Number(F(99))), Minus(Number(F("99.9")), Number(F(99)))),
        points=F(17, 3),
    )
    assert [text(indicator.share) for indicator in calculation.indicators] == [
        "(99.85 \u2212 99) ÷ (99.9 \u2212 99)",
        "(12 \u2212 48) ÷ (8 \u2212 48)",
    ]


def test_one_indicator_reads_from_left_to_right_and_its_end_binds():
    leaf = Leaf(
        "k", "performance", F(15), "formula", "offer", kpis=(KpiRule("k", "up", F(1), F(3), F(9), backed=True),)
    )

    assert line(with_offers(leaf, k=2), "k") == "15 × (2 − 1) ÷ (3 − 1) = 7.50"
    assert line(with_offers(leaf, k=4), "k") == "15 × min(1; (4 − 1) ÷ (3 − 1)) = 15.00"


def test_no_offer_earns_the_neutral_share_and_says_so():
    leaf = Leaf(
        "k",
        "performance",
        F(5),
        "formula",
        "offer",
        kpis=(KpiRule("k", "up", F(1), F(3), F(9), backed=True),),
        neutral=F(1, 2),
    )
    calculation = calculator_of(with_offers(leaf, k=None)).cell("k", "A")

    assert calculation.line() == "5 × 50\u00a0% = 2.50"
    assert text_of(calculation.working.why) == "No offer was made: the published neutral share counts."
    assert calculation.indicators[0].offer is None
