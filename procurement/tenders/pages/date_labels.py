"""What dates and periods of a tender are called."""

from datetime import date

from babel import dates as babel_dates
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.tenders.sections.date_line import DateMark, LeastPeriod


def mark_names() -> dict[DateMark, str]:
    return {
        DateMark.TODAY: _("Today"),
        DateMark.PUBLISH: _("Publish"),
        DateMark.QUESTIONS: _("Last questions"),
        DateMark.ANSWERS: _("Last answers"),
        DateMark.DEADLINE: _("Deadline"),
    }


def short_day(day: date, *, year: bool = False, weekday: bool = True) -> str:
    """Mon 7 Dec, in the language of the reader."""
    skeleton = ("yMMMEd" if year else "MMMEd") if weekday else "MMMd"
    return babel_dates.format_skeleton(skeleton, day, locale=formats.locale())


def least_sentence(least: LeastPeriod) -> str:
    count = ngettext("at least %(count)d day by law", "at least %(count)d days by law", least.days)
    return count % {"count": least.days}


def more_sentence(more: int) -> str:
    """What lies between the least period and the deadline; empty if nothing."""
    if more < 0:
        sentence = ngettext(
            "%(count)d day fewer than the law allows", "%(count)d days fewer than the law allows", -more
        )
        return sentence % {"count": -more}
    return ngettext("%(count)d day more", "%(count)d days more", more) % {"count": more} if more else ""
