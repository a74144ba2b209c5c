"""A shape from as much of its JSON as a test is about: what is not given is empty, zero or None."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from fractions import Fraction
from types import UnionType
from typing import Union, get_args, get_origin, get_type_hints
from uuid import UUID

from core.rest import shapes

_EMPTY = {
    str: "",
    int: 0,
    bool: False,
    Fraction: Fraction(0),
    UUID: UUID(int=0),
    datetime: datetime(2026, 3, 12, 12, 30, tzinfo=UTC),
}


def partial(shape, data):
    """The shape with the given JSON values, those of nested shapes likewise."""
    hints = get_type_hints(shape)
    return shape(**{field.name: _value(hints[field.name], data, field.name) for field in fields(shape)})


def _value(hint, data, name):
    if name not in data:
        return _empty(hint)
    value = data[name]
    if get_origin(hint) is tuple and is_dataclass(item := get_args(hint)[0]):
        return tuple(partial(item, row) for row in value)
    if is_dataclass(hint):
        return partial(hint, value)
    return shapes.from_json(hint, value)


def _empty(hint):
    if get_origin(hint) in {Union, UnionType}:
        return None
    if get_origin(hint) is tuple:
        return ()
    return partial(hint, {}) if is_dataclass(hint) else _EMPTY[hint]
