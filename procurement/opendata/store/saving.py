"""Rows are inserted in batches, after each text was checked against its column."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models

from procurement.opendata import process as facts

BATCH = 500


class Unstorable(Exception):
    """The process is well formed and still cannot become rows; the text says why and what to do."""


def save(model: type[Any], rows: Iterable[Any]) -> list[Any]:
    """Insert rows after checking every text against its column, which SQLite would not."""
    unsaved = list(rows)
    for row in unsaved:
        require_fit(row)
    return list(model.objects.bulk_create(unsaved, batch_size=BATCH))


def require_fit(row: models.Model) -> None:
    for field in row._meta.concrete_fields:  # noqa: SLF001 -- the documented way to a model's fields
        value = getattr(row, field.attname)
        longest = getattr(field, "max_length", None)
        if isinstance(value, str) and longest and len(value) > longest:
            what = f"{row._meta.verbose_name} {field.verbose_name}"  # noqa: SLF001
            raise Unstorable(f"The {what} '{value[:60]}…' is longer than {longest} characters. Shorten it in the file.")


def amount_or_none(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and facts.is_storable(amount) else None


def percent_or_none(weight: Fraction | None) -> Decimal | None:
    """The weight as a column holds it: 0 to 100 with at most 4 places; else None, and the words are kept."""
    if weight is None or not 0 <= weight <= 100 or (weight * 10_000).denominator != 1:
        return None
    return Decimal(int(weight * 10_000)) / 10_000
