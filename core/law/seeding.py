"""Public holidays as a calendar begins with them. An administrator confirms each year; the rows decide, not this list.

So no upgrade of the list moves a deadline.
"""

from datetime import date
from functools import cache
from typing import NamedTuple

from django.utils.translation import gettext as _

UNION = {"GB": ("ENG", "WLS", "SCT", "NIR")}


class CalendarRefused(ValueError):
    """A calendar or one of its days was not taken; the sentence says why."""


class PublicHolidays(NamedTuple):
    """The days off of a year by their names, and which list says so."""

    names: dict[date, str]
    source: str


def public_holidays(country: str, parts: tuple[str, ...], year: int) -> PublicHolidays:
    """The public holidays of a country in a year; those of any of the parts, where parts are named.

    Raises CalendarRefused for a country or part that the list does not know.
    """
    import holidays

    names: dict[date, str] = {}
    for part in parts or (None,):
        try:
            language = holidays.country_holidays(country).default_language
            names |= dict(holidays.country_holidays(country, subdiv=part, years=year, language=language))
        except NotImplementedError:
            sentence = _("There is no list of public holidays of %(place)s. Known parts of %(country)s: %(parts)s.")
            known = ", ".join(parts_of(country)) or _("none")
            place = f"{country} {part or ''}".strip()
            raise CalendarRefused(sentence % {"place": place, "country": country, "parts": known}) from None
    return PublicHolidays(names, f"holidays {holidays.__version__}")


@cache
def parts_of(country: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own; empty for a country that the list does not know."""
    import holidays

    return tuple(holidays.list_supported_countries().get(country, ()))
