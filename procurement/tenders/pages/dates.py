"""The line of dates and the list that holds the same: for the overview of a tender and its timetable."""

from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Authority
from procurement.tenders.gather import date_rules
from procurement.tenders.pages.date_drawing import DatePicture, picture
from procurement.tenders.pages.date_labels import least_sentence, mark_names, more_sentence, short_day
from procurement.tenders.sections import TenderContent, date_line
from procurement.tenders.sections.date_line import DateLine, DateMark, DatePoint, LeastPeriod


class DateRow(TypedDict):
    """A date of the list: its name and the day with what it means."""

    name: str
    text: str
    is_deadline: bool


class DatesSection(TypedDict):
    """The picture (None: nothing to draw), the same as a list, and what cannot be counted, in a sentence."""

    picture: DatePicture | None
    rows: list[DateRow]
    period: str
    is_short: bool
    problem: str


def line_of(content: TenderContent, authority: Authority, today: date) -> DatesSection | None:
    """The dates of a tender on a day of its authority's zone; None while none is planned. Else three queries."""
    if not date_line.has_dates(content.timetable):
        return None
    line = date_line.line(content.timetable, date_rules(authority), today)
    return None if line is None else dates_section(line)


def dates_section(line: DateLine) -> DatesSection:
    """A line as a page shows it. No query."""
    return {
        "picture": picture(line),
        "rows": [_row(line, point) for point in line.points if point.mark != DateMark.TODAY],
        "period": _period_sentence(line.least) if line.least else "",
        "is_short": line.least is not None and (line.least.more or 0) < 0,
        "problem": _problem(line),
    }


def _period_sentence(least: LeastPeriod) -> str:
    parts = [least_sentence(least)]
    if least.is_moved:
        parts.append(_("a day off moves their end to %(day)s") % {"day": short_day(least.last)})
    if least.more is not None:
        parts.append(more_sentence(least.more) or _("no day more"))
    return "; ".join(parts)


def _problem(line: DateLine) -> str:
    """Why nothing is said of the least period."""
    if line.missing_year is not None:
        return _(
            "Nobody has entered the public holidays of %(year)d, so the end of the least period is not known. An "
            "administrator adds the year to the calendar."
        ) % {"year": line.missing_year}
    if not line.law_known:
        return _("The authority has not chosen its law, so the least period is not known.")
    return ""


def _row(line: DateLine, point: DatePoint) -> DateRow:
    is_deadline = point.mark == DateMark.DEADLINE
    texts = [short_day(point.day, year=True)]
    if point.clock is not None:
        texts.append(f"{point.clock:%H:%M}")
    publish, deadline = line.point(DateMark.PUBLISH), line.point(DateMark.DEADLINE)
    if is_deadline and publish:
        count = (point.day - publish.day).days
        template = ngettext("%(count)d day after publishing", "%(count)d days after publishing", count)
        texts.append(template % {"count": count})
    elif point.mark in {DateMark.QUESTIONS, DateMark.ANSWERS} and deadline:
        count = (deadline.day - point.day).days
        template = ngettext("%(count)d day before the deadline", "%(count)d days before the deadline", count)
        texts.append(template % {"count": count})
    return {"name": mark_names()[point.mark], "text": ", ".join(texts), "is_deadline": is_deadline}
