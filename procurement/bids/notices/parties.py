"""The words of what people are told about bids. Of what is offered nothing is said."""

from django.utils.translation import gettext_lazy as _

from core.notice_kinds import NoticeText
from procurement.bids.states import BidPartyNoticeKind

PARTY_TEXTS = (
    NoticeText(BidPartyNoticeKind.ASKED, _("%(lead)s asks you to sign your part of a bid: %(tender)s"), "bids:sign"),
    NoticeText(BidPartyNoticeKind.SIGNED, _("%(party)s has signed its part: %(tender)s"), "bids:parties"),
    NoticeText(BidPartyNoticeKind.TAKEN_BACK, _("%(party)s has taken its signature back: %(tender)s"), "bids:parties"),
    NoticeText(BidPartyNoticeKind.DECLINED, _("%(party)s has declined its part: %(tender)s"), "bids:parties"),
    NoticeText(
        BidPartyNoticeKind.GIVEN_UP, _("%(lead)s has given up the bid in which you had a part: %(tender)s"), "bids:list"
    ),
)
