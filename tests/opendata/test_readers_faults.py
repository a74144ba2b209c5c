"""Each fault of a file has a sentence with its place and the cure; one bad record stops none."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.opendata import readers
from procurement.opendata.process import IssueLevel
from tests.opendata.inputs import bid, encoded, life_cycle, lot, offer, package, prozorro, release, weight


def one(value):
    [found] = readers.read(value if isinstance(value, bytes) else encoded(value))
    return found


def found_in(read):
    return [(issue.code, issue.level.value, issue.pointer) for issue in read.issues]


# --- the file ---


def test_broken_json_names_line_column_and_cure():
    read = one(b'{"tenderID": "T-1",\n  "bids": [}')

    assert read.process is None
    assert found_in(read) == [("broken-json", "quarantine", "line 2, column 12")]
    assert read.issues[0].sentence == (
        "This is not JSON: Expecting value at line 2, column 12. Correct the text there, or export the file again."
    )


def test_a_file_cut_off_in_a_text_says_where_the_text_begins():
    read = one(b'{"tenderID": "T-')

    assert read.issues[0].sentence.startswith("This is not JSON: Unterminated string starting at line 1, column 14. ")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n", "empty-file"),
        (b"\xff\xfe{", "not-utf-8"),
        (b"[1]", "not-an-object"),
        (b'"text"', "not-an-object"),
        (b"{}", "unknown-format"),
        (b'{"a": 1}', "unknown-format"),
        (b'{"releases": []}', "no-records"),
        (b'{"releases": [3]}', "not-an-object"),
        (b'{"records": [{"ocid": "x", "releases": [{"url": "http://x"}]}]}', "no-compiled-release"),
        (b'{"ocid": "x", "tag": ["planning"]}', "no-tender"),
        (b'{"tender": {}}', "no-ocid"),
        (b'{"data": {"procurementMethodType": "x"}}', "no-id"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "too-deep"),
        (b'{"tenderID": "T", "x": NaN}', "not-a-number"),
        (b'{"tenderID": "T", "x": [0, -Infinity]}', "not-a-number"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, code):
    read = one(data)

    assert read.process is None
    assert [(issue.code, issue.level) for issue in read.issues] == [(code, IssueLevel.QUARANTINE)]


def test_a_nan_is_named_by_its_pointer():
    assert one(b'{"tenderID": "T", "x": [0, NaN]}').issues[0].pointer == "/x/1"


def test_a_byte_order_mark_is_no_fault():
    assert one(b"\xef\xbb\xbf" + encoded(prozorro())).process.ref == "T-1"


def test_one_bad_record_stops_none():
    bad = release()
    del bad["ocid"]

    reads = list(readers.read(encoded(package(release(), bad, {**release(), "ocid": "ocds-x-3"}))))

    assert [(r.place, r.process.ocid if r.process else None) for r in reads] == [
        ("/releases/0", "ocds-x-1"),
        ("/releases/1", None),
        ("/releases/2", "ocds-x-3"),
    ]
    assert found_in(reads[1]) == [("no-ocid", "quarantine", "/releases/1/ocid")]


def test_a_broken_line_stops_no_other_line():
    data = encoded(release()) + b"\n{broken\n\n" + encoded(prozorro()) + b"\n"

    reads = list(readers.read(data))

    assert [(r.place, r.process.ref if r.process else None) for r in reads] == [
        ("line 1: ", "R-1"),
        ("line 2: ", None),
        ("line 4: ", "T-1"),
    ]
    assert reads[1].issues[0].sentence.startswith("This is not JSON: Expecting property name")
    assert "line 2, column 2" in reads[1].issues[0].sentence


@pytest.mark.parametrize(
    ("wrap", "places"),
    [
        (lambda r: r, [""]),
        (lambda r: [r, r], ["/0", "/1"]),
        (package, ["/releases/0"]),
        (lambda r: [package(r), package(r)], ["/0/releases/0", "/1/releases/0"]),
        (lambda r: {"records": [{"ocid": "x", "compiledRelease": r}]}, ["/records/0/compiledRelease"]),
        (lambda r: {"ocid": "x", "compiledRelease": r}, ["/compiledRelease"]),
        (lambda r: {"ocid": "x", "releases": [r]}, ["/releases/0"]),
    ],
)
def test_every_wrapping_of_a_release_is_read(wrap, places):
    reads = list(readers.read(encoded(wrap(release()))))

    assert [r.place for r in reads] == places
    assert {r.process.ref for r in reads} == {"R-1"}


def test_a_prozorro_tender_is_read_bare_and_in_data():
    bare, wrapped = one(prozorro()), one({"data": prozorro()})

    assert wrapped.place == "/data"
    assert wrapped.process == bare.process


# --- the record ---


def test_an_equal_key_uses_the_last_and_names_all():
    read = one(encoded(prozorro()).replace(b'"title": "Sensors"', b'"title": "Sensors", "title": "Lamps"', 1))

    assert read.process.title == "Lamps"
    assert found_in(read) == [("repeated-key", "repaired", "/title")]
    assert (read.issues[0].seen, read.issues[0].kept) == ('"Sensors", "Lamps"', '"Lamps"')


def test_an_equal_key_of_an_equal_value_is_found_too():
    read = one(b'{"tenderID": "T", "x": true, "x": true}')

    assert ("repeated-key", "repaired", "/x") in found_in(read)


def test_an_unknown_currency_quarantines_the_tender_and_names_its_path():
    read = one(prozorro(value={"amount": 1000, "currency": "EURO"}))

    assert read.process is None
    assert found_in(read) == [("unknown-currency", "quarantine", "/value/currency")]
    assert "'EURO' at /value/currency is no ISO 4217 currency code" in read.issues[0].sentence


@pytest.mark.parametrize("code", ["XXX", "eur", "", 7])
def test_an_unknown_currency_of_a_bid_leaves_it_without_a_price(code):
    read = one(prozorro(bids=[bid("A", 1, value={"amount": 5, "currency": code})]))

    assert ("unknown-currency", "noted", "/bids/0/value/currency") in found_in(read)
    assert [(o.price, o.currency) for b in read.process.bids for o in b.offers] == [(None, None)]
    assert json.loads(read.process.extras["/bids/0/value"]) == {"amount": 5, "currency": code}


@pytest.mark.parametrize("value", [{"amount": 5}, {"amount": 5, "currency": None}])
def test_an_amount_without_a_currency_is_in_the_tenders(value):
    read = one(prozorro(bids=[bid("A", 1, value=value)]))

    assert ("no-currency", "repaired", "/bids/0/value") in found_in(read)
    assert [(o.price, o.currency) for b in read.process.bids for o in b.offers] == [(Decimal(5), "EUR")]


def test_a_currency_that_differs_from_the_tenders_is_noted_and_kept():
    value = {"amount": 5, "currency": "USD"}
    read = one(prozorro(bids=[bid("A", 1, value=value)]))

    assert ("currency-differs", "noted", "/bids/0/value/currency") in found_in(read)
    assert [(o.price, o.currency) for b in read.process.bids for o in b.offers] == [(Decimal(5), "USD")]


@pytest.mark.parametrize("value", [None, {}, {"currency": "EUR"}, {"amount": None, "currency": "EUR"}])
def test_a_bid_without_a_price_is_noted_and_has_none(value):
    read = one(prozorro(bids=[bid("A", 1, value=value), bid("B", 2, 2)]))

    assert [o.price for b in read.process.bids for o in b.offers] == [None, Decimal(2)]
    assert [item for item in found_in(read) if item[0] == "bid-without-price"] == [
        ("bid-without-price", "noted", "/bids/0")
    ]
    assert (
        "Bid A (active) at /bids/0 has no price."
        in next(i for i in read.issues if i.code == "bid-without-price").sentence
    )


@pytest.mark.parametrize(
    ("amount", "price", "issue"),
    [
        (Decimal("10.10"), Decimal("10.10"), None),
        (Decimal("1E+3"), Decimal("1E+3"), None),
        (0, Decimal(0), None),
        ("10.50", Decimal("10.50"), ("number-as-text", "repaired", "/bids/0/value/amount")),
        ("1,5", None, ("not-a-number", "noted", "/bids/0/value/amount")),
        ("cheap", None, ("not-a-number", "noted", "/bids/0/value/amount")),
        (True, None, ("not-a-number", "noted", "/bids/0/value/amount")),
        ({"of": 1}, None, ("not-a-number", "noted", "/bids/0/value/amount")),
        (Decimal("1E+999"), None, ("not-a-number", "noted", "/bids/0/value/amount")),
        (-5, None, ("negative-amount", "repaired", "/bids/0/value/amount")),
    ],
)
def test_an_amount_is_exact_or_unknown_never_0(amount, price, issue):
    read = one(prozorro(bids=[bid("A", amount, parameters=[{"code": "pay", "value": 0}])]))

    assert [str(o.price) for b in read.process.bids for o in b.offers] == [str(price)]
    assert [item for item in found_in(read) if item[0] not in {"bid-without-price", "dangling-bid"}] == [issue] * bool(
        issue
    )
    assert ("/bids/0/value/amount" in read.process.extras or amount == {"of": 1}) == (price is None)


@pytest.mark.parametrize(
    ("written", "read_as", "code"),
    [
        ("2024-02-01T12:00:00+02:00", "2024-02-01T10:00:00+00:00", None),
        ("2024-02-01T10:00:00Z", "2024-02-01T10:00:00+00:00", None),
        ("2024-02-01T12:00:00", "2024-02-01T10:00:00+00:00", "date-without-zone"),
        ("2024-02-01", "2024-01-31T22:00:00+00:00", "date-without-zone"),
        ("soon", "None", "unreadable-date"),
        ("2024-13-01T00:00:00Z", "None", "unreadable-date"),
        (20240201, "None", "unreadable-date"),
    ],
)
def test_a_date_is_an_instant_or_unknown(written, read_as, code):
    read = one(prozorro(tenderPeriod={"endDate": written}))

    assert str(read.process.deadline_at).replace(" ", "T") == read_as
    assert [i.code for i in read.issues if i.pointer == "/tenderPeriod/endDate"] == [code] * bool(code)


def test_a_mark_outside_the_scale_is_missing():
    read = one(prozorro(bids=[bid("A", 1, parameters=[{"code": "pay", "value": 0.1}, {"code": "gone", "value": 1}])]))

    assert [b.marks for b in read.process.bids] == [{"pay": None}]
    assert found_in(read)[:2] == [
        ("mark-not-on-scale", "noted", "/bids/0/parameters/0/value"),
        ("dangling-feature", "noted", "/bids/0/parameters/1/code"),
    ]
    assert json.loads(read.process.extras["/bids/0/parameters/0/value"]) == 0.1


def test_a_missing_mark_is_none():
    assert one(prozorro(bids=[bid("A", 1)])).process.bids[0].marks == {"pay": None}


def test_references_to_nothing_are_noted_and_dropped():
    lots = [{"id": "L1", "title": "One", "status": "active"}]
    value = {"amount": 5, "currency": "EUR", "valueAddedTaxIncluded": False}
    values = [{"relatedLot": "L1", "value": value}, {"relatedLot": "L2", "value": value}]
    awards = [{"id": "w", "status": "active", "bid_id": "Z", "lotID": "L9"}]
    read = one(prozorro(lots=lots, awards=awards, features=[], bids=[bid("A", 0, value=None, lotValues=values)]))

    assert [(o.lot, o.price) for b in read.process.bids for o in b.offers] == [("L1", Decimal(5))]
    assert [(a.bid, a.lot) for a in read.process.awards] == [(None, None)]
    assert [item for item in found_in(read) if item[0].startswith("dangling")] == [
        ("dangling-lot", "noted", "/bids/0/lotValues/1/relatedLot"),
        ("dangling-lot", "noted", "/awards/0/lotID"),
        ("dangling-bid", "noted", "/awards/0/bid_id"),
    ]


def test_equal_ids_and_ids_that_are_none_are_noted_and_kept_as_extras():
    read = one(prozorro(bids=[bid("A", 1), bid("A", 2), {"status": "active"}, {}]))

    assert [(b.key, b.offers[0].price) for b in read.process.bids] == [("A", Decimal(1))]
    assert found_in(read)[:3] == [
        ("duplicate-id", "noted", "/bids/1/id"),
        ("no-id-bid", "noted", "/bids/2"),
        ("empty-bid", "noted", "/bids/3"),
    ]
    assert json.loads(read.process.extras["/bids/1"])["value"]["amount"] == 2


def test_another_vat_basis_cannot_be_compared():
    value = {"amount": 5, "currency": "EUR", "valueAddedTaxIncluded": True}
    read = one(prozorro(bids=[bid("A", 1, value=value)]))

    assert ("vat-differs", "noted", "/bids/0/value/valueAddedTaxIncluded") in found_in(read)
    assert read.process.bids[0].offers[0].price is None
    assert json.loads(read.process.extras["/bids/0/value"]) == value


def test_an_unstorable_character_is_shown_as_a_replacement():
    read = one(encoded(prozorro()).replace(b"Sensors", b"Sen\\u0000sors\\ud800", 1))

    assert read.process.title == "Sen�sors�"
    assert found_in(read) == [("unstorable-character", "repaired", "/title")]


# --- the method ---


def test_life_cycle_costs_are_read_from_the_answers():
    read = one(life_cycle({"A": [("r1", "10.5"), ("r2", "2")], "B": [("r1", "3"), ("r2", 4)]}))

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
    read = one(life_cycle({"A": [("r1", "much")], "B": [("r1", "3"), ("r2", "4"), ("r2", "5")]}))

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

    method = one(tender).process.method

    assert method.formula is None
    assert why in method.why


def test_features_of_one_lot_leave_the_other_lot_price_only():
    feature = {**prozorro()["features"][0], "featureOf": "lot", "relatedItem": "L2"}
    lots = [{"id": "L1", "title": "One"}, {"id": "L2", "title": "Two"}]

    process = one(prozorro(lots=lots, features=[feature], bids=[], awards=[])).process

    assert [(c.key, c.lots, c.weight) for c in process.criteria] == [
        ("price", ("L1",), 100),
        ("price-2", ("L2",), 80),
        ("pay", ("L2",), 20),
    ]


def test_an_ocds_release_of_price_only():
    process = one(release()).process

    assert (process.method.formula, process.method.tie_chain) == ("lowest_price", ())
    assert [(c.input, c.weight, c.lots) for c in process.criteria] == [("price", 100, ("1",))]
    assert [(p.name, p.id_scheme, p.id_value, p.size) for b in process.bids for p in b.tenderers] == [
        ("Firm", "", "o2", "small"),
        ("Firm", "", "o2", "small"),
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
    read = one(release(awardCriteria="ratedCriteria", lots=[lot(weight(60, type="price"), criterion)]))

    [_, quality] = read.process.criteria
    assert quality.weight == expected
    assert [(i.code, i.level.value) for i in read.issues if i.code != "weights-not-100"] == [issue] * bool(issue)
    assert read.process.method.formula is None
    assert "names no price formula" in read.process.method.why


def test_a_weight_that_is_a_range_keeps_its_bounds():
    read = one(release(lots=[lot({"type": "quality", "name": "q", "description": "15-40%"})]))

    assert read.process.criteria[0].weight_range == (15, 40)


def test_weights_off_100_are_kept_and_noted():
    read = one(release(lots=[lot(weight(60, type="price"), weight(37))]))

    assert [c.weight for c in read.process.criteria] == [60, 37]
    assert found_in(read) == [("weights-not-100", "noted", "/tender/lots/0/awardCriteria")]
    assert "add up to 97, not to 100" in read.issues[0].sentence


def test_lots_of_different_methods_have_no_common_formula():
    lots = [lot(weight(100, type="price"), key="L1"), lot(weight(60, type="price"), weight(40), key="L2")]

    method = one(release(lots=lots)).process.method

    assert method.formula is None
    assert "they differ (lowest_price, none)" in method.why


def test_a_price_for_several_lots_prices_none():
    lots = [lot(weight(100, type="price"), key="L1"), lot(weight(100, type="price"), key="L2")]
    record = release(lots=lots)
    record["bids"] = {"details": [offer("b1", 90, relatedLots=["L1", "L2"]), offer("b2", 5, relatedLots=["L1", "L9"])]}

    read = one(record)

    assert [[(o.lot, o.price) for o in b.offers] for b in read.process.bids] == [
        [("L1", None), ("L2", None)],
        [("L1", Decimal(5))],
    ]
    assert {i.code for i in read.issues} >= {"price-for-several-lots", "dangling-lot", "bid-without-price"}


def test_an_organisation_that_is_no_party_is_noted():
    record = release()
    record["bids"]["details"][0]["tenderers"] = [{"id": "o9", "name": "Ghost"}]

    read = one(record)

    assert ("dangling-party", "noted", "/bids/details/0/tenderers/0/id") in found_in(read)
    assert read.process.bids[0].tenderers[0].name == "Ghost"


def test_a_release_without_an_id_gets_one_of_its_content():
    record = release()
    del record["id"]

    read = one(record)

    assert read.process.release_id.startswith("sha-")
    assert found_in(read) == [("no-release-id", "repaired", "/id")]


# --- laws ---


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 4000), put=st.binary(max_size=6), which=st.sampled_from(["prozorro", "ocds", "lcc", "lines"]))
def test_no_truncation_or_mutation_raises(cut, put, which):
    data = {
        "prozorro": encoded(prozorro()),
        "ocds": encoded(package(release(), release(lots=[lot(weight(60, type="price"), weight(40))]))),
        "lcc": encoded(life_cycle({"A": [("r1", "1")], "B": []})),
        "lines": encoded(release()) + b"\n" + encoded(prozorro()),
    }[which]
    at = cut % len(data)

    for mutated in (data[:at], data[:at] + put + data[at + len(put) :]):
        for read in readers.read(mutated):
            assert read.process is not None or read.issues


SCALARS = [None, True, 0, -1, "", "x", [], {}, [[]], [{}], "2024-01-01", Decimal("1E+400")]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_value_anywhere_is_read_and_every_leaf_is_counted(data):
    record = data.draw(
        st.sampled_from([prozorro(), release(lots=[lot(weight(100, type="price"))]), life_cycle({"A": [], "B": []})])
    )
    node, path = record, []
    while isinstance(node, dict | list) and node:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        path.append((node, key))
        node = node[key]
        if data.draw(st.booleans()):
            break
    parent, key = path[-1]
    parent[key] = data.draw(st.sampled_from(SCALARS))

    for read in readers.read(encoded(record)):
        if read.process is not None:
            leaves = sum(1 for _ in _leaves(record))
            kept = sum(1 for raw in read.process.extras.values() for _ in _leaves(json.loads(raw)))
            assert (read.coverage.total, read.coverage.extras) == (leaves, kept)


def _leaves(value):
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


def _places(value, path=()):
    """The way to every value below."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in parts:
        yield (*path, key)
        yield from _places(item, (*path, key))


@pytest.mark.slow
@pytest.mark.parametrize(
    "make", [prozorro, lambda: release(lots=[lot(weight(100, type="price"))]), lambda: life_cycle({"A": [], "B": []})]
)
def test_no_wrong_value_at_any_place_stops_the_reading(make):
    stopped = []
    for path in _places(make()):
        for wrong in SCALARS:
            record = make()
            node = record
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = wrong
            try:
                list(readers.read(encoded(record)))
            except Exception as error:  # noqa: BLE001 -- whatever it is, the place is what helps
                stopped.append((path, wrong, repr(error)))

    assert stopped == []
