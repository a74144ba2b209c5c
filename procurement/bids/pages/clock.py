"""How much time is left, on each page on which a bid is written; by the server's clock, and never as an alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.tenders.models import Tender

DAY, HOUR, MINUTE, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class ClockBox:
    """`left`: in words; `until`: the deadline where the buyer is; `server`: what its clock shows.

    `seconds` are left when the page is made: a script counts down from them; 0 where nothing is counted. `forms`: how
    it writes what is left.
    """

    left: str
    until: str
    server: str
    seconds: int
    forms: tuple[tuple[str, str], ...]


def clock_box(tender: Tender, now: datetime, *, is_suspended: bool = False) -> ClockBox | None:
    """None without a deadline. Cut, never rounded up: a deadline is not further away than it says. No query."""
    deadline, zone = tender.deadline_at, tender.authority.zone
    if deadline is None:
        return None
    until = _("until %(when)s") % {"when": formats.moment(deadline, zone)}
    server = _("Server’s clock: %(when)s") % {"when": formats.moment(now, zone, seconds=True)}
    if is_suspended:
        return ClockBox(_("Time stands still"), _("The tender is suspended."), server, 0, ())
    seconds = max(0, int((deadline - now) / SECOND)) if now <= deadline else 0
    return ClockBox(left(deadline - now), until, server, seconds, _forms())


def left(span: timedelta) -> str:
    """3 d 4 h left, 1 h 51 min left, 12 min 30 s left; nothing is left after the deadline."""
    if span <= timedelta():
        return _("Closed")
    forms = dict(_forms())
    if span >= DAY:
        return forms["days"].format(d=span // DAY, h=span % DAY // HOUR)
    if span >= HOUR:
        return forms["hours"].format(h=span // HOUR, m=span % HOUR // MINUTE)
    return forms["minutes"].format(m=span // MINUTE, s=span % MINUTE // SECOND)


def _forms() -> tuple[tuple[str, str], ...]:
    return (
        ("days", _("{d} d {h} h left")),
        ("hours", _("{h} h {m} min left")),
        ("minutes", _("{m} min {s} s left")),
        ("over", _("Closed")),
        ("again", _("Load this page again to see what is left")),
    )
