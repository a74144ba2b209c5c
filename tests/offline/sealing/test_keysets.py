"""A keyset has keys of three persons at least, and one digest."""

from dataclasses import replace

import pytest

from offline.sealing.keysets import KeyRole, KeysetFault, Member, make_keyset
from tests.offline.sealing.samples import keyset


def test_every_two_members_are_a_pair():
    assert keyset().pairs == ((1, 2), (1, 3), (2, 3))


def test_the_order_in_which_members_come_does_not_count():
    assert make_keyset("5f0c", 1, reversed(keyset().members)) == keyset()


def test_the_digest_binds_tender_version_and_every_member():
    three = keyset()
    first, *others = three.members
    changed = [
        replace(three, tender="other"),
        replace(three, version=2),
        replace(three, members=(replace(first, person="p9"), *others)),
        replace(three, members=(replace(first, role=KeyRole.ESCROW), *others)),
        replace(three, members=(replace(first, public_key=b"\x09" * 32), *others)),
        replace(three, members=(replace(first, number=9), *others)),
        replace(three, members=tuple(others)),
    ]

    assert len({each.digest() for each in [three, *changed]}) == len(changed) + 1


def _members(*changes):
    return [replace(member, **change) for member, change in zip(keyset().members, changes, strict=True)]


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        (keyset().members[:2], "A keyset has keys of at least 3 persons."),
        (_members({}, {"person": "p1"}, {}), "A keyset has keys of at least 3 persons."),
        (_members({}, {"number": 1}, {}), "Two members have one number."),
        (_members({}, {"public_key": keyset().members[0].public_key}, {}), "Two members have one public key."),
        (_members({}, {}, {"public_key": b"short"}), "A public key of X25519 has 32 bytes."),
    ],
)
def test_a_keyset_that_one_person_could_open_is_refused(members, sentence):
    with pytest.raises(KeysetFault) as refused:
        make_keyset("5f0c", 1, members)

    assert str(refused.value) == sentence


def test_a_fourth_key_of_a_person_is_refused():
    fourth = Member(4, "p1", KeyRole.OPENER, b"\x04" * 32)

    with pytest.raises(KeysetFault, match="Two members have one person"):
        make_keyset("5f0c", 1, [*keyset().members, fourth])
