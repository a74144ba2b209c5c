"""What stops a publication in the section `timetable`.

Whether the period is long enough in law is TIME-1 of `scoring.compliance`: a reason may explain more than the law away.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.timetable import Timetable

BUILT_PROCEDURE = "open"


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Dates that are missing, and those in the wrong order."""
    timetable = content.timetable
    if timetable.procedure != BUILT_PROCEDURE:
        yield _at("procedure", _("Only the open procedure can be published here."))
    yield from _missing(timetable)
    yield from _out_of_order(timetable)


def findings_at(content: TenderContent, now: datetime, *, but: Timetable | None = None) -> Iterator[SectionFinding]:
    """What the clock says against publishing now: an instant that is over. Now is by the database.

    `but`: dates that are published already, which may be over.
    """
    sentences = {
        "questions_until": _("The last day for questions is over, so nobody could ask anything."),
        "answers_by": _("The day for the last answers is over."),
        "deadline": _("The deadline is over, so nobody could hand in a bid."),
    }
    for field, sentence in sentences.items():
        instant: datetime | None = getattr(content.timetable, field)
        if instant is not None and instant <= now and (but is None or instant != getattr(but, field)):
            yield _at(field, sentence)


def notes_on(content: TenderContent, today: date) -> Iterator[SectionFinding]:
    """What stops nothing: a planned publication that is past, from which no period can be counted any more."""
    planned = content.timetable.publish_on
    if planned is not None and planned < today:
        sentence = _("The planned publication, %(day)s, is past. The period for bids is counted from today.")
        yield _at("publish_on", sentence % {"day": formats.day(planned)})


def _missing(timetable: Timetable) -> Iterator[SectionFinding]:
    sentences = {
        "publish_on": _("No day is planned for the publication, so no period can be counted."),
        "questions_until": _("Nothing says until when questions may be asked."),
        "answers_by": _("Nothing says by when questions are answered."),
        "deadline": _("There is no deadline for bids."),
    }
    for field, sentence in sentences.items():
        if getattr(timetable, field) is None:
            yield _at(field, sentence)


def _out_of_order(timetable: Timetable) -> Iterator[SectionFinding]:
    publish, deadline, start = timetable.publish_on, timetable.deadline, timetable.start_on
    questions, answers = timetable.questions_until, timetable.answers_by
    if publish and deadline and deadline.date() <= publish:
        yield _at("deadline", _("The deadline is not after the publication."))
    elif publish and questions and questions.date() <= publish:
        yield _at("questions_until", _("Questions end before suppliers have had a day to read the documents."))
    if questions and answers and questions >= answers:
        yield _at("answers_by", _("The last answers are not after the last questions."))
    if answers and deadline and answers >= deadline:
        yield _at("answers_by", _("The last answers are not before the deadline."))
    elif questions and deadline and questions >= deadline:
        yield _at("questions_until", _("The last questions are not before the deadline."))
    if start and deadline and start <= deadline.date():
        yield _at("start_on", _("The contract begins before the bids are in."))


def _at(field: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.TIMETABLE, field, sentence)
