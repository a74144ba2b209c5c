"""What the team of a bid is told of: what counts, what must be confirmed, and how much time is left."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from procurement.bids.models import Bid

TASKS, CONFIRM = "bids:tasks", "bids:confirm"


class BidNoticeKind(NoticeKind):
    WITHDRAWN = "bid.withdrawn"
    UNCONFIRMED = "bid.unconfirmed"
    RECONFIRMED = "bid.reconfirmed"
    UNSENT = "bid.unsent"
    STILL_UNCONFIRMED = "bid.still_unconfirmed"
    UNSEALED = "bid.keys_changed_since"
    KEYS_CHANGED = "bid.keys_changed"


NOTICES = (
    NoticeText(BidNoticeKind.WITHDRAWN, _("%(ref)s: your bid is withdrawn and will not be opened"), TASKS),
    NoticeText(
        BidNoticeKind.UNCONFIRMED, _("%(ref)s: the tender changed, confirm your bid or submit it again"), CONFIRM
    ),
    NoticeText(BidNoticeKind.RECONFIRMED, _("%(ref)s: your bid is confirmed and counts"), TASKS),
    NoticeText(BidNoticeKind.UNSENT, _("%(ref)s: bids are due within %(hours)s hours, yours is not submitted"), TASKS),
    NoticeText(
        BidNoticeKind.STILL_UNCONFIRMED,
        _("%(ref)s: bids are due within %(hours)s hours, yours does not count as it is"),
        CONFIRM,
    ),
    NoticeText(
        BidNoticeKind.UNSEALED,
        _("%(ref)s: the opening keys were changed, submit your bid again or it cannot count"),
        TASKS,
    ),
    NoticeText(BidNoticeKind.KEYS_CHANGED, _("%(ref)s: the opening keys were changed; your draft stays"), TASKS),
)


def tell_team(kind: BidNoticeKind, bid: Bid, team: Collection[User], *, event: str, at: datetime, **facts: str) -> None:
    """A notice to these people of a bid's team, once per event. It says nothing of what is offered."""
    notify(kind, team, event=event, facts={"id": str(bid.pk), "ref": bid.tender.ref, **facts}, at=at)
