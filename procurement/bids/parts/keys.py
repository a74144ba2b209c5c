"""What keys that open bids bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import HomePart, LogSentence, PageRoutes, Parts, RefusalPart, SectionPart, SectionPlace
from core.timers import RecurringPart, TimerPart, daily, hourly
from procurement.bids.api import keys as api
from procurement.bids.models import OpeningKey
from procurement.bids.notices.keys import NOTICES
from procurement.bids.pages.key_home import keys_to_do, keys_waited_for
from procurement.bids.pages.keysets import keyset_of_tender
from procurement.bids.reminders import keys as reminders
from procurement.bids.services import attempts, key_ends, keyset_checks
from procurement.bids.states import KeyLeafKind
from procurement.bids.urls import keys as urls

PARTS = Parts(
    pages=[PageRoutes("bids/", "bids", urls.patterns)],
    home=[HomePart(15, keys_to_do), HomePart(17, keys_waited_for)],
    api=api.routes,
    sections=[SectionPart("tenders:detail", SectionPlace.BELOW, 20, "bids/_keyset.html", keyset_of_tender)],
    leaf_kinds=[KeyLeafKind],
    sentences=[LogSentence(KeyLeafKind.FROZEN, _("Fixed who opens the bids"), public=True)],
    notices=NOTICES,
    timers=[
        TimerPart(
            OpeningKey,
            reminders.due,
            {"remind": reminders.remind, "end": reminders.end, "renew": reminders.renew},
        )
    ],
    recurring=[
        RecurringPart("keys.check_keysets", hourly, keyset_checks.check_keysets),
        RecurringPart("keys.deadlines", hourly, reminders.look_at_deadlines),
        RecurringPart("keys.forget_halves", daily(3, 30), key_ends.forget_halves),
    ],
    refusals=[
        RefusalPart(("bids:key", "api:opening-key", "api:authority-opening-keys"), attempts.record_key_refusal),
    ],
)
