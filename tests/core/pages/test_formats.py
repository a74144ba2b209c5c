import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.pages import formats

NB = "\N{NO-BREAK SPACE}"
AT = dt.datetime(2026, 11, 24, 16, 20, 5, tzinfo=dt.UTC)
WRITERS = [formats.number, formats.points, formats.percent, lambda value: formats.money(value, "EUR")]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("value", [0.1, 1e300, float("nan"), True, "12"])
def test_what_is_not_exact_is_refused(write, value):
    with pytest.raises(TypeError):
        write(value)


@pytest.mark.parametrize("write", WRITERS)
def test_a_number_that_is_none_is_refused(write):
    with pytest.raises(ValueError, match="NaN"):
        write(Decimal("NaN"))


@pytest.mark.parametrize(
    "write", [*WRITERS, formats.filesize, formats.day, formats.long_day, formats.moment, formats.short_digest]
)
def test_missing_is_a_dash_and_never_nought(write):
    assert write(None) == "–"
    assert formats.points(None, none="not marked") == "not marked"


def test_nought_is_written():
    assert [write(0) for write in WRITERS] == ["0", "0.00", "0\N{NO-BREAK SPACE}%", "€0.00"]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("1234567.50"), None, "1,234,567.5"),
        (Fraction(1, 3), None, "0.3333"),
        (Fraction(2, 3), 2, "0.67"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-0.125"), 2, "−0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (7, 0, "7"),
        (10**60 + Fraction(1, 2), 1, f"{10**60:,}.5"),
    ],
)
def test_number(value, places, text):
    assert formats.number(value, places) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (Decimal("12345.6"), "EUR", "€12,345.60"),
        (Decimal("-12345.6"), "EUR", "−€12,345.60"),
        (Fraction(1, 3), "UAH", f"UAH{NB}0.33"),
        (5, "JPY", "JP¥5"),
        (Decimal("0.005"), "EUR", "€0.01"),
    ],
)
def test_money(amount, currency, text):
    assert formats.money(amount, currency) == text


def test_money_keeps_more_places_when_told():
    assert formats.money(Decimal("0.0345"), "EUR", places=4) == "€0.0345"


def test_percent_has_at_most_the_places():
    assert [formats.percent(share) for share in (Fraction(2, 5), Fraction(1, 3), Fraction(-1, 8), 1)] == [
        "40\N{NO-BREAK SPACE}%",
        "33.3\N{NO-BREAK SPACE}%",
        "−12.5\N{NO-BREAK SPACE}%",
        "100\N{NO-BREAK SPACE}%",
    ]
    assert formats.percent(Fraction(1, 3), 0) == "33\N{NO-BREAK SPACE}%"


def test_points_that_differ_never_print_alike():
    close = [Fraction(90), Fraction(90) + Fraction(1, 3000), None]

    assert formats.apart(close) == ["90.0000", "90.0003", "–"]
    assert formats.apart([Fraction(90), Fraction(90)]) == ["90.00", "90.00"]
    assert formats.apart([Fraction(0), Fraction(1, 10**30)]) == ["0." + "0" * 12] * 2


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, f"0{NB}bytes"),
        (1, f"1{NB}byte"),
        (999, f"999{NB}bytes"),
        (1_449, f"1.4{NB}kB"),
        (123_456, f"123{NB}kB"),
        (2_500_000, f"2.5{NB}MB"),
        (3 * 10**9, f"3{NB}GB"),
    ],
)
def test_filesize(size, text):
    assert formats.filesize(size) == text


def test_days_and_moments():
    assert formats.day(AT.date()) == "24 Nov 2026"
    assert formats.day(AT) == "24 Nov 2026"
    assert formats.long_day(AT) == "Tuesday, 24 November 2026"
    assert formats.moment(AT) == f"24 Nov 2026, 16:20{NB}UTC"
    assert formats.moment(AT, "Europe/Warsaw", seconds=True) == f"24 Nov 2026, 17:20:05{NB}Warsaw, UTC+01:00"
    assert formats.moment(AT, "Europe/Kyiv") == f"24 Nov 2026, 18:20{NB}Kyiv, UTC+02:00"
    assert formats.moment(AT, "America/Sao_Paulo") == f"24 Nov 2026, 13:20{NB}Sao{NB}Paulo, UTC−03:00"
    assert formats.moment(AT, "Asia/Kathmandu") == f"24 Nov 2026, 22:05{NB}Kathmandu, UTC+05:45"
    assert formats.moment(AT, "Etc/GMT+3") == f"24 Nov 2026, 13:20{NB}UTC−03:00"


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("Europe/Dublin", "17:20{NB}Dublin, UTC+01:00"),
        ("Asia/Jerusalem", "19:20{NB}Jerusalem, UTC+03:00"),
        ("Asia/Kolkata", "21:50{NB}Kolkata, UTC+05:30"),
        ("America/Argentina/Buenos_Aires", "13:20{NB}Buenos{NB}Aires, UTC−03:00"),
    ],
)
def test_a_moment_in_summer_names_place_and_offset_and_never_a_name_of_three_places(zone, place):
    assert formats.moment(AT.replace(month=7), zone) == f"24 Jul 2026, {place.format(NB=NB)}"


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        formats.moment(AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (dt.timedelta(days=3, hours=23), f"in 3{NB}days"),
        (dt.timedelta(days=1, hours=23), f"in 47{NB}hours"),
        (dt.timedelta(hours=1, minutes=59), f"in 119{NB}minutes"),
        (dt.timedelta(seconds=61), f"in 1{NB}minute"),
        (dt.timedelta(seconds=59), "in less than a minute"),
        (dt.timedelta(0), "just now"),
        (dt.timedelta(hours=-30), f"30{NB}hours ago"),
    ],
)
def test_relative_never_says_more_than_there_is(step, text):
    assert formats.relative(AT + step, AT) == text


def test_relative_of_nothing():
    assert formats.relative(None, AT) == "–"


def test_a_digest_is_short_enough_to_compare():
    assert formats.short_digest("0123456789abcdef" * 4) == f"0123{NB}4567{NB}89ab…"


def test_another_language_writes_its_own_way():
    with translation.override("de"):
        assert formats.money(Decimal("-12345.6"), "EUR") == f"−12.345,60{NB}€"
        assert formats.percent(Fraction(1, 3)) == f"33,3{NB}%"
        assert formats.day(AT) == "24.11.2026"


@given(st.fractions(), st.integers(0, 9))
def test_rounding_is_within_half_a_unit_and_symmetrical(value, places):
    done = Fraction(formats.rounded(value, places))

    assert abs(done - value) * 10**places <= Fraction(1, 2)
    assert Fraction(formats.rounded(-value, places)) == -done


@given(st.fractions())
def test_a_written_number_never_breaks_over_a_line(value):
    text = formats.money(value, "UAH")
    assert set(text) & {" ", "-"} == set()
