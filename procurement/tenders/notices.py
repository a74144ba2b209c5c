"""Who learns of what happens to a tender: followers, those whom later stages name, officers of the authority."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core import assembly
from core.models import Role, User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from procurement.tenders import queries
from procurement.tenders.models import Tender

ROUTE = "tenders:detail"
QUESTIONS, CHANGES = "tenders:questions", "tenders:changes"


class TenderNoticeKind(NoticeKind):
    SENT_TO_REVIEW = "tender.sent_to_review"
    SENT_BACK = "tender.sent_back"
    EXPLANATION_REFUSED = "tender.explanation_refused"
    PUBLISHED = "tender.published"
    CLOSED = "tender.closed"
    QUESTION_ASKED = "tender.question_asked"
    QUESTION_ANSWERED = "tender.question_answered"
    QUESTION_REFUSED = "tender.question_refused"
    QUESTIONS_OVER = "tender.questions_over"
    ANSWERS_DUE = "tender.answers_due"
    ANSWERS_LATE = "tender.answers_late"
    EXTENDED = "tender.extended"
    EXTENDED_FOR_OUTAGE = "tender.extended_for_outage"
    SUSPENDED = "tender.suspended"
    LIFTED = "tender.lifted"
    CANCELLATION_PROPOSED = "tender.cancellation_proposed"
    CANCELLED = "tender.cancelled"
    REOPENING_PROPOSED = "tender.reopening_proposed"
    REOPENED = "tender.reopened"
    WATCHED = "tender.watched"
    AMENDMENT_SENT = "tender.amendment_sent"
    AMENDMENT_RETURNED = "tender.amendment_returned"
    AMENDED = "tender.amended"


NOTICES = (
    NoticeText(TenderNoticeKind.SENT_TO_REVIEW, _("%(ref)s waits for a second officer"), ROUTE),
    NoticeText(TenderNoticeKind.SENT_BACK, _("%(ref)s was sent back to its draft"), ROUTE),
    NoticeText(TenderNoticeKind.EXPLANATION_REFUSED, _("%(ref)s: a reason that you wrote is not enough"), ROUTE),
    NoticeText(TenderNoticeKind.PUBLISHED, _("%(ref)s is published"), ROUTE),
    NoticeText(TenderNoticeKind.CLOSED, _("%(ref)s is closed for bids"), ROUTE),
    NoticeText(TenderNoticeKind.QUESTION_ASKED, _("%(ref)s: a question waits for an answer"), QUESTIONS),
    NoticeText(TenderNoticeKind.QUESTION_ANSWERED, _("%(ref)s: a question is answered"), QUESTIONS),
    NoticeText(TenderNoticeKind.QUESTION_REFUSED, _("%(ref)s: your question is not answered"), QUESTIONS),
    NoticeText(
        TenderNoticeKind.QUESTIONS_OVER, _("%(ref)s: no more questions come; some wait for an answer"), QUESTIONS
    ),
    NoticeText(TenderNoticeKind.ANSWERS_DUE, _("%(ref)s: questions wait, and answers are due in a day"), QUESTIONS),
    NoticeText(
        TenderNoticeKind.ANSWERS_LATE,
        _("%(ref)s: questions wait; from now on each answer moves the deadline"),
        QUESTIONS,
    ),
    NoticeText(TenderNoticeKind.EXTENDED, _("%(ref)s: there is more time to hand in"), ROUTE),
    NoticeText(
        TenderNoticeKind.EXTENDED_FOR_OUTAGE,
        _("%(ref)s: the site could take no bids for a time; everybody gets as much more"),
        ROUTE,
    ),
    NoticeText(TenderNoticeKind.SUSPENDED, _("%(ref)s is suspended"), ROUTE),
    NoticeText(TenderNoticeKind.LIFTED, _("%(ref)s goes on, with a new deadline"), ROUTE),
    NoticeText(
        TenderNoticeKind.CANCELLATION_PROPOSED,
        _("%(ref)s: an officer wants to cancel it; you can confirm that"),
        CHANGES,
    ),
    NoticeText(TenderNoticeKind.CANCELLED, _("%(ref)s is cancelled"), ROUTE),
    NoticeText(
        TenderNoticeKind.REOPENING_PROPOSED,
        _("%(ref)s: an officer wants to open it again after an outage; you can confirm that"),
        CHANGES,
    ),
    NoticeText(
        TenderNoticeKind.REOPENED,
        _("%(ref)s takes bids again: the site could take none for a time before the deadline"),
        ROUTE,
    ),
    NoticeText(TenderNoticeKind.WATCHED, _("%(ref)s is published: one of your watch lists asks for it"), ROUTE),
    NoticeText(TenderNoticeKind.AMENDMENT_SENT, _("%(ref)s: an amendment waits for a second officer"), ROUTE),
    NoticeText(TenderNoticeKind.AMENDMENT_RETURNED, _("%(ref)s: an amendment was sent back"), ROUTE),
    NoticeText(TenderNoticeKind.AMENDED, _("%(ref)s is amended: read what has changed"), ROUTE),
)


def tell_everybody(kind: NoticeKind, tender: Tender, *, event: str, at: datetime) -> None:
    """A notice to all who follow, all whom later stages name, and the officers; nobody learns who else is told."""
    people = {*queries.followers_of(tender), *assembly.recipients_of(tender), *officers_of(tender)}
    tell(kind, tender, people, event=event, at=at)


def tell_writers(kind: TenderNoticeKind, tender: Tender, *, but: User | None = None, event: str, at: datetime) -> None:
    """A notice to the officers of the authority and all who wrote the tender, but one person."""
    people = {*officers_of(tender), *queries.writers_of(tender)} - ({but} if but else set())
    tell(kind, tender, people, event=event, at=at)


def tell(kind: NoticeKind, tender: Tender, people: Collection[User], *, event: str, at: datetime) -> None:
    """A notice about a tender to these people, once per event. It says what happened and nothing of its content."""
    notify(kind, people, event=event, facts={"id": str(tender.pk), "ref": tender.ref}, at=at)


def officers_of(tender: Tender) -> list[User]:
    """The officers of a tender's authority. One query."""
    return queries.people_with(tender, Role.OFFICER)
