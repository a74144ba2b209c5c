"""Questions about an open tender, and answers that everybody gets at once (LIFECYCLE §3, LAW §4)."""

from datetime import datetime, timedelta
from math import ceil
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, states
from core.models import User
from procurement.tenders import notices, queries
from procurement.tenders.models import Clarification, Follower, Tender
from procurement.tenders.notices import TenderNoticeKind
from procurement.tenders.services.deadlines import NotChangeable, move_deadline, require_open, tender_time
from procurement.tenders.services.moments import BEFORE_DEADLINE
from procurement.tenders.states import (
    CLARIFICATION_STATES,
    ClarificationState,
    QuestionLeafKind,
    TenderLeafKind,
    TenderState,
)

DAY = timedelta(days=1)
MOST_WAITING = 50  # questions of one person about one tender that nobody has answered
LONGEST = 10_000  # letters
FOR_UNANSWERED = timedelta(days=7)


class QuestionRefused(ValueError):
    """A question cannot be asked or answered so; the sentence says why."""


@transaction.atomic
def ask(*, tender: Tender, text: str, by: User, at: datetime, pk: UUID | None = None) -> Clarification:
    """Ask about an open tender, until the end of questions. Who: anybody with an account.

    Effects: a Clarification, the person follows the tender, leaf clarification.asked, a notice to the officers, who
    learn neither who asked nor whether it was asked before another. `pk`: an id that the sender chose; a second time
    asks nothing and answers with the question. Raises QuestionRefused.
    """
    row = Tender.objects.select_for_update().get(pk=tender.pk)  # the end of questions may move meanwhile
    earlier = Clarification.objects.filter(pk=pk).first() if pk else None
    if earlier is not None:
        return _asked_before(earlier, row, by)
    _require_askable(row, text, by, at=at)
    question = Clarification.objects.create(
        pk=pk or uuid4(), tender=row, text_asked=text.strip(), asked_by=by, asked_at=at, state_at=at
    )
    Follower.objects.get_or_create(tender=row, user=by, defaults={"since_at": at})
    audit.record(QuestionLeafKind.ASKED, question, by=by, at=at, secret={"text": question.text_asked})
    officers = [officer for officer in notices.officers_of(row) if officer.pk != by.pk]
    notices.tell(TenderNoticeKind.QUESTION_ASKED, row, officers, event=f"question:{question.pk}", at=at)
    return question


def _asked_before(earlier: Clarification, row: Tender, by: User) -> Clarification:
    if (earlier.tender_id, earlier.asked_by_id) != (row.pk, by.pk):
        raise QuestionRefused(_("Another question has this id. Choose a new one."))
    return earlier


def _require_askable(row: Tender, text: str, by: User, *, at: datetime) -> None:
    if row.state != TenderState.OPEN or end_of_questions(row) is None:
        raise QuestionRefused(_("Questions are taken while a tender is open for bids."))
    if questions_are_over(row, at):
        raise QuestionRefused(_("The time for questions is over."))
    if not text.strip():
        raise QuestionRefused(_("Write your question."))
    if len(text) > LONGEST:
        raise QuestionRefused(_("A question has at most 10,000 letters."))
    if queries.waiting_questions(row).filter(asked_by=by).count() >= MOST_WAITING:
        raise QuestionRefused(_("Too many of your questions wait for an answer."))


def end_of_questions(tender: Tender) -> datetime | None:
    """Until when questions are taken: the deadline where no other end is set. No query."""
    return tender.questions_until_at or tender.deadline_at


def questions_are_over(tender: Tender, at: datetime) -> bool:
    """Whether it is too late to ask, by the time of the tender, which stands still while it is suspended. One query."""
    until = end_of_questions(tender)
    return until is None or tender_time(tender, at) >= until


@transaction.atomic
def answer(
    *, question: Clarification, text: str, answer: str, by: User, at: datetime, days: int | None = None
) -> Clarification:
    """Publish a question and its answer to all. Who: an officer. `text`: the question without who asked it.

    `days`: by how many the officer knows that the deadline moves; None does not ask. Effects: the next number of the
    tender; leaf clarification.answered; after the end for answers the deadline moves by the lateness in whole days,
    rounded up, with a version and leaf tender.extended; a notice to everybody. Raises QuestionRefused: without text, a
    second time, after the deadline, where the deadline would move by other days than was known.
    """
    row = _require_answerable(question, at=at)
    late = days_late(row.answers_by_at, tender_time(row, at))
    if days is not None and days != late:
        raise QuestionRefused(_("Meanwhile an answer moves the deadline by another time. Look at it, then publish."))
    if not text.strip() or not answer.strip():
        raise QuestionRefused(_("Write the question as everybody reads it, and the answer."))
    number = queries.next_answer_no(row)
    facts = {"no": number}
    secret = {"question": text.strip(), "answer": answer.strip()}
    states.move(
        question,
        "answer",
        table=CLARIFICATION_STATES,
        by=by,
        at=at,
        facts=facts,
        secret=secret,
        no=number,
        text_published=text.strip(),
        answer=answer.strip(),
    )
    if late and row.deadline_at is not None:
        _extend_for_answer(row, late, by=by, at=at)
    notices.tell_everybody(TenderNoticeKind.QUESTION_ANSWERED, row, event=f"answer:{question.pk}", at=at)
    return question


def days_late(answers_by: datetime | None, at: datetime) -> int:
    """By how many days the deadline moves for an answer of this moment: its lateness in whole days, rounded up."""
    return 0 if answers_by is None or at <= answers_by else ceil((at - answers_by) / DAY)


def _extend_for_answer(row: Tender, days: int, *, by: User, at: datetime) -> None:
    assert row.deadline_at is not None  # looked at by who calls
    reason = _("An answer was given after the end for answers.")
    deadline = row.deadline_at + days * DAY
    move_deadline(row, deadline, kind=TenderLeafKind.EXTENDED, reason=reason, by=by, at=at)


@transaction.atomic
def refuse(*, question: Clarification, why: str, by: User, at: datetime) -> Clarification:
    """Do not answer a question. Who: an officer. Effects: leaf clarification.refused, a notice to who asked.

    Raises QuestionRefused: without a reason, a second time, after the deadline.
    """
    row = _require_answerable(question, at=at)
    if not why.strip():
        raise QuestionRefused(_("Say why the question is not answered."))
    secret = {"reason": why.strip()}
    states.move(question, "refuse", table=CLARIFICATION_STATES, by=by, at=at, secret=secret, why=why.strip())
    people = [question.asked_by]
    notices.tell(TenderNoticeKind.QUESTION_REFUSED, row, people, event=f"refusal:{question.pk}", at=at)
    return question


def _require_answerable(question: Clarification, *, at: datetime) -> Tender:
    """The tender's row, locked, so that answers are numbered one after the other."""
    try:
        row = require_open(question.tender, at=at)
    except NotChangeable as late:
        raise QuestionRefused(str(late)) from late
    question.refresh_from_db()
    if question.state != ClarificationState.ASKED:
        raise QuestionRefused(_("This question is answered already."))
    return row


@transaction.atomic
def extend_for_unanswered(*, tender: Tender, at: datetime) -> bool:
    """Give seven days more where a question is unanswered a day before the deadline (our choice). Who: the clock.

    Effects: as a deadline moves, with a notice to everybody. False, and nothing happens: before that moment, so a
    second time, too; after the deadline; where none waits of those that were asked before that moment.
    """
    try:
        row = require_open(tender, at=at)
    except NotChangeable:
        return False
    assert row.deadline_at is not None  # an open tender has one
    moment = row.deadline_at - BEFORE_DEADLINE
    if tender_time(row, at) < moment or not queries.waiting_questions(row).filter(asked_at__lt=moment).exists():
        return False
    reason = _("A question in time was not answered a day before the deadline.")
    deadline = row.deadline_at + FOR_UNANSWERED
    version = move_deadline(row, deadline, kind=TenderLeafKind.EXTENDED, reason=reason, by=None, at=at)
    notices.tell_everybody(TenderNoticeKind.EXTENDED, row, event=f"tender-version:{version.pk}", at=at)
    return True


# --- following ---


def follow(*, tender: Tender, by: User, at: datetime) -> None:
    """Learn of what happens to a published tender. Who: anybody with an account. A second time changes nothing."""
    Follower.objects.get_or_create(tender=tender, user=by, defaults={"since_at": at})


def unfollow(*, tender: Tender, by: User) -> None:
    """Learn of it no more. Effects: the row is gone."""
    Follower.objects.filter(tender=tender, user=by).delete()
