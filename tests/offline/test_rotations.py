"""A new key: whoever knows the old fingerprint learns the new one."""

import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from offline import rotations, signed
from offline.reading import Problem, SignedFileFault
from offline.verifying import verify
from scoring import canonical
from tests.offline.samples import FINGERPRINT, KEY, MADE_AT, OTHER

ROTATION = rotations.RotationDocument(
    site="https://larkmouth.example",
    number=2,
    old_key=KEY.public_key().public_bytes_raw().hex(),
    new_key=OTHER.public_key().public_bytes_raw().hex(),
    from_at=MADE_AT,
)


def test_a_rotation_is_read_as_it_was_written():
    assert rotations.read(json.loads(canonical.dumps(ROTATION))) == ROTATION
    assert ROTATION.old_fingerprint == FINGERPRINT


@pytest.mark.parametrize("key", [KEY, OTHER])
def test_each_of_the_two_keys_signs_it(key):
    envelope = signed.sign(rotations.KIND, ROTATION, key)
    verdict = verify(envelope.file(), fingerprint=envelope.fingerprint, on=date(2026, 12, 3))

    assert (verdict.problem, verdict.is_from_key) == (None, True)
    assert verdict.sentences[0] == "New key number 2 of https://larkmouth.example, from 3 December 2026, 09:30 UTC."
    assert verdict.sentences[1].startswith("Old key: ")


def test_a_third_key_says_nothing_about_the_two():
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    file = signed.sign(rotations.KIND, ROTATION, stranger).file()

    assert verify(file, fingerprint=None, on=date(2026, 12, 3)).problem is Problem.WRONG_KEY


def test_a_rotation_of_another_shape_is_refused():
    with pytest.raises(SignedFileFault, match="new_key is not 32 bytes"):
        rotations.read(json.loads(canonical.dumps(replace(ROTATION, new_key="00"))))
