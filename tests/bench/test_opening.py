"""Opening 100 bids of 2 MB, and one more line in a log of a million. Goals: 20 s by the clock, 2 ms."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import transaction

from core import audit, triggers
from core.child import run_in_child
from core.models import AuditLog, User
from offline import tree
from procurement.bids.opening_child import open_each
from procurement.bids.services import reading_envelopes
from procurement.bids.states import OpeningLeafKind
from tests.architecture.rows import make
from tests.bench import harness
from tests.bench.opening_child import sealed_body

pytestmark = pytest.mark.bench

FILE, BIDS, LEAVES, ROUNDS = "opening", 100, 1_000_000, 200


def test_opening_a_hundred_bids_of_two_megabytes_takes_twenty_seconds(tmp_path):
    """By the children as the service starts them: eight envelopes each, two at a time."""
    envelopes, folder = tmp_path / "envelopes", tmp_path / "opened"
    envelopes.mkdir()
    folder.mkdir()
    where = {"folder": str(folder), "storage_key": bytes(range(32)).hex()}
    orders = [{**sealed_body(envelopes, number), **where} for number in range(BIDS)]
    step = reading_envelopes.AT_ONCE
    groups = [orders[start : start + step] for start in range(0, BIDS, step)]

    def opened(group):
        content = json.dumps(group).encode()
        answer = run_in_child(open_each, content, reading_envelopes.SEVERAL, reads=(envelopes,), writes=(folder,))
        return json.loads(answer)

    begun = time.monotonic()
    with ThreadPoolExecutor(max_workers=reading_envelopes.WORKERS) as pool:
        answers = [answer for group in pool.map(opened, groups) for answer in group]
    taken = time.monotonic() - begun

    assert [list(answer) for answer in answers] == [["manifest", "nonce", "files"]] * BIDS
    harness.judge(FILE, "100 bids of 2 MB opened, seconds by the clock", [taken], goal=20.0)


@pytest.mark.django_db
def test_one_more_line_in_a_log_of_a_million_takes_two_milliseconds():
    """What a log costs is its head: the lines before are not looked at, so they are not made here."""
    hashes = [secrets.token_bytes(32)] * LEAVES
    frontier = tree.frontier_of(hashes)
    person, seconds = make(User), []
    triggers.remove()
    head = {"size": frontier.size, "frontier": frontier.text(), "root": frontier.root().hex()}
    AuditLog.objects.update_or_create(origin=audit.PLATFORM, defaults=head)
    triggers.install()
    with transaction.atomic():
        for _round in range(ROUNDS):
            worked = harness.cpu()
            audit.record(OpeningLeafKind.REFUSED, person, by=None, at=datetime.now(UTC), facts={"cause": "clock"})
            seconds.append(harness.cpu() - worked)
    harness.judge(FILE, "a line in a log of 1,000,000, milliseconds", [1000 * each for each in seconds[1:]], goal=2.0)
