"""Heads of logs are signed once for each size; whoever has one sees that a log was cut, rewritten or set back."""

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import audit, heads
from core.audit import PLATFORM, CoreLeafKind
from core.models import AuditCheckpoint, AuditLeaf, AuditLog, Authority
from core.signing import keyfile, queries
from offline import checkpoints, tree
from offline.checkpoints import Checkpoint
from tests import builders

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 5, 0, 10, tzinfo=UTC)


@pytest.fixture
def tender():
    return builders.tender_at("open")


def write(count=1):
    city = Authority.objects.first() or Authority.objects.create(name="Brackwater")
    for _ in range(count):
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=None, at=AT)


def key() -> bytes:
    return bytes.fromhex(queries.current_key().public_key)


def faults():
    """What `manage.py verify logs` prints of faults."""
    out = StringIO()
    with suppress(CommandError):
        call_command("verify", "logs", stdout=out)
    return "\n".join(line for line in out.getvalue().splitlines() if line.startswith("  logs "))


def sizes():
    return sorted(AuditCheckpoint.objects.values_list("log_id", "size"))


def test_a_head_is_signed_under_the_name_of_this_host(tender):
    checkpoint = heads.sign_head(tender.audit_origin, at=AT)

    head = AuditLog.objects.get(pk=tender.audit_origin)
    stated = Checkpoint(f"localhost:8000/{tender.audit_origin}", head.size, bytes.fromhex(head.root))
    assert checkpoints.read_checkpoint(checkpoint.note, key()) == stated
    assert (checkpoint.size, checkpoint.root, checkpoint.at) == (head.size, head.root, AT)
    assert "— localhost:8000 " in checkpoint.note


def test_one_head_is_signed_once(tender):
    first = heads.sign_head(tender.audit_origin, at=AT)
    leaves = AuditLeaf.objects.count()

    assert heads.sign_head(tender.audit_origin, at=AT) == first
    assert AuditLeaf.objects.count() == leaves


def test_that_heads_were_signed_stands_in_the_log_of_the_platform_without_saying_which(tender):
    """So that a log which vanishes with its head is missed; auditors read the line and learn nothing of lengths."""
    heads.sign_moved_heads(AT)

    leaf = AuditLeaf.objects.filter(log_id=PLATFORM).latest("index")
    checkpoint = AuditCheckpoint.objects.get(log=tender.audit_origin)
    assert leaf.kind == "log.heads_signed"
    assert [
        text for text in (tender.audit_origin, checkpoint.root, str(checkpoint.pk)) if f'"{text}"' in leaf.body
    ] == []
    secret = leaf.secrets.get(field="heads")
    assert json.loads(secret.value) == [{"log": tender.audit_origin, "size": checkpoint.size, "root": checkpoint.root}]
    assert json.loads(leaf.body)["facts"] == {"heads": audit.seal(bytes.fromhex(secret.salt), secret.value)}


def test_a_day_on_which_no_tender_moved_looks_like_any_other(tender):
    heads.sign_moved_heads(AT)
    heads.sign_moved_heads(AT)

    moved, unmoved = (json.loads(leaf.body) for leaf in AuditLeaf.objects.filter(kind="log.heads_signed"))
    assert {name: moved[name] for name in ("kind", "object", "at", "v")} == {
        name: unmoved[name] for name in ("kind", "object", "at", "v")
    }
    assert [len(leaf["facts"]["heads"]) for leaf in (moved, unmoved)] == [64, 64]


def test_every_head_that_moved_is_signed_and_no_other(tender):
    write()
    heads.sign_moved_heads(AT)
    before = sizes()
    assert [log for log, _ in before] == [PLATFORM, tender.audit_origin]

    heads.sign_moved_heads(AT)

    platform = AuditLog.objects.get(pk=PLATFORM).size  # one more line: that heads were signed
    assert sizes() == sorted([*before, (PLATFORM, platform)])


@pytest.mark.parametrize("count", [1, 3])
def test_looking_for_moved_heads_is_one_query(count, django_assert_num_queries):
    for _ in range(count):
        builders.tender_at("open")
    heads.sign_moved_heads(AT)
    with django_assert_num_queries(15):  # the look, the line, the platform's head; no tender's
        heads.sign_moved_heads(AT)


def test_a_platform_without_its_key_signs_no_head_and_says_so(tender, caplog):
    heads.sign_moved_heads(AT)
    keyfile.place().unlink()
    write()
    before = sizes()

    assert heads.sign_moved_heads(AT) == 0
    assert sizes() == before
    assert "Heads of logs are not signed" in caplog.text


# --- what a signed head shows ---


def test_a_leaf_is_proven_to_stand_under_a_signed_head():
    write(7)
    checkpoint = heads.sign_head(PLATFORM, at=AT)
    head = checkpoints.read_checkpoint(checkpoint.note, key())
    for leaf in AuditLeaf.objects.filter(log_id=PLATFORM):
        path = heads.inclusion_path(leaf, head.size)
        tree.require_inclusion(tree.leaf_hash(leaf.body.encode()), leaf.index, head.size, path, head.root)


def test_a_later_head_is_proven_to_go_on_from_an_earlier_one():
    write(3)
    earlier = heads.sign_head(PLATFORM, at=AT)
    write(4)
    later = heads.sign_head(PLATFORM, at=AT)

    path = heads.consistency_path(PLATFORM, earlier.size, later.size)
    tree.require_consistency(earlier.size, bytes.fromhex(earlier.root), later.size, bytes.fromhex(later.root), path)


def test_a_proof_for_more_leaves_than_there_are_is_refused():
    write(2)
    with pytest.raises(IndexError, match="leaves, not 99"):
        heads.consistency_path(PLATFORM, 1, 99)


def _rewrite(size):
    """What somebody with the database in hand does: other leaves, with right hashes, and a head that fits them."""
    leaf = AuditLeaf.objects.get(log_id=PLATFORM, index=0)
    body = leaf.body.replace("2026-03-05", "2026-03-06")
    leaf_hash = hashlib.sha256(b"\x00" + body.encode()).hexdigest()
    AuditLeaf.objects.filter(pk=leaf.pk).update(body=body, hash=leaf_hash, at="2026-03-06T00:10:00Z")
    kept = AuditLeaf.objects.filter(log_id=PLATFORM, index__lt=size).order_by("index").values_list("hash", flat=True)
    grown = tree.frontier_of(map(bytes.fromhex, kept))
    AuditLog.objects.filter(pk=PLATFORM).update(
        size=size, latest_hash=list(kept)[-1], frontier=grown.text(), root=grown.root().hex()
    )


def test_a_log_that_was_rewritten_with_right_hashes_is_named_by_a_signed_head(rows_may_change):
    write(5)
    checkpoint = heads.sign_head(PLATFORM, at=AT)
    _rewrite(checkpoint.size)
    assert "are not those whose head was signed: the log was rewritten" in faults()

    AuditCheckpoint.objects.all().delete()
    assert faults() == ""  # nothing else shows it


def test_a_signed_head_shows_what_was_cut(rows_may_change):
    write(5)
    checkpoint = heads.sign_head(PLATFORM, at=AT)
    latest = AuditLeaf.objects.get(log_id=PLATFORM, index=checkpoint.size - 1)
    latest.secrets.all().delete()
    AuditLeaf.objects.filter(pk=latest.pk).delete()
    _rewrite(checkpoint.size - 1)

    assert f"A head of {checkpoint.size} leaves was signed, and the log has {checkpoint.size - 1}" in faults()
