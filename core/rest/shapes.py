"""A shape is described once: the frozen dataclass that page, PDF and API are made from (DESIGN law 11).

`to_json` writes its answer, `serializer_for` describes it in the OpenAPI document. Written here because the package for
serializers of dataclasses (1.4) gives every nested one the same name in the document and sends each answer through
the fields of a serializer, where a dictionary is enough.
"""

import functools
import operator
import types
from collections.abc import Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.utils.functional import Promise
from rest_framework import serializers

from core.fields import exact_text

EXACT = "An exact number: digits, or numerator/denominator."
Url = NewType("Url", str)
_AS_THEY_ARE = (str, bool, int, type(None))


# --- answers ---


def to_json(value: Any) -> Any:
    """A shape as dicts, lists, text, ints, booleans and None.

    Fractions become exact text, decimals their digits, instants ISO 8601 with Z for UTC, enums their value. Raises
    TypeError for a float and for any type that is not known here.
    """
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is tuple or kind is list:
        return [to_json(item) for item in value]
    if is_dataclass(value):
        return {name: to_json(getattr(value, name)) for name in _names(kind)}  # type: ignore[arg-type]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return exact_text(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, Decimal | UUID | Promise | str):
        return str(value)
    raise TypeError(f"{kind.__name__} has no form in an answer: {value!r}")


@functools.cache
def _names(shape: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(shape))


# --- the document ---


@functools.cache
def serializer_for(shape: type) -> type[serializers.Serializer[Any]]:
    """The serializer that describes a shape: its name without `Shape`, its docstring, each field by its type.

    `field(metadata={"help": …})` becomes the field's description. Raises TypeError for a type that has no form.
    """
    hints = get_type_hints(shape)
    described: dict[str, Any] = {field.name: _field(hints[field.name], field) for field in fields(shape)}
    generated = (shape.__doc__ or "").startswith(f"{shape.__name__}(")  # dataclasses write their signature
    about = {"__doc__": None if generated else shape.__doc__}
    return type(shape.__name__.removesuffix("Shape"), (serializers.Serializer,), {**about, **described})


def _field(hint: Any, about: "Field[Any] | None" = None) -> "serializers.Field[Any, Any, Any, Any]":
    """The field of a type; `about` names its description and, where the type alone does not say, its choices."""
    options: dict[str, Any] = {}
    if about is not None and "help" in about.metadata:
        options["help_text"] = about.metadata["help"]
    if get_origin(hint) in {Union, types.UnionType}:
        [hint] = [part for part in get_args(hint) if part is not type(None)]
        options["allow_null"] = True
    if about is not None and "choices" in about.metadata:
        return serializers.ChoiceField(choices=about.metadata["choices"], **options)
    return _typed(hint, options)


def _typed(hint: Any, options: dict[str, Any]) -> "serializers.Field[Any, Any, Any, Any]":
    origin = get_origin(hint)
    if origin in {tuple, list}:
        return _many(_item(get_args(hint)), options)
    if origin is not None and issubclass(origin, Mapping):
        return serializers.DictField(child=_field(get_args(hint)[1]), **options)
    if is_dataclass(hint):
        return serializer_for(hint)(**options)  # type: ignore[arg-type]
    if hint is Any:
        return serializers.JSONField(**options)
    if hint in _PLAIN:
        return _PLAIN[hint](options)
    if issubclass(hint, Enum):
        return serializers.ChoiceField(choices=[member.value for member in hint], **options)
    raise TypeError(f"{hint} has no form in the document.")


def _item(parts: tuple[Any, ...]) -> Any:
    """The type of what stands in a list; of a tuple with fixed places what may stand in any of them."""
    return functools.reduce(operator.or_, (part for part in parts if part is not ...))


def _many(item: Any, options: dict[str, Any]) -> "serializers.Field[Any, Any, Any, Any]":
    if is_dataclass(item):
        return serializer_for(item)(many=True, **options)  # type: ignore[arg-type]
    return serializers.ListField(child=_field(item), **options)


def _exact(options: dict[str, Any]) -> serializers.CharField:
    return serializers.CharField(**{"help_text": EXACT, **options})


_PLAIN: dict[Any, Any] = {
    str: lambda options: serializers.CharField(allow_blank=True, **options),
    Url: lambda options: serializers.URLField(**options),
    bool: lambda options: serializers.BooleanField(**options),
    int: lambda options: serializers.IntegerField(**options),
    Fraction: _exact,
    Decimal: _exact,
    datetime: lambda options: serializers.DateTimeField(**options),
    UUID: lambda options: serializers.UUIDField(**options),
}


# --- reading what was stored ---


def from_json(shape: Any, data: Any) -> Any:
    """The value that `to_json` wrote of this type. Raises TypeError or ValueError for another.

    A field that was not there yet when the value was written takes its default; one that is gone is left out.
    """
    return _reader(shape)(data)


@functools.cache
def _reader(hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        [hint] = [part for part in get_args(hint) if part is not type(None)]
        read = _reader(hint)
        return lambda data: None if data is None else read(data)
    if origin is tuple:
        return _tuple_reader(get_args(hint))
    if origin is not None and issubclass(origin, Mapping):
        read_value = _reader(get_args(hint)[1])
        return lambda data: {key: read_value(value) for key, value in data.items()}
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        readers = {field.name: _reader(hints[field.name]) for field in fields(hint)}
        return lambda data: hint(**{name: read(data[name]) for name, read in readers.items() if name in data})  # type: ignore[operator]
    if hint is Any:
        return lambda data: data
    return datetime.fromisoformat if hint is datetime else hint


def _tuple_reader(parts: tuple[Any, ...]) -> Any:
    """Of a tuple of any length, or of one with fixed places: a point of a curve."""
    readers = [_reader(part) for part in parts if part is not ...]
    if parts[-1] is ...:
        return lambda data: tuple(map(readers[0], data))
    return lambda data: tuple(read(item) for read, item in zip(readers, data, strict=True))
