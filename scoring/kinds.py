"""Whether every value is of the kind that its field promises. Asked first, so that a rule may trust what it reads."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from scoring.errors import BadParameter, FloatRefused, ScoringError

Check = Callable[[object, str], Iterator[ScoringError]]  # the faults of a value at its place

_NO_FAULTS: Iterator[ScoringError] = iter(())


def kind_faults(value: object, hint: Any, where: str = "") -> Iterator[ScoringError]:
    """Every value inside a dataclass (or another type of the cases) that is of another kind, by its place.

    Subclasses pass; a bool is no int, and nothing but a Fraction is one.
    """
    return _check_of(hint)(value, where)


@cache
def _check_of(hint: Any) -> Check:
    """The check of a kind, read from its hint once: a specification has thousands of values of a few kinds."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is object:
        return lambda _value, _where: _NO_FAULTS
    if origin is UnionType:  # every union of the cases is `something or None`
        return _optional(_check_of(next(kind for kind in inner if kind is not type(None))))
    if origin is tuple:
        return _tuple(_check_of(inner[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _map(_check_of(inner[1]))
    return _dataclass(hint) if is_dataclass(hint) else _plain(hint)


def _plain(kind: type) -> Check:
    def faults(value: object, where: str) -> Iterator[ScoringError]:
        if type(value) is kind or (isinstance(value, kind) and not (kind is int and isinstance(value, bool))):
            return _NO_FAULTS
        return iter((_other_kind(value, kind, where),))

    return faults


def _optional(check: Check) -> Check:
    return lambda value, where: _NO_FAULTS if value is None else check(value, where)


def _dataclass(kind: Any) -> Check:
    hints = {name: hint for name, hint in get_type_hints(kind).items() if not name.startswith("_")}

    def faults(value: object, where: str) -> Iterator[ScoringError]:
        if not isinstance(value, kind):
            yield _other_kind(value, kind, where)
            return
        inside = f"{where}/" if where else ""
        for name, check in checks():
            yield from check(getattr(value, name), inside + name)

    @cache
    def checks() -> tuple[tuple[str, Check], ...]:  # when first asked: a kind may hold its like
        return tuple((name, _check_of(hint)) for name, hint in hints.items())

    return faults


def _tuple(check: Check) -> Check:
    def faults(value: object, where: str) -> Iterator[ScoringError]:
        if not isinstance(value, tuple):
            yield _other_kind(value, tuple, where)
            return
        for index, item in enumerate(value):
            yield from check(item, f"{where}/{_name(item, index)}")

    return faults


def _map(check: Check) -> Check:
    check_key = _plain(str)

    def faults(value: object, where: str) -> Iterator[ScoringError]:
        if not isinstance(value, Mapping):
            yield _other_kind(value, dict, where)
            return
        for key, item in value.items():
            yield from check_key(key, where)
            yield from check(item, f"{where}/{key}")

    return faults


def _other_kind(value: object, kind: type, where: str) -> ScoringError:
    if kind is Fraction and isinstance(value, float):
        return FloatRefused(where, given=repr(value))
    return BadParameter(where, why=f"{kind.__name__} is needed, not {value!r}")


def _name(item: object, index: int) -> object:
    """What names an item of a list: its id, else its number."""
    name = getattr(item, "id", None)
    return name if isinstance(name, str) and name else index
