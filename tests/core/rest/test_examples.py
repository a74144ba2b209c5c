"""Examples of the API's document: by samples where they fit the schema, else by the schema, never against it."""

import pytest
from jsonschema import Draft202012Validator

from core.rest.examples import DEEPEST, Examples
from core.rest.shapes import EXACT

TEXT, NUMBER = {"type": "string"}, {"type": "string", "description": EXACT}
SCHEMAS = {
    "State": {"enum": ["draft", "open"], "type": "string"},
    "Lot": {"type": "object", "properties": {"title": TEXT, "state": {"$ref": "#/components/schemas/State"}}},
    "Tree": {
        "type": "object",
        "properties": {
            "next": {"oneOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]},
            "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Lot"}},
        },
    },
}


def example(schema, name="", **samples):
    return Examples(SCHEMAS, {key.replace("__", "."): sample for key, sample in samples.items()}).value(
        schema, "", name
    )


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (TEXT, "Price points"),
        (NUMBER, "10"),
        ({"type": ["string", "null"], "format": "uuid"}, "3f8a1c9e-5b7d-4e21-9c64-0d2b7a516e88"),
        ({"type": "string", "format": "date-time"}, "2026-03-02T12:00:00Z"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": "boolean"}, False),
        ({"type": "array", "items": NUMBER}, ["10"]),
        ({"$ref": "#/components/schemas/State"}, "draft"),
        ({"type": "object", "additionalProperties": {}}, {}),
    ],
)
def test_without_a_word_the_type_decides(schema, value):
    assert example(schema, "price_points") == value


@pytest.mark.parametrize(
    ("schema", "sample", "is_used"),
    [
        (TEXT, "Lamps", True),
        (TEXT, ["Lamps"], False),
        (NUMBER, "1031500", True),
        (NUMBER, "many", False),
        ({"type": "string", "format": "uuid"}, "B1", False),
        ({"type": "string", "format": "date-time"}, "2026-04-13T12:00:00Z", True),
        ({"type": "string", "format": "date-time"}, "soon", False),
        ({"type": ["string", "null"]}, None, True),
        (TEXT, None, False),
        ({"$ref": "#/components/schemas/State"}, "open", True),
        ({"$ref": "#/components/schemas/State"}, "lost", False),
        ({"type": "integer"}, "many", False),
    ],
)
def test_a_word_is_used_where_the_schema_allows_it(schema, sample, is_used):
    assert (example(schema, "city", city=sample) == sample) is is_used


def test_the_nearest_word_wins():
    lot = {"$ref": "#/components/schemas/Lot"}

    assert example(lot, title="Lamps") == {"title": "Lamps", "state": "draft"}
    assert example(lot, title="Lamps", Lot__title="Posts", state="open") == {"title": "Posts", "state": "open"}
    assert example(lot, Lot={"title": "All of it"}) == {"title": "All of it"}


def test_what_goes_round_in_circles_ends():
    tree = {"$ref": "#/components/schemas/Tree"}

    value = example(tree)

    depth = 0
    shape = Draft202012Validator(tree | {"components": {"schemas": SCHEMAS}})
    assert list(shape.iter_errors(value)) == []
    while value is not None:
        value, depth = value["next"], depth + 1
    assert depth <= DEEPEST + 1
