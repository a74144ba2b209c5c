"""An example for every operation of the API's document, made from its schemas and from samples for their fields.

A field is written as its samples say, by `Component.field` or by `field`; else as its type allows. So an example never
disagrees with its schema, and a new field has one at once. What lies deep in an answer is an empty list or null.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.rest.shapes import EXACT

JsonObject = Mapping[str, Any]
UUID_EXAMPLE = "3f8a1c9e-5b7d-4e21-9c64-0d2b7a516e88"
INSTANT_EXAMPLE = "2026-03-02T12:00:00Z"
DAY_EXAMPLE = "2026-03-02"
DEEPEST = 5
FILES = {"application/pdf": "%PDF-1.7 …", "application/octet-stream": "SBB1…"}


@dataclass(frozen=True, slots=True)
class Examples:
    """Values for the schemas of a document; `samples` are values by component, `Component.field` or field."""

    schemas: JsonObject
    samples: JsonObject

    def value(self, schema: JsonObject, owner: str = "", name: str = "", depth: int = 0) -> Any:
        """A value of this schema: of the field `name` of the component `owner`."""
        for key in (f"{owner}.{name}", name):
            if key in self.samples and self._fits(self.samples[key], schema):
                return self.samples[key]
        if "$ref" in schema:
            component = schema["$ref"].rpartition("/")[2]
            return self.samples[component] if component in self.samples else self._component(component, name, depth)
        for several in ("allOf", "oneOf"):
            if several in schema:
                return self._one_of(schema[several], owner, name, depth)
        if "enum" in schema:
            return schema["enum"][0]
        return self._typed(schema, owner, name, depth)

    def _component(self, component: str, name: str, depth: int) -> Any:
        schema = self.schemas[component]
        if "enum" in schema:
            return self.value(schema, "", name, depth)
        return self._typed(schema, component, name, depth)

    def _one_of(self, schemas: list[JsonObject], owner: str, name: str, depth: int) -> Any:
        """The first that is something; null where it would lie too deep and may be missing."""
        if depth >= DEEPEST and {"type": "null"} in schemas:
            return None
        return self.value(schemas[0], owner, name, depth)

    def _typed(self, schema: JsonObject, owner: str, name: str, depth: int) -> Any:
        kind = _kind(schema)
        if kind == "object":
            fields = schema.get("properties", {})
            return {field: self.value(about, owner, field, depth + 1) for field, about in fields.items()}
        if kind == "array":
            return [] if depth >= DEEPEST else [self.value(schema["items"], owner, name, depth + 1)]
        if kind == "integer":
            return schema.get("minimum", 1)
        if kind == "boolean":
            return False
        return _text(schema, name)

    def _fits(self, sample: Any, schema: JsonObject) -> bool:
        """Whether a sample is of the kind that the schema asks for: one name may be a text here and a list there."""
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rpartition("/")[2]]
        if "oneOf" in schema or "allOf" in schema:
            return any(self._fits(sample, part) for part in schema.get("oneOf", schema.get("allOf", ())))
        if "enum" in schema:
            return sample in schema["enum"]
        if sample is None:
            return schema.get("type") == "null" or "null" in _kinds(schema)
        return _KINDS.get(type(sample)) in _kinds(schema) and _text_fits(sample, schema)


_KINDS = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}


def _kinds(schema: JsonObject) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else list(kinds)


def _kind(schema: JsonObject) -> str:
    return next((kind for kind in _kinds(schema) if kind != "null"), "object")


def _text_fits(sample: Any, schema: JsonObject) -> bool:
    """What is exact is a number; an id is never a sample, an instant only one that looks so."""
    if not isinstance(sample, str):
        return True
    if schema.get("description") == EXACT:
        return sample.replace(".", "", 1).isdigit()
    is_instant = sample.endswith("Z") and sample[:4].isdigit()
    return is_instant if schema.get("format") == "date-time" else schema.get("format") != "uuid"


def _text(schema: JsonObject, name: str) -> str:
    formats = {
        "uuid": UUID_EXAMPLE,
        "date": DAY_EXAMPLE,
        "date-time": INSTANT_EXAMPLE,
        "uri": f"https://tenders.city.example/api/v1/{name}/",
    }
    if schema.get("format") in formats:
        return formats[schema["format"]]
    return "10" if schema.get("description") == EXACT else name.replace("_", " ").capitalize()


def add_examples(document: dict[str, Any], samples: JsonObject) -> dict[str, Any]:
    """The document with an example in each request, each answer that is no refusal, and each part of an address."""
    examples = Examples(document["components"]["schemas"], samples)
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and "responses" in operation:
                _add_to(operation, examples)
    return document


def _add_to(operation: dict[str, Any], examples: Examples) -> None:
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["example"] = examples.value(parameter["schema"], "", parameter["name"])
    bodies = [operation.get("requestBody", {})]
    bodies += [answer for code, answer in operation["responses"].items() if code.startswith("2")]
    for body in bodies:
        for media, content in body.get("content", {}).items():
            content["example"] = FILES.get(media) or examples.value(content["schema"], operation["operationId"], "")
