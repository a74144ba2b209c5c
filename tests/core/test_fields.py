"""Exact values stay exact on their way to the database and back."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from core.fields import FractionField, exact_text
from procurement.tenders.models import Tender
from tests.architecture.rows import make


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(3, 8), "3/8"), (Fraction(10, 2), "5"), (Fraction(-1, 3), "-1/3"), (Fraction(0), "0")],
)
def test_a_fraction_is_written_in_lowest_terms(value, text):
    assert exact_text(value) == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "stored"),
    [(Fraction(1, 3), "1/3"), ("100/30", "10/3"), (Decimal("0.1"), "1/10"), (7, "7"), ("86.67", "8667/100")],
)
def test_a_value_comes_back_as_the_same_fraction(value, stored):
    tender = make(Tender, total_points=value)

    with connection.cursor() as cursor:
        cursor.execute("SELECT total_points FROM tenders_tender")
        assert cursor.fetchone() == (stored,)
    read = Tender.objects.get().total_points
    assert (type(read), read) == (Fraction, Fraction(stored))
    assert list(Tender.objects.filter(total_points=value)) == [tender]


@pytest.mark.django_db
def test_the_default_is_a_fraction_before_it_is_stored():
    assert Tender().total_points == Fraction(100)


@pytest.mark.django_db
def test_a_float_never_reaches_the_database():
    with pytest.raises(TypeError, match="A float has no exact value"), transaction.atomic():
        make(Tender, total_points=0.1)
    assert Tender.objects.count() == 0


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0.5, "Give an exact number"),
        (True, "Give an exact number"),
        ("a third", "'a third' is not a number."),
        ("1/0", "'1/0' is not a number."),
        ([1], r"\[1\] is not a number."),
    ],
)
def test_what_is_not_an_exact_number_is_refused_with_a_sentence(value, message):
    with pytest.raises(ValidationError, match=message):
        FractionField().to_python(value)


def test_nobody_said_is_none_and_not_nought():
    field = FractionField(null=True)

    assert (field.to_python(None), field.get_prep_value(None), field.from_db_value(None)) == (None, None, None)
    assert field.get_prep_value(0) == "0"


@pytest.mark.django_db
def test_a_dump_and_its_reading_agree():
    make(Tender, total_points=Fraction(200, 3))

    text = serializers.serialize("json", Tender.objects.all())
    [read] = serializers.deserialize("json", text)

    assert '"total_points": "200/3"' in text
    assert read.object.total_points == Fraction(200, 3)


@pytest.mark.django_db
def test_cleaning_a_whole_row_takes_a_fraction():
    tender = make(Tender, total_points=Fraction(200, 3), price_formula="lowest_price")

    tender.clean_fields(exclude={field.name for field in Tender._meta.fields} - {"total_points"})

    assert tender.total_points == Fraction(200, 3)
