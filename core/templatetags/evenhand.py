"""Filters over core.formats, so that a page and a PDF write a value alike, and what components need."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html

from core.pages import formats

register = template.Library()

register.filter(formats.number)
register.filter(formats.points)
register.filter(formats.percent)
register.filter(formats.filesize)
register.filter(formats.day)
register.filter(formats.long_day)
register.filter(formats.relative)
register.filter(formats.short_digest)


@register.filter
def money(amount: formats.Exact | None, currency: str) -> str:
    return formats.money(amount, currency)


@register.filter
def moment(value: dt.datetime | None, zone: str | None = None) -> str:
    """The moment with its zone, readable by machines: `<time datetime="…">`."""
    if value is None:
        return formats.MISSING
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.moment(value, zone or None))


@register.simple_tag
def share(value: formats.Exact, maximum: formats.Exact) -> str:
    """How much of the maximum a value is, 0 to 100 with two decimals, for the width of a bar; never outside it."""
    total = formats.exact(maximum)
    part = formats.exact(value) / total if total else Fraction(0)
    return str(formats.rounded(max(Fraction(0), min(Fraction(1), part)) * 100, 2))


@register.filter
def dash(value: Any) -> Any:
    """A value that is not known is a dash."""
    return formats.MISSING if value is None or value == "" else value


@register.filter
def pairs(rows: Iterable[Any]) -> list[tuple[Any, Any]]:
    """(label, value) rows from a dict or from pairs."""
    return list(rows.items()) if isinstance(rows, dict) else [(label, value) for label, value in rows]
