"""Files that want something of the reader: none gets it, none stops it, and what is proposed is what was written."""

import string
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gate import espd_reader
from procurement.opendata.readers import espd
from procurement.opendata.readers.espd_facts import (
    DeclarationProposal,
    EspdResult,
    EvidenceReference,
    ProposedValue,
    StatedPeriod,
)
from suppliers.declarations import declarations
from tests.opendata.espd_files import FIRM, Criterion, Espd, Group, described, ground, indicator, of_proposal


def refusal(content):
    result = espd.read_response(content, supplier=FIRM)
    assert result.proposals == ()
    return result.refusal


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n ", "The file is empty."),
        ("<Ä/>".encode("latin-1"), "The file is not in UTF-8. Save it in UTF-8 and hand it in again."),
        (b"<a>\0</a>", "The file holds a zero byte, so it is no text."),
        (b"%PDF-1.7", "The file is no XML. line 1"),
        (b"<a><b></a>", "The file is no XML. line 1"),
        (b"<espd/>", "This is no ESPD response. Take the XML that your ESPD service lets you download."),
        (b"<a>" * 101 + b"</a>" * 101, "The file is nested more than 100 levels deep."),
        (b"<a>" + b"<b/>" * 200_001 + b"</a>", "The file holds more than an ESPD response has."),
        (b" " * (espd.MOST_BYTES + 1), "The file is larger than 5 MB."),
    ],
)
def test_what_is_no_response_is_refused_with_the_reason(content, sentence):
    assert refusal(content) == sentence


ENTITIES = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def test_a_document_type_is_refused_whatever_follows():
    content = (
        Espd((ground("fraud", "true", described("Q2", "SECRET")),)).xml().replace(b"?>\n", f"?>\n{ENTITIES}".encode())
    )

    assert refusal(content.replace(b"SECRET", b"&x;")).startswith(
        "The file has a document type; such files are not read."
    )


@pytest.mark.parametrize("name", ["xml-billion-laughs.xml", "xml-xxe-file.xml", "zip-bomb.zip", "polyglot.pdf"])
def test_hostile_files_of_others_propose_nothing(shared, name):
    assert refusal((shared / "evidence/hostile/invalid" / name).read_bytes()) != ""


def test_an_answer_that_is_longer_than_a_text_may_be_is_cut_and_ends_with_dots():
    result = espd.read_response(
        Espd((ground("fraud", "true", described("fraud/Q2", "a" * 5000)),)).xml(), supplier=FIRM
    )

    [value] = result.proposals[0].values
    assert (len(value.value), value.value[-1]) == (espd_reader.LONGEST_TEXT, "…")


def test_more_criteria_than_any_document_has_are_refused():
    criteria = tuple(Criterion("fraud", ()) for _ in range(espd_reader.MOST_CRITERIA + 1))

    assert refusal(Espd(criteria).xml()) == "The file holds more than an ESPD response has."


def test_a_reader_that_says_too_much_is_stopped(monkeypatch):
    monkeypatch.setattr(espd, "LIMITS", espd.ChildLimits(answer=10))

    assert refusal(Espd((ground(),)).xml()) == "Reading the file took too long, or too much memory."


def test_a_reader_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(espd, "LIMITS", espd.ChildLimits(wall=0.001))

    assert refusal(Espd((ground(),)).xml()) == "Reading the file took too long, or too much memory."


# --- in this process, so that many examples are quick ---


@pytest.fixture
def in_process(monkeypatch):
    monkeypatch.setattr(espd, "run_in_child", lambda function, content, limits: function(content))


def phrases(most=40):
    """Texts as they stand in a file: no blanks at the ends or doubled, nothing that XML cannot hold."""
    letters = st.text(string.ascii_letters + "äß€中&<>\"'…", min_size=1, max_size=12)
    return st.lists(letters, min_size=1, max_size=4).map(" ".join).filter(lambda text: len(text) <= most)


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
NUMBERS = st.decimals("-1e12", "1e12", places=2, allow_nan=False)
VALUES = st.one_of(
    st.booleans().map(lambda answer: (answer, "")),
    NUMBERS.map(lambda number: (number, "EUR")),
    NUMBERS.map(lambda number: (number, "")),
    DAYS.map(lambda day: (day, "")),
    st.tuples(DAYS, DAYS).map(lambda pair: (StatedPeriod(min(pair), max(pair)), "")),
    phrases().map(lambda text: (text, "")),
)


@st.composite
def proposals(draw, code):
    stated = draw(st.lists(VALUES, max_size=4))
    values = tuple(
        ProposedValue(f"{code}/{no}", draw(phrases()), value, unit) for no, (value, unit) in enumerate(stated)
    )
    references = draw(st.lists(st.builds(EvidenceReference, phrases(), phrases(), phrases()), max_size=2, unique=True))
    return DeclarationProposal(code, draw(st.booleans()), values, tuple(references))


@given(data=st.data())
def test_what_was_written_is_what_is_proposed(data):
    codes = data.draw(st.lists(st.sampled_from(list(declarations())), unique=True, max_size=4))
    written = [data.draw(proposals(code)) for code in sorted(codes, key=list(declarations()).index)]
    criteria = [of_proposal(proposal) for proposal in written]
    evidence = {key: row for _, rows in criteria for key, row in rows.items()}
    file = Espd(tuple(criterion for criterion, _ in criteria), evidence=evidence)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(espd, "run_in_child", lambda function, content, limits: function(content))
        result = espd.read_response(file.xml(), supplier=FIRM)

    assert result == EspdResult(tuple(written), (), "Tidewater Analytics", date(2026, 3, 2))


@given(data=st.data())
def test_no_cut_and_no_changed_byte_raises(data):
    content = Espd(
        (ground("fraud", "true", described("fraud/Q2", "Text"), evidence=("V",)),), evidence={"V": ("1", "", "")}
    ).xml()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 40, len(content))))
    changed = content[:start] + data.draw(st.binary(max_size=8)) + content[end:]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(espd, "run_in_child", lambda function, content, limits: function(content))
        result = espd.read_response(changed, supplier=FIRM)

    assert result.refusal == "" or result.proposals == ()


def test_a_text_that_turns_the_line_is_kept_as_it_came_and_nothing_else(in_process):
    turned = "paid \N{RIGHT-TO-LEFT OVERRIDE}lla"
    criterion = Criterion("fraud", (Group((indicator("Q1", "true"), described("Q2", turned))),))

    result = espd.read_response(Espd((criterion,)).xml(), supplier=FIRM)

    assert [value.value for value in result.proposals[0].values] == [turned]


def test_an_amount_is_exact(in_process):
    amount = ProposedValue("A", "Amount", Decimal("1234567890123456789.000000000000000001"), "EUR")
    criterion, _ = of_proposal(DeclarationProposal("gen-year-to", True, (amount,)))

    result = espd.read_response(Espd((criterion,)).xml(), supplier=FIRM)

    assert result.proposals == (DeclarationProposal("gen-year-to", True, (amount,)),)
