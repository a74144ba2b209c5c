"""What Home says of policies: consultations that run or wait for answers, and reviews that are near."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access
from core.access import Person
from core.assembly import HomeSection, Note, Task
from core.law.days import day_of
from core.models import Role
from core.pages import formats
from procurement.policies import queries
from procurement.policies.models import PolicyVersion
from procurement.policies.queries import WaitingVersion
from procurement.policies.reminders import BEFORE_REVIEW
from procurement.policies.states import PolicyState


def waiting(user: Person, now: datetime) -> HomeSection | None:
    """To officers and reviewers: consultations, with comments to answer, and reviews within 90 days. One query."""
    authorities = access.authorities_with(user, Role.OFFICER, Role.REVIEWER)
    if not authorities:
        return None
    officer_of = set(access.authorities_with(user, Role.OFFICER))
    rows = queries.waiting_in(authorities)
    tasks = [_task(row, now, acts=row.version.authority_id in officer_of) for row in rows]
    known = tuple(task for task in tasks if task is not None)
    return HomeSection("policies", _("Policies"), known, beside=not officer_of) if known else None


def reviewer_note(user: Person) -> Note | None:
    """To reviewers of policies who write none: where one comments. No query but for the roles."""
    if not access.holds_any(user, Role.REVIEWER) or access.holds_any(user, Role.OFFICER):
        return None
    text = _("While a policy is in consultation, you comment on its page. It then stands here, with the last day.")
    return Note(_("Reviewing policies"), text, reverse("policies:list"), _("All policies"))


def _task(row: WaitingVersion, now: datetime, *, acts: bool) -> Task | None:
    if row.version.state == PolicyState.CONSULTING:
        return _consultation_task(row, now, acts=acts)
    return _review_task(row.version, now, acts=acts)


def _consultation_task(row: WaitingVersion, now: datetime, *, acts: bool) -> Task:
    """Until when it is discussed, or what is to be done when that is over."""
    over = row.closes_at is not None and row.closes_at <= now
    count = ngettext("%(n)s comment unanswered", "%(n)s comments unanswered", row.unanswered)
    unanswered = count % {"n": formats.number(row.unanswered)} if row.unanswered else _("every comment answered")
    note = (
        unanswered
        if over
        else _("Comments until %(moment)s") % {"moment": formats.moment(row.closes_at, row.version.authority.zone)}
    )
    if not over and row.unanswered:
        note = f"{note} · {unanswered}"
    act, anchor = "", ""
    if acts and row.unanswered:
        act, anchor = _("Answer"), "#comments"
    elif acts and over:
        act = _("Adopt or revise")
    tag = _("Consultation over") if over else _("In consultation")
    return _line(row.version, note, tag, "warn" if over else "accent", act=act, anchor=anchor)


def _review_task(version: PolicyVersion, now: datetime, *, acts: bool) -> Task | None:
    """A review that is due within 90 days, or overdue; None of a later one."""
    today = day_of(now, version.authority.zone)
    if version.review_date is None or version.review_date > today + timedelta(days=max(BEFORE_REVIEW)):
        return None
    late = version.review_date < today
    note = _("To be reviewed by %(day)s") % {"day": formats.day(version.review_date)}
    tag, tone = (_("Review overdue"), "bad") if late else (_("Review near"), "warn")
    return _line(version, note, tag, tone, act=_("Review it") if acts else "")


def _line(version: PolicyVersion, note: str, tag: str, tone: str, *, act: str, anchor: str = "") -> Task:
    url = reverse("policies:detail", args=[version.pk])
    title = _("Policy, version %(no)s") % {"no": version.no}
    return Task(title, url, version.authority.name, note, tag, tone, act=act, act_url=f"{url}{anchor}" if act else "")
