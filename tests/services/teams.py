"""A city with keys, an open tender, and firms that bid for it, made in an installation: one JSON command, one answer.

The clock stands weeks before the deadline. What is written in a bid is left to whoever asks: `fields` says what is
asked for, by section, with an answer that the tender takes.
"""

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.db import transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from core import clock, clock_switch  # noqa: E402
from core.models import Role  # noqa: E402
from procurement.bids.outline import outline_of  # noqa: E402
from procurement.bids.queries import drafts  # noqa: E402
from procurement.bids.views.drafting import cookie_name  # noqa: E402
from procurement.tenders import gather, services  # noqa: E402
from procurement.tenders import queries as tender_queries  # noqa: E402
from procurement.tenders.models import Tender  # noqa: E402
from tests import builders  # noqa: E402
from tests.bids import submitting as bids  # noqa: E402
from tests.bids import written  # noqa: E402


def begin(*, count: int, is_whole: bool) -> dict[str, Any]:
    """So many bids, with everything written or with nothing but signed facts; and the people of the city."""
    written.set_clock(settings)
    city, _keys = bids.city_with_keys()
    tender = bids.open_tender(city)
    roles = (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)
    people = {role.value: _cookies(builders.person(role, authority=city)) for role in roles}
    begun = [_bid(tender, number, is_whole=is_whole) for number in range(count)]
    return {"tender": str(tender.pk), "bids": begun, "people": people}


def _bid(tender: Tender, number: int, *, is_whole: bool) -> dict[str, Any]:
    firm = written.firm(name=f"Firm {number}")
    lots = tender_queries.lots_of(tender)[:1]
    begun = written.begun_bid(tender=tender, supplier=firm, lots=lots, at=clock.db_now())
    if is_whole:
        bids.complete(begun)
    else:
        bids.confirm_facts(begun)
    outline = outline_of(gather.publication_of(tender).content, [lot.no for lot in drafts.lots_of(begun.bid)])
    key = begun.draft_key.raw.hex()
    cookies = _cookies(begun.bid.begun_by) | {cookie_name(begun.bid): key}
    return {"bid": str(begun.bid.pk), "key": key, "cookies": cookies, "fields": bids.filled_texts(outline)}


def _cookies(person: Any) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    return {name: morsel.value for name, morsel in client.cookies.items()}


def close(*, tender: str) -> dict[str, Any]:
    """The deadline is over, and the clock closes the tender."""
    row = Tender.objects.get(pk=tender)
    assert row.deadline_at is not None
    clock_switch.move_to(instant=row.deadline_at + timedelta(seconds=1), by=None, at=clock.db_now())
    with transaction.atomic():
        services.tick(tender=row, at=clock.db_now())
    return {"state": Tender.objects.get(pk=tender).state}


command = json.loads(sys.stdin.read())
with override_settings(CLOCK_MOVES=True):
    answer = {act.__name__: act for act in (begin, close)}[command.pop("do")](**command)
print(json.dumps(answer))
