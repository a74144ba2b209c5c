"""A retired key ends: its locked half is deleted once no tender needs it any more (SEALING §2)."""

from datetime import datetime

from django.db import transaction

from core import audit
from procurement.bids.gather.openings import expected_envelopes
from procurement.bids.models import OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.queries import openings as opening_queries
from procurement.bids.services.keys import facts_of
from procurement.bids.states import KeyLeafKind, OpeningPart
from procurement.tenders.models import Tender
from procurement.tenders.states import AFTER_OPENING, TENDER_STATES, TenderState


def forget_halves(at: datetime) -> int:
    """Delete the locked halves of retired keys that open nothing any more. Who: the clock. Returns how many.

    A half stays while any tender needs it whose keyset, or one that was replaced, names the key. The row stays, with
    its public half. Effects: leaf key.half_forgotten for each, each in a transaction of its own.
    """
    keys = queries.retired_with_half()
    named_in = queries.tenders_that_name(keys)
    needed = {tender for tenders in named_in.values() for tender in tenders}
    needed = {tender for tender in needed if may_be_opened(tender)}
    return sum(_forget(key, at=at) for key in keys if needed.isdisjoint(named_in.get(key.pk, ())))


def may_be_opened(tender: Tender) -> bool:
    """Whether something of the tender's bids is sealed that its keys open some day. Two queries at most.

    Open or closed, suspended or with lost keys: yes. Opened: while prices are sealed that come last, and as long as
    the tender can still come to their opening. A tender that makes no move any more is over, whatever is sealed.
    """
    state = TenderState(tender.state)
    moves = TENDER_STATES[state].moves
    if state not in AFTER_OPENING:
        return bool(moves)
    if not moves or tender.envelopes == 1 or opening_queries.is_closed(tender, OpeningPart.PRICE):
        return False
    return bool(expected_envelopes(tender, OpeningPart.PRICE))


@transaction.atomic
def _forget(key: OpeningKey, *, at: datetime) -> bool:
    """False where another was faster."""
    if not OpeningKey.objects.filter(pk=key.pk, retired_at__isnull=False, wrapped__isnull=False).update(wrapped=None):
        return False
    audit.record(KeyLeafKind.HALF_FORGOTTEN, key, by=None, at=at, facts=facts_of(key))
    return True
