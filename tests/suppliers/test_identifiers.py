"""Numbers of organisations: right ones as their scheme writes them, wrong ones with what is wrong and an example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers import identifiers

SCHEMES = list(identifiers.schemes().values())
# As people type them -> as they are kept. Sources: the registers' own examples, and those of python-stdnum.
RIGHT = [
    ("AT-FB", "FN 122119m", "122119m"),
    ("AU-ABN", "83 914 571 673", "83914571673"),
    ("BE-BCE_KBO", "428759497", "0428759497"),
    ("CA-BN", "12302 6635", "123026635"),
    ("CH-UID", "100.155.212", "CHE100155212"),
    ("CZ-ICO", "25 12 38 91", "25123891"),
    ("DE-VAT", "de 136 695 976", "DE136695976"),
    ("DE-VAT", "136695976", "DE136695976"),
    ("DK-CVR", "DK 13585628", "13585628"),
    ("EE-RIK", "12345678", "12345678"),
    ("ES-NIF", "J-99216582", "J99216582"),
    ("FI-PRO", "2077474-0", "20774740"),
    ("FR-SIREN", "404 833 048", "404833048"),
    ("FR-SIRET", "732 829 320 00074", "73282932000074"),
    ("GB-COH", "sc 123456", "SC123456"),
    ("GB-VAT", "980 7806 84", "GB980780684"),
    ("GR-VAT", "094259216", "EL094259216"),
    ("HR-OIB", "33392005961", "33392005961"),
    ("IE-VAT", "IE 6433435F", "IE6433435F"),
    ("IT-PIVA", "IT 00743110157", "00743110157"),
    ("LV-RE", "4000 3521 600", "40003521600"),
    ("NL-KVK", "1234 5678", "12345678"),
    ("NO-BRC", "988 077 917", "988077917"),
    ("PL-NIP", "856-734-62-15", "8567346215"),
    ("PT-NIPC", "501 964 843", "501964843"),
    ("RO-CUI", "185 472 90", "18547290"),
    ("SE-BLV", "123456-7897", "1234567897"),
    ("SI-PRS", "9331310000", "9331310"),
    ("UA-EDR", "32855961", "32855961"),
    ("US-EIN", "91-1144442", "911144442"),
    ("XI-LEI", "213800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15"),
    ("XI-VAT", "980780684", "XI980780684"),
]
MISTYPED = "The check digit does not fit: a digit is mistyped."
LENGTH = "This number is too long or too short."
FORM = "Such a number is written in another way."
UNUSED = "A part of this number is not in use."
WRONG = [
    ("AT-FB", "m123123", FORM),
    ("AU-ABN", "99 999 999 999", MISTYPED),
    ("BE-BCE_KBO", "431150351", MISTYPED),
    ("CA-BN", "123456783", MISTYPED),
    ("CH-UID", "CHE-100.155.213", MISTYPED),
    ("CZ-ICO", "25123890", MISTYPED),
    ("CZ-ICO", "7103192745", FORM),  # the number of a person's birth
    ("DE-VAT", "136695978", MISTYPED),
    ("DE-VAT", "13669597", LENGTH),
    ("DK-CVR", "13585627", MISTYPED),
    ("EE-RIK", "32345674", UNUSED),
    ("ES-NIF", "J99216583", MISTYPED),
    ("FI-PRO", "2077474-1", MISTYPED),
    ("FR-SIREN", "404833047", MISTYPED),
    ("FR-SIREN", "4048330480", LENGTH),
    ("GB-COH", "sc 12345", FORM),
    ("GB-VAT", "802311781", MISTYPED),
    ("IT-PIVA", "00743110158", MISTYPED),
    ("LV-RE", "161175-19997", FORM),  # the code of a person
    ("NL-KVK", "1234567", FORM),
    ("NO-BRC", "988 077 918", MISTYPED),
    ("PL-NIP", "8567346216", MISTYPED),
    ("PT-NIPC", "501964842", MISTYPED),
    ("SE-BLV", "1234567891", MISTYPED),
    ("UA-EDR", "12345", LENGTH),
    ("US-EIN", "07-1144442", UNUSED),
    ("XI-LEI", "213800KUD8LXJWSQ9D15", MISTYPED),
]


@pytest.mark.parametrize(("code", "typed", "number"), RIGHT)
def test_a_right_number_is_kept_as_its_scheme_writes_it(code, typed, number):
    assert identifiers.check(code, typed) == identifiers.CheckedIdentifier(number, is_checked=True)


@pytest.mark.parametrize(("code", "typed", "why"), WRONG)
def test_a_wrong_number_is_refused_with_what_is_wrong_and_an_example(code, typed, why):
    example = identifiers.schemes()[code].example

    assert identifiers.check(code, f" {typed} ") == identifiers.CheckedIdentifier(
        typed, is_checked=True, refusal=f"{why} An example: {example}."
    )


def test_numbers_of_more_than_twelve_countries_are_checked():
    countries = {scheme.country for scheme in SCHEMES if scheme.module and scheme.country}

    assert len(countries) == 36
    assert {"AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "PL", "PT", "SE"} <= countries
    assert len({code for code, _, _ in RIGHT} & {code for code, _, _ in WRONG}) >= 20


@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.code)
def test_the_example_of_a_scheme_is_right(scheme):
    assert identifiers.check(scheme.code, scheme.example) == identifiers.CheckedIdentifier(
        scheme.example, is_checked=True
    )


WITHOUT_CHECK_DIGIT = {"AT-FB", "US-EIN"}


@pytest.mark.parametrize(
    "scheme",
    [scheme for scheme in SCHEMES if scheme.module and scheme.code not in WITHOUT_CHECK_DIGIT],
    ids=lambda scheme: scheme.code,
)
def test_a_mistyped_digit_is_seen(scheme):
    places = [place for place, sign in enumerate(scheme.example) if sign.isdigit()]
    digit = str((int(scheme.example[places[3]]) + 1) % 10)

    typed = scheme.example[: places[3]] + digit + scheme.example[places[3] + 1 :]

    assert identifiers.check(scheme.code, typed).refusal.endswith(f" An example: {scheme.example}.")


def test_an_organisation_is_offered_its_register_first_and_the_lei_last():
    assert [scheme.code for scheme in identifiers.schemes_of("FR")] == ["FR-SIREN", "FR-SIRET", "FR-VAT", "XI-LEI"]
    assert [scheme.code for scheme in identifiers.schemes_of("BR")] == ["XI-LEI"]


def test_a_scheme_that_is_not_on_the_list_says_nothing():
    assert identifiers.check("BR-CNPJ", " 12.345 ") == identifiers.CheckedIdentifier("12.345", is_checked=False)
    assert identifiers.check("BR-CNPJ", "1" * 201).refusal == "At most 200 letters."


def test_a_number_without_a_register_identifies_nobody():
    assert identifiers.check("", "").refusal == ""
    assert identifiers.check("", "4711").refusal == "Say which register this number is from."
    assert identifiers.check("DE-VAT", " ").refusal == "Give the number, or no register."


@given(st.sampled_from(SCHEMES), st.text(max_size=40))
def test_whatever_is_typed_is_answered_and_what_is_kept_is_kept_again(scheme, typed):
    result = identifiers.check(scheme.code, typed)

    assert bool(result.refusal) or (result.number.isascii() and identifiers.check(scheme.code, result.number) == result)


@given(st.sampled_from(SCHEMES), st.text(" .-", max_size=3))
def test_margins_and_marks_between_signs_change_nothing(scheme, mark):
    typed = scheme.example[:-3] + mark + scheme.example[-3:]

    assert identifiers.check(scheme.code, f" {typed} ").number == scheme.example
