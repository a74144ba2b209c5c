"""Weights add up, a rest is shared out exactly, and the trial shows what the criteria do."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.tenders.forms.trial import trial_sheets
from procurement.tenders.sections import CriteriaTree, CriterionEntry, KpiEntry, LotEntry, weights
from procurement.tenders.sections.checks import criteria, findings_in, method
from procurement.tenders.sections.content import SectionKey
from procurement.tenders.sections.method import Method
from procurement.tenders.sections.trial import KINDS, InventedBid, NoTrial, StepWorth, trial_of, with_fixed_limits
from tests.tenders import written
from tests.tenders.sections.written import content_of

WEIGHTS = st.lists(
    st.decimals(min_value=0, max_value=100, places=4, allow_nan=False).map(Fraction), min_size=1, max_size=50
)


@given(WEIGHTS, st.integers(min_value=0, max_value=100).map(Fraction))
def test_a_shared_rest_totals_exactly_in_four_places(parts, target):
    shares = weights.share_rest(parts, target)

    assert sum(shares) == target
    assert min(shares) >= 0
    assert {(share * 10_000).denominator for share in shares} == {1}


def test_three_equal_weights_share_a_hundred():
    shares = weights.share_rest([Fraction("33.3333")] * 3, weights.ALL)

    assert [weights.number_text(share) for share in shares] == ["33.3334", "33.3333", "33.3333"]


@given(st.lists(WEIGHTS, min_size=1, max_size=6))
def test_what_stands_below_a_root_follows_its_share(groups):
    entries = []
    for no, parts in enumerate(groups):
        entries.append(CriterionEntry(f"root{no}", weight=sum(parts)))
        entries += [CriterionEntry(f"{no}.{leaf}", parent=f"root{no}", weight=part) for leaf, part in enumerate(parts)]

    shared = weights.shared_out(entries)

    assert sum(shared[f"root{no}"] for no in range(len(groups))) == 100
    for no, parts in enumerate(groups):
        assert sum(shared[f"{no}.{leaf}"] for leaf in range(len(parts))) == shared[f"root{no}"]


def test_all_that_is_missing_goes_to_one_if_it_can():
    entries = [CriterionEntry("a", weight=Fraction(90)), CriterionEntry("b", weight=Fraction(5))]
    over = [CriterionEntry("a", weight=Fraction(120)), CriterionEntry("b", weight=Fraction(5))]

    assert weights.shared_out(entries, "b") == {"a": 90, "b": 10}
    assert weights.shared_out(over, "b") == {}
    assert weights.shared_out(entries, "c") == {}


@pytest.mark.parametrize("parts", [[], [Fraction(-1), Fraction(2)]])
def test_nothing_is_shared_among_nobody(parts):
    with pytest.raises(ValueError, match="nothing to share"):
        weights.share_rest(parts, weights.ALL)


# --- findings ---


def weighing(content, **changes):
    """The content with other weights by key."""
    entries = tuple(replace(entry, weight=changes.get(entry.key, entry.weight)) for entry in content.criteria.criteria)
    return replace(content, criteria=replace(content.criteria, criteria=entries))


def sentences(module, content):
    return [finding.sentence for finding in module.findings(content)]


@pytest.mark.parametrize("key", ["parking-guidance", "street-lighting"])
def test_a_ready_tender_has_nothing_to_mend(key):
    content = content_of(key)

    assert sentences(criteria, content) == []
    assert sentences(method, content) == []


def test_roots_and_children_that_do_not_total_say_by_how_much():
    content = weighing(content_of("parking-guidance"), price=Fraction("37.9999"), openness=Fraction(9))

    assert sentences(criteria, content) == [
        "Criteria of lot 1: 1 over 100.",
        "Value for money: what stands below it is 0.0001 short of 60.",
        "Criteria of lot 2: 1 over 100.",
        "Criteria of lot 3: 1 over 100.",
    ]


def test_thirty_three_three_times_is_short_by_a_ten_thousandth():
    """33.3333 three times is refused, to the digit."""
    content = content_of("parking-guidance")
    first, *rest = content.criteria.criteria
    three = tuple(
        replace(first, key=key, title=key, parent="", weight=Fraction("33.3333"), kind="formula", input="price")
        for key in ("a", "b", "c")
    )
    only = replace(content, criteria=replace(content.criteria, criteria=three))

    assert rest
    assert sentences(criteria, only)[0] == "Criteria of lot 1: 0.0001 short of 100."


def test_a_scale_has_rising_marks_with_words():
    content = content_of("parking-guidance")
    scale = content.criteria.scales[0]
    levels = (replace(scale.levels[1], descriptor="Too short."), scale.levels[0])
    wrong = replace(
        content,
        criteria=replace(content.criteria, scales=(replace(scale, levels=levels), *content.criteria.scales[1:])),
    )

    assert sentences(criteria, wrong) == [
        "The marks of the scale pilot must rise.",
        "Scale pilot: say in at least 20 letters what a bid must show for 1.",
    ]


def test_a_criterion_that_is_marked_needs_a_scale_that_is_there():
    content = content_of("parking-guidance")
    wrong = replace(content, criteria=replace(content.criteria, scales=()))

    assert sentences(criteria, wrong) == [
        "Pilot and plan of installation has no scale.",
        "Information of drivers and access has no scale.",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"formula": ""}, "Nothing says how prices become points."),
        ({"formula": "magic"}, "There is no formula magic."),
        ({"tie_chain": ("lower_price",)}, "Equal bids: the last step must be a draw by lot."),
        ({"low_bids": None}, "No rule says which low prices are asked about."),
        ({"elements": ()}, "The price table is empty: nothing says what a bid is to price."),
    ],
)
def test_a_method_that_cannot_be_applied_says_why(changes, sentence):
    content = content_of("parking-guidance")

    wrong = replace(content, method=replace(content.method, **changes))

    assert sentence in sentences(method, wrong)


def test_what_the_judge_refuses_stands_once_for_all_lots():
    content = content_of("parking-guidance")
    wrong = replace(content, method=replace(content.method, lot_params={}))

    refusals = sentences(method, wrong)

    assert len(refusals) == 1
    assert refusals[0].startswith("The method cannot be applied. leaves/price/params/Pmin")


def test_a_section_that_nobody_wrote_is_one_finding():
    empty = replace(content_of("parking-guidance"), method=Method(), written=("criteria",))

    assert [finding.sentence for finding in findings_in(empty, SectionKey.METHOD)] == [
        "Nobody has written this section yet."
    ]


# --- the trial ---

OPENNESS = dict.fromkeys(
    (
        *("smart-data-models", "ngsi-ld-api", "openapi", "nl-api-design-rules", "asyncapi", "geojson", "csvw"),
        *("datex-ii", "apds-iso-5206"),
    ),
    Fraction(1),
)


def trial(content):
    return trial_of(content, content.purchase.lots[0], openness=OPENNESS)


def test_with_fixed_limits_a_point_has_a_price_and_no_losing_bid_counts():
    content = content_of("parking-guidance")

    result = trial(content)

    assert result.left_out is None
    assert result.point == Fraction(420_000) * Fraction(3, 5) / 38
    assert [row.cured for row in result.rows] == [None, None, None]
    assert [row.bid for row in result.rows if row.is_first] == ["dear"]


def test_an_invented_bid_below_a_minimum_is_out():
    content = written.CONTENT  # a mark of 2 is the least, and the cheap bid shows 1

    result = trial(content)

    cheap = next(row for row in result.rows if row.bid == InventedBid.CHEAP)
    assert (cheap.total, cheap.price_points, cheap.other_points, cheap.is_first) == (None, None, None, False)
    sheet = trial_sheets(content)[0]
    assert [(line.name, line.total) for line in sheet.lines][-1] == ("Cheap and closed", "out")


def test_a_formula_that_looks_at_other_bids_shows_its_cure():
    content = content_of("parking-guidance")
    compared = replace(content, method=replace(content.method, formula="min_max", params={}, lot_params={}))

    result = trial(compared)

    assert result.is_fixed is False
    assert result.point == Fraction(210_000) / 38
    assert [row.price_points for row in result.rows] == [38, Fraction("21.71"), 0]
    fixed = trial(with_fixed_limits(compared, compared.purchase.lots[0]))
    assert [row.cured for row in result.rows] == [row.total for row in fixed.rows]


def design_target():
    """Its price, weight and prices; one figure for all else, which the target does not take apart."""
    content = content_of("parking-guidance")
    price = CriterionEntry(
        "price", "Price", family="value_for_money", kind="formula", input="price", weight=Fraction(35)
    )
    rest = CriterionEntry("rest", "All else", family="performance", kind="formula", input="offer", weight=Fraction(65))
    kpi = KpiEntry(
        "all", criterion="rest", minimum=Fraction(0), best=Fraction(65), weight=Fraction(65), credit_rule="deduction"
    )
    return replace(
        content,
        purchase=replace(content.purchase, lots=(LotEntry(1, "Control system", estimate=Fraction(1_000_000)),)),
        criteria=CriteriaTree((price, rest)),
        method=replace(content.method, formula="min_max", params={}, lot_params={}, tie_chain=("draw",)),
        performance=replace(content.performance, kpis=(kpi,)),
        interfaces=replace(content.interfaces, entries=()),
    )


def test_the_trial_of_the_design_target_has_its_figures():
    content = design_target()
    quality = {InventedBid.CHEAP: "27.75", InventedBid.MIDDLE: "45.50", InventedBid.DEAR: "61.75"}
    kinds = {bid: replace(kind, quality=Fraction(quality[bid]) / 65) for bid, kind in KINDS.items()}

    result = trial_of(content, content.purchase.lots[0], openness={}, kinds=kinds)

    rows = {row.bid.value: (row.price, row.total, row.without, row.cured) for row in result.rows}
    assert rows == {
        "middle": (820_000, Fraction("65.50"), Fraction("45.50"), Fraction("65.10")),
        "dear": (1_060_000, Fraction("61.75"), None, Fraction("64.55")),
        "cheap": (640_000, Fraction("62.75"), Fraction("62.75"), Fraction("59.95")),
    }
    assert result.left_out == "dear"
    assert [row.bid for row in result.rows if row.is_first_without] == ["cheap"]
    assert round(result.point) == 14_286
    assert round(result.point * 6) == 85_714


def test_the_highest_mark_of_the_heaviest_criterion_is_worth_points():
    result = trial(content_of("parking-guidance"))

    assert result.step == StepWorth(Fraction(5), Fraction(3), Fraction(24, 5))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"weight": Fraction(1)}, "weights"),
        ({"estimate": None}, "estimate"),
        ({"formula": "magic"}, "method"),
    ],
)
def test_the_trial_runs_when_it_can(changes, why):
    content = content_of("parking-guidance")
    if "weight" in changes:
        content = weighing(content, openness=changes["weight"])
    if "estimate" in changes:
        lots = tuple(replace(lot, estimate=None) for lot in content.purchase.lots)
        content = replace(content, purchase=replace(content.purchase, lots=lots))
    if "formula" in changes:
        content = replace(content, method=replace(content.method, formula="magic"))

    with pytest.raises(NoTrial) as refused:
        trial(content)

    assert refused.value.why == why
