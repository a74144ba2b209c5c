"""Who learns that the file of a sealed envelope is damaged: those who keep files, and the team of the bid."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.services import notify
from procurement.bids.models import Bid, EnvelopeCheck


class EnvelopeNoticeKind(NoticeKind):
    FILE_DAMAGED = "envelope.file_damaged"
    FILE_RESTORED = "envelope.file_restored"
    BID_DAMAGED = "bid.damaged"
    BID_RESTORED = "bid.restored"


NOTICES = (
    NoticeText(EnvelopeNoticeKind.FILE_DAMAGED, _("The folder of bids is damaged: run manage.py verify"), "home"),
    NoticeText(EnvelopeNoticeKind.FILE_RESTORED, _("The folder of bids is whole again"), "home"),
    NoticeText(
        EnvelopeNoticeKind.BID_DAMAGED,
        _("%(ref)s: the site's copy of your sealed bid is damaged, submit it again before the deadline"),
        "bids:tasks",
    ),
    NoticeText(
        EnvelopeNoticeKind.BID_RESTORED, _("%(ref)s: the site's copy of your sealed bid is whole again"), "bids:tasks"
    ),
)


def tell_keepers(kind: EnvelopeNoticeKind, people: Collection[User], *, at: datetime) -> None:
    """A notice to administrators about the folder, once a day at most: neither which files nor how many.

    An administrator may be an officer as well, and a count of files tells of bids.
    """
    notify(kind, people, event=f"{kind}:{at.date().isoformat()}", facts={}, at=at)


def tell_team(
    kind: EnvelopeNoticeKind, check: EnvelopeCheck, bid: Bid, team: Collection[User], *, at: datetime
) -> None:
    """A notice to the people of a bid about their own bid, once for both of its parts."""
    event = f"{kind}:{check.envelope.revision_id}:{check.condition_at.isoformat()}"
    notify(kind, team, event=event, facts={"id": str(bid.pk), "ref": bid.tender.ref}, at=at)
