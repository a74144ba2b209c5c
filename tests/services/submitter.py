"""A process of the product that submits one bid, and may be killed at one of the steps: one JSON command, one answer."""

import json
import os
import signal
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.test import override_settings  # noqa: E402

from core import clock, clock_switch  # noqa: E402
from procurement.bids.draft_keys import DraftKey  # noqa: E402
from procurement.bids.models import Bid, BidReceipt, BidRevision, SealedEnvelope, SubmissionWork  # noqa: E402
from procurement.bids.services import receiving, sealing, submitting, works  # noqa: E402
from procurement.bids.services.submission import SubmissionRunning  # noqa: E402
from tests.bids import submitting as bids  # noqa: E402
from tests.bids import written  # noqa: E402

# What runs first at each step; the process is gone before it.
STEPS = {
    "row": (sealing, "seal_parts"),
    "parts": (works, "place"),
    "objects": (sealing, "sealed_slip"),
    "transaction": (receiving, "_end_work"),
}


def die(*_arguments: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def begin(*, count: int) -> dict[str, Any]:
    """A city with keys, an open tender, and so many bids that lack nothing."""
    written.set_clock(settings)
    city, _keys = bids.city_with_keys()
    tender = bids.open_tender(city)
    begun = [bids.ready_bid(city, tender=tender, name=f"Firm {number}") for number in range(count)]
    return {"bids": [[str(submit_one.bid.pk), submit_one.draft_key.raw.hex()] for submit_one in begun]}


def submit(*, bid: str, key: str, killed_at: str = "") -> dict[str, Any]:
    """Submit it, always under one key."""
    if killed_at in STEPS:
        module, name = STEPS[killed_at]
        setattr(module, name, die)
    row = Bid.objects.get(pk=bid)
    by = row.begun_by
    try:
        ready = submitting.prepare_submission(
            bid=row, draft_key=DraftKey(bytes.fromhex(key)), idem_key=f"press{row.pk.hex}", by=by, at=clock.db_now()
        )
        version = submitting.receive_bid(prepared=ready, by=by)
    except SubmissionRunning:
        return {"running": True}
    if killed_at == "answer":
        die()
    return {"number": version.number, "receipt": version.receipt.text}


def wait(*, seconds: int) -> dict[str, Any]:
    """Time goes on."""
    now = clock.db_now()
    clock_switch.move_to(instant=now + timedelta(seconds=seconds), by=None, at=now)
    return {}


def look() -> dict[str, Any]:
    """How many rows there are, and how many objects that no version names."""
    named = set(SealedEnvelope.objects.values_list("object_name", flat=True))
    counts = [model.objects.count() for model in (BidRevision, BidReceipt, SubmissionWork)]
    return {"rows": counts, "orphans": len(set(bids.objects()) - named), "missing": len(named - set(bids.objects()))}


command = json.loads(sys.stdin.read())
with override_settings(CLOCK_MOVES=True):
    answer = {act.__name__: act for act in (begin, submit, wait, look)}[command.pop("do")](**command)
print(json.dumps(answer))
