"""Whether every value is of the kind that its field promises. Asked first, so that a rule may trust what it reads."""

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from scoring.errors import BadParameter, FloatRefused, ScoringError


def kind_faults(value: object, hint: Any, where: str = "") -> Iterator[ScoringError]:
    """Every value inside a dataclass (or another type of the cases) that is of another kind, by its place.

    Subclasses pass; a bool is no int, and nothing but a Fraction is one.
    """
    origin, inner = get_origin(hint), get_args(hint)
    if hint is object:
        return
    if origin is UnionType:  # every union of the cases is `something or None`
        if value is not None:
            yield from kind_faults(value, next(kind for kind in inner if kind is not type(None)), where)
    elif origin is tuple:
        yield from _tuple(value, inner[0], where)
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        yield from _map(value, inner[1], where)
    elif not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        yield _other_kind(value, hint, where)
    elif isinstance(hint, type) and is_dataclass(hint):
        for name, kind in _fields(hint).items():
            yield from kind_faults(getattr(value, name), kind, f"{where}/{name}".lstrip("/"))


def _tuple(value: object, kind: Any, where: str) -> Iterator[ScoringError]:
    if not isinstance(value, tuple):
        yield _other_kind(value, tuple, where)
        return
    for index, item in enumerate(value):
        yield from kind_faults(item, kind, f"{where}/{_name(item, index)}")


def _map(value: object, kind: Any, where: str) -> Iterator[ScoringError]:
    if not isinstance(value, Mapping):
        yield _other_kind(value, dict, where)
        return
    for key, item in value.items():
        yield from kind_faults(key, str, where)
        yield from kind_faults(item, kind, f"{where}/{key}")


def _other_kind(value: object, kind: type, where: str) -> ScoringError:
    if kind is Fraction and isinstance(value, float):
        return FloatRefused(where, given=repr(value))
    return BadParameter(where, why=f"{kind.__name__} is needed, not {value!r}")


def _name(item: object, index: int) -> object:
    """What names an item of a list: its id, else its number."""
    name = getattr(item, "id", None)
    return name if isinstance(name, str) and name else index


@cache
def _fields(shape: type) -> Mapping[str, Any]:
    return {name: hint for name, hint in get_type_hints(shape).items() if not name.startswith("_")}
