"""The box of a notice: the one deadline, how much is left, and the other dates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import dates as babel_dates
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.law.days import day_of
from core.pages import formats
from procurement.tenders.pages.date_labels import short_day
from procurement.tenders.shapes.notice import NoticeShape

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_MIDNIGHT = "00:00"


@dataclass(frozen=True, slots=True)
class DueBox:
    """`day`, `clock`, `place`: the deadline where the authority is. `left` and `rest`: what is left at `now`.

    `day` is empty while there is no deadline, `left` and `rule` too; `over`: it has passed. `rule`: what is in time
    at that instant, as the reception decides it.
    """

    day: str
    clock: str
    place: str
    left: str
    rest: str
    over: bool
    rule: str
    dates: list[tuple[str, str]]


def due_box(notice: NoticeShape, now: datetime | None) -> DueBox:
    """The box as it stands at a moment; without one, as on paper, nothing is counted."""
    deadline, zone = notice.deadline, notice.zone
    dates = [
        (_("Ask until"), _short_moment(notice.questions_until, zone)),
        (_("Last answers"), _short_moment(notice.answers_by, zone)),
    ]
    known = [(name, text) for name, text in dates if text]
    if deadline is None:
        return DueBox("", "", "", "", "", over=False, rule="", dates=known)
    day, clock = _day_and_clock(deadline, zone)
    left, rest = _left(deadline, now, zone) if now else ("", "")
    rule = _(
        "A bid that is here whole at this instant, by the clock of this site, is in time; one that comes later is not."
    )
    is_over = now is not None and now > deadline
    return DueBox(day, clock, _place(deadline, zone), left, rest, over=is_over, rule=rule, dates=known)


def _left(deadline: datetime, now: datetime, zone: str) -> tuple[str, str]:
    """How much is left, and what is left of the day with the moment at which it was counted. Cut, never rounded up."""
    if now > deadline:
        return _("Closed"), ""
    left = deadline - now
    hours = left % DAY // HOUR
    minutes = left % HOUR // timedelta(minutes=1)
    hour_text = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if left < DAY:
        minute_text = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
        return _("%(hours)s %(minutes)s left") % {"hours": hour_text, "minutes": minute_text}, _("the last day")
    days = left // DAY
    local = now.astimezone(ZoneInfo(zone))
    moment = {"hours": hour_text, "day": short_day(day_of(now, zone), weekday=False), "clock": f"{local:%H:%M}"}
    days_text = ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    return days_text, _("and %(hours)s, on %(day)s at %(clock)s") % moment


def _day_and_clock(moment: datetime, zone: str) -> tuple[str, str]:
    """Monday 25 January 2027 and 12:00; midnight is 24:00 of the day that ends."""
    local = moment.astimezone(ZoneInfo(zone))
    clock = f"{local:%H:%M}"
    if clock == _MIDNIGHT:
        return formats.long_day((local - DAY).date()), "24:00"
    return formats.long_day(local.date()), clock


def _short_moment(moment: datetime | None, zone: str) -> str:
    """As "Mon 11 Jan, 24:00"; empty for none."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(zone))
    ends_day = f"{local:%H:%M}" == _MIDNIGHT
    day = (local - DAY).date() if ends_day else local.date()
    return f"{short_day(day)}, {'24:00' if ends_day else f'{local:%H:%M}'}"


def _place(moment: datetime, zone: str) -> str:
    """Whose time it is, as "Warsaw time, UTC+1"."""
    local = moment.astimezone(ZoneInfo(zone))
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = formats.MINUS if minutes < 0 else "+"
    offset = f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    if "/" not in zone or zone.startswith("Etc/"):
        return offset
    city = babel_dates.get_timezone_location(local.tzinfo, locale=formats.locale(), return_city=True)
    return _("%(city)s time, %(offset)s") % {"city": city.rpartition("/")[2], "offset": offset}
