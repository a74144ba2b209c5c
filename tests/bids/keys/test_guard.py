"""A tender is published with a rehearsed set of keys alone, and freezes it: what was changed since is seen."""

from datetime import timedelta

import pytest

from core.clock import db_now
from core.models import AuditLeaf
from core.states import GateRefused
from offline.sealing.keysets import KeyRole, Member, make_keyset
from procurement.bids.models import FrozenKeyset, FrozenMember, KeyOrigin, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys, keysets
from procurement.bids.services.keysets import KeysetChanged
from procurement.tenders import services
from procurement.tenders.gate import gate_of
from tests import builders
from tests.bids.keys import proved_keys, ready_keys, rehearse
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = written.AT


def in_review():
    return written.in_review(with_keys=False)


def publish(tender):
    services.publish(tender=tender, by=builders.person("officer", authority=tender.authority), at=AT)
    return tender


def refusal_of(tender):
    with pytest.raises(GateRefused) as refused:
        publish(tender)
    return refused.value.findings


def test_it_names_who_has_not_rehearsed_and_then_lets_it_pass():
    tender = in_review()
    first, second, spare = proved_keys(tender.authority)
    rehearse(spare)

    waiting = refusal_of(tender)
    at_the_gate = gate_of(tender, AT).refuses_publication
    rehearse(first)
    rehearse(second)
    publish(tender)

    assert waiting == at_the_gate
    assert sorted(waiting) == sorted(
        f"{mine.holder} has not opened the test bid of the rehearsal yet." for mine in (first, second)
    )
    assert tender.state == "open"


def test_a_publication_freezes_who_opens_and_the_log_names_the_digest():
    tender = in_review()
    keys_of_city = ready_keys(tender.authority)

    publish(tender)

    frozen = queries.latest_keyset(tender)
    rows = [(row.number, row.role, row.key, row.public_key) for row in queries.members_of(frozen)]
    assert rows == [(no, mine.key.role, mine.key, mine.key.public_key) for no, mine in enumerate(keys_of_city, start=1)]
    assert (frozen.version, frozen.frozen_at) == (1, AT)
    keyset = keysets.keyset_of(frozen)
    assert (keyset.digest().hex(), keyset.tender, keyset.pairs) == (
        frozen.digest,
        str(tender.pk),
        ((1, 2), (1, 3), (2, 3)),
    )
    [leaf] = AuditLeaf.objects.filter(kind="keyset.frozen")
    assert (leaf.log_id, frozen.digest in leaf.body) == (tender.audit_origin, True)
    texts = [text for mine in keys_of_city for text in (mine.holder.name, mine.holder.email, str(mine.holder.pk))]
    assert [text for text in texts if text in leaf.body] == []


def test_a_key_that_is_retired_later_opens_what_names_it():
    tender = in_review()
    first, *_others = ready_keys(tender.authority)
    publish(tender)

    keys.retire_key(key=first.key, by=first.holder, at=AT)

    assert first.key in [row.key for row in queries.members_of(queries.latest_keyset(tender))]
    keysets.keyset_of(queries.latest_keyset(tender))


def digest_of_rows(frozen):
    """The digest that the rows of a keyset make, whatever it says of itself."""
    members = [
        Member(row.number, str(row.key.holder_id), KeyRole(row.role), bytes.fromhex(row.public_key))
        for row in queries.members_of(frozen)
    ]
    return make_keyset(str(frozen.tender_id), frozen.version, members).digest().hex()


def test_whoever_swaps_a_key_in_the_database_is_seen(rows_may_change):
    tender = in_review()
    first, *_others = ready_keys(tender.authority)
    publish(tender)
    thief = proved_keys(builders.authority("Elsewhere"))[0].key.public_key
    frozen = queries.latest_keyset(tender)

    FrozenMember.objects.filter(keyset=frozen, key=first.key).update(public_key=thief)
    with pytest.raises(KeysetChanged, match="not those of its notice"):
        keysets.keyset_of(frozen)
    OpeningKey.objects.filter(public_key=thief).update(public_key="ff" * 32)
    OpeningKey.objects.filter(pk=first.key.pk).update(public_key=thief)
    with pytest.raises(KeysetChanged):
        keysets.keyset_of(frozen)
    FrozenKeyset.objects.filter(pk=frozen.pk).update(digest=digest_of_rows(frozen))
    with pytest.raises(KeysetChanged):  # every row fits now, and the log does not
        keysets.keyset_of(queries.latest_keyset(tender))
    FrozenMember.objects.filter(keyset=frozen, key=first.key).delete()
    with pytest.raises(KeysetChanged):
        keysets.keyset_of(frozen)


def test_a_demonstration_s_keys_are_refused_elsewhere_by_name(settings):
    settings.DEMO = True
    tender = in_review()
    keys_of_city = ready_keys(tender.authority, origin=KeyOrigin.DEMONSTRATION)

    in_the_demonstration = keysets.no_keys(tender)
    settings.DEMO = False

    assert in_the_demonstration == []
    assert sorted(refusal_of(tender)) == sorted(
        f"The key of {mine.holder} is one of the demonstration, whose passphrases are printed." for mine in keys_of_city
    )
    assert not FrozenKeyset.objects.exists()


def test_what_lapsed_between_gate_and_publication_stops_it():
    tender = in_review()
    ready_keys(tender.authority, at=db_now() - timedelta(days=91))

    findings = refusal_of(tender)

    assert [finding for finding in findings if "the last proof is too old" not in finding] == []
    assert len(findings) == 2
