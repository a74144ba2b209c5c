"""A shape described once: the answer and the document come from the same dataclass."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from core.rest import shapes

PK = UUID(int=7)


class Family(StrEnum):
    PRICE = "price"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class LevelShape:
    """A step of a scale."""

    value: Fraction
    label: str


@dataclass(frozen=True, slots=True)
class CriterionShape:
    """What bids are marked by."""

    id: UUID
    family: Family
    weight: Fraction | None = field(metadata={"help": "In percent of all points."})
    scale: tuple[LevelShape, ...] = ()
    parent: LevelShape | None = None
    keys: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None
    counted: bool = True
    no: int = 1
    amount: Decimal = Decimal("1.50")
    state: str = field(default="open", metadata={"choices": ("open", "closed")})


FULL = CriterionShape(
    PK,
    Family.PRICE,
    Fraction(2, 3),
    (LevelShape(Fraction(5), "good"),),
    LevelShape(Fraction(0), "none"),
    ("a", "b"),
    {"Pmin": "1"},
    datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
)


# --- the answer ---


def test_an_answer_writes_every_value_exactly():
    assert shapes.to_json(FULL) == {
        "id": "00000000-0000-0000-0000-000000000007",
        "family": "price",
        "weight": "2/3",
        "scale": [{"value": "5", "label": "good"}],
        "parent": {"value": "0", "label": "none"},
        "keys": ["a", "b"],
        "params": {"Pmin": "1"},
        "at": "2026-03-01T12:30:00Z",
        "counted": True,
        "no": 1,
        "amount": "1.50",
        "state": "open",
    }


def test_what_is_missing_stays_missing():
    answer = shapes.to_json(CriterionShape(PK, Family.QUALITY, None))

    assert (answer["weight"], answer["parent"], answer["at"], answer["scale"]) == (None, None, None, [])


def test_an_instant_keeps_its_offset_and_a_lazy_text_becomes_text():
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    assert shapes.to_json([noon, gettext_lazy("Tenders")]) == ["2026-03-01T12:00:00+02:00", "Tenders"]


@pytest.mark.parametrize("value", [0.5, {1, 2}, object(), (Fraction(1), 0.5)])
def test_what_has_no_exact_form_is_refused(value):
    with pytest.raises(TypeError, match="has no form in an answer"):
        shapes.to_json(value)


@given(st.builds(LevelShape, st.fractions(), st.text()))
def test_an_answer_is_json_that_reads_as_the_same_values(level):
    answer = json.loads(json.dumps(shapes.to_json(level)))

    assert LevelShape(Fraction(answer["value"]), answer["label"]) == level


# --- the document ---


def described(name):
    return shapes.serializer_for(CriterionShape)().fields[name]


def test_a_serializer_is_named_and_explained_as_its_shape():
    serializer = shapes.serializer_for(CriterionShape)

    assert (serializer.__name__, serializer.__doc__) == ("Criterion", "What bids are marked by.")
    assert list(serializer().fields) == list(shapes.to_json(FULL))
    assert shapes.serializer_for(CriterionShape) is serializer


@pytest.mark.parametrize(
    ("name", "kind", "null"),
    [
        ("id", serializers.UUIDField, False),
        ("family", serializers.ChoiceField, False),
        ("weight", serializers.CharField, True),
        ("keys", serializers.ListField, False),
        ("params", serializers.DictField, False),
        ("at", serializers.DateTimeField, True),
        ("counted", serializers.BooleanField, False),
        ("no", serializers.IntegerField, False),
        ("amount", serializers.CharField, False),
        ("state", serializers.ChoiceField, False),
    ],
)
def test_each_type_has_its_field(name, kind, null):
    assert (type(described(name)), described(name).allow_null) == (kind, null)


def test_a_nested_shape_is_described_under_its_own_name():
    scale, parent = described("scale"), described("parent")

    assert (type(scale.child).__name__, type(parent).__name__, parent.allow_null) == ("Level", "Level", True)


def test_help_and_choices_are_taken_over():
    assert described("weight").help_text == "In percent of all points."
    assert described("amount").help_text == shapes.EXACT
    assert list(described("state").choices) == ["open", "closed"]
    assert list(described("family").choices) == ["price", "quality"]


def test_a_type_without_a_form_is_refused_when_it_is_described():
    @dataclass(frozen=True, slots=True)
    class Guess:
        chance: float

    with pytest.raises(TypeError, match="has no form in the document"):
        shapes.serializer_for(Guess)


def test_a_shape_without_a_docstring_is_described_by_its_fields_alone():
    @dataclass(frozen=True, slots=True)
    class BareShape:
        no: int

    assert shapes.serializer_for(BareShape).__doc__ is None
    assert shapes.serializer_for(LevelShape).__doc__ == "A step of a scale."


def test_an_address_is_described_as_one():
    @dataclass(frozen=True, slots=True)
    class LinkShape:
        next: shapes.Url | None

    field_of_link = shapes.serializer_for(LinkShape)().fields["next"]

    assert (type(field_of_link), field_of_link.allow_null) == (serializers.URLField, True)
    assert shapes.to_json(LinkShape(shapes.Url("https://example.org/"))) == {"next": "https://example.org/"}


# --- tuples with fixed places ---


@dataclass(frozen=True, slots=True)
class CurveShape:
    points: tuple[tuple[Fraction, Fraction | None], ...]


def test_a_tuple_with_fixed_places_is_described_by_what_may_stand_in_any_of_them():
    points = shapes.serializer_for(CurveShape)().fields["points"]

    assert isinstance(points.child, serializers.ListField)
    assert (type(points.child.child), points.child.child.allow_null) == (serializers.CharField, True)


def test_a_tuple_with_fixed_places_is_read_place_by_place():
    curve = CurveShape(((Fraction(1, 3), None), (Fraction(2), Fraction(5, 2))))

    assert shapes.to_json(curve) == {"points": [["1/3", None], ["2", "5/2"]]}
    assert shapes.from_json(CurveShape, shapes.to_json(curve)) == curve
    with pytest.raises(ValueError, match="shorter"):
        shapes.from_json(CurveShape, {"points": [["1/3"]]})
