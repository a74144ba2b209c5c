"""By when what happens: the planned publication, questions, answers, and the one deadline for bids."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Timetable:
    """Instants in UTC; a day is one where the authority is. `urgent_why`: the reason for a shorter period.

    `procedure`: open; others come with their stage. `documents_online`: all of them, free, from the first day.
    """

    procedure: str = "open"
    electronic: bool = True
    documents_online: bool = True
    prior_notice: bool = False
    urgent_why: str = ""
    publish_on: date | None = None
    questions_until: datetime | None = None
    answers_by: datetime | None = None
    deadline: datetime | None = None
    start_on: date | None = None
