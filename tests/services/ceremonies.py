"""A closed tender with its bids and both halves of its keys, made in an installation: one JSON command, one answer."""

import json
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.db import transaction  # noqa: E402
from django.test import override_settings  # noqa: E402

from core import clock, clock_switch  # noqa: E402
from tests.bids import written  # noqa: E402
from tests.bids.opening import ceremony as acts  # noqa: E402


def begin(*, bids: int) -> dict[str, Any]:
    """So many bids are in, the deadline is over, two people gave their halves: the work waits for a worker."""
    written.set_clock(settings)
    ceremony = acts.received(bids=bids)
    with transaction.atomic():
        acts.close(ceremony, _move)
    acts.call(ceremony)
    opening = acts.both_give(ceremony)
    return {"opening": str(opening.pk), "job": str(acts.job_of(opening).pk)}


def _move(*, to: Any) -> None:
    clock_switch.move_to(instant=to, by=None, at=clock.db_now())


command = json.loads(sys.stdin.read())
with override_settings(CLOCK_MOVES=True):
    answer = {act.__name__: act for act in (begin,)}[command.pop("do")](**command)
print(json.dumps(answer))
