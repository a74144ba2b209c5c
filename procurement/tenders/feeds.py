"""What programs of others read of published tenders: a feed (Atom, RFC 4287) and a calendar (iCalendar, RFC 5545).

Both say what a visitor may see, to whoever asks: their addresses can be given to any reader.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _

from core.pages import formats, paging
from procurement.tenders import queries
from procurement.tenders.queries import ListedTender
from procurement.tenders.states import TenderState, state_label

ENTRIES = 50
EVENTS = 500
KEPT_SECONDS = 300  # by a cache on the way
NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class TenderFeed(Atom1Feed):
    """Django's, whose time is that of its entries: a feed without any does not change with each reading."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NOTHING_YET)


def feed(request: HttpRequest, rows: Sequence[ListedTender]) -> HttpResponseBase:
    """These tenders as Atom, each under an id that stays; 304 to whom nothing is new. One query."""
    times = queries.version_times([row["id"] for row in rows])
    atom = TenderFeed(
        title=_("Tenders"),
        link=_absolute(paging.address(reverse("tenders:list"), request.GET, None)),
        description="",
        feed_url=_absolute(request.get_full_path()),
        feed_guid=_absolute(paging.address(reverse("tenders:feed"), request.GET, None)),
    )
    for row in rows:
        published = row["published_at"] or times.get(row["id"], NOTHING_YET)
        atom.add_item(
            title=_plain(f"{row['title']} ({row['ref']})"),
            link=_absolute(reverse("tenders:detail", args=[row["id"]])),
            description=escape(_plain(_sentence(row))),
            unique_id=f"urn:uuid:{row['id']}",
            author_name=_plain(row["authority__name"]),
            pubdate=published,
            updateddate=_changed_at(row, times),
        )
    content = atom.writeString("utf-8").encode()
    return _unless_known(request, content, "application/atom+xml; charset=utf-8", atom.latest_post_date())


def _sentence(row: ListedTender) -> str:
    facts = [
        (_("Buyer"), row["authority__name"]),
        (_("State"), state_label(row["state"], row["suspended_at"])),
        (_("Bids close"), "" if _is_suspended(row) else _deadline(row)),
        (_("Value"), formats.price(row["value"], row["currency"]) if row["value"] is not None else ""),
    ]
    return ". ".join(f"{label}: {value}" for label, value in facts if value) + "."


def _deadline(row: ListedTender) -> str:
    return formats.moment(row["deadline_at"], row["authority__zone"], none="")


def _is_suspended(row: ListedTender) -> bool:
    return row["state"] == TenderState.OPEN and row["suspended_at"] is not None


def calendar(request: HttpRequest, rows: Sequence[ListedTender], *, name: str) -> HttpResponseBase:
    """The dates of these tenders as iCalendar, each under an id that stays: a moved one moves its event. One query."""
    from icalendar import Calendar, Event  # noqa: PLC0415 -- slow import

    times = queries.version_times([row["id"] for row in rows])
    book = Calendar()
    book.add("prodid", "-//Evenhand//Tenders//EN")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", _plain(name))
    for row in rows:
        for properties in _events(row, times):
            event = Event()
            for key, value in properties.items():
                event.add(key, value)
            book.add_component(event)
    latest = max((_changed_at(row, times) for row in rows), default=NOTHING_YET)
    return _unless_known(request, book.to_ical(), "text/calendar; charset=utf-8", latest)


def _events(row: ListedTender, times: Mapping[UUID, datetime]) -> Iterator[dict[str, Any]]:
    """The last questions, the last answers and the deadline, as far as there are."""
    dates = (
        ("questions", row["questions_until_at"], _("Questions until: %(title)s")),
        ("answers", row["answers_by_at"], _("Last answers: %(title)s")),
        ("deadline", row["deadline_at"], _("Bids close: %(title)s")),
    )
    for name, instant, title in dates:
        if instant is not None:
            yield _event(row, times, name, instant, title)


def _event(
    row: ListedTender, times: Mapping[UUID, datetime], name: str, instant: datetime, title: str
) -> dict[str, Any]:
    """An instant: tentative while time stands still, and off where the tender is cancelled (RFC 5545 3.8.1.11)."""
    status = "TENTATIVE" if _is_suspended(row) else "CONFIRMED"
    if _is_suspended(row):
        title = _("Suspended, to be moved: %(what)s") % {"what": title}
    return {
        "uid": f"{row['id']}@{name}.evenhand",
        "dtstamp": _changed_at(row, times).astimezone(UTC),
        "dtstart": instant.astimezone(UTC),
        "dtend": instant.astimezone(UTC),
        "status": "CANCELLED" if row["state"] == TenderState.CANCELLED else status,
        "summary": _plain(title % {"title": f"{row['ref']} {row['title']}"}),
        "description": _plain(_sentence(row)),
        "url": _absolute(reverse("tenders:detail", args=[row["id"]])),
    }


def _changed_at(row: ListedTender, times: Mapping[UUID, datetime]) -> datetime:
    """When the latest version was made, or time was stopped since."""
    version = times.get(row["id"], row["published_at"] or NOTHING_YET)
    since = row["suspended_at"]
    return max(version, since) if since is not None else version


def _unless_known(request: HttpRequest, content: bytes, content_type: str, latest: datetime) -> HttpResponseBase:
    response = HttpResponse(content, content_type=content_type)
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    changed = int(latest.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return get_conditional_response(request, etag=etag, last_modified=changed, response=response) or response


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _plain(text: str) -> str:
    """A text on one line, without signs that XML does not know."""
    return " ".join(_NOT_IN_XML.sub("", text).split())
