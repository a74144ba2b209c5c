"""Each fault of a file has a sentence with its place and the cure; one bad record stops none."""

import json
from decimal import Decimal

import pytest

from procurement.opendata import readers
from procurement.opendata.process import IssueLevel
from tests.opendata.inputs import bid, encoded, found_in, package, prozorro, read_record, release

# --- the file ---


def test_broken_json_names_line_column_and_cure():
    read = read_record(b'{"tenderID": "T-1",\n  "bids": [}')

    assert read.process is None
    assert found_in(read) == [("broken-json", "quarantine", "line 2, column 12")]
    assert read.issues[0].sentence == (
        "This is not JSON: Expecting value at line 2, column 12. Correct the text there, or export the file again."
    )


def test_a_file_cut_off_in_a_text_says_where_the_text_begins():
    read = read_record(b'{"tenderID": "T-')

    assert read.issues[0].sentence.startswith("This is not JSON: Unterminated string starting at line 1, column 14. ")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n", "empty-file"),
        (b"\xff{", "not-utf-8"),
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
        (b'{"ocid":' * 70 + b"1" + b"}" * 70, "too-deep"),
        (b'{"tenderID": "T", "x": NaN}', "not-a-number"),
        (b'{"tenderID": "T", "x": [0, -Infinity]}', "not-a-number"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, code):
    read = read_record(data)

    assert read.process is None
    assert [(issue.code, issue.level) for issue in read.issues] == [(code, IssueLevel.QUARANTINE)]


def test_a_nan_is_named_by_its_pointer():
    assert read_record(b'{"tenderID": "T", "x": [0, NaN]}').issues[0].pointer == "/x/1"


def test_a_byte_order_mark_is_no_fault():
    assert read_record(b"\xef\xbb\xbf" + encoded(prozorro())).process.ref == "T-1"


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
        (lambda r: [r, r], ["/0"]),
        (package, ["/releases/0"]),
        (lambda r: [package(r), package(r)], ["/0/releases/0"]),
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
    bare, wrapped = read_record(prozorro()), read_record({"data": prozorro()})

    assert wrapped.place == "/data"
    assert wrapped.process == bare.process


# --- the record ---


def test_an_equal_key_uses_the_last_and_names_all():
    read = read_record(encoded(prozorro()).replace(b'"title": "Sensors"', b'"title": "Sensors", "title": "Lamps"', 1))

    assert read.process.title == "Lamps"
    assert found_in(read) == [("repeated-key", "repaired", "/title")]
    assert (read.issues[0].seen, read.issues[0].kept) == ('"Sensors", "Lamps"', '"Lamps"')


def test_an_equal_key_of_an_equal_value_is_found_too():
    read = read_record(b'{"tenderID": "T", "x": true, "x": true}')

    assert ("repeated-key", "repaired", "/x") in found_in(read)


def test_an_unknown_currency_quarantines_the_tender_and_names_its_path():
    read = read_record(prozorro(value={"amount": 1000, "currency": "EURO"}))

    assert read.process is None
    assert found_in(read) == [("unknown-currency", "quarantine", "/value/currency")]
    assert "'EURO' at /value/currency is no ISO 4217 currency code" in read.issues[0].sentence


@pytest.mark.parametrize("code", ["XXX", "eurо", "", 7])
def test_an_unknown_currency_of_a_bid_leaves_it_without_a_price(code):
    read = read_record(prozorro(bids=[bid("A", 1, value={"amount": 5, "currency": code})]))

    assert ("unknown-currency", "noted", "/bids/0/value/currency") in found_in(read)
    assert [(o.price, o.currency) for b in read.process.bids for o in b.offers] == [(None, None)]
    assert json.loads(read.process.extras["/bids/0/value"]) == {"amount": 5, "currency": code}


@pytest.mark.parametrize("value", [{"amount": 5}, {"amount": 5, "currency": None}])
def test_an_amount_without_a_currency_is_in_the_tenders(value):
    read = read_record(prozorro(bids=[bid("A", 1, value=value)]))

    assert ("no-currency", "repaired", "/bids/0/value") in found_in(read)
    assert [(o.price, o.currency) for b in read.process.bids for o in b.offers] == [(Decimal(5), "EUR")]


def test_a_currency_that_differs_from_the_tenders_is_noted_and_kept():
    value = {"amount": 5, "currency": "USD"}
    read = read_record(prozorro(bids=[bid("A", 1, value=value)]))

    assert ("currency-differs", "noted", "/bids/0/value/currency") in found_in(read)
    assert [(o.price, o.currency) for b in read.process.bids for o in b.offers] == [(Decimal(5), "USD")]


@pytest.mark.parametrize("value", [None, {}, {"currency": "EUR"}, {"amount": None, "currency": "EUR"}])
def test_a_bid_without_a_price_is_noted_and_has_none(value):
    read = read_record(prozorro(bids=[bid("A", 1, value=value), bid("B", 2, 2)]))

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
    read = read_record(prozorro(bids=[bid("A", amount, parameters=[{"code": "pay", "value": 0}])]))

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
    read = read_record(prozorro(tenderPeriod={"endDate": written}))

    assert str(read.process.deadline_at).replace(" ", "T") == read_as
    assert [i.code for i in read.issues if i.pointer == "/tenderPeriod/endDate"] == [code] * bool(code)


def test_a_mark_outside_the_scale_is_missing():
    read = read_record(
        prozorro(bids=[bid("A", 1, parameters=[{"code": "pay", "value": 0.1}, {"code": "gone", "value": 1}])])
    )

    assert [b.marks for b in read.process.bids] == [{"pay": None}]
    assert found_in(read)[:2] == [
        ("mark-not-on-scale", "noted", "/bids/0/parameters/0/value"),
        ("dangling-feature", "noted", "/bids/0/parameters/1/code"),
    ]
    assert json.loads(read.process.extras["/bids/0/parameters/0/value"]) == 0.1


def test_a_missing_mark_is_none():
    assert read_record(prozorro(bids=[bid("A", 1)])).process.bids[0].marks == {"pay": None}


def test_references_to_nothing_are_noted_and_dropped():
    lots = [{"id": "L1", "title": "One", "status": "active"}]
    value = {"amount": 5, "currency": "EUR", "valueAddedTaxIncluded": False}
    values = [{"relatedLot": "L1", "value": value}, {"relatedLot": "L2", "value": value}]
    awards = [{"id": "w", "status": "active", "bid_id": "Z", "lotID": "L9"}]
    read = read_record(
        prozorro(lots=lots, awards=awards, features=[], bids=[bid("A", 0, value=None, lotValues=values)])
    )

    assert [(o.lot, o.price) for b in read.process.bids for o in b.offers] == [("L1", Decimal(5))]
    assert [(a.bid, a.lot) for a in read.process.awards] == [(None, None)]
    assert [item for item in found_in(read) if item[0].startswith("dangling")] == [
        ("dangling-lot", "noted", "/bids/0/lotValues/1/relatedLot"),
        ("dangling-lot", "noted", "/awards/0/lotID"),
        ("dangling-bid", "noted", "/awards/0/bid_id"),
    ]


def test_equal_ids_and_ids_that_are_none_are_noted_and_kept_as_extras():
    read = read_record(prozorro(bids=[bid("A", 1), bid("A", 2), {"status": "active"}, {}]))

    assert [(b.key, b.offers[0].price) for b in read.process.bids] == [("A", Decimal(1))]
    assert found_in(read)[:3] == [
        ("duplicate-id", "noted", "/bids/1/id"),
        ("no-id-bid", "noted", "/bids/2"),
        ("empty-bid", "noted", "/bids/3"),
    ]
    assert json.loads(read.process.extras["/bids/1"])["value"]["amount"] == 2


def test_another_vat_basis_cannot_be_compared():
    value = {"amount": 5, "currency": "EUR", "valueAddedTaxIncluded": True}
    read = read_record(prozorro(bids=[bid("A", 1, value=value)]))

    assert ("vat-differs", "noted", "/bids/0/value/valueAddedTaxIncluded") in found_in(read)
    assert read.process.bids[0].offers[0].price is None
    assert json.loads(read.process.extras["/bids/0/value"]) == value


def test_an_unstorable_character_is_shown_as_a_replacement():
    read = read_record(encoded(prozorro()).replace(b"Sensors", b"Sen\\u0000sors\\ud800", 1))

    assert read.process.title == "Sen�sors�"
    assert found_in(read) == [("unstorable-character", "repaired", "/title")]
