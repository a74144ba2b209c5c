"""Who learns of what happens in a consortium: those who act for its parties. No notice names one party to another,
but that the lead hears who signed, declined or left.
"""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from suppliers import queries
from suppliers.models import Consortium, Supplier


class ConsortiumNoticeKind(NoticeKind):
    INVITED = "consortium.invited"
    TERMS_CHANGED = "consortium.terms_changed"
    SIGNED = "consortium.signed"
    TAKEN_BACK = "consortium.taken_back"
    DECLINED = "consortium.declined"
    LEFT = "consortium.left"
    UNINVITED = "consortium.uninvited"
    REMOVED = "consortium.removed"
    DISSOLVED = "consortium.dissolved"


_PART, _DETAIL, _LIST = "consortia:part", "consortia:detail", "consortia:list"
TEXTS = (
    NoticeText(ConsortiumNoticeKind.INVITED, _("%(lead)s asks you to sign your part in %(consortium)s"), _PART),
    NoticeText(ConsortiumNoticeKind.TERMS_CHANGED, _("Your part in %(consortium)s was changed: sign it again"), _PART),
    NoticeText(ConsortiumNoticeKind.SIGNED, _("%(party)s has signed its part in %(consortium)s"), _DETAIL),
    NoticeText(ConsortiumNoticeKind.TAKEN_BACK, _("%(party)s has taken back its consent in %(consortium)s"), _DETAIL),
    NoticeText(ConsortiumNoticeKind.DECLINED, _("%(party)s has declined to join %(consortium)s"), _DETAIL),
    NoticeText(ConsortiumNoticeKind.LEFT, _("%(party)s has left %(consortium)s"), _DETAIL),
    NoticeText(ConsortiumNoticeKind.UNINVITED, _("The invitation into %(consortium)s was withdrawn"), _LIST),
    NoticeText(ConsortiumNoticeKind.REMOVED, _("You were taken out of %(consortium)s"), _LIST),
    NoticeText(ConsortiumNoticeKind.DISSOLVED, _("%(consortium)s was dissolved"), _LIST),
)
_ROUTES = {text.kind: text.route for text in TEXTS}


def tell_party(
    kind: ConsortiumNoticeKind, consortium: Consortium, supplier: Supplier | None, *, event: str, by: User, at: datetime
) -> None:
    """A notice to everybody who acts for a party, but the person that did it. Nobody, before there is a supplier."""
    if supplier is not None:
        _tell(kind, consortium, queries.people_of(supplier), {"lead": consortium.lead.name}, event=event, by=by, at=at)


def tell_lead(
    kind: ConsortiumNoticeKind, consortium: Consortium, party: str, *, event: str, by: User, at: datetime
) -> None:
    """A notice to everybody who acts for the lead, but the person that did it. `party`: the name of the party."""
    _tell(kind, consortium, queries.people_of(consortium.lead), {"party": party}, event=event, by=by, at=at)


def _tell(
    kind: ConsortiumNoticeKind,
    consortium: Consortium,
    people: Collection[User],
    facts: dict[str, str],
    *,
    event: str,
    by: User,
    at: datetime,
) -> None:
    place = {} if _ROUTES[kind] == _LIST else {"id": str(consortium.pk)}
    named = {"consortium": consortium.name, **facts, **place}
    others = [person for person in people if person != by]
    notify(kind, others, event=f"consortium:{consortium.pk}:{kind}:{event}", facts=named, at=at)
