"""Numbers as people write them: read where one reading is possible, asked about where two are."""

from fractions import Fraction as F

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core.pages import numbers
from core.pages.numbers import Marks, NoNumber, ReadNumber, TwoReadings, TypedText


@pytest.mark.parametrize(
    "text", ["95000", " 95000 ", "95000.0", "95000.00", "190000/2", "95000 EUR", "eur 95000", "€95000", "95000 €"]
)
def test_plain_digits_and_the_field_s_currency_are_read_as_they_stand(text):
    assert numbers.read(text, currency="EUR") == ReadNumber(F(95000))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("95 000", F(95000)),
        ("95\u00a0000", F(95000)),
        ("95\u202f000,50", F("95000.5")),
        ("95\u2019000.50", F("95000.5")),
        ("1,234,567", F(1234567)),
        ("1.234.567", F(1234567)),
        ("1,234.5", F("1234.5")),
        ("1.234,5", F("1234.5")),
        ("1.234.567,89", F("1234567.89")),
        ("12,5", F("12.5")),
        ("0,125", F("0.125")),
        ("1234,567", F("1234.567")),
        ("-1 500", F(-1500)),
        ("€ 95 000", F(95000)),
    ],
)
def test_groups_and_decimal_commas_of_one_reading_are_understood(text, value):
    assert numbers.read(text, currency="EUR") == ReadNumber(value, plain=False)


@pytest.mark.parametrize(
    ("text", "grouped", "decimal"),
    [("95,000", 95000, 95), ("95.000", 95000, 95), ("1.125", 1125, "1.125"), ("-2,500", -2500, "-2.5")],
)
def test_one_mark_before_three_digits_has_two_readings(text, grouped, decimal):
    with pytest.raises(TwoReadings) as question:
        numbers.read(text)

    assert (question.value.text, question.value.grouped, question.value.decimal) == (text, F(grouped), F(decimal))
    assert numbers.read(text, marks=Marks.GROUPS).value == F(grouped)
    assert numbers.read(text, marks=Marks.DECIMALS).value == F(decimal)


@pytest.mark.parametrize(
    ("locale", "text", "value"),
    [
        ("de_DE", "95.000", 95000),
        ("de_DE", "95,000", 95),
        ("en_GB", "95.000", 95),
        ("en_GB", "95,000", 95000),
        ("pt_BR", "-2.500", -2500),
        ("uk_UA", "95,000", 95),
        ("fr_FR", "95,000", 95),
        ("de_CH", "95.000", 95),
    ],
)
def test_the_locale_of_the_authority_decides_which_of_two_readings_is_meant(locale, text, value):
    assert numbers.read(text, locale=locale) == ReadNumber(F(value), plain=False)


@pytest.mark.parametrize(
    ("locale", "text"), [("fr_FR", "95.000"), ("uk_UA", "95.000"), ("de_CH", "95,000"), ("", "95.000")]
)
def test_a_mark_that_the_locale_does_not_use_is_asked_about(locale, text):
    with pytest.raises(TwoReadings):
        numbers.read(text, locale=locale)

    assert numbers.read(text, locale=locale, marks=Marks.GROUPS).value == F(95000)


def test_one_reading_alone_is_read_whatever_the_locale():
    assert numbers.read("1.234,50", locale="en_GB").value == numbers.read("1,234.50", locale="de_DE").value


@pytest.mark.parametrize("text", ["0.125", "95.0000", "1234.567", "12.50"])
def test_a_point_that_cannot_part_thousands_is_a_decimal_point(text):
    assert numbers.read(text) == ReadNumber(F(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1,2,3",
        "1.00.000",
        "95 0 00",
        "1,234,5",
        "1.234.5,6,7",
        ",5",
        "5,",
        "1e3",
        "1_000",
        "\u0661\u0662",
        "95000 USD",
        "$95000",
        "80 %",
        "1/0",
        "1.5/2",
        "1" * 41,
        "1.2.3,4",
        "1,5x",
    ],
)
def test_anything_else_is_no_number_and_says_how_to_write_one(text):
    with pytest.raises(NoNumber, match="is not a number"):
        numbers.read(text, currency="EUR")


def test_a_percent_sign_belongs_to_a_percentage_only():
    assert numbers.read("80 %", percent=True) == ReadNumber(F(80))


@given(st.integers(0, 10**12), st.sampled_from([",", ".", " ", "\u202f", "'"]))
def test_groups_of_whatever_mark_are_the_number_or_a_question(value, mark):
    text = f"{value:,}".replace(",", mark)

    assert numbers.read(text, marks=Marks.GROUPS).value == value


# --- in a form ---


class AmountField(numbers.NumbersField):
    def interpret(self, text, marks):
        number = numbers.read(text, marks=marks)
        return number.value, "" if number.plain else str(number.value)


class AmountForm(forms.Form):
    amount = AmountField()


def sent(**values):
    data = QueryDict(mutable=True)
    data.update(values)
    return AmountForm(data)


def test_a_question_comes_back_with_both_readings_and_the_answer_is_kept():
    asked = sent(amount="95.000")
    html = asked.as_p() if not asked.is_valid() else ""
    assert asked.errors["amount"] == ["“95.000” can be read in two ways. Choose one below."]
    assert (
        'name="amount__marks" value="groups"><label for="id_amount__groups">95,000 (groups of thousands)</label>'
        in html
    )
    assert 'value="decimals"><label for="id_amount__decimals">95 (decimals)</label>' in html

    answered = sent(amount="95.000", amount__text="95.000", amount__marks="groups")
    assert (answered.is_valid(), answered.cleaned_data["amount"]) == (True, F(95000))
    assert 'value="groups" checked' in answered.as_p()


@pytest.mark.parametrize(
    "more",
    [
        {"amount__text": "95.001", "amount__marks": "groups"},
        {"amount__text": "95.000", "amount__marks": "both"},
        {"amount__text": "95.000"},
    ],
)
def test_an_answer_to_another_question_or_none_of_the_two_is_no_answer(more):
    assert not sent(amount="95.000", **more).is_valid()


def test_what_was_understood_is_seen_before_it_counts():
    first = sent(amount="95 000")
    assert first.errors["amount"] == ["Check below how this was read, and send it again if it is right."]
    assert 'name="amount__seen" value="95000"' in first.as_p()

    second = sent(amount="95 000", amount__seen="95000")
    changed = sent(amount="96 000", amount__seen="95000")
    assert (second.is_valid(), second.cleaned_data["amount"], changed.is_valid()) == (True, F(95000), False)


def test_no_number_and_nothing_typed_are_refused_as_ever():
    assert sent(amount="many").errors["amount"][0].startswith("“many” is not a number.")
    assert sent(amount="").errors["amount"] == ["This field is required."]
    assert sent().errors["amount"] == ["This field is required."]


def test_text_without_a_widget_is_text_that_nobody_has_seen():
    with pytest.raises(ValidationError, match="Check below"):
        AmountField().clean("95 000")
    assert AmountField().clean(TypedText("95 000", seen="95000")) == F(95000)
