"""Events as rows of a page and of a file: sentences of a closed list, never a text that somebody wrote."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import SecurityEvent, SecurityKind, SecurityTrace
from core.pages import formats
from core.security import writing

TONES = {
    **dict.fromkeys((SecurityKind.PLACE_LOCKED, SecurityKind.ACCOUNT_LOCKED), "bad"),
    **dict.fromkeys(
        (
            SecurityKind.SIGN_IN_FAILED,
            SecurityKind.SIGN_IN_UNKNOWN,
            SecurityKind.CONFIRMATION_FAILED,
            SecurityKind.CODE_FAILED,
            SecurityKind.RECOVERY_FAILED,
            SecurityKind.REFUSED,
            SecurityKind.TOKEN_REFUSED,
            SecurityKind.FACTOR_REMOVED,
        ),
        "warn",
    ),
}


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line. `here`: it happened where the reader is now; `tone`: how a failure is marked, beside its words."""

    when: str
    what: str
    tone: str
    note: str
    person: str
    person_url: str
    place: str
    place_url: str
    here: bool


def rows(events: Iterable[SecurityEvent], request: HttpRequest, *, links: bool = True) -> list[EventRow]:
    """The rows of a page, in the order of the events; `links` narrow the administrators' list."""
    here = writing.place_of(request)
    return [_row(event, here, links=links) for event in events]


def table(events: Iterable[SecurityEvent]) -> list[Sequence[str]]:
    """The rows of the file, its columns named first."""
    return [
        ["time_utc", "event", "sentence", "number_in_hour", "person", "place", "route", "object"],
        *(_cells(event) for event in events),
    ]


def _cells(event: SecurityEvent) -> Sequence[str]:
    trace = _trace(event)
    place = trace.place if trace else ""
    time, sentence = event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), str(SecurityKind(event.kind).label)
    number, person = str(event.count), _person(event, trace)
    return time, event.kind, sentence, number, person, place, event.route, event.object_id


def _row(event: SecurityEvent, here: str, *, links: bool) -> EventRow:
    kind, trace = SecurityKind(event.kind), _trace(event)
    place = trace.place if trace else ""
    by_person = {"person": trace.user_id} if links and trace and trace.user_id else {}
    by_place = {"place": place} if links and place else {}
    return EventRow(
        when=formats.moment(event.at, "UTC", seconds=True),
        what=str(kind.label),
        tone=TONES.get(kind, ""),
        note=" · ".join(filter(None, (_often(event), event.route, event.object_id))),
        person=_person(event, trace),
        person_url=_address(by_person),
        place=_spaced(place),
        place_url=_address(by_place),
        here=bool(place) and place == here,
    )


def _trace(event: SecurityEvent) -> SecurityTrace | None:
    return getattr(event, "trace", None)


def _person(event: SecurityEvent, trace: SecurityTrace | None) -> str:
    """Who it was, as far as the log still knows; a trace that is not the one that was written names nobody."""
    if trace is None:
        return _("erased")
    if writing.seal_of(trace) != event.seal:
        return _("not the person and place that were written: somebody changed this row")
    return str(trace.user) if trace.user else ""


def _often(event: SecurityEvent) -> str:
    """Said from the second on: not every one is a row (core.security.writing)."""
    if event.count == 1:
        return ""
    return ngettext("%(count)d time in this hour", "%(count)d times in this hour", event.count) % {"count": event.count}


def _spaced(place: str) -> str:
    """3f9a 22c1 07be"""
    return " ".join(place[start : start + 4] for start in range(0, len(place), 4))


def _address(narrowed: Mapping[str, object]) -> str:
    return f"{reverse('security:list')}?{urlencode(narrowed)}" if narrowed else ""
