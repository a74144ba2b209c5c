from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given, settings

from scoring import explain
from scoring.errors import BadParameter
from scoring.explain import (
    EvaluatorMark,
    IndicatorLine,
    InterfaceLine,
    MarkTable,
    PrintedGap,
    calculator,
    printed_gap_sentences,
)
from scoring.expressions import Minus, Number, Over, Rounded, Times, Unit, evaluate, text
from scoring.judging import evaluate as judge
from scoring.numbers import round_to
from scoring.results import Outcome
from scoring.types import (
    Case,
    Facts,
    Group,
    Interface,
    InterfaceMark,
    KpiRule,
    Leaf,
    MarkColumn,
    MarkScale,
    Minimum,
    PriceFacts,
    Rounding,
    ScaleLevel,
)
from tests.scale import examples
from tests.scoring.build import agreed, bid, case, marked, panel, priced, ruling, spec, two
from tests.scoring.explain.lots import KPIS, lots
from tests.scoring.explain.reading import value_of
from tests.scoring.four import CASE
from tests.scoring.robustness.lots import ROUNDINGS
from tests.scoring.robustness.lots import lots as formula_lots


def calculator_of(lot_case):
    return calculator(lot_case, judge(lot_case))


def line(lot_case, leaf, bid_id="A"):
    return calculator_of(lot_case).cell(leaf, bid_id).line().replace("\u00a0", " ").replace("\u2212", "−")


def reads_back(expression):
    printed = text(expression)
    inner = expression.inner if isinstance(expression, Rounded) else expression
    return "…" in printed or value_of(printed) == evaluate(inner)


def printed_value(printed):
    return value_of(printed)


def agrees(lot_case, result):
    """Every cell and every total: exact, read back from its line, and printed as published."""
    rounding, sheet = lot_case.spec.rounding, calculator(lot_case, result)
    at_leaf = rounding if rounding.stage == "each_leaf" else Rounding("none", 2)
    at_total = rounding if rounding.stage in {"each_leaf", "subtotal", "total"} else Rounding("none", 2)
    for cell in result.cells:
        calculation = sheet.cell(cell.leaf, cell.bid)
        exact = cell.raw if cell.points is None else cell.points
        assert evaluate(calculation.working.expression) == calculation.result == exact
        assert all(reads_back(step.expression) for step in calculation.working.steps)
        assert reads_back(calculation.working.expression)
        if cell.points is not None:
            assert printed_value(calculation.printed) == round_to(exact, at_leaf.places, at_leaf.mode)
    for place in result.order:
        total = sheet.total(place.bid)
        assert evaluate(total.working.expression) == total.result == place.figure
        assert all(
            reads_back(part) for part in (total.working.expression, *(s.expression for s in total.working.steps))
        )
        if result.kind == "points":
            assert printed_value(total.printed) == round_to(place.figure, at_total.places, at_total.mode)


@settings(max_examples=examples(150), deadline=None)
@given(lots())
def test_every_calculation_of_every_family_is_the_figure_that_was_judged(lot_case):
    result = judge(lot_case)
    if isinstance(result, Outcome):
        agrees(lot_case, result)


@settings(max_examples=examples(100), deadline=None)
@given(formula_lots(), ROUNDINGS)
def test_every_total_of_every_formula_is_the_figure_that_ranks(lot_case, rounding):
    lot_case = replace(lot_case, spec=replace(lot_case.spec, rounding=rounding))
    result = judge(lot_case)
    if isinstance(result, Outcome):
        agrees(lot_case, result)


def test_the_tender_with_all_families_agrees():
    agrees(CASE, judge(CASE))


# --- marks ---

WORDS = MarkScale("s", tuple(ScaleLevel(F(mark), f"level {mark}", f"shows {mark}") for mark in range(6)))


def test_an_agreed_mark_with_its_words_and_everybodys_own():
    lot_spec = spec(marked("q", 12, minimum=Minimum(F(3), "mark")), priced(88), scales=(WORDS,))
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


def lines_of(lot_case, leaf):
    lines = calculator_of(lot_case).cell(leaf, "A").lines()
    return [("" if what is None else explain.text(what), printed) for what, printed in lines]


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
    assert explain.text(calculation.working.why) == "A recorded ruling sets the mark."
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
    assert explain.text(calculation.working.why) == "A recorded ruling sets the share of the points."
    assert [(one.outcome, one.evidence, one.worth, one.points) for one in calculation.interfaces] == [
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
    assert [text(one.share) for one in calculation.indicators] == [
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
    assert explain.text(calculation.working.why) == "No offer was made: the published neutral share counts."
    assert calculation.indicators[0].offer is None


# --- prices and totals ---


def linear(amounts, **more):
    params = {"Pmin": "900000", "Pmax": "1500000"}
    lot_spec = spec(marked("q", 60), priced(40, elements=tuple(amounts)), formula="fixed_linear", params=params, **more)
    return case(lot_spec, bid("A", amounts), marks=[agreed("q", 4)])


def test_a_price_is_its_formula_with_the_numbers_put_in():
    assert line(linear({"price": "1031500"}), "price") == "40 × (1,500,000 − 1,031,500) ÷ (1,500,000 − 900,000) = 31.23"


def test_a_price_of_several_parts_is_added_first():
    assert lines_of(linear({"build": "1000000", "run": "31500.50"}), "price") == [
        ("Price: the sum of its parts", "1,000,000 + 31,500.50 = 1,031,500.50"),
        ("", "40 × (1,500,000 \u2212 1,031,500.50) ÷ (1,500,000 \u2212 900,000) = 31.23"),
    ]


def test_a_price_that_earns_no_points_is_an_amount_and_the_formula_stands_in_the_total():
    lot_case = case(spec(marked("q", 30), priced(70), formula="features"), bid("A", "2614800"), marks=[agreed("q", 5)])
    sheet = calculator_of(lot_case)

    assert sheet.cell("price", "A").line() == "2,614,800 = 2,614,800"
    assert sheet.total("A").line() == "2,614,800 ÷ (1 + 0.3 ÷ 0.7) = 1,830,360"
    assert (sheet.total("A").leaf, sheet.total("A").unit) == ("", Unit.MONEY)


def test_an_index_prints_the_digits_that_it_has():
    lot_case = case(
        spec(marked("q", 60), priced(40), formula="adjusted_score", params={"E": "90"}),
        bid("A", "120.30"),
        marks=[agreed("q", 4)],
    )

    assert calculator_of(lot_case).total("A").line() == "48 ÷ 60 × 90 ÷ 120.30 = 0.5985…"


def test_a_total_is_the_sum_of_its_criteria():
    assert calculator_of(linear({"price": "1031500"})).total("A").line() == "48 + 31.2333… = 79.23"
    assert (
        calculator_of(linear({"price": "1031500"}, rounding=Rounding("total", 0))).total("A").line()
        == "48 + 31.2333… = 79"
    )


def test_main_criteria_that_are_rounded_are_steps():
    lot_spec = spec(
        marked("p", 30, parent="g"),
        marked("r", 31, parent="g"),
        priced(39),
        groups=(Group("g", "value_for_money", F(61), title="Quality"),),
        rounding=Rounding("subtotal", 0),
        total_points=F(100),
    )
    lot_case = case(lot_spec, bid("A", 1), marks=[agreed("p", 4), agreed("r", 3)])

    lines = calculator_of(lot_case).total("A").lines()
    assert [("" if what is None else explain.text(what), printed) for what, printed in lines] == [
        ("price, rounded as published", "39"),
        ("Quality, rounded as published", "24 + 18.6 = 43"),
        ("", "39 + 43 = 82"),
    ]


def test_who_is_excluded_has_its_quality_and_no_price_and_no_total():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40))
    sheet = calculator_of(case(lot_spec, bid("A", 1), bid("B", 1), marks=[agreed("q", 3, 2)]))

    assert sheet.cell("q", "B").line() == "60 × 2 ÷ 5 = 24.00"
    assert (sheet.cell("price", "B"), sheet.total("B")) == (None, None)


def test_nobody_admissible_has_calculations_of_quality_alone():
    lot_spec = spec(marked("q", 60, minimum=Minimum(F(3), "mark")), priced(40), scaling="best")

    assert (
        calculator_of(case(lot_spec, bid("A", 1), marks=[agreed("q", 2)])).cell("q", "A").line() == "60 × 2 ÷ 5 = 24.00"
    )


def test_another_judgement_is_refused():
    other = replace(judge(two()), reference=("Z",))
    unmarked = Case(two().spec, Facts((bid("A", 1),)))

    for lot_case, result in ((two(), other), (unmarked, judge(two()))):
        with pytest.raises(BadParameter):
            calculator(lot_case, result)


# --- where printing parts the sum from the total ---


def test_printed_figures_that_add_up_to_less_or_more_are_said_with_their_bids():
    lot_spec = spec(
        marked("p", F("33.335")),
        marked("q", F("33.335")),
        priced("33.33"),
        formula="fixed_linear",
        params={"Pmin": "50", "Pmax": "150"},
    )
    lot_spec = replace(lot_spec, leaves=(*lot_spec.leaves[:2], replace(lot_spec.leaves[2], points=F("33.33"))))
    prices = {"A": 50, "B": 50, "C": "149.99"}
    lot_case = case(
        lot_spec,
        *(bid(name, amount) for name, amount in prices.items()),
        marks=[agreed("p", 5, 5, 0), agreed("q", 5, 5, 0)],
    )
    sheet = calculator_of(lot_case)

    assert sheet.printed_gaps() == (PrintedGap("A", F("-0.01")), PrintedGap("B", F("-0.01")))
    assert [explain.text(sentence) for sentence in printed_gap_sentences(sheet.printed_gaps())] == [
        "Totals come from unrounded points: the figures of A, B as printed add up to 0.01 more."
    ]
    assert [explain.text(one) for one in printed_gap_sentences([PrintedGap("B1", F("0.01"))])] == [
        "Totals come from unrounded points: the figures of B1 as printed add up to 0.01 less."
    ]


@pytest.mark.parametrize("more", [{}, {"formula": "lowest_price"}])
def test_nothing_is_said_where_the_sum_is_the_total(more):
    sheet = calculator_of(two(**more))

    assert sheet.printed_gaps() == ()
    assert printed_gap_sentences(sheet.printed_gaps()) == ()


def test_a_ruled_price_is_the_one_that_counts():
    lot_case = linear({"price": "1200000"})
    lot_case = replace(lot_case, facts=replace(lot_case.facts, rulings=(ruling("use_price", "A", "price", 1031500),)))

    assert line(lot_case, "price").startswith("40 × (1,500,000 − 1,031,500)")


def test_a_price_leaf_adds_elements_of_any_currency_on_the_tenders_basis():
    from scoring.types import Basis, Rate

    lot_case = linear({"price": "1000000", "extra": "1"})
    basis = Basis("EUR", rates=(Rate("SEK", F(1, 10), "2026-01-01", "ECB"),))
    facts = replace(
        lot_case.facts.bids[0],
        prices={"price": PriceFacts(F(1000000), "EUR"), "extra": PriceFacts(F(315000), "SEK")},
    )
    lot_case = case(replace(lot_case.spec, basis=basis), facts, marks=lot_case.facts.marks)

    assert lines_of(lot_case, "price")[:2] == [
        ("Price 'extra' on the tender's basis, from SEK to EUR", "315,000 × 0.1 = 31,500"),
        ("Price: the sum of its parts", "1,000,000 + 31,500 = 1,031,500"),
    ]
