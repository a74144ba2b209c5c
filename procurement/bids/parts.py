"""What bids bring to the house."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from core import access
from core.access import Person
from core.assembly import LogSentence, Note, NotePart, Parts
from core.models import Role
from procurement.bids.states import BidLeafKind


def opening_note(user: Person) -> Note | None:
    """To openers: there is nothing to open here yet."""
    if not access.holds_any(user, Role.OPENER):
        return None
    return Note(
        _("Opening bids"),
        _("The opening by two keys is not built yet: bids of running tenders are not taken here."),
    )


PARTS = Parts(
    notes=[NotePart(20, opening_note)],
    unbuilt=[
        gettext_lazy("Bids are not taken here yet: none is sealed, opened by two keys or given a receipt."),
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
