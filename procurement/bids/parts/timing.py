"""What depends on the deadline brings to the house: withdrawal, reconfirmation, attempts, reminders."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.assembly import LogSentence, PageRoutes, Parts, RecipientPart, RefusalPart
from core.timers import TimerPart
from procurement.bids.api import timing as api
from procurement.bids.models import Bid
from procurement.bids.notices.timing import NOTICES
from procurement.bids.queries import timing as queries
from procurement.bids.reminders import timing as reminders
from procurement.bids.services import attempts
from procurement.bids.states import AttemptLeafKind
from procurement.bids.urls import timing as urls

PARTS = Parts(
    pages=[PageRoutes("bids/", "bids", urls.patterns, sealed=True)],
    sealed_api=api.routes,
    leaf_kinds=[AttemptLeafKind],
    sentences=[
        LogSentence(
            AttemptLeafKind.ATTEMPT_REFUSED,
            ngettext_lazy("%(count)d bid sent and not taken", "%(count)d bids sent and not taken", "count"),
        ),
        LogSentence(
            AttemptLeafKind.READING_REFUSED,
            ngettext_lazy(
                "%(count)d attempt to see a bid before the opening",
                "%(count)d attempts to see a bid before the opening",
                "count",
            ),
        ),
        LogSentence(AttemptLeafKind.KEY_READING_REFUSED, _("Attempts to see or use another's opening key: %(count)d")),
    ],
    notices=NOTICES,
    timers=[TimerPart(Bid, reminders.due, {"remind": reminders.remind})],
    recipients=[RecipientPart("tenders.tender", queries.recipients_of)],
    refusals=[RefusalPart(("bids:", "api:bid"), attempts.record_bid_refusal)],
)
