"""Who learns of what happens to a supplier. Notices and mails carry its name and nothing of its facts."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from suppliers import queries
from suppliers.models import Supplier


class SupplierNoticeKind(NoticeKind):
    SUBMITTED = "supplier.submitted"
    APPROVED = "supplier.approved"
    RETURNED = "supplier.returned"
    REJECTED = "supplier.rejected"
    HEARD = "supplier.heard"
    ANSWERED = "supplier.answered"
    HEARING_CLOSED = "supplier.hearing_closed"
    SUSPENDED = "supplier.suspended"
    LIFTED = "supplier.lifted"
    SUSPENSION_ENDED = "supplier.suspension_ended"
    MEMBER_JOINED = "supplier.member_joined"
    MEMBER_REMOVED = "supplier.member_removed"
    MEMBER_ROLE_CHANGED = "supplier.member_role_changed"
    FACTS_END = "supplier.facts_end"


FACTS, ORGANISATION, PEOPLE, OFFICERS = "our:facts", "our:organisation", "our:members", "suppliers:list"
TEXTS = (
    NoticeText(SupplierNoticeKind.SUBMITTED, _("%(supplier)s waits for approval"), OFFICERS),
    NoticeText(SupplierNoticeKind.APPROVED, _("%(supplier)s is approved"), FACTS),
    NoticeText(
        SupplierNoticeKind.RETURNED, _("%(supplier)s: the registration was sent back to be completed"), ORGANISATION
    ),
    NoticeText(SupplierNoticeKind.REJECTED, _("%(supplier)s is not approved"), ORGANISATION),
    NoticeText(
        SupplierNoticeKind.HEARD,
        _("%(supplier)s may be suspended: say what you think of it until %(until)s"),
        ORGANISATION,
    ),
    NoticeText(SupplierNoticeKind.ANSWERED, _("%(supplier)s has answered in its hearing"), OFFICERS),
    NoticeText(
        SupplierNoticeKind.HEARING_CLOSED, _("%(supplier)s is not suspended: the hearing is closed"), ORGANISATION
    ),
    NoticeText(SupplierNoticeKind.SUSPENDED, _("%(supplier)s is suspended until %(until)s"), ORGANISATION),
    NoticeText(SupplierNoticeKind.LIFTED, _("%(supplier)s is suspended no more"), ORGANISATION),
    NoticeText(SupplierNoticeKind.SUSPENSION_ENDED, _("The suspension of %(supplier)s has ended"), ORGANISATION),
    NoticeText(SupplierNoticeKind.MEMBER_JOINED, _("%(person)s acts for %(supplier)s now"), PEOPLE),
    NoticeText(SupplierNoticeKind.MEMBER_REMOVED, _("You act for %(supplier)s no more"), "home"),
    NoticeText(SupplierNoticeKind.MEMBER_ROLE_CHANGED, _("You have another role at %(supplier)s: %(role)s"), PEOPLE),
    NoticeText(SupplierNoticeKind.FACTS_END, _("%(supplier)s: facts end in %(days)s days"), FACTS),
)


def tell(
    kind: SupplierNoticeKind, supplier: Supplier, people: Collection[User], *, event: str, at: datetime, **facts: str
) -> None:
    """A notice about a supplier to each of these people, once per `event`, which is named beside the supplier."""
    named = {"supplier": supplier.name, **facts}
    notify(kind, people, event=f"{event_prefix(supplier)}{event}", facts=named, at=at)


def tell_members(
    kind: SupplierNoticeKind,
    supplier: Supplier,
    *,
    event: str,
    at: datetime,
    but: User | None = None,
    **facts: str,
) -> None:
    """A notice to everybody who acts for the supplier, but one person."""
    people = [person for person in queries.people_of(supplier) if person != but]
    tell(kind, supplier, people, event=event, at=at, **facts)


def tell_officers(kind: SupplierNoticeKind, supplier: Supplier, *, event: str, at: datetime) -> None:
    """A notice to every officer who does not act for the supplier."""
    officers = queries.officers()
    conflicted = queries.conflicted(supplier, officers)
    tell(kind, supplier, [officer for officer in officers if officer.pk not in conflicted], event=event, at=at)


def event_prefix(supplier: Supplier) -> str:
    """What the events of all notices about a supplier begin with."""
    return f"supplier:{supplier.pk}:"
