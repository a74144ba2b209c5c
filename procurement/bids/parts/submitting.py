"""What the submission brings to the house."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.assembly import HomePart, LogSentence, PageRoutes, Parts
from core.timers import RecurringPart, hourly
from core.verification import Verification
from procurement.bids import sealed_integrity, store
from procurement.bids.api import submitting as api
from procurement.bids.home import damaged_store
from procurement.bids.notices.envelopes import NOTICES
from procurement.bids.services import envelope_checks, works
from procurement.bids.states import EnvelopeLeafKind, SubmissionLeafKind
from procurement.bids.urls import submitting as urls

PARTS = Parts(
    pages=[
        PageRoutes("bids/", "bids", urls.patterns, sealed=True),
        PageRoutes("check/", "receipts", urls.public, sealed=True),
    ],
    sealed_api=api.routes,
    home=[HomePart(3, damaged_store)],
    notices=NOTICES,
    leaf_kinds=[SubmissionLeafKind, EnvelopeLeafKind],
    receiving=[store.receiving_faults],
    sentences=[
        LogSentence(
            SubmissionLeafKind.KEYSET_MISMATCH, _("Refused a bid: its opening keys were not those of the notice")
        ),
        LogSentence(
            EnvelopeLeafKind.DAMAGED,
            ngettext_lazy(
                "%(count)d file of a sealed bid was damaged", "%(count)d files of sealed bids were damaged", "count"
            ),
        ),
        LogSentence(
            EnvelopeLeafKind.RESTORED,
            ngettext_lazy(
                "%(count)d damaged file of a sealed bid was put back whole",
                "%(count)d damaged files of sealed bids were put back whole",
                "count",
            ),
        ),
    ],
    verifications=[
        Verification("bids", "bids that came in sealed", sealed_integrity.check_versions),
        Verification("envelopes", "sealed envelopes, byte by byte", sealed_integrity.check_envelopes),
    ],
    recurring=[
        RecurringPart("bids.collect_envelopes", hourly, works.collect),
        RecurringPart("bids.check_envelopes", hourly, envelope_checks.request_check),
    ],
)
