"""The source's own decisions, as plain JSON."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from procurement.opendata import process as facts


def awards_of(process: facts.SourceProcess) -> list[dict[str, Any]]:
    """The source's decisions as plain JSON, amounts and instants as text."""
    return [_plain(asdict(award)) for award in process.awards]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Fraction) else value
