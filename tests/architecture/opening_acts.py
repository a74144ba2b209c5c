"""What an opening leaves in logs, done once for `test_leaves`."""

from contextlib import suppress

from core import clock
from procurement.bids import store
from procurement.bids.models import SealedEnvelope
from procurement.bids.services import lost_keys, openings
from procurement.bids.services.opening_refusals import OpeningRefused
from procurement.tenders import services as tenders
from tests import builders
from tests.architecture.timing_acts import time_machine
from tests.bids import written
from tests.bids.keys import exchange_key_rows
from tests.bids.opening import ceremony as acts


def open_bids():
    """Two bids come in, and one of them is lost; somebody calls too early, the second person is late, then all goes."""
    with time_machine(written.AT):
        ceremony = acts.received(bids=2)
        with suppress(OpeningRefused):
            acts.call(ceremony)
    lost = SealedEnvelope.objects.filter(revision=ceremony.revisions[1]).first()
    store.remove(store.envelope_path(lost.object_name))
    acts.call(ceremony)
    first = acts.give(ceremony, ceremony.keys[0])
    openings.expire_opening(opening=first, at=clock.db_now())
    acts.opened(ceremony)


def lose_the_keys(*, typed):
    """Two of three keys of a closed tender are lost, and two officers let everybody submit again."""
    with time_machine(written.AT):
        ceremony = acts.received(bids=1)
    tenders.tick(tender=ceremony.tender, at=written.DEADLINE)
    for _key in range(2):
        exchange_key_rows(ceremony.tender.authority)
    officer, other = (builders.person("officer", authority=ceremony.tender.authority) for _ in range(2))
    at = clock.db_now()
    proposal = lost_keys.propose_new_bids(tender=ceremony.tender, reason=typed, by=officer, at=at)
    lost_keys.take_new_bids(tender=ceremony.tender, proposal=proposal, by=other, at=at)
