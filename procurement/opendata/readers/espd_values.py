"""One answer of an ESPD response as a value: by the kind that its question asks for, exact, or not at all."""

import re
from datetime import date
from decimal import Decimal
from typing import TypedDict

from procurement.opendata.readers.espd_facts import StatedPeriod

_INDICATORS = {"true": True, "1": True, "false": False, "0": False}
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)?", re.ASCII)  # of XML Schema: a zone may follow, which we drop
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)

# {what a question asks for: the element that holds its answer}; as ESPD-EDM 4.1.0 uses them.
ELEMENTS = {
    "INDICATOR": "ResponseIndicator",
    "DESCRIPTION": "Description",
    "AMOUNT": "ResponseAmount",
    "DATE": "ResponseDate",
    "QUANTITY": "ResponseQuantity",
    "QUANTITY_INTEGER": "ResponseQuantity",
    "QUANTITY_YEAR": "ResponseQuantity",
    "PERCENTAGE": "ResponseNumeric",
    "ECONOMIC_OPERATOR_IDENTIFIER": "ResponseID",
    "QUAL_IDENTIFIER": "ResponseID",
    "URL": "ResponseURI",
    "CODE": "ResponseCode",
    "CODE_COUNTRY": "ResponseCode",
}


class StatedValue(TypedDict):
    """A value as the file states it: the element that holds it, its text, its unit."""

    kind: str
    text: str
    unit: str


def indicator(text: str) -> bool | None:
    """Yes or no as XML Schema writes it; None for any other text."""
    return _INDICATORS.get(text)


def day(text: str) -> date | None:
    """A day, None where it is none."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1])
    except ValueError:
        return None


def number(text: str) -> Decimal | None:
    """An exact number of at most 30 digits before and after its point; None for any other text."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def period(start: str, end: str) -> StatedPeriod | None:
    """A period with both its days, in their order; else None."""
    first, final = day(start), day(end)
    return StatedPeriod(first, final) if first and final and first <= final else None


def value(asked: str, stated: StatedValue) -> tuple[bool | Decimal | date | str, str] | None:
    """(value, unit) of an answer to a question that asks for `asked`; None where it is of another kind or unreadable.

    An amount without a currency of three letters is none: a sum says of which money.
    """
    if ELEMENTS.get(asked) != stated["kind"]:
        return None
    text, unit = stated["text"], stated["unit"]
    parsed: bool | Decimal | date | str | None
    match stated["kind"]:
        case "ResponseIndicator":
            parsed = indicator(text)
        case "ResponseDate":
            parsed = day(text)
        case "ResponseAmount":
            parsed = number(text) if _CURRENCY.fullmatch(unit) else None
        case "ResponseQuantity" | "ResponseNumeric":
            parsed = number(text)
        case _:
            parsed = text or None
    return None if parsed is None else (parsed, unit)
