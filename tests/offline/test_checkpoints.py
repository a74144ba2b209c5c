"""The head of a log as a note: the published form, and what is refused."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from offline import checkpoints
from offline.checkpoints import Checkpoint, CheckpointFault

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
HEAD = Checkpoint("city.example/ocds-1", 20852163, bytes(range(32)))


@pytest.fixture
def note():
    return checkpoints.sign_checkpoint(HEAD, "city.example", KEY)


def test_a_checkpoint_is_three_lines_and_a_signature(note):
    text, _, signature = note.partition("\n\n")
    named = base64.b64decode(signature.split(" ")[2])

    assert text == "city.example/ocds-1\n20852163\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert signature.startswith("— city.example ")
    assert named[:4] == hashlib.sha256(b"city.example\n\x01" + PUBLIC).digest()[:4]
    assert note.endswith("\n")


def test_a_checkpoint_is_read_as_it_was_signed(note):
    assert checkpoints.read_checkpoint(note, PUBLIC) == HEAD


def test_signatures_of_others_are_passed_over(note):
    witness = Ed25519PrivateKey.generate()
    other = checkpoints.sign_checkpoint(HEAD, "witness.example", witness).partition("\n\n")[2]

    assert checkpoints.read_checkpoint(note + other, PUBLIC) == HEAD
    assert checkpoints.read_checkpoint(note + other, witness.public_key().public_bytes_raw()) == HEAD


@pytest.mark.parametrize(
    "change",
    [("20852163", "20852164"), ("ocds-1", "ocds-2"), ("AAEC", "AAED"), ("city.example/", "city.example//")],
)
def test_a_changed_head_is_refused(note, change):
    with pytest.raises(CheckpointFault, match="not signed with this key, or it was changed"):
        checkpoints.read_checkpoint(note.replace(*change, 1), PUBLIC)


def test_another_key_is_refused(note):
    with pytest.raises(CheckpointFault, match="not signed with this key"):
        checkpoints.read_checkpoint(note, Ed25519PrivateKey.generate().public_key().public_bytes_raw())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n1\nAA==\n\n— x y\n",
        "a\n01\n" + "A" * 43 + "=\n\n— x y\n",
        "a\n-1\n" + "A" * 43 + "=\n\n— x y\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointFault, match="no checkpoint"):
        checkpoints.read_checkpoint(text, PUBLIC)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak"])
def test_a_name_that_no_note_can_hold_is_refused(name):
    with pytest.raises(CheckpointFault, match="name of a key"):
        checkpoints.sign_checkpoint(HEAD, name, KEY)


@pytest.mark.parametrize("origin", ["", "two\nlines"])
def test_an_origin_that_no_note_can_hold_is_refused(origin):
    with pytest.raises(CheckpointFault, match="origin"):
        checkpoints.sign_checkpoint(Checkpoint(origin, 1, bytes(32)), "city.example", KEY)
