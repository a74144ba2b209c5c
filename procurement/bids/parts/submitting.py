"""What the submission brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import LogSentence, PageRoutes, Parts
from core.timers import RecurringPart, daily
from core.verification import Verification
from procurement.bids import sealed_integrity
from procurement.bids.api import submitting as api
from procurement.bids.services import works
from procurement.bids.states import SubmissionLeafKind
from procurement.bids.urls import submitting as urls

PARTS = Parts(
    pages=[PageRoutes("bids/", "bids", urls.patterns), PageRoutes("check/", "receipts", urls.public)],
    api=api.routes,
    leaf_kinds=[SubmissionLeafKind],
    sentences=[
        LogSentence(
            SubmissionLeafKind.KEYSET_MISMATCH, _("Refused a bid: its opening keys were not those of the notice")
        )
    ],
    verifications=[
        Verification("bids", "bids that came in sealed", sealed_integrity.check_versions),
        Verification("envelopes", "sealed envelopes, byte by byte", sealed_integrity.check_envelopes),
    ],
    recurring=[RecurringPart("bids.collect_envelopes", daily(2, 30), works.collect)],
)
