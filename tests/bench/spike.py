"""A process of the product that receives sealed bids as fast as it can: one JSON command a line, one answer a line.

Its clients wait in one line, as requests wait for the threads of a server; what one waits for counts.
"""

import json
import queue
import sys
import threading
import time
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 -- after setup
from django.db import OperationalError, connection  # noqa: E402

from core import clock, triggers  # noqa: E402
from core.models import AuditLog  # noqa: E402
from core.sealing_child import SealedPart  # noqa: E402
from core.signing import services as signing  # noqa: E402
from procurement.bids.models import Bid, BidLot, FrozenKeyset, SubmissionWork  # noqa: E402
from procurement.bids.queries import keys as key_queries  # noqa: E402
from procurement.bids.services import receiving  # noqa: E402
from procurement.bids.services.submission import Prepared  # noqa: E402
from procurement.bids.states import BidState  # noqa: E402
from procurement.tenders import queries  # noqa: E402
from procurement.tenders.models import Tender, TenderVersion  # noqa: E402
from suppliers.models import Supplier  # noqa: E402
from tests.bids import written  # noqa: E402
from tests.bids.submitting import city_with_keys, open_tender  # noqa: E402

SHA = "ab" * 32
THREADS, LATER = 8, timedelta(hours=1)
FIRST = 100_000  # the number of the first client, of six digits
PEER = 200_000  # of the tender on which all clients of pgbench are; those with a client each follow


@dataclass(frozen=True)
class Ids:
    """What the rows of one client are called; `mode`: all on one tender, or each on its own."""

    bid: str
    tender: str
    version: str
    keyset: str


def numbered(kind: str, number: int) -> str:
    return f"00000000-0000-4000-{kind}-{number:012}"


def ids_of(mode: str, client: int, first_ids: Ids) -> Ids:
    """Of our clients, and of pgbench's, whose tenders are others: it moves a head without its tree."""
    number = FIRST + client
    if mode == "one":
        return Ids(numbered("8000", number), first_ids.tender, first_ids.version, first_ids.keyset)
    if mode == "peer one":
        return replace(ids_of("spread", PEER - FIRST, first_ids), bid=numbered("8002", number))
    if mode == "peer spread":
        number += PEER - FIRST + 1
    return Ids(*(numbered(kind, number) for kind in ("8001", "a000", "b000", "c000")))


def begin(*, clients: int, works: int) -> dict[str, Any]:
    """One tender with a bid for each client, as many tenders with a bid each; and what one reception asks of SQL."""
    written.set_clock(settings)
    city, _keys = city_with_keys()
    tender = open_tender(city)
    begun = written.begun_bid(tender=tender, lots=queries.lots_of(tender)[:1], at=clock.db_now()).bid
    signing.begin(at=clock.db_now())
    version, keyset = queries.latest_version(tender), key_queries.latest_keyset(tender)
    first_ids = Ids(str(begun.pk), str(tender.pk), str(version.pk), str(keyset.pk))
    receiving.receive(_prepared(first_ids, 1, _work(first_ids.bid)), by=begun.begun_by)
    ready = _prepared(first_ids, 2, _work(first_ids.bid))
    statements = _statements(lambda: receiving.receive(ready, by=begun.begun_by))
    triggers.let_rows_change()
    peers = [ids_of("peer one", 0, first_ids), *(ids_of("peer spread", client, first_ids) for client in range(clients))]
    _more_tenders(
        tender, version, keyset, [*(ids_of("spread", client, first_ids) for client in range(clients)), *peers]
    )
    for mode in ("one", "spread", "peer one", "peer spread"):
        bids = [_bid(begun, ids_of(mode, client, first_ids), client) for client in range(clients)]
        if mode == "one":
            Supplier.objects.bulk_create(_lead(bid, client) for client, bid in enumerate(bids))
        Bid.objects.bulk_create(bids)
        BidLot.objects.bulk_create(BidLot(bid=bid, lot_id=_lot()) for bid in bids)
        for client in range(clients if "peer" in mode else 0):
            SubmissionWork.objects.bulk_create(
                _work(ids_of(mode, client, first_ids).bid, pk=work_id(mode, client, number)) for number in range(works)
            )
    triggers.install()
    by = str(begun.begun_by_id)
    return {"one": asdict(first_ids), "by": by, "work": str(ready.work.pk), "statements": statements}


def work_id(mode: str, client: int, number: int) -> str:
    return numbered("9000" if mode == "peer one" else "9001", 10_000_000 + client * 10_000 + number)


def _more_tenders(tender: Tender, version: TenderVersion, keyset: FrozenKeyset, wanted: list[Ids]) -> None:
    """Copies of a tender, as far as a reception reads it. Triggers are away."""
    head = AuditLog.objects.get(pk=tender.audit_origin)
    tenders, versions, keysets, logs = [], [], [], []
    for no, ids in enumerate(wanted):
        about = {"ref": f"S-{no}", "publish_no": FIRST + no, "notice_no": FIRST + no, "next_check": None}
        tenders.append(_copied(tender, pk=uuid.UUID(ids.tender), **about))
        versions.append(_copied(version, pk=uuid.UUID(ids.version), tender_id=uuid.UUID(ids.tender)))
        keysets.append(_copied(keyset, pk=uuid.UUID(ids.keyset), tender_id=uuid.UUID(ids.tender)))
        logs.append(_copied(head, pk=f"tender:{ids.tender}"))
    for rows in (tenders, versions, keysets, logs):
        type(rows[0]).objects.bulk_create(rows)


def _copied(row: Any, **changes: Any) -> Any:
    names = [field.attname for field in row._meta.concrete_fields]
    copy = type(row)(**{name: getattr(row, name) for name in names if name != row._meta.pk.attname})
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


def _bid(begun: Bid, ids: Ids, client: int) -> Bid:
    changes = {"tender_id": uuid.UUID(ids.tender), "alias": f"~{client:012}", "state": BidState.SUBMITTED}
    return _copied(begun, pk=uuid.UUID(ids.bid), submitted_at=begun.begun_at, **changes)


def _lead(bid: Bid, client: int) -> Supplier:
    """A copy of the bid's supplier that leads this bid alone."""
    lead: Supplier = _copied(bid.supplier, pk=uuid.UUID(numbered("d000", client)), id_value=f"S-{client}")
    bid.supplier = lead
    return lead


def _work(bid: str, pk: str | None = None) -> SubmissionWork:
    now = datetime.now().astimezone()
    key = uuid.UUID(pk) if pk else uuid.uuid4()
    work = SubmissionWork(
        pk=key, bid_id=bid, idem_key=key.hex, object_names=[uuid.uuid4().hex], lease_until=now + LATER, begun_at=now
    )
    if pk is None:
        work.save(force_insert=True)
    return work


def _prepared(ids: Ids, number: int, work: SubmissionWork) -> Prepared:
    lot = _lot()
    parts = tuple(
        SealedPart(uuid.uuid4().hex, lot, kind, "{}", "[]", 4096, SHA, uuid.uuid4().hex * 2, SHA, SHA)
        for kind in ("technical", "price")
    )
    bid = Bid.objects.select_related("tender").get(pk=ids.bid)
    version = TenderVersion(pk=uuid.UUID(ids.version), tender_id=uuid.UUID(ids.tender), digest=SHA)
    keyset = FrozenKeyset(pk=uuid.UUID(ids.keyset), tender_id=uuid.UUID(ids.tender), digest=SHA)
    return Prepared(bid, work.idem_key, SHA, work, number, version, keyset, SHA, parts, b"slip")


def _lot() -> str:
    if not _LOTS:
        tender = Tender.objects.exclude(ref__startswith="S-").get()
        _LOTS.append(str(queries.lots_of(tender)[0].pk))
    return _LOTS[0]


_LOTS: list[str] = []


def _statements(act: Any) -> list[tuple[str, list[Any]]]:
    """Every statement of an act with its values, as text that SQL reads."""
    seen: list[tuple[str, list[Any]]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        with connection.connection.cursor() as cursor:
            values = [cursor.mogrify("%s", [value]) for value in params or ()]
        seen.append((sql, values))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return seen


class Line:
    """Clients of one mode in a line, and the versions they have sent."""

    def __init__(self, mode: str, clients: list[int], first_ids: Ids, by: str) -> None:
        from core.models import User

        self.by = User.objects.get(pk=by)
        self.waiting: queue.SimpleQueue[tuple[float, int]] = queue.SimpleQueue()
        self.ids = {client: ids_of(mode, client, first_ids) for client in clients}
        counted = Bid.objects.in_bulk([ids.bid for ids in self.ids.values()])
        self.numbers = {client: counted[uuid.UUID(ids.bid)].revisions.count() for client, ids in self.ids.items()}
        self.ready: dict[int, list[Prepared]] = {}

    def prepare(self, each: int) -> None:
        for client, ids in self.ids.items():
            works = SubmissionWork.objects.bulk_create(_work(ids.bid, pk=str(uuid.uuid4())) for _ in range(each))
            first = _prepared(ids, self.numbers[client] + 1, works[0])
            self.ready[client] = [
                first if not n else _again(first, self.numbers[client] + 1 + n, work) for n, work in enumerate(works)
            ]

    def run(self, start_at: float, seconds: float) -> list[float]:
        time.sleep(max(0.0, start_at - time.time()))
        begun = time.monotonic()
        self.until = begun + seconds
        for client in self.ids:
            self.waiting.put((begun, client))
        self.taken: list[float] = []
        threads = [threading.Thread(target=self._serve) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.taken

    def _serve(self) -> None:
        try:
            while time.monotonic() < self.until:
                try:
                    since, client = self.waiting.get(timeout=0.1)
                except queue.Empty:
                    continue
                if not self.ready[client]:
                    continue
                try:
                    receiving.receive(self.ready[client][0], by=self.by)
                except OperationalError:  # past three seconds of waiting: a page that asks to try again
                    self.waiting.put((since, client))
                    continue
                self.ready[client].pop(0)
                self.numbers[client] += 1
                now = time.monotonic()
                self.taken.append(now - since)
                self.waiting.put((now, client))
        finally:
            connection.close()


def _again(first: Prepared, number: int, work: SubmissionWork) -> Prepared:
    parts = tuple(
        SealedPart(uuid.uuid4().hex, part.lot, part.kind, "{}", "[]", 4096, SHA, uuid.uuid4().hex * 2, SHA, SHA)
        for part in first.parts
    )
    values = [getattr(first, name) for name in ("bid", "version", "keyset")]
    bid, version, keyset = values
    return Prepared(bid, work.idem_key, SHA, work, number, version, keyset, SHA, parts, b"slip")


def main() -> None:
    for text in sys.stdin:
        command = json.loads(text)
        if command.pop("do") == "begin":
            answer: Any = begin(**command)
        else:
            line = Line(command["mode"], command["clients"], Ids(**command["one"]), command["by"])
            line.prepare(command["each"])
            print(json.dumps("ready"), flush=True)
            answer = line.run(json.loads(sys.stdin.readline()), command["seconds"])
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
