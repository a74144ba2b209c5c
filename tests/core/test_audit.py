import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from core import audit, guards, triggers
from core.audit import CoreLeafKind
from core.models import AuditLeaf, AuditLog, Authority, User
from offline import tree

AT = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def recorded(**facts):
    city = Authority.objects.create(name="Brackwater")
    who = User.objects.create_user("olena@example.org")
    return who, audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=who, at=AT, facts=facts)


def test_a_leaf_holds_the_act_and_hashes_to_its_own_hash():
    _, leaf = recorded(role="officer")

    body = json.loads(leaf.body)
    assert (body["v"], body["kind"], body["at"]) == (1, "membership.granted", "2026-03-05T12:00:00+00:00")
    assert body["facts"] == {"role": "officer"}
    assert leaf.hash == hashlib.sha256(b"\x00" + leaf.body.encode()).hexdigest()
    assert (AuditLog.objects.get().size, AuditLog.objects.get().latest_hash) == (1, leaf.hash)


def test_a_leaf_names_no_person_but_the_secret_proves_who():
    who, leaf = recorded()

    assert str(who.pk) not in leaf.body
    secret = leaf.secrets.get(field="by")
    proof = hashlib.sha256(b"leaf-field@v1\x00" + bytes.fromhex(secret.salt) + secret.value.encode()).hexdigest()
    assert secret.value == str(who.pk)
    assert json.loads(leaf.body)["by"] == proof


def test_leaves_of_one_log_are_numbered_without_gaps():
    _, first = recorded()
    second = audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, Authority.objects.get(), by=None, at=AT)

    assert [first.index, second.index] == [0, 1]


def test_the_head_has_the_tree_over_all_leaves():
    recorded()
    for _ in range(6):
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, Authority.objects.get(), by=None, at=AT)

    head = AuditLog.objects.get()
    contents = AuditLeaf.objects.order_by("index").values_list("body", flat=True)
    expected = tree.frontier_of(tree.leaf_hash(body.encode()) for body in contents)
    assert (head.size, head.tree(), head.root) == (7, expected, expected.root().hex())


def test_a_new_head_has_the_root_of_nothing():
    assert audit.hold("tender:1").root == hashlib.sha256(b"").hexdigest()


def test_a_leaf_costs_the_same_in_a_short_and_in_a_long_log(django_assert_num_queries):
    recorded()
    city = Authority.objects.get()
    with CaptureQueriesContext(connection) as short:
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=None, at=AT)
    for _ in range(30):
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=None, at=AT)

    with django_assert_num_queries(len(short)):
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=None, at=AT)


def test_leaves_of_before_keep_bytes_and_hash_and_get_their_tree(transactional_db, latest):
    with transaction.atomic():
        recorded()
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, Authority.objects.get(), by=None, at=AT)
    before = list(AuditLeaf.objects.order_by("index").values()), AuditLog.objects.values().get()
    triggers.remove()

    MigrationExecutor(connection).migrate([("core", "0002_invitations_into_others")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    assert (list(AuditLeaf.objects.order_by("index").values()), AuditLog.objects.values().get()) == before


@pytest.fixture
def latest():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    triggers.remove()


def test_a_leaf_with_a_float_is_refused():
    with pytest.raises(TypeError, match="float has no canonical form"):
        recorded(price=0.1)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE core_auditleaf SET body = 'x'",
        "DELETE FROM core_auditleaf",
    ],
)
def test_the_database_refuses_to_change_a_leaf(attack):
    _, leaf = recorded()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)

    assert AuditLeaf.objects.get().body == leaf.body


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's")
def test_replacing_a_leaf_past_the_triggers_is_refused():
    _, leaf = recorded()

    with pytest.raises(DatabaseError, match="takes no such row"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'INSERT OR REPLACE INTO core_auditleaf (id, log_id, "index", body, hash, kind, at) '
            "SELECT id, log_id, \"index\", 'forged', hash, kind, at FROM core_auditleaf"
        )

    assert AuditLeaf.objects.get().body == leaf.body


def test_no_trigger_is_missing_after_migrating():
    assert triggers.faults() == []
    assert AuditLeaf in guards.append_only()
