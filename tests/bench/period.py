"""Fills a PostgreSQL with a hundred thousand tenders of one authority and times the figures of its policy review.

`python -m tests.bench.period` prints {"seconds": of CPU of the database, "wall": …, "figures": …} as JSON; DATABASE_URL
names the database, TENDERS how many. Rows are written by INSERT … SELECT, triggers aside: their past is none that a
service would walk.
"""

import json
import os
import time
from datetime import date
from pathlib import Path

import django

TENDERS = int(os.environ.get("TENDERS", "100000"))
ROUNDS = 4
DAY = "timestamptz '2025-01-01 09:00Z' + (n % 500) * interval '1 day'"
OPENED = f"{DAY} + (20 + n % 30) * interval '1 day'"
COUNT = f"generate_series(1, {TENDERS}) n"
LOTS = f"{COUNT} CROSS JOIN LATERAL generate_series(1, 1 + n % 2) k"
BIDS = "CROSS JOIN LATERAL generate_series(1, 1 + n % 5) b"


def uuid(kind, number):
    """The id of a row: rising with its number, so that its index grows at one end."""
    return f"('{kind:08}-0000-0000-0000-' || lpad(to_hex({number}), 12, '0'))::uuid"


TENDER, LOT, BID = uuid(1, "n"), uuid(2, "n * 10 + k"), uuid(4, "n * 10 + b")
CRITERION = uuid(3, "n * 10 + w.no")


def insert(model, source, **expressions):
    """Rows of a model from a FROM clause: the given SQL by column, a plain value for every other one that needs one."""
    from django.db import connection, models

    columns = {}
    for field in model._meta.concrete_fields:
        if field.column in expressions:
            columns[field.column] = expressions[field.column]
        elif not field.null and not isinstance(field, models.AutoField):
            plain = {models.JSONField: "'{}'", models.BooleanField: "false", models.DateTimeField: "now()"}
            plain |= {models.IntegerField: "0", models.DecimalField: "0"}
            columns[field.column] = next((text for kind, text in plain.items() if isinstance(field, kind)), "''")
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())} FROM {source}"
        )


def insert_tenders(authority):
    """Half run here, half imported, every fiftieth still open; one or two lots, interfaces in two of three."""
    from procurement.tenders.models import Lot, Tender, TenderInterface

    insert(
        Tender,
        COUNT,
        id=TENDER,
        ref="'T-' || n",
        title="'Lamps ' || n",
        authority_id=f"'{authority.pk}'",
        origin="CASE WHEN n % 2 = 0 THEN 'own' ELSE 'imported' END",
        publish_no="n",
        state="CASE WHEN n % 50 = 0 THEN 'open' ELSE 'opened' END",
        published_at=DAY,
        deadline_at=f"{DAY} + (20 + n % 25) * interval '1 day'",
        price_formula="'fixed_linear'",
        total_points="'100'",
    )
    insert(Lot, LOTS, id=LOT, tender_id=TENDER, no="k", title="'Lot'", state="'active'")
    insert(TenderInterface, f"{COUNT} WHERE n % 3 > 0", tender_id=TENDER, no="1", code="'IF'", weight="5")


def insert_criteria():
    """Four leaves in each lot; price weighs 30 to 80."""
    from procurement.tenders.models import Criterion

    weights = "(VALUES (1, 'price', 30 + n % 51), (2, 'interop', n % 11), (3, 'open', n % 9), (4, 'plan', 5))"
    families = "WHEN 'interop' THEN 'interoperability' WHEN 'open' THEN 'open_standards' ELSE 'value_for_money'"
    insert(
        Criterion,
        f"{COUNT} CROSS JOIN LATERAL {weights} w(no, key, weight)",
        id=CRITERION,
        tender_id=TENDER,
        key="w.key",
        title="w.key",
        no="1",
        weight="w.weight",
        family=f"CASE w.key {families} END",
        kind="CASE w.key WHEN 'price' THEN 'formula' ELSE 'scored' END",
        input="CASE w.key WHEN 'price' THEN 'price' ELSE 'mark' END",
    )
    leaves = f"{LOTS} CROSS JOIN LATERAL generate_series(1, 4) w(no)"
    insert(Criterion.lots.through, leaves, criterion_id=CRITERION, lot_id=LOT)


def insert_bids():
    """One to five bids of every size for every lot; awards of imported tenders, runs of the others."""
    from procurement.bids.models import Bid, BidLot, BidParty, SourceAward
    from procurement.evaluations.models import Run

    sizes = "(ARRAY['micro', 'small', 'medium', 'large', 'unknown'])[1 + (n + b) % 5]"
    insert(Bid, f"{COUNT} {BIDS}", id=BID, tender_id=TENDER, alias="'B' || b", state="'opened'", state_at=OPENED)
    insert(BidLot, f"{LOTS} {BIDS}", bid_id=BID, lot_id=LOT)
    insert(BidParty, f"{COUNT} {BIDS}", bid_id=BID, no="1", role="'lead'", name="'Firm'", size=sizes)
    awarded = {"bid_id": uuid(4, "n * 10 + 1"), "status": "'active'", "source_key": "'1'"}
    insert(SourceAward, f"{COUNT} WHERE n % 2 = 1", tender_id=TENDER, no="1", **awarded)
    at = f"{OPENED} + (5 + n % 40) * interval '1 day'"
    insert(Run, f"{LOTS} WHERE n % 2 = 0", id=uuid(5, "n * 10 + k"), lot_id=LOT, no="1", cause="'first'", at=at)


def cpu():
    """Seconds of CPU of this session's process of the database and of those that helped it and ended."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    session = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    server = Path(f"/proc/{session[1]}/stat").read_text().rpartition(")")[2].split()
    ticks = [*session[11:13], *server[13:15]]  # its user and system time; those of the server's ended children
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def main():
    django.setup()

    from django.db import connection

    from core.models import Authority
    from core.rest.shapes import to_json
    from procurement.reports.policy_review import counts, measures

    authority = Authority.objects.create(name="City of Many", zone="Europe/Lisbon")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        insert_tenders(authority)
        insert_criteria()
        insert_bids()
        cursor.execute("VACUUM ANALYZE")
    seconds, walls, figures = [], [], None
    for _ in range(ROUNDS + 1):
        start, begun = cpu(), time.perf_counter()
        counted = counts.counts_of(authority, date(2025, 1, 1), date(2026, 12, 31))
        limits = {"price_limit": 60, "family_limit": 15, "version": authority.pk}
        figures = [
            measures.figures_of(counted.run_here, imported=False, **limits),
            measures.figures_of(counted.imported, imported=True, **limits),
        ]
        seconds.append(cpu() - start)
        walls.append(time.perf_counter() - begun)
    print(json.dumps({"seconds": seconds[1:], "wall": walls[1:], "figures": to_json(figures)}))


if __name__ == "__main__":
    main()
