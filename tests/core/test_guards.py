"""What the database keeps: every attack on every guarded table, and a start that looks for the triggers."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from core import audit, guards, triggers
from core.clock import db_now
from core.models import AuditLeaf, AuditLog, AuditSecret, Authority
from procurement.bids.models import BidLot, PriceLine
from procurement.bids.states import BidState
from procurement.evaluations.models import Mark
from procurement.tenders.models import Criterion, Lot, Tender
from procurement.tenders.states import TenderState
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
REFUSED = "append-only|UNIQUE constraint failed|keeps this row|takes no such row"
sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")


def keys(model) -> list[tuple[str, ...]]:
    """Every unique key of a table as SQLite itself lists it, and the row id that each table has."""
    with connection.cursor() as cursor:
        cursor.execute(f'PRAGMA index_list("{model._meta.db_table}")')
        unique = [row[1] for row in cursor.fetchall() if row[2]]
        listed = [("rowid",)]
        for name in unique:
            cursor.execute(f'PRAGMA index_info("{name}")')
            listed.append(tuple(row[2] for row in cursor.fetchall()))
    return listed


def replacement(model, row, key) -> tuple[str, list]:
    """`INSERT OR REPLACE` of a row that is another in everything but this unique key."""
    other = make(model)
    columns = {field.column: field for field in model._meta.concrete_fields}
    taken = [name for name in columns if name in key]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT rowid FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s', [pk_of(row)])
        rowid = cursor.fetchone()[0]
    free = [
        name
        for name in columns
        if not (name == model._meta.pk.column and columns[name].get_internal_type() == "BigAutoField")
    ]
    values = [
        f'(SELECT "{c}" FROM "{model._meta.db_table}" WHERE rowid = {rowid})' if c in taken else f'"{c}"' for c in free
    ]
    names = [f'"{name}"' for name in free]
    if key == ("rowid",):
        names, values = ["rowid", *names], [str(rowid), *values]
    source = f'FROM "{model._meta.db_table}" WHERE "{model._meta.pk.column}" = %s'
    return (
        f'INSERT OR REPLACE INTO "{model._meta.db_table}" ({", ".join(names)}) SELECT {", ".join(values)} {source}',
        [pk_of(other)],
    )


def pk_of(row):
    return row._meta.pk.get_db_prep_value(row.pk, connection)


@sqlite
@pytest.mark.parametrize("model", guards.append_only(), ids=lambda m: m._meta.db_table)
def test_no_unique_key_lets_a_row_be_replaced(model):
    for key in keys(model):
        row = make(model)
        before = model.objects.filter(pk=row.pk).values().get()
        statement, values = replacement(model, row, key)

        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)

        assert model.objects.filter(pk=row.pk).values().get() == before, key


@sqlite
def test_a_mark_of_one_is_not_made_a_five():
    make(Mark, value="1")

    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO evaluations_mark (member_id, bid_id, criterion_id, revision, value, reason, at) "
            "SELECT member_id, bid_id, criterion_id, revision, '5', reason, at FROM evaluations_mark"
        )

    assert Mark.objects.get().value == 1


def refused(sql: str, *values) -> bool:
    """Whether the database refuses it with a sentence of ours; any other fault is raised."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except DatabaseError as error:
        if not any(sentence in str(error) for sentence in ("keeps this row", "append-only", "takes no such row")):
            raise
        return True
    return False


def recorded() -> AuditLeaf:
    with transaction.atomic():
        return audit.record(audit.CoreLeafKind.ACCOUNT_CREATED, make(Authority), by=None, at=db_now())


@pytest.mark.parametrize("index", [0, 2, 7])
def test_a_leaf_stands_at_its_logs_size_and_nowhere_else(index):
    recorded()

    with pytest.raises(DatabaseError, match="takes no such row"), transaction.atomic():
        AuditLeaf.objects.create(log_id=audit.PLATFORM, index=index, body="{}", hash="f", kind="forged", at=db_now())

    assert AuditLeaf.objects.count() == AuditLog.objects.get().size == 1


@pytest.mark.parametrize(
    "change",
    ["size = size + 1", "size = size - 1", "size = 0", "latest_hash = 'forged'", "origin = 'other'"],
)
def test_a_head_moves_with_its_leaf_and_by_nothing_else(change):
    leaf = recorded()

    assert refused(f"UPDATE core_auditlog SET {change}")

    assert list(AuditLog.objects.values_list("origin", "size", "latest_hash")) == [("platform", 1, leaf.hash)]
    assert recorded().index == 1


def test_a_log_is_neither_removed_nor_begun_in_the_middle():
    recorded()

    assert refused("DELETE FROM core_auditlog")
    assert refused("INSERT INTO core_auditlog (origin, size, latest_hash) VALUES ('other', 3, 'f')")


def test_a_salt_is_erased_and_never_exchanged():
    recorded()

    assert refused("UPDATE core_auditsecret SET value = 'somebody else'")
    AuditSecret.objects.all().delete()
    assert AuditSecret.objects.count() == 0


@pytest.mark.parametrize("column", ["price_formula", "currency", "total_points", "publish_no"])
def test_a_published_method_stays_and_a_drafts_is_edited(column):
    draft = make(Tender, state=TenderState.DRAFT)
    published = make(Tender, state=TenderState.OPENED, publish_no=7, no_method_why="none")
    statement = f"UPDATE tenders_tender SET {column} = '9' WHERE id = %s"

    assert refused(statement, pk_of(published))
    assert not refused(statement, pk_of(draft))


@pytest.mark.parametrize("state", ["draft", "review", "open", "closed"])
def test_an_opened_tender_does_not_go_back_to_be_edited(state):
    make(Tender, state=TenderState.OPENED, publish_no=7, no_method_why="none")

    assert refused("UPDATE tenders_tender SET state = %s", state)


def test_the_state_of_a_published_tender_and_lot_still_moves():
    tender = make(Tender, state=TenderState.OPENED, publish_no=7, no_method_why="none")
    lot = make(Lot, tender=tender)

    assert Tender.objects.filter(pk=tender.pk).update(state=TenderState.DECIDED) == 1
    assert Lot.objects.filter(pk=lot.pk).update(state="awarded") == 1
    assert refused("UPDATE tenders_lot SET title = 'another'")
    assert refused("DELETE FROM tenders_lot")


def test_criteria_levels_and_lots_of_bids_stay_once_published():
    tender = make(Tender, state=TenderState.OPENED, publish_no=7, no_method_why="none")
    criterion = make(Criterion, tender=tender)
    bid = make(PriceLine).bid
    type(bid).objects.filter(pk=bid.pk).update(tender=tender, state=BidState.OPENED)
    make(BidLot, bid=bid)

    assert refused("UPDATE tenders_criterion SET weight = 99 WHERE id = %s", pk_of(criterion))
    assert refused("DELETE FROM tenders_criterion")
    assert refused("DELETE FROM bids_bid_lots")
    assert refused("UPDATE bids_priceline SET amount = 1")
    assert refused("DELETE FROM bids_priceline")


def first_trigger() -> triggers.Trigger:
    return triggers.expected()[0]


def drop(trigger) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {trigger.name}" + ("" if connection.vendor == "sqlite" else f" ON {trigger.table}")
        )


def test_a_missing_trigger_is_seen_stops_a_start_and_is_cured_by_migrate():
    drop(first_trigger())

    assert triggers.faults() == [f"{first_trigger().name} (missing)"]
    [error] = [e for e in checks.run_checks(databases=["default"]) if e.id == "core.E002"]
    assert error.msg.endswith(f"{first_trigger().name} (missing). Run: manage.py migrate")
    with pytest.raises(triggers.Unguarded, match=first_trigger().name):
        triggers.require_at_start()

    call_command("migrate", verbosity=0, skip_checks=False)

    assert triggers.faults() == []


@sqlite
def test_a_trigger_with_another_body_is_seen():
    trigger = next(t for t in triggers.expected() if t.name == "evaluations_mark_no_update")
    drop(trigger)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TRIGGER {trigger.name} BEFORE UPDATE ON {trigger.table} BEGIN SELECT 1; END")

    assert triggers.faults() == ["evaluations_mark_no_update (changed)"]

    triggers.install()

    assert triggers.faults() == []
