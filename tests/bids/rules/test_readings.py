"""Texts as people write them: what they mean in a field, and which text of them is kept."""

from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pages.numbers import Marks
from procurement.bids.outline import DraftSection, KpiQuestion, OfferedNumber, PriceRow, Question
from procurement.bids.rules import performance
from procurement.bids.rules.answers import asked_text, read_answer, value_text
from procurement.bids.rules.claims import read_claim
from procurement.bids.rules.fields import WritingPlace, asked_by_field, kept_text, read_field
from procurement.bids.rules.readings import LONGEST_TEXT, Reading, number_text, read_number
from tests.bids.outlines import BATTERY, DELAY, LARK, LEVELS, SAFETY, SENSOR

NB = "\N{NO-BREAK SPACE}"
HERE, GERMANY = WritingPlace("EUR"), WritingPlace("EUR", "de_DE")


@pytest.mark.parametrize(
    ("datatype", "text", "value"),
    [
        ("text", "  As the annex says. ", "As the annex says."),
        ("boolean", "true", True),
        ("boolean", " FALSE ", False),
        ("integer", "1,250,000", F(1_250_000)),
        ("integer", "12 lm/W", F(12)),
        ("decimal", "2,5", F(5, 2)),
        ("decimal", "2.5 LM/w", F(5, 2)),
        ("money", "€ 1.250,50", F("1250.50")),
        ("money", "1250.5 EUR", F("1250.50")),
        ("date", "2027-01-31", date(2027, 1, 31)),
        ("choice", "LoRaWAN", "LoRaWAN"),
        ("text", "", None),
        ("boolean", " ", None),
        ("integer", "", None),
        ("date", "", None),
        ("choice", "", None),
        ("unheard of", "taken as text", "taken as text"),
    ],
)
def test_a_text_is_read_by_the_type_of_its_answer(datatype, text, value):
    question = Question("Q", "…", datatype, unit="lm/W", choices=("LoRaWAN", "NB-IoT"))

    assert read_answer(question, text, currency="EUR") == Reading(text, value)


@pytest.mark.parametrize(
    ("datatype", "text", "fault"),
    [
        ("boolean", "maybe", "Choose yes or no."),
        ("integer", "1.5", "Give a whole number."),
        ("choice", "Wi-Fi", "Choose one of the list: the tender does not have this answer."),
        ("date", "31.1.2027", "Write the day as year, month, day, such as 2026-11-29."),
        ("date", "2027-02-30", "Write the day as year, month, day, such as 2026-11-29."),
        ("text", "a" * (LONGEST_TEXT + 1), "This is longer than 20000 letters: put it into a file."),
        (
            "decimal",
            "about 5",
            "“about 5” is not a number. Write digits, with a point before decimals, such as 1250000.50.",
        ),
    ],
)
def test_what_cannot_be_read_says_how_to_write_it(datatype, text, fault):
    question = Question("Q", "…", datatype, choices=("LoRaWAN", "NB-IoT"))

    assert read_answer(question, text) == Reading(text, fault=fault)


def test_a_file_is_no_text():
    assert read_answer(Question("Q", "…", "file", minimum="3"), "plan.pdf") == Reading()


# --- two readings ---


@pytest.mark.parametrize("text", ["95.000", "95,000", "€ 95.000", "95.000 EUR"])
def test_two_readings_come_back_with_both(text):
    reading = read_field(SENSOR, text, HERE)

    digits = text.strip("€ EUR")
    assert reading == Reading(text, fault=f"“{digits}” can be read in two ways. Choose one.", two=(F(95000), F(95)))
    assert kept_text(SENSOR, text, HERE) == text
    assert read_field(SENSOR, text, HERE, Marks.GROUPS) == Reading(text, F(95000))
    assert kept_text(SENSOR, text, HERE, Marks.GROUPS) == "95000"
    assert kept_text(SENSOR, text, HERE, Marks.DECIMALS) == "95"


def test_how_the_authority_writes_numbers_decides_and_what_is_kept_needs_no_place():
    """A German "1.640" is kept as 1640: read anywhere, at any time, it is the same number."""
    assert read_field(SENSOR, "1.640", GERMANY) == Reading("1.640", F(1640))
    assert kept_text(SENSOR, "1.640", GERMANY) == "1640"
    assert kept_text(SENSOR, "1,640", GERMANY) == "1.64"
    assert kept_text(SENSOR, "1.640", WritingPlace("EUR", "en_GB")) == "1.64"
    assert kept_text(SENSOR, "1.234", WritingPlace("EUR", "en_GB")) == "1.2340"
    assert kept_text(SENSOR, "-1,234", WritingPlace("EUR", "fr_FR")) == "-1,234"


@pytest.mark.parametrize("text", ["1,640.00", "1.640,00", "1640", "850.00", "1 640,5", "0", "", "nonsense"])
def test_a_text_with_one_reading_is_kept_as_it_was_typed(text):
    assert kept_text(SENSOR, text, HERE) == text
    assert kept_text(SENSOR, text, GERMANY) == text


NUMBERS = st.from_regex(r"[1-9][0-9]{0,2}([., ][0-9]{3}){1,2}([.,][0-9]{1,3})?", fullmatch=True)


@given(NUMBERS | st.text("0123456789.,'€ -", max_size=14), st.sampled_from(["", "de_DE", "en_GB", "fr_FR", "de_CH"]))
def test_what_is_kept_means_the_same_without_a_place(text, locale):
    """And keeping it again changes nothing: it is safe to save a text twice, from anywhere."""
    for asked in (SENSOR, DELAY, BATTERY):
        there = WritingPlace("EUR", locale)
        kept = kept_text(asked, text, there)
        assert read_field(asked, kept, HERE).value == read_field(asked, text, there).value
        assert kept_text(asked, kept, WritingPlace("EUR", "pt_PT")) in {kept, _settled(asked, kept)}


def _settled(asked, kept):
    """A question that nobody has decided yet may be decided later, by a place that writes numbers."""
    return kept_text(asked, kept, WritingPlace("EUR", "pt_PT")) if read_field(asked, kept, HERE).two else kept


@given(st.fractions())
def test_the_text_of_a_number_is_that_number(number):
    text = number_text(number)

    assert F(text) == number
    assert read_number(text if len(text) <= 40 and "/" not in text else "1").fault == "" or "." in text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**15), max_value=10**15))
def test_decimals_stay_decimals(number):
    assert "/" not in number_text(F(number))


# --- limits ---


@pytest.mark.parametrize(
    ("question", "text", "sentence"),
    [
        (BATTERY, "4", f"The tender asks for at least 5{NB}years."),
        (BATTERY, "5", ""),
        (SAFETY, "false", "The tender asks for: yes."),
        (SAFETY, "true", ""),
        (Question("Q", "…", "integer", maximum="3000", unit="K"), "4000", f"The tender asks for at most 3,000{NB}K."),
        (Question("Q", "…", "decimal", expected="2.5"), "2,5", ""),
        (Question("Q", "…", "decimal", expected="2.5"), "3", "The tender asks for exactly 2.5."),
        (Question("Q", "…", "date", maximum="2027-01-31"), "2027-02-01", "The tender asks for at most 31 Jan 2027."),
        (Question("Q", "…", "date", minimum="2027-01-31"), "2027-02-01", ""),
        (Question("Q", "…", "money", maximum="1000"), "1000.01", "The tender asks for at most €1,000."),
        (Question("Q", "…", "choice", expected="A", choices=("A", "B")), "B", "The tender asks for: A."),
        (Question("Q", "…", "text", expected="Yes"), "yes", ""),
        (Question("Q", "…", "integer", minimum="no limit"), "1", ""),
    ],
)
def test_an_answer_outside_the_limits_is_an_answer_and_says_so(question, text, sentence):
    reading = read_answer(question, text, currency="EUR")

    assert (reading.fault, reading.outside, reading.value is None) == ("", sentence, False)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (BATTERY, f"at least 5{NB}years"),
        (SAFETY, "yes"),
        (Question("Q", "…", "money", minimum="10", maximum="20.5"), "at least €10, at most €20.50"),
        (Question("Q", "…", "decimal", expected="2.5"), "exactly 2.5"),
        (Question("Q", "…"), ""),
    ],
)
def test_what_is_asked_stands_beside_the_field(question, asked):
    assert asked_text(question, "EUR") == asked


def test_answers_are_written_as_pages_write_them():
    assert value_text(SAFETY, True) == "yes"
    assert value_text(SAFETY, False) == "no"
    assert value_text(BATTERY, F(7)) == f"7{NB}years"
    assert value_text(Question("Q", "…", "money"), F("12.5"), "EUR") == "€12.50"
    assert value_text(Question("Q", "…", "date"), date(2027, 1, 31)) == "31 Jan 2027"
    assert value_text(Question("Q", "…"), "LoRaWAN") == "LoRaWAN"


# --- offers ---


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("300 seconds", ""),
        ("60", ""),
        ("301", f"A bid that offers worse than 300{NB}seconds is out."),
        ("59.5", f"Better than 60{NB}seconds earns no more points, and the contract will hold you to it."),
    ],
)
def test_an_offer_is_compared_with_the_least_and_the_best(text, outside):
    reading = performance.read_offer(DELAY, text)

    assert (reading.fault, reading.outside) == ("", outside)


def test_where_more_is_better_the_comparison_turns():
    uptime = KpiQuestion("AV", "Availability", "%", "up", F(99), F("99.9"))

    assert performance.read_offer(uptime, "98,9 %").outside == f"A bid that offers worse than 99{NB}% is out."
    assert performance.read_offer(uptime, "99.5%") == Reading("99.5%", F("99.5"))
    assert performance.asked_text(uptime) == f"at least 99{NB}%, all points at 99.9{NB}%"
    assert performance.asked_text(DELAY) == f"at most 300{NB}seconds, all points at 60{NB}seconds"
    assert performance.asked_text(KpiQuestion("N", "Noise")) == ""


@pytest.mark.parametrize(
    ("asked", "text", "fault"),
    [
        (OfferedNumber("contract_years", "Years", "integer", 1, F(20)), "20.5", "Give a whole number."),
        (OfferedNumber("contract_years", "Years", "integer", 1, F(20)), "21", "Give a number of at most 20."),
        (OfferedNumber("payment_share", "Share", "decimal", 1, F(1)), "-0.1", "Give a number that is not below 0."),
        (OfferedNumber("saving_0", "Saving", "money", 1), "€ 12000", ""),
        (OfferedNumber("payment_share", "Share", "decimal", 1, F(1)), "0,8", ""),
        (PriceRow("p", "P", "", None, "other", 1), "-1", "A price is never below 0. Write 0 if it costs nothing."),
        (PriceRow("p", "P", "", None, "other", 1), "1/3", "Write the price in digits, such as 1640.50."),
        (PriceRow("p", "P", "", None, "other", 1), "0", ""),
    ],
)
def test_numbers_that_nothing_can_be_computed_from_are_refused(asked, text, fault):
    assert read_field(asked, text, HERE).fault == fault


# --- claims ---


def test_a_claim_means_the_standard_that_is_asked_unless_it_names_another():
    plain = read_claim(LEVELS, {"I1/statement": " It does. "})
    newer = read_claim(LEVELS, {"I1/statement": "It does.", "I1/version": "2.0"})
    other = read_claim(LEVELS, {"I1/statement": "It does.", "I1/standard": "ngsi-ld-api"})

    assert (plain.statement.value, plain.standard, plain.version) == ("It does.", "ogc-sensorthings", "1.1")
    assert (plain.is_stated, plain.is_equivalent) == (True, False)
    assert (newer.standard, newer.version, newer.is_equivalent) == ("ogc-sensorthings", "2.0", True)
    assert (other.standard, other.version, other.is_equivalent) == ("ngsi-ld-api", "", True)
    assert not read_claim(LEVELS, {"I1/statement": "  "}).is_stated


def test_a_standard_that_no_table_takes_is_refused():
    claim = read_claim(LEVELS, {"I1/statement": "It does.", "I1/standard": "s" * 81})

    assert claim.fault == "Name a standard in at most 80 letters, its version in at most 60."


def test_every_field_of_a_section_knows_what_it_asks():
    assert asked_by_field(LARK, DraftSection.ANSWERS).keys() == {"Q1", "Q2", "Q4"}
    assert asked_by_field(LARK, DraftSection.PRICES)["1/sensor"] == SENSOR
    assert asked_by_field(LARK, DraftSection.PERFORMANCE) == {"delay": DELAY}
    assert asked_by_field(LARK, DraftSection.CLAIMS) == dict.fromkeys(
        ("I1/statement", "I1/standard", "I1/version"), LEVELS
    )
    for section in DraftSection:
        assert tuple(asked_by_field(LARK, section)) == LARK.fields(section)
