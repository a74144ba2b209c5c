"""Each fault of a record's method, criteria and answers has a sentence with its place and the cure."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.opendata.inputs import found_in, life_cycle, lot, offer, prozorro, read_record, release, weight


def test_life_cycle_costs_are_read_from_the_answers():
    read = read_record(life_cycle({"A": [("r1", "10.5"), ("r2", "2")], "B": [("r1", "3"), ("r2", 4)]}))

    assert read.process.method.formula == "price_plus_cost"
    assert [(c.key, c.input, c.weight) for c in read.process.criteria] == [
        ("price", "price", 100),
        ("use", "cost", None),
        ("care", "cost", None),
    ]
    assert [o.costs for b in read.process.bids for o in b.offers] == [
        {"use": Decimal("10.5"), "care": Decimal(2)},
        {"use": Decimal(3), "care": Decimal(4)},
    ]
    assert [r.criterion for r in read.process.requirements] == ["use", "care"]
    assert read.issues == ()


def test_a_life_cycle_cost_that_is_missing_or_no_number_is_none():
    read = read_record(life_cycle({"A": [("r1", "much")], "B": [("r1", "3"), ("r2", "4"), ("r2", "5")]}))

    assert [o.costs for b in read.process.bids for o in b.offers] == [
        {"use": None, "care": None},
        {"use": Decimal(3), "care": Decimal(4)},
    ]
    assert found_in(read) == [
        ("not-a-number", "noted", "/bids/0/requirementResponses/0/value"),
        ("answered-twice", "noted", "/bids/1/requirementResponses/2"),
    ]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"awardCriteria": "bestProposal", "features": []}, "says awardCriteria is 'bestProposal'"),
        ({"awardCriteria": None, "features": []}, "does not give awardCriteria"),
        ({"features": prozorro()["features"]}, "features and life-cycle costs at once"),
        ({"procurementMethodType": "esco"}, "energy service tender also has features or costs"),
    ],
)
def test_a_method_that_is_not_named_or_not_built_says_why(changes, why):
    tender = {**life_cycle({"A": [], "B": []}), **changes}
    if "features and" not in why:
        tender = {**prozorro(), **changes}

    method = read_record(tender).process.method

    assert method.formula is None
    assert why in method.why


def test_features_of_one_lot_leave_the_other_lot_price_only():
    feature = {**prozorro()["features"][0], "featureOf": "lot", "relatedItem": "L2"}
    lots = [{"id": "L1", "title": "One"}, {"id": "L2", "title": "Two"}]

    process = read_record(prozorro(lots=lots, features=[feature], bids=[], awards=[])).process

    assert [(c.key, c.lots, c.weight) for c in process.criteria] == [
        ("price", ("L1",), 100),
        ("price-2", ("L2",), 80),
        ("pay", ("L2",), 20),
    ]


def test_an_ocds_release_of_price_only():
    process = read_record(release()).process

    assert (process.method.formula, process.method.tie_chain) == ("lowest_price", ())
    assert [(c.input, c.weight, c.lots) for c in process.criteria] == [("price", 100, ("1",))]
    assert [(p.name, p.id_scheme, p.id_value, p.size) for b in process.bids for p in b.tenderers] == [
        ("Firm", "", "", "small"),
        ("Firm", "", "", "small"),
    ]
    assert process.buyer.id_value == "1"


@pytest.mark.parametrize(
    ("criterion", "expected", "issue"),
    [
        (weight(40), Fraction(40), None),
        (weight(0.4, "decimalExact"), Fraction(40), None),
        (weight("40"), Fraction(40), ("number-as-text", "repaired")),
        (weight("forty"), None, ("weight-not-a-number", "noted")),
        (weight(None), None, ("weight-not-a-number", "noted")),
        (weight(True), None, ("weight-not-a-number", "noted")),
        (weight(2, "orderImportance"), None, None),
        ({"type": "quality", "name": "q", "description": "40"}, Fraction(40), ("weight-as-text", "repaired")),
        (
            {"type": "quality", "name": "q", "description": "Weight: 12.5 %"},
            Fraction(25, 2),
            ("weight-as-text", "repaired"),
        ),
        ({"type": "quality", "name": "q", "description": "15-40%"}, None, ("weight-as-text", "repaired")),
        ({"type": "quality", "name": "q", "description": "see documents"}, None, None),
    ],
)
def test_a_weight_is_one_exact_number_or_unknown(criterion, expected, issue):
    read = read_record(release(awardCriteria="ratedCriteria", lots=[lot(weight(60, type="price"), criterion)]))

    [_, quality] = read.process.criteria
    assert quality.weight == expected
    assert [(i.code, i.level.value) for i in read.issues if i.code != "weights-not-100"] == [issue] * bool(issue)
    assert read.process.method.formula is None
    assert "names no price formula" in read.process.method.why


def test_a_weight_that_is_a_range_keeps_its_bounds():
    read = read_record(release(lots=[lot({"type": "quality", "name": "q", "description": "15-40%"})]))

    assert read.process.criteria[0].weight_range == (15, 40)


def test_weights_off_100_are_kept_and_noted():
    read = read_record(release(lots=[lot(weight(60, type="price"), weight(37))]))

    assert [c.weight for c in read.process.criteria] == [60, 37]
    assert found_in(read) == [("weights-not-100", "noted", "/tender/lots/0/awardCriteria")]
    assert "add up to 97, not to 100" in read.issues[0].sentence


def test_lots_of_different_methods_have_no_common_formula():
    lots = [lot(weight(100, type="price"), key="L1"), lot(weight(60, type="price"), weight(40), key="L2")]

    method = read_record(release(lots=lots)).process.method

    assert method.formula is None
    assert "they differ (lowest_price, none)" in method.why


def test_a_price_for_several_lots_prices_none():
    lots = [lot(weight(100, type="price"), key="L1"), lot(weight(100, type="price"), key="L2")]
    record = release(lots=lots)
    record["bids"] = {"details": [offer("b1", 90, relatedLots=["L1", "L2"]), offer("b2", 5, relatedLots=["L1", "L9"])]}

    read = read_record(record)

    assert [[(o.lot, o.price) for o in b.offers] for b in read.process.bids] == [
        [("L1", None), ("L2", None)],
        [("L1", Decimal(5))],
    ]
    assert {i.code for i in read.issues} >= {"price-for-several-lots", "dangling-lot", "bid-without-price"}


def test_an_organisation_that_is_no_party_is_noted():
    record = release()
    record["bids"]["details"][0]["tenderers"] = [{"id": "o9", "name": "Ghost"}]

    read = read_record(record)

    assert ("dangling-party", "noted", "/bids/details/0/tenderers/0/id") in found_in(read)
    assert read.process.bids[0].tenderers[0].name == "Ghost"


def test_a_release_without_an_id_gets_one_of_its_content():
    record = release()
    del record["id"]

    read = read_record(record)

    assert read.process.release_id.startswith("sha-")
    assert found_in(read) == [("no-release-id", "repaired", "/id")]
