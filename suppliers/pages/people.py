"""The people who act for an organisation, and who is invited."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Decision, Person
from core.models import Invitation, JobState
from core.pages import formats
from suppliers import queries
from suppliers.models import MemberRole, Supplier, SupplierMember


@dataclass(frozen=True, slots=True)
class SupplierMemberRow:
    """`url`: where a manager changes it, empty for others."""

    name: str
    email: str
    role: str
    url: str
    is_you: bool


@dataclass(frozen=True, slots=True)
class InvitedRow:
    """`mail`: how far the mail is; `link_url`: where the link is shown instead."""

    email: str
    role: str
    until: str
    by: str
    mail: str
    tone: str
    withdraw_url: str
    link_url: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """`why`: why the person may not invite."""

    people: tuple[SupplierMemberRow, ...]
    invitations: tuple[InvitedRow, ...]
    why: str


def people_page(supplier: Supplier, user: Person, may_manage: Decision, at: datetime) -> PeoplePage:
    """Two queries."""
    return PeoplePage(
        tuple(_member_row(row, user, may_manage) for row in queries.members_of(supplier)),
        tuple(_invited_rows(queries.waiting_invitations(supplier, at), may_manage)),
        str(may_manage.why),
    )


def _member_row(row: SupplierMember, user: Person, may_manage: Decision) -> SupplierMemberRow:
    is_you = row.user_id == user.pk
    url = reverse("our:member", args=[row.user_id]) if may_manage or is_you else ""
    return SupplierMemberRow(str(row.user), row.user.email, str(MemberRole(row.role).label), url, is_you)


def _invited_rows(rows: Iterable[Invitation], may_manage: Decision) -> Iterable[InvitedRow]:
    for row in rows:
        role = str(MemberRole(row.roles).label) if row.roles in MemberRole.values else row.roles
        yield InvitedRow(
            row.email,
            role,
            formats.moment(row.expires_at),
            str(row.by or ""),
            *_mail_state(row),
            reverse("our:invitation-withdraw", args=[row.pk]) if may_manage else "",
            reverse("our:invitation-link", args=[row.pk]) if may_manage and _waits_for_mail(row) else "",
        )


def _mail_state(row: Invitation) -> tuple[str, str]:
    """What became of the mail, and in which tone that is said."""
    mail = getattr(row, "mail", None)
    if mail is None:
        return "", ""
    if mail.sent_at is not None:
        return _("Mailed"), "good"
    if mail.job is not None and mail.job.state == JobState.FAILED:
        return _("Mail not sent"), "bad"
    return _("Mail waits"), "warn"


def _waits_for_mail(row: Invitation) -> bool:
    mail = getattr(row, "mail", None)
    return mail is not None and mail.sent_at is None


@dataclass(frozen=True, slots=True)
class Removing:
    """The words of removing a member, or of leaving."""

    title: str
    follows: str
    label: str


def removing(row: SupplierMember, *, is_you: bool) -> Removing:
    if is_you:
        return Removing(
            _("Leave"),
            _("You act for it no more, from the next page on. Your account stays."),
            _("Leave the organisation"),
        )
    return Removing(
        _("Remove"),
        _("The person acts for it no more, from its next page on. What it has signed stays signed."),
        _("Remove %(name)s") % {"name": row.user},
    )
