"""What the opening of bids brings to the house."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.assembly import HomePart, LogSentence, PageRoutes, Parts, SectionPart, SectionPlace
from core.timers import TimerPart
from core.verification import Verification
from procurement.bids import sealed_integrity
from procurement.bids.api import openings as api
from procurement.bids.models import Opening
from procurement.bids.notices.openings import NOTICES
from procurement.bids.pages.opening_home import opened_lately, opening_of_tender, openings_to_do, our_results
from procurement.bids.reminders import openings as reminders
from procurement.bids.services import openings
from procurement.bids.states import OpeningLeafKind
from procurement.bids.urls import opening as urls

PARTS = Parts(
    pages=[PageRoutes("bids/", "bids", urls.patterns)],
    api=api.routes,
    home=[HomePart(8, openings_to_do), HomePart(45, opened_lately), HomePart(45, our_results)],
    sections=[
        SectionPart(
            "tenders:detail",
            SectionPlace.BELOW,
            5,
            "bids/opening/_of_tender.html",
            opening_of_tender,
            anchor="opening",
            label=_("Opening of the bids"),
        )
    ],
    leaf_kinds=[OpeningLeafKind],
    sentences=[
        LogSentence(OpeningLeafKind.CALLED, _("Called the opening of the bids")),
        LogSentence(OpeningLeafKind.FIRST_HALF_GIVEN, _("Gave the first half of the keys")),
        LogSentence(OpeningLeafKind.SECOND_HALF_GIVEN, _("Gave the second half of the keys")),
        LogSentence(
            OpeningLeafKind.ENVELOPE_READ,
            ngettext_lazy("%(count)d envelope looked at", "%(count)d envelopes looked at", "count"),
        ),
        LogSentence(OpeningLeafKind.CLOSED, _("Closed and recorded the opening"), public=True),
        LogSentence(OpeningLeafKind.EXPIRED, _("The opening expired: more than 30 minutes between the two")),
        LogSentence(
            OpeningLeafKind.REFUSED,
            ngettext_lazy("%(count)d attempt to open refused", "%(count)d attempts to open refused", "count"),
        ),
        LogSentence(OpeningLeafKind.LOST_KEYS_PROPOSED, _("Proposed new bids, because opening keys are lost")),
    ],
    notices=NOTICES,
    verifications=[Verification("openings", "openings and what they opened", sealed_integrity.check_openings)],
    timers=[TimerPart(Opening, reminders.due, {"expire": openings.expire_due})],
)
