"""What opened bids bring to the house, and what this version does not do with them."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from core.assembly import LogSentence, Parts
from procurement.bids.states import BidLeafKind

PARTS = Parts(
    unbuilt=[
        gettext_lazy("Bids are opened here by two people; a panel does not mark them yet, and nobody awards."),
    ],
    leaf_kinds=[BidLeafKind],
    sentences=[
        LogSentence(
            BidLeafKind.SUBMITTED, ngettext_lazy("%(count)d bid submitted", "%(count)d bids submitted", "count")
        ),
        LogSentence(
            BidLeafKind.WITHDRAWN, ngettext_lazy("%(count)d bid withdrawn", "%(count)d bids withdrawn", "count")
        ),
        LogSentence(
            BidLeafKind.UNCONFIRMED,
            ngettext_lazy("%(count)d bid must be confirmed again", "%(count)d bids must be confirmed again", "count"),
        ),
        LogSentence(
            BidLeafKind.RECONFIRMED,
            ngettext_lazy("%(count)d bid confirmed again", "%(count)d bids confirmed again", "count"),
        ),
        LogSentence(BidLeafKind.OPENED, ngettext_lazy("%(count)d bid read out", "%(count)d bids read out", "count")),
        LogSentence(
            BidLeafKind.UNREADABLE,
            ngettext_lazy("%(count)d bid could not be read", "%(count)d bids could not be read", "count"),
        ),
    ],
)
