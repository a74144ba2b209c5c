"""What is sealed is what was read, in text; reading it back gives the same, and nothing else is taken."""

import copy
import json
from dataclasses import replace
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline.sealing.headers import EnvelopeKind
from procurement.bids.rules.answers_json import (
    LotAnswers,
    SealedAnswer,
    SealedClaim,
    SealedNumber,
    SealedPrice,
    answers_to_json,
)
from procurement.bids.rules.filled import FilledBid
from procurement.bids.rules.payload import UnreadableAnswers, UnreadyBid, lot_answers, payload_answers, read_answers
from procurement.tenders.ready import ready_tenders
from tests.bids.outlines import FILLED, LARK, SHA, filled_for, outline_of_all

TECHNICAL, PRICE = EnvelopeKind.TECHNICAL, EnvelopeKind.PRICE
KEYS = sorted(ready_tenders())


def test_prices_are_sealed_apart_with_the_quantity_that_they_are_for():
    assert payload_answers(LARK, FILLED, 1, PRICE) == {
        "form": "bid-answers@v1",
        "lot": 1,
        "kind": "price",
        "currency": "EUR",
        "basis": "net",
        "prices": [
            {"element": "sensor", "price": "1640", "quantity": "80"},
            {"element": "alarm", "price": "850", "quantity": "60"},
            {"element": "data", "price": "420", "quantity": "60"},
            {"element": "calibration", "price": "5700", "quantity": "4"},
        ],
        "numbers": [],
    }


def test_the_technical_half_has_no_price_in_it():
    payload = payload_answers(LARK, FILLED, 1, TECHNICAL)

    assert payload == {
        "form": "bid-answers@v1",
        "lot": 1,
        "kind": "technical",
        "currency": "EUR",
        "basis": "net",
        "answers": [
            {"key": "Q1", "value": "true", "files": []},
            {"key": "Q2", "value": "7", "files": []},
            {"key": "Q3", "value": None, "files": [SHA]},
        ],
        "performance": [{"code": "delay", "value": "90"}],
        "claims": [
            {
                "interface": "I1",
                "standard": "ogc-sensorthings",
                "version": "1.1",
                "statement": "Each sensor’s level is served by SensorThings 1.1.",
                "files": [],
            }
        ],
    }
    assert [figure for figure in ("1640", "850", "5700") if figure in json.dumps(payload)] == []


def test_amounts_are_what_the_price_table_says():
    prices = lot_answers(LARK, FILLED, 1, PRICE).prices

    assert [price.amount for price in prices] == [F(131_200), F(51_000), F(25_200), F(22_800)]


@pytest.mark.parametrize(
    ("changes", "kind", "field"),
    [
        ({"prices": {}}, PRICE, "1/sensor"),
        ({"prices": {**FILLED.prices, "1/data": "1.500"}}, PRICE, "1/data"),
        ({"answers": {"Q1": "true"}}, TECHNICAL, "Q2"),
        ({"answers": {"Q1": "SECRET", "Q2": "7"}}, TECHNICAL, "Q1"),
        ({"performance": {}}, TECHNICAL, "delay"),
        ({"claims": {}}, TECHNICAL, "I1"),
        ({"files": ()}, TECHNICAL, "Q3"),
    ],
)
def test_an_unready_bid_is_refused_by_the_name_of_the_field_alone(changes, kind, field):
    with pytest.raises(UnreadyBid) as refused:
        payload_answers(LARK, replace(FILLED, **changes), 1, kind)

    assert str(refused.value) == field


def test_a_lot_that_the_bid_is_not_for_has_nothing_to_seal():
    with pytest.raises(LookupError):
        payload_answers(LARK, FILLED, 2, PRICE)


# --- there and back ---

NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1, max_size=20)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=60)
SHAS = st.lists(st.text("0123456789abcdef", min_size=64, max_size=64), max_size=2).map(tuple)
NUMBERS = st.fractions(max_denominator=10**6)
DECIMALS = st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False).map(F)


def each(entries, name):
    return st.lists(entries, max_size=4, unique_by=lambda entry: getattr(entry, name)).map(tuple)


HALVES = {
    TECHNICAL: {
        "answers": each(st.builds(SealedAnswer, NAMES, st.none() | TEXTS, SHAS), "key"),
        "offers": each(st.builds(SealedNumber, NAMES, NUMBERS), "code"),
        "claims": each(st.builds(SealedClaim, NAMES, TEXTS, TEXTS, TEXTS, SHAS), "code"),
    },
    PRICE: {
        "prices": each(st.builds(SealedPrice, NAMES, DECIMALS, NUMBERS.filter(lambda number: number > 0)), "code"),
        "numbers": each(st.builds(SealedNumber, NAMES, NUMBERS), "code"),
    },
}


@st.composite
def halves(draw):
    kind = draw(st.sampled_from(list(HALVES)))
    entries = {name: draw(strategy) for name, strategy in HALVES[kind].items()}
    return LotAnswers(draw(st.integers(1, 40)), kind, "EUR", draw(st.sampled_from(["net", "gross"])), **entries)


@given(halves())
def test_reading_is_the_inverse_of_writing(answers):
    payload = answers_to_json(answers)

    assert read_answers(json.loads(json.dumps(payload))) == answers
    assert answers_to_json(read_answers(payload)) == payload


@given(halves())
def test_no_number_of_money_is_a_number_of_json(answers):
    def leaves(value):
        if isinstance(value, dict | list):
            for entry in value.values() if isinstance(value, dict) else value:
                yield from leaves(entry)
        else:
            yield value

    assert [leaf for leaf in leaves(answers_to_json(answers)) if isinstance(leaf, float | int)] == [answers.lot]


@pytest.mark.parametrize("key", KEYS)
def test_every_ready_tender_is_sealed_and_read_back(key):
    outline = outline_of_all(key)
    filled = filled_for(outline)

    for lot in outline.lots:
        for kind in EnvelopeKind:
            answers = lot_answers(outline, filled, lot.no, kind)
            assert read_answers(json.loads(json.dumps(payload_answers(outline, filled, lot.no, kind)))) == answers
        priced = lot_answers(outline, filled, lot.no, PRICE)
        assert [price.code for price in priced.prices] == [row.code for row in lot.prices]
        assert sum(price.amount for price in priced.prices) == sum(row.times for row in lot.prices)
        technical = lot_answers(outline, filled, lot.no, TECHNICAL)
        assert [answer.key for answer in technical.answers] == [question.key for question in lot.questions]
        assert [claim.code for claim in technical.claims] == [interface.code for interface in lot.interfaces]


def test_of_two_lots_each_half_holds_its_own():
    outline = outline_of_all("street-lighting")
    filled = filled_for(outline)

    first, second = (lot_answers(outline, filled, no, PRICE) for no in (1, 2))
    assert {price.code for price in first.prices} & {price.code for price in second.prices} == set()
    keys = [{answer.key for answer in lot_answers(outline, filled, no, TECHNICAL).answers} for no in (1, 2)]
    assert ("L1" in keys[0], "L1" in keys[1], "L6" in keys[0], "L6" in keys[1]) == (True, False, True, True)


# --- what strangers write ---


def changed(kind, *path, value):
    payload = copy.deepcopy(payload_answers(LARK, FILLED, 1, kind))
    entry = payload
    for step in path[:-1]:
        entry = entry[step]
    entry[path[-1]] = value
    return payload


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (None, "kind"),
        ([], "kind"),
        ({}, "kind"),
        ({"kind": "both"}, "kind"),
        ({"kind": ["price"]}, "kind"),
        ({"kind": "price"}, "form"),
        ({**payload_answers(LARK, FILLED, 1, PRICE), "answers": []}, "form"),
        (changed(PRICE, "form", value="bid-answers@v2"), "form"),
        (changed(PRICE, "lot", value=True), "lot"),
        (changed(PRICE, "lot", value="1"), "lot"),
        (changed(PRICE, "lot", value=0), "lot"),
        (changed(PRICE, "currency", value=None), "/currency"),
        (changed(PRICE, "prices", value={}), "prices"),
        (changed(PRICE, "prices", 0, value="1640"), "prices/0"),
        (changed(PRICE, "prices", 1, "element", value="sensor"), "prices"),
        (changed(PRICE, "prices", 0, "element", value=""), "prices/0/element"),
        (changed(PRICE, "prices", 0, "price", value=1640), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value=1640.5), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="-1"), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="1/3"), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="1,640"), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="NaN"), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="1e9"), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="９"), "prices/0/price"),
        (changed(PRICE, "prices", 0, "price", value="9" * 201), "prices/0/price"),
        (changed(PRICE, "prices", 0, "quantity", value="0"), "prices/0/quantity"),
        (changed(TECHNICAL, "performance", 0, "value", value="1/0"), "performance/0/value"),
        (changed(TECHNICAL, "answers", 0, "value", value=True), "answers/0/value"),
        (changed(TECHNICAL, "answers", 0, "value", value="a\0b"), "answers/0/value"),
        (changed(TECHNICAL, "answers", 2, "files", value=["A" * 64]), "answers/2/files"),
        (changed(TECHNICAL, "answers", 2, "files", value=SHA), "answers/2/files"),
        (changed(TECHNICAL, "claims", 0, "standard", value="s" * 81), "claims/0/standard"),
        (changed(TECHNICAL, "claims", 0, "statement", value="s" * 20_001), "claims/0/statement"),
    ],
)
def test_what_is_not_of_the_form_is_refused_by_its_place(payload, place):
    with pytest.raises(UnreadableAnswers) as refused:
        read_answers(payload)

    assert str(refused.value) == place


def test_an_empty_bid_says_nothing_when_it_is_refused():
    with pytest.raises(UnreadyBid) as refused:
        payload_answers(LARK, FilledBid(), 1, TECHNICAL)

    assert str(refused.value) == "Q1"
