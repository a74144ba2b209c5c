"""Who learns of an opening: the holders of keys, the officers, and each team of its own bid alone."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from procurement.bids.models import Bid, FrozenMember, Opening

OPENING, TASKS, LOST_KEYS = "bids:opening", "bids:tasks", "bids:opening-lost-keys"


class OpeningNoticeKind(NoticeKind):
    CALLED = "opening.called"
    HALF_GIVEN = "opening.half_given"
    EXPIRED = "opening.expired"
    CLOSED = "opening.closed"
    LOST_KEYS_PROPOSED = "opening.lost_keys_proposed"
    NEW_KEYS = "opening.new_keys"
    BID_OPENED = "bid.opened"
    BID_UNREADABLE = "bid.unreadable"


NOTICES = (
    NoticeText(OpeningNoticeKind.CALLED, _("%(ref)s: the opening is called, two holders of keys are needed"), OPENING),
    NoticeText(OpeningNoticeKind.HALF_GIVEN, _("%(ref)s: one half is in, a second person is needed now"), OPENING),
    NoticeText(OpeningNoticeKind.EXPIRED, _("%(ref)s: more than 30 minutes passed, the opening begins again"), OPENING),
    NoticeText(OpeningNoticeKind.CLOSED, _("%(ref)s: the bids are opened and recorded"), OPENING),
    NoticeText(
        OpeningNoticeKind.LOST_KEYS_PROPOSED,
        _("%(ref)s: new bids are proposed because its opening keys are lost; another officer confirms"),
        LOST_KEYS,
    ),
    NoticeText(
        OpeningNoticeKind.NEW_KEYS,
        _("%(ref)s takes bids again: its opening keys were lost, and every bid must be submitted anew"),
        "tenders:detail",
    ),
    NoticeText(OpeningNoticeKind.BID_OPENED, _("%(ref)s: your bid was opened"), TASKS),
    NoticeText(OpeningNoticeKind.BID_UNREADABLE, _("%(ref)s: your bid could not be read"), TASKS),
)


def tell_members(
    kind: OpeningNoticeKind,
    opening: Opening,
    members: Iterable[FrozenMember],
    *,
    but: User | None = None,
    at: datetime,
    again: str = "",
) -> int:
    """A notice to the active holders of a keyset, but one person, once per opening, and once more for each `again`.

    Returns how many learned of it now.
    """
    people = {member.key.holder for member in members if member.key.holder.is_active} - ({but} if but else set())
    return tell(kind, opening, people, at=at, again=again)


def tell(kind: OpeningNoticeKind, opening: Opening, people: Collection[User], *, at: datetime, again: str = "") -> int:
    """A notice about an opening to these people. It says nothing of what is offered, nor how many bids came."""
    facts = {"id": str(opening.tender_id), "ref": opening.tender.ref}
    event = f"{kind}:{opening.pk}" + (f":{again}" if again else "")
    return len(notify(kind, people, event=event, facts=facts, at=at))


def tell_team(kind: OpeningNoticeKind, bid: Bid, team: Collection[User], opening: Opening, *, at: datetime) -> None:
    """A notice to the people of a bid about their own bid."""
    facts = {"id": str(bid.pk), "ref": opening.tender.ref}
    notify(kind, team, event=f"{kind}:{bid.pk}:{opening.pk}", facts=facts, at=at)
