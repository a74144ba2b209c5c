"""Canonical JSON: one text for one meaning, so that a digest speaks of content (SEALING §3)."""

import hashlib
import json
from typing import Any


def canon(value: Any) -> bytes:
    """Canonical UTF-8 JSON of str, int, bool, None, list, dict. A float raises TypeError: it has no exact text."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: Any) -> str:
    """Hex SHA-256 of the canonical text."""
    return hashlib.sha256(canon(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A key must be text, not {key!r}")
            _refuse_floats(item)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical text: {value!r}")
