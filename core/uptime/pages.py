"""Outages in words: from when to when, how long, and how much more time that gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import SiteOutage
from core.pages import formats

ZONE = "UTC"
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OutageRow:
    """One outage as a line."""

    since: str
    until: str
    length: str


def rows(outages: Iterable[SiteOutage], zone: str = ZONE) -> list[OutageRow]:
    """The lines of a table, in the order of the outages."""
    return [
        OutageRow(
            formats.moment(outage.from_at, zone, seconds=True),
            formats.moment(outage.to_at, zone, seconds=True),
            span(outage.to_at - outage.from_at),
        )
        for outage in outages
    ]


def span(length: timedelta) -> str:
    """A length in hours and minutes, a minute begun counts: 1 hour 15 minutes."""
    minutes = -(-length // _MINUTE)
    hours, rest = divmod(minutes, _HOUR // _MINUTE)
    of_hours = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    of_minutes = ngettext("%(count)d minute", "%(count)d minutes", rest) % {"count": rest}
    if hours and rest:
        return _("%(hours)s %(minutes)s") % {"hours": of_hours, "minutes": of_minutes}
    return of_hours if hours else of_minutes
