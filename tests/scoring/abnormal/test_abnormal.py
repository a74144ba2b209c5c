"""The registry, its parameters, findings over an evaluation, and what people read."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from scoring import abnormal, canonical
from scoring.checks import check
from scoring.errors import BadParameter, FloatRefused
from scoring.judging import evaluate
from scoring.results import Sentence
from scoring.types import AltRule, Basis, PriceFacts, Rate
from tests.scoring.build import agreed, bid, case, committed, marked, priced, ruling, spec
from tests.scoring.reading import text_of

OTHERS = AltRule("mean_of_others", {"x": "0.4"})
NEEDED = {
    "mean_of_others": {"x": "0.4"},
    "next_below": {"x": "0.3"},
    "mean_or_next": {},
    "base_share": {"x": "0.6", "base": "1000"},
    "mean_minus_sd": {},
    "spain_85": {"base": "1000"},
    "trimmed_excess": {"base": "1000"},
    "trimmed_2019": {"base": "1000"},
    "mean_of_all": {"x": "0.15"},
    "annex_ii2_a": {"base": "1000"},
    "drawn_2016": {"base": "1000", "method": "a"},
    "drawn_2017": {"base": "1000", "method": "a"},
}


def lot(*bids, rule=OTHERS, rulings=(), **more):
    return case(spec(priced(100), alt_rule=rule, formula="lowest_price", **more), *bids, rulings=rulings)


def asked(lot_case, **more):
    return [flag.bid for flag in abnormal.detect(lot_case, evaluate(lot_case), **more).flags]


# --- parameters ---


def test_registry_has_every_rule_by_its_id_with_a_source():
    assert set(abnormal.RULES) == set(NEEDED)
    assert all(rule.source and rule.title and rule.least <= rule.bids for rule in abnormal.RULES.values())


@pytest.mark.parametrize("name", NEEDED)
def test_rule_with_its_parameters_can_be_published(name):
    assert check(committed(priced(100), alt_rule=AltRule(name, NEEDED[name]))) == []


def bad(where, why):
    return BadParameter(f"alt_rule/{where}", why=why)


FAULTS = {
    "an unknown rule": (
        AltRule("dice"),
        bad("id", "'dice' is not one of " + ", ".join(abnormal.RULES)),
    ),
    "an unknown parameter": (
        AltRule("mean_or_next", {"x": "0.4"}),
        bad("params/x", "'mean_or_next' has no parameter 'x'"),
    ),
    "a parameter that is missing": (
        AltRule("mean_of_others"),
        bad("params/x", "'x' (the share below the mean) must be published"),
    ),
    "a base of nothing": (
        AltRule("base_share", {"x": "0.6", "base": None}),
        bad("params/base", "'base' (the published base price) must be published"),
    ),
    "a share of all": (
        AltRule("mean_of_others", {"x": "1"}),
        bad("params/x", "the share below the mean lies between 0 and 1"),
    ),
    "a share of nothing": (
        AltRule("next_below", {"x": "0"}),
        bad("params/x", "the share below the next lies between 0 and 1"),
    ),
    "a float": (AltRule("next_below", {"x": 0.3}), FloatRefused("alt_rule/params/x", given="0.3")),
    "no number": (AltRule("next_below", {"x": "few"}), bad("params/x", "'few' is not a number")),
    "a base of zero": (
        AltRule("spain_85", {"base": "0"}),
        bad("params/base", "the published base price is above 0"),
    ),
    "an unknown word": (
        AltRule("spain_85", {"base": "1", "units": "stars"}),
        bad("params/units", "'stars' is not one of relative, points"),
    ),
    "a truth for a word": (
        AltRule("mean_or_next", {"recompute": True}),
        bad("params/recompute", "True is not one of yes, no"),
    ),
    "decimals that are no number": (
        AltRule("trimmed_2019", {"base": "1", "places": "1.5"}),
        bad("params/places", "the decimals of rebates is a whole number from 0 to 12"),
    ),
    "decimals that would fill the memory": (
        AltRule("trimmed_2019", {"base": "1", "places": "1000000000"}),
        bad("params/places", "the decimals of rebates is a whole number from 0 to 12"),
    ),
    "too few bids to trim": (
        AltRule("trimmed_excess", {"base": "1", "min_bids": "2"}),
        bad("params/min_bids", "the fewest bids that are compared is a whole number from 3 to 10000"),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_rule_is_found_before_publication_and_refused_when_used(name):
    rule, fault = FAULTS[name]

    assert check(committed(priced(100), alt_rule=rule)) == [fault]
    with pytest.raises(type(fault)) as caught:
        abnormal.flags(rule, {"A": F(1)})
    assert caught.value == fault
    with pytest.raises(type(fault)):
        abnormal.described(rule)


def test_every_fault_is_named_at_once():
    rule = AltRule("spain_85", {"units": "stars", "zeal": "1"})

    assert [fault.where for fault in abnormal.faults(rule)] == [
        "alt_rule/params/zeal",
        "alt_rule/params/base",
        "alt_rule/params/units",
    ]


@pytest.mark.parametrize(("count", "note"), [(1, True), (2, False)])
def test_too_few_bids_flag_nobody_and_say_so(count, note):
    findings = abnormal.flags(OTHERS, dict(zip("AB", (F(1), F(100)), strict=False)) if count == 2 else {"A": F(1)})

    assert bool(findings.flags) != note
    assert findings.notes == ((Sentence("alt.too_few_bids", {"count": 1, "needed": 2}),) if note else ())


def test_published_minimum_of_bids_counts():
    rule = AltRule("mean_of_others", {"x": "0.4", "min_bids": "4"})

    assert abnormal.flags(rule, {"A": F(1), "B": F(100), "C": F(100)}).flags == ()
    assert [flag.bid for flag in abnormal.flags(rule, dict.fromkeys("BCD", F(100)) | {"A": F(1)}).flags] == ["A"]


def test_nobody_compared_gives_no_flag_but_a_note():
    assert abnormal.flags(AltRule("base_share", NEEDED["base_share"]), {}).notes == (
        Sentence("alt.too_few_bids", {"count": 0, "needed": 1}),
    )


# --- over an evaluation ---


def test_flag_changes_nothing_in_the_evaluation():
    lot_case = lot(bid("A", 50), bid("B", 100), bid("C", 100))
    silent = lot(bid("A", 50), bid("B", 100), bid("C", 100), rule=None)

    assert asked(lot_case) == ["A"]
    assert evaluate(lot_case) == evaluate(silent)
    assert abnormal.detect(silent, evaluate(silent)) is None


def test_prices_are_on_the_basis_of_the_tender_and_sum_over_its_elements():
    lot_spec = spec(
        priced(100, elements=("licence", "support")),
        formula="lowest_price",
        alt_rule=OTHERS,
        basis=Basis("EUR", rates=(Rate("SEK", F(1, 10), "2026-03-01", "ECB"),)),
    )
    swedish = bid("B", prices={"licence": PriceFacts(F(600), "SEK"), "support": PriceFacts(F(400), "SEK")})
    lot_case = case(lot_spec, bid("A", {"licence": 30, "support": 30}), swedish)

    (flag,) = abnormal.detect(lot_case, evaluate(lot_case)).flags

    assert (flag.bid, flag.inputs, flag.margin) == ("A", {"price": F(60), "mean": F(100)}, 0)


def test_life_cycle_costs_are_no_price():
    cost = replace(priced(0, "energy"), input="cost")
    lot_spec = spec(priced(100), cost, formula="price_plus_cost", alt_rule=OTHERS)
    lot_case = case(lot_spec, bid("A", {"price": 50, "energy": 500}), bid("B", {"price": 100, "energy": 1}))

    assert asked(lot_case) == ["A"]


def test_mean_is_of_the_prices_at_the_opening_whatever_was_ruled_since():
    cheaper = [ruling("use_price", "B", "price", 60)]

    assert asked(lot(bid("A", 50), bid("B", 100), rulings=cheaper)) == ["A"]
    assert asked(lot(bid("A", 50), bid("B", 60))) == []


def test_price_that_was_never_stated_counts_as_ruled():
    supplied = [ruling("use_price", "B", "price", 100)]

    assert asked(lot(bid("A", 50), bid("B"), rulings=supplied)) == ["A"]


def test_next_is_the_next_of_the_published_ranking():
    lot_spec = spec(marked("q", 60), priced(40), alt_rule=AltRule("next_below", {"x": "0.3"}))
    lot_case = case(lot_spec, bid("A", 100), bid("B", 60), bid("C", 90), marks=[agreed("q", 5, 1, 3)])

    result = evaluate(lot_case)

    assert [place.bid for place in result.order] == ["A", "C", "B"]
    assert abnormal.detect(lot_case, result).flags == ()


def test_failed_bid_is_neither_compared_nor_flagged():
    out = [ruling("exclude", "A", text="abnormally low")]
    lot_case = lot(bid("A", 10), bid("B", 90), bid("C", 100), rulings=out)

    findings = abnormal.detect(lot_case, evaluate(lot_case))

    assert (findings.compared, findings.flags) == (("B", "C"), ())


def test_later_exclusion_moves_the_threshold_unless_published_otherwise():
    bids = [bid("A", 60), bid("B", 80), bid("C", 140)]
    out = [ruling("exclude", "C", text="withdrawn")]

    def after(recompute):
        rule = AltRule("mean_of_others", {"x": "0.4", "recompute": recompute})
        before = lot(*bids, rule=rule)
        return asked(lot(*bids, rule=rule, rulings=out), first=evaluate(before)), asked(before)

    assert (after("yes"), after("no")) == (([], ["A"]), (["A"], ["A"]))


def test_threshold_that_stays_flags_only_bids_that_still_stand():
    bids = [bid("A", 60), bid("B", 80), bid("C", 240)]
    rule = AltRule("mean_of_others", {"x": "0.4", "recompute": "no"})
    before = lot(*bids, rule=rule)
    now = lot(*bids, rule=rule, rulings=[ruling("exclude", "A", text="withdrawn")])

    findings = abnormal.detect(now, evaluate(now), first=evaluate(before))

    assert asked(before) == ["A", "B"]
    assert (findings.compared, [flag.bid for flag in findings.flags]) == (("A", "B", "C"), ["B"])


def test_findings_have_a_canonical_form():
    lot_case = lot(bid("A", 50), bid("B", 100), bid("C", 100))

    assert canonical.dumps(abnormal.detect(lot_case, evaluate(lot_case))) == (
        b'{"compared":["A","B","C"],"flags":[{"bid":"A","inputs":{"mean":"100","price":"50"},"margin":"1/10",'
        b'"rule":"mean_of_others","threshold":"2/5","value":"1/2"}],"notes":[],"rule":"mean_of_others"}'
    )


# --- sentences ---


def read(rule, *prices, **params):
    by_bid = {name: F(price) for name, price in zip("ABCDEFGHIJKLMNO", prices, strict=False)}
    findings = abnormal.flags(
        AltRule(rule, {**NEEDED[rule], **params}), by_bid, sorted(by_bid, key=lambda name: by_bid[name])
    )
    sentences = [text_of(abnormal.flag_sentence(flag, "EUR"), {"A": "Northline"}) for flag in findings.flags[:2]]
    return sentences + [text_of(note) for note in findings.notes]


def test_flags_are_said_with_their_numbers():
    assert read("mean_or_next", 500, 900, 1000) == [
        "Northline is asked about its price EUR 500: it lies 47.37 % below EUR 950, the mean of the others' opening prices; the limit is 40 %.",
        "Northline is asked about its price EUR 500: it lies 44.44 % below EUR 900, the price of B, next in the ranking; the limit is 30 %.",
    ]
    assert read("base_share", 500) == [
        "Northline is asked about its price EUR 500: the limit is EUR 600, 60 % of the base price EUR 1,000.",
    ]
    assert read("mean_minus_sd", 97, 99, 101, 101, 102) == [
        "Northline is asked about its price EUR 97: the limit is EUR 98, the mean EUR 100 less one standard deviation EUR 2.",
    ]
    assert read("mean_minus_sd", 79, 99, estimate="100") == [
        "Northline is asked about its price EUR 79: the limit is EUR 80, 20 % below the estimate EUR 100.",
    ]


def test_spanish_flags_say_what_was_compared():
    assert read("spain_85", 700) + read("spain_85", 700, 900) + read("spain_85", 70, 80, 90, 160) == [
        "Northline is asked about its price EUR 700: the limit is EUR 750, 25 percentage units below the base price EUR 1,000.",
        "Northline is asked about its price EUR 700: the limit is EUR 720, 20 percentage units below the other bid EUR 900.",
        "Northline is asked about its price EUR 70: the limit is EUR 72, 10 percentage units below EUR 80, the mean of 3 bids.",
    ]


def test_italian_flags_say_how_the_limit_came_about():
    many = [690, 700, *["799.6"] * 5, "849.6", *["899.6"] * 5, 980, 990]

    assert read("trimmed_excess", 880, 890, 940, 960, 980)[0] == (
        "Northline is asked about its rebate of 12 %: the limit is 11 %, the mean 7 % of 3 bids plus the mean excess 4 %."
    )
    assert [
        read("trimmed_2019", *amounts)[0] for amounts in ((880, 890, 940, 960, 980), (750, 790, 800, 810, 990), many)
    ] == [
        "Northline is asked about its rebate of 12 %: the limit is 11 %, the mean 7 % of 3 bids plus the mean excess 4 %.",
        "Northline is asked about its rebate of 25 %: the limit is 24 %, 1.2 times the mean 20 % of 3 bids.",
        "Northline is asked about its rebate of 31 %: the limit is 19.24 %, the mean 15.04 % of 11 bids plus the mean excess 5 %, lowered by digits 16.",
    ]


def test_notes_say_why_nobody_is_asked():
    assert read("mean_of_others", 1) + read("mean_minus_sd", 1) == [
        "No bid is asked about a low price: the rule compares 2 or more, and there is one.",
        "No bid is asked about a low price: one bid is fewer than 5, and no estimate is published.",
    ]


def test_rules_are_described_with_their_parameters():
    descriptions = {name: text_of(abnormal.described(AltRule(name, params))) for name, params in NEEDED.items()}
    end = "a later exclusion moves the limit. It excludes nobody."

    assert descriptions["mean_or_next"] == (
        "Asked to explain: a bid 40 % below the mean of the others' opening prices, or 30 % below the next in the ranking. "
        f"Bids needed: 2; a bid at the limit is asked; {end}"
    )
    assert descriptions["mean_minus_sd"] == (
        "Asked to explain: with five bids or more, a bid below their mean less one standard deviation (sample); with "
        f"fewer, 20 % below the estimate (not published). Bids needed: 1; a bid at the limit is not asked; {end}"
    )
    assert all(end in text and "{" not in text for text in descriptions.values())


def test_rule_whose_limit_stays_says_so():
    rule = replace(OTHERS, params={"x": "0.4", "recompute": "no"})

    assert text_of(abnormal.described(rule)).endswith(
        "a later exclusion leaves the limit as it was. It excludes nobody."
    )
