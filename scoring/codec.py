"""Cases and results as JSON and back, exactly: what is written reads as the same value and writes the same bytes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from scoring import canonical
from scoring.errors import BadParameter, DuplicateMark, FloatRefused
from scoring.numbers import fraction
from scoring.results import Caution, CellTrace, Column, Exclusion, Gap, Incomplete, Outcome, Place
from scoring.types import Case, Facts, Spec
from scoring.vectors import vector
from scoring.view import normal

Result = Outcome | Incomplete
Read = Callable[[Any, str], Any]


# --- writing ---


def case_to_json(case: Case) -> dict[str, Any]:
    """The case as plain JSON values. Bids, evaluators, columns and rulings stand in the order of their ids."""
    return {"spec": canonical.plain(case.spec), "facts": canonical.plain(normal(case.facts))}


def result_to_json(result: Result) -> dict[str, Any]:
    """The result as plain JSON values, cells written out."""
    if isinstance(result, Incomplete):
        return {"complete": False, **canonical.plain(result)}
    body: dict[str, Any] = {"complete": True, **canonical.plain(result)}
    body["columns"] = [
        {"leaf": column.leaf, "rule": column.rule, "cells": [_cell(cell) for cell in column.cells()]}
        for column in result.columns
    ]
    return body


def _cell(cell: CellTrace) -> dict[str, Any]:
    plain = canonical.plain(cell)
    del plain["leaf"], plain["rule"]
    return dict(plain)


# --- reading ---


def spec_from_json(data: object) -> Spec:
    """The specification that `canonical.plain` wrote. Raises as `case_from_json`."""
    spec: Spec = _of(Spec)(data, "spec")
    return spec


def case_from_json(data: object) -> Case:
    """The case that `case_to_json` wrote. Raises BadParameter or FloatRefused with the place of what cannot be read."""
    mapping = _mapping(data, "case")
    known_keys(mapping, ("spec", "facts"), "case")
    return Case(spec_from_json(mapping.get("spec")), _of(Facts)(mapping.get("facts"), "facts"))


def result_from_json(data: object) -> Result:
    """The result that `result_to_json` wrote; written again it gives the same bytes. Raises as `case_from_json`."""
    mapping = dict(_mapping(data, "result"))
    if not mapping.pop("complete", False):
        gaps = _of(tuple[Gap, ...])(mapping.get("gaps"), "gaps")
        return Incomplete(gaps, _of(tuple[Exclusion, ...])(mapping.get("excluded"), "excluded"))
    columns = mapping.get("columns")
    if not isinstance(columns, list):
        raise BadParameter("result/columns", why="a list is needed")
    hints = {
        "scored": tuple[str, ...],
        "reference": tuple[str, ...],
        "quality": Mapping[str, Fraction],
        "subtotals": Mapping[str, Mapping[str, Fraction]],
        "figures": Mapping[str, Fraction],
        "totals": Mapping[str, Fraction],
        "excluded": tuple[Exclusion, ...],
        "order": tuple[Place, ...],
        "cautions": tuple[Caution, ...],
        **dict.fromkeys(("version", "formula", "kind", "best"), str),
    }
    values = {name: _of(hint)(mapping.get(name), name) for name, hint in hints.items()}
    return Outcome(columns=tuple(_column(_mapping(column, "result/columns")) for column in columns), **values)


def _column(data: Mapping[str, Any]) -> Column:
    leaf, rule = data.get("leaf"), data.get("rule")
    read = _of(CellTrace)
    cells = [read({**cell, "leaf": leaf, "rule": rule}, f"columns/{leaf}") for cell in data.get("cells", ())]
    return Column(
        leaf=str(leaf),
        rule=str(rule),
        bids=tuple(cell.bid for cell in cells),
        raw=vector([cell.raw for cell in cells]),
        share=vector([cell.share for cell in cells]),
        points=vector([cell.points for cell in cells]),
        inputs={cell.bid: cell.inputs for cell in cells if cell.inputs},
    )


def read(kind: Any, data: object, where: str) -> Any:
    """A value of a dataclass (or another type of the cases and results) from plain JSON values. Raises as above."""
    return _of(kind)(data, where)


def loads(text: str | bytes) -> Any:
    """JSON with every number exact and every key once.

    Raises FloatRefused for a number with a point or exponent, DuplicateMark for a key that an object has twice (who
    takes the last one would judge other facts than who takes the first), BadParameter for deep nesting, and JSON's own
    ValueErrors.
    """

    def refuse(literal: str) -> None:
        raise FloatRefused("json", given=literal)

    try:
        return json.loads(text, parse_float=refuse, parse_constant=refuse, object_pairs_hook=_object)
    except RecursionError:
        raise BadParameter("json", why="its values are nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        keys = [key for key, _ in pairs]
        raise DuplicateMark("json", what=next(key for key in keys if keys.count(key) > 1))
    return mapping


def known_keys(mapping: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Raises BadParameter for the first key that is not known: nobody could say what it should mean."""
    for name in sorted(set(mapping) - set(known)):
        raise BadParameter(where, why=f"there is no '{name}'")


def _mapping(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise BadParameter(where, why="an object is needed")
    return data


@cache
def _of(hint: Any) -> Read:
    """A reader for a type of `scoring.types` or `scoring.results`."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is UnionType:  # every union here is `something or None`
        return _optional(_of(next(kind for kind in inner if kind is not type(None))))
    if origin is tuple:
        return _tuple(_of(inner[0]))
    if origin is Mapping or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return _map(_of(inner[1]))
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass(hint)
    if hint is Fraction:
        return _fraction
    if hint is datetime:
        return _instant
    if hint is date:
        return _day
    return _as_is if hint is object else _simple(hint)


def _as_is(data: Any, _where: str) -> Any:
    return data


def _simple(kind: type) -> Read:
    def read(data: Any, where: str) -> Any:
        if type(data) is not kind:
            raise BadParameter(where, why=f"{kind.__name__} is needed, not {data!r}")
        return data

    return read


def _fraction(data: Any, where: str) -> Fraction:
    return fraction(data, where)


def _instant(data: Any, where: str) -> datetime:
    try:
        instant = datetime.fromisoformat(data)
        if instant.tzinfo is not None:
            instant.astimezone(UTC)  # a moment before the year 1 in UTC has no canonical form
    except (TypeError, ValueError, OverflowError):
        raise BadParameter(where, why=f"{data!r} is no instant") from None
    if instant.tzinfo is None:
        raise BadParameter(where, why=f"{data!r} names no time zone")
    return instant


def _day(data: Any, where: str) -> date:
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        raise BadParameter(where, why=f"{data!r} is no day") from None


def _optional(read: Read) -> Read:
    return lambda data, where: None if data is None else read(data, where)


def _tuple(read: Read) -> Read:
    def items(data: Any, where: str) -> Any:
        if not isinstance(data, list):
            raise BadParameter(where, why="a list is needed")
        return tuple([read(item, f"{where}/{index}") for index, item in enumerate(data)])

    return items


def _map(read: Read) -> Read:
    return lambda data, where: {key: read(item, f"{where}/{key}") for key, item in _mapping(data, where).items()}


def _dataclass(kind: type) -> Read:
    hints = get_type_hints(kind)
    needed = {f.name: f.default is MISSING and f.default_factory is MISSING for f in fields(kind)}

    def read(data: Any, where: str) -> Any:
        mapping = _mapping(data, where)
        known_keys(mapping, hints, where)
        for name, required in needed.items():
            if required and name not in mapping:
                raise BadParameter(where, why=f"'{name}' is missing")
        return kind(**{name: _of(hints[name])(value, f"{where}/{name}") for name, value in mapping.items()})

    return read
