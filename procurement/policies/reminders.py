"""What a version waits for by the clock: the end of its consultation, and its review; and who is told of what."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core import timers
from core.law.days import start_of
from core.models import Role, User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from core.timers import Due, TimerPart
from procurement.policies import queries
from procurement.policies.models import PolicyComment, PolicyVersion
from procurement.policies.states import PolicyState

BEFORE_REVIEW = (90, 30, 0)  # days; at 0:00 where the authority is
ROUTE = "policies:detail"


class PolicyNoticeKind(NoticeKind):
    CONSULTATION_OPENED = "policy.consultation_opened"
    CONSULTATION_CLOSED = "policy.consultation_closed"
    ANSWERED = "policy.answered"
    ADOPTED = "policy.adopted"
    REVIEW_DUE = "policy.review_due"


NOTICES = (
    NoticeText(
        PolicyNoticeKind.CONSULTATION_OPENED, _("Version %(no)s of the policy of %(authority)s can be discussed"), ROUTE
    ),
    NoticeText(
        PolicyNoticeKind.CONSULTATION_CLOSED,
        _("The consultation on version %(no)s of the policy of %(authority)s is over"),
        ROUTE,
    ),
    NoticeText(PolicyNoticeKind.ANSWERED, _("%(authority)s answered your comment on its policy"), ROUTE),
    NoticeText(PolicyNoticeKind.ADOPTED, _("Version %(no)s of the policy of %(authority)s is in force"), ROUTE),
    NoticeText(PolicyNoticeKind.REVIEW_DUE, _("The policy of %(authority)s is due for review on %(review)s"), ROUTE),
)


def due(version: PolicyVersion) -> list[Due]:
    """The moments that a version waits for. One query while it is in consultation."""
    if version.state == PolicyState.CONSULTING:
        consultation = queries.latest_consultation(version)
        return [Due(consultation.closes_at, "close", even_late=True)] if consultation else []
    if version.state == PolicyState.ADOPTED and version.review_date:
        start = {days: version.review_date - timedelta(days=days) for days in BEFORE_REVIEW}
        return [Due(start_of(day, version.authority.zone), "review") for day in start.values()]
    return []


def tell_closed(version: PolicyVersion, *, at: datetime, due: datetime) -> None:
    """Tell the officers that a consultation is over: comments are answered, then the version is adopted."""
    tell(
        PolicyNoticeKind.CONSULTATION_CLOSED,
        version,
        queries.people_with(version.authority, Role.OFFICER),
        event=f"policy-closed:{version.pk}:{due.isoformat()}",
        at=at,
    )


def tell_review(version: PolicyVersion, *, at: datetime, due: datetime) -> None:
    """Remind officers and reviewers that the policy is due for review."""
    tell(
        PolicyNoticeKind.REVIEW_DUE,
        version,
        queries.people_with(version.authority, Role.OFFICER, Role.REVIEWER),
        event=f"policy-review:{version.pk}:{due.isoformat()}",
        at=at,
    )


def tell(kind: PolicyNoticeKind, version: PolicyVersion, people: Collection[User], *, event: str, at: datetime) -> None:
    """A notice about a version to each of these people, once per event."""
    notify(kind, people, event=event, facts=_facts(version), at=at)


def tell_answered(comment: PolicyComment, version: PolicyVersion, *, at: datetime) -> None:
    """Tell whoever wrote a comment that it is answered."""
    tell(PolicyNoticeKind.ANSWERED, version, [comment.by], event=f"policy-answered:{comment.pk}", at=at)


def _facts(version: PolicyVersion) -> Mapping[str, str]:
    review = version.review_date.isoformat() if version.review_date else ""
    return {"id": str(version.pk), "no": str(version.no), "authority": version.authority.name, "review": review}


TIMER = TimerPart(PolicyVersion, due, {"close": tell_closed, "review": tell_review})


def plan(version: PolicyVersion, *, at: datetime) -> None:
    """Store what a version waits for next, in the transaction that moved it."""
    timers.plan(TIMER, version, at=at)
