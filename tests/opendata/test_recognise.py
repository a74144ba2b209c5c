"""A file is what its bytes say: packed, several values, larger than a record may be, or named as what it is."""

import gzip
import json
import runpy
import sys

import pytest

from procurement.opendata import queries, readers, services
from procurement.opendata.readers import recognise, sniff, strict_json
from tests.builders import AT
from tests.opendata.inputs import encoded, found_in, package, prozorro, read_record, release

CANNOT = ", which cannot be read. "


def other(number):
    return {**release(), "ocid": f"ocds-x-{number}"}


def what_it_is(data):
    """The first two sentences for a file that is refused whole; the third lists what is accepted."""
    read = read_record(data)
    [issue] = read.issues
    assert (read.process, issue.level) == (None, "quarantine")
    return issue.sentence.removesuffix(f" Accepted: {recognise.ACCEPTED}.")


# --- packed, and values one after another ---


@pytest.mark.django_db
def test_a_packed_file_is_read_and_stored_as_it_came(shared):
    data = (shared / "inputs/24_packed.jsonl.gz").read_bytes()

    run = services.import_file(name="24.jsonl.gz", data=data, at=AT)

    [record] = queries.records_of(run)
    assert (record.state, record.tender.ref, record.tender.bids.count()) == ("stored", "ocds-t31", 1)
    assert bytes(run.file.data) == data


def test_a_packed_package_of_several_members_is_read():
    lines = [json.dumps(other(number)).encode() for number in range(3)]

    reads = list(readers.read(b"".join(gzip.compress(line + b"\n") for line in lines)))

    assert [read.process.ocid for read in reads] == ["ocds-x-0", "ocds-x-1", "ocds-x-2"]


def test_a_damaged_packed_file_says_so():
    packed = gzip.compress(encoded(release()))

    assert what_it_is(packed[:-20]) == "The file is packed by gzip and damaged, which cannot be read. Fetch it again."
    assert what_it_is(packed[:20] + b"xx" + packed[22:]).startswith("The file is packed by gzip and damaged")


def test_a_packed_file_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(recognise, "MAX_UNPACKED", 1024 * 1024)

    assert what_it_is(gzip.compress(b" " * (1024 * 1024 + 1))) == (
        "The file is over 1 MiB when unpacked, which cannot be read. Split it."
    )


@pytest.mark.parametrize("between", ["", " ", "\n\n", "\r\n"])
def test_values_one_after_another_are_read(between):
    texts = [json.dumps(other(number), indent=1) for number in range(3)]

    reads = list(readers.read(between.join(texts).encode()))

    assert [(read.place, read.process.ocid) for read in reads] == [
        ("value 1: ", "ocds-x-0"),
        ("value 2: ", "ocds-x-1"),
        ("value 3: ", "ocds-x-2"),
    ]


def test_a_broken_value_ends_those_one_after_another():
    reads = list(readers.read(encoded(other(1)) + b" " + encoded(other(2))[:-3]))

    assert [(read.place, read.process is None) for read in reads] == [("value 1: ", False), ("value 2: ", True)]
    assert reads[1].issues[0].code == "broken-json"


def test_a_line_separator_inside_a_text_ends_no_line():
    text = "\n".join(json.dumps({**other(n), "x": "a\u2028b\x85c"}, ensure_ascii=False) for n in range(2))

    assert [read.place for read in readers.read(text.encode())] == ["line 1: ", "line 2: "]


# --- size ---


def test_the_limit_of_size_is_the_records(monkeypatch):
    large = {**other(2), "padding": "x" * 9000}
    monkeypatch.setattr(strict_json, "MAX_BYTES", 8000)
    data = encoded(package(*(other(number) for number in range(10, 30)), large))

    reads = list(readers.read(data))

    assert len(data) > 8000
    assert [read.process is not None for read in reads] == [True] * 20 + [False]
    assert found_in(reads[-1]) == [("too-large", "quarantine", "/releases/20")]


def test_a_package_over_the_limit_of_a_record_is_walked_record_by_record(shared, tmp_path, monkeypatch):
    file = tmp_path / "large.json"
    monkeypatch.setattr(sys, "argv", ["make", str(file)])
    runpy.run_path(str(shared / "inputs/27_make_package_over_20MiB.py"), run_name="__main__")
    text = file.read_text()

    stretches = sniff.stretches(text)

    assert len(text) > strict_json.MAX_BYTES
    assert [(s.ocid, s.issue) for s in stretches] == [(f"ocds-big-{number:06}", None) for number in range(6000)]
    assert max(s.end - s.start for s in stretches) < 10_000
    assert json.loads(text[stretches[-1].start : stretches[-1].end])["ocid"] == "ocds-big-005999"


def test_a_list_of_records_that_stands_twice_is_named_and_the_last_used():
    text = json.dumps({"releases": [other(1)]})[:-1] + ", " + json.dumps({"releases": [other(2)]})[1:]

    reads = list(readers.read(text.encode()))

    assert [(read.process and read.process.ocid) for read in reads] == [None, "ocds-x-2"]
    assert reads[0].issues[0].sentence == "The list at /releases stands twice; the last one is used. Keep only one."


@pytest.mark.parametrize(
    "text",
    ["[", "[1,", "[1 2]", '{"a"', '{"a":', '{"a":1,}', "{1:2}", '{"releases": [{}', '{"releases": [,]}', "[{}]]"],
)
def test_a_walked_text_is_refused_where_json_refuses_it(text):
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)

    assert {issue.code for read in readers.read(text.encode()) for issue in read.issues} >= {"broken-json"}


# --- what it is ---


@pytest.mark.parametrize(
    ("start", "what", "cure"),
    [
        (b"%PDF-1.7\n", "a PDF", "Import the data that it was made from."),
        (b"PK\x03\x04\x14", "a ZIP archive or an office document", "Unpack it, and import the JSON files in it."),
        (b"\xff\xfe{\x00", "text in UTF-16", "Save it as UTF-8."),
        (b"\x89PNG\r\n", "a picture", "Import the data that it was made from."),
        (b"\x7fELF\x00\xfe\x00", "binary data", "Export the data as JSON."),
        (b"<!doctype html><html lang=en>", "a web page", "Fetch the data file to which the page leads."),
        (b"<a:Order xmlns:a='x'/>", "XML (Order)", "Import its OCDS or JSON form, if its publisher has one."),
        (
            b"<?xml version='1.0'?>",
            "XML (without a root element)",
            "Import its OCDS or JSON form, if its publisher has one.",
        ),
    ],
)
def test_another_kind_of_file_is_named_with_what_to_do(start, what, cure):
    assert what_it_is(start) == f"The file is {what}{CANNOT}{cure}"
    assert what_it_is(gzip.compress(start)) == f"The file is {what}{CANNOT}{cure}"


@pytest.mark.parametrize(
    ("folder", "pattern", "kinds"),
    [
        (
            "eforms_sdk_notices",
            "*.xml",
            {
                "an eForms contract notice (XML)": 27,
                "an eForms result notice (XML)": 34,
                "an eForms planning notice (XML)": 28,
                "an eForms registration notice (XML)": 2,
            },
        ),
        ("espd_edm_4.1.0", "*", {"an ESPD request (XML)": 1, "an ESPD response (XML)": 1}),
    ],
)
def test_real_notices_and_declarations_are_named_by_their_root(shared, folder, pattern, kinds):
    counted = dict.fromkeys(kinds, 0)
    for path in sorted((shared / "data" / folder).glob(pattern)):
        if path.is_file() and path.read_bytes().lstrip()[:1] in {b"<", b"\xef"}:
            counted[what_it_is(path.read_bytes()).removeprefix("The file is ").split(CANNOT)[0]] += 1

    assert counted == kinds


def test_nothing_of_xml_is_expanded():
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>"

    assert what_it_is(bomb) == f"The file is XML (x){CANNOT}Import its OCDS or JSON form, if its publisher has one."


# --- currency ---


def test_a_currency_in_small_letters_is_repaired(shared):
    read = read_record((shared / "inputs/19_currency_lower_case.json").read_bytes())

    assert (read.process.currency, {o.currency for bid in read.process.bids for o in bid.offers}) == ("EUR", {"EUR"})
    assert [(i.level, i.seen, i.kept, i.sentence) for i in read.issues if i.code == "currency-case"] == [
        (
            "repaired",
            "eur",
            "EUR",
            "The currency at /releases/0/tender/value/currency is written 'eur'; it is read as EUR.",
        )
    ]


def test_a_currency_in_small_letters_is_read_in_bids_and_in_prozorro():
    read = read_record(prozorro(value={"amount": 1, "currency": "Uah"}))

    assert (read.process.currency, "unknown-currency" in {i.code for i in read.issues}) == ("UAH", False)
