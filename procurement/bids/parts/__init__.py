"""What bids bring to the house, brought together from the parts of each of its grounds."""

from dataclasses import fields
from functools import reduce
from typing import Any

from core.assembly import Parts
from procurement.bids.parts import drafts, files, keys, opened, opening, sections, submitting, timing


def both(first: Parts, second: Parts) -> Parts:
    """What two bring, the first one's before the second's."""
    merged: dict[str, Any] = {}
    for field in fields(Parts):
        left, right = getattr(first, field.name), getattr(second, field.name)
        merged[field.name] = {**left, **right} if isinstance(left, dict) else [*left, *right]
    return Parts(**merged)


PARTS = reduce(both, (ground.PARTS for ground in (opened, keys, drafts, sections, files, submitting, timing, opening)))
