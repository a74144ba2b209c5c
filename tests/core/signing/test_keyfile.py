"""The private half: a file that this program alone can read, made once however many start at the same moment."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from core.signing import keyfile
from core.signing.keyfile import KeyFault, KeyState, public_half

STARTS = 8


def pem(key, encryption=NoEncryption()):  # noqa: B008 -- it has no state
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def names(folder):
    return [path.name for path in folder.iterdir()]


def refused(path):
    with pytest.raises(KeyFault) as caught:
        keyfile.read(path)
    return caught.value


@pytest.fixture
def written(tmp_path):
    """Writes a file that this program alone can read."""

    def write(content):
        path = tmp_path / "key.pem"
        path.touch(0o600)
        path.write_bytes(content)
        return path

    return write


@pytest.fixture(params=[0o022, 0o000], ids=["usual", "open"])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_a_key_is_made_for_this_program_alone():
    key = keyfile.read_or_make()

    assert public_half(keyfile.read_or_make()) == public_half(key)
    assert (mode(keyfile.place()), mode(keyfile.place().parent)) == (0o600, 0o700)
    assert names(keyfile.place().parent) == ["signing-key.pem"]


def many_at_once(act):
    """What each of several starts at the same moment gets."""
    barrier = Barrier(STARTS)

    def start(_):
        barrier.wait()
        return act()

    with ThreadPoolExecutor(STARTS) as pool:
        return set(pool.map(start, range(STARTS)))


def test_starts_at_once_get_one_key(tmp_path):
    def write_if_not_there(path=tmp_path / "careless.pem"):
        """How it must not be done: each looks, then each writes."""
        if not path.exists():
            key = Ed25519PrivateKey.generate()
            path.write_bytes(pem(key))
            return public_half(key)
        return "the other's"

    careless = many_at_once(write_if_not_there)
    careful = many_at_once(lambda: public_half(keyfile.read_or_make()))

    assert len(careless) > 1
    assert careful == {public_half(keyfile.read(keyfile.place()))}
    assert names(keyfile.place().parent) == ["signing-key.pem"]


def test_making_never_takes_the_place_of_what_is_there(written):
    path = written(pem(key := Ed25519PrivateKey.generate()))

    assert public_half(keyfile.make(path)) == public_half(key)


def test_a_folder_that_takes_nothing_is_named(tmp_path, settings):
    (tmp_path / "file").touch()
    settings.KEYS_FOLDER = tmp_path / "file" / "keys"

    with pytest.raises(KeyFault) as caught:
        keyfile.read_or_make()
    assert (caught.value.state, "Not a directory" in caught.value.for_operator) == (KeyState.UNREADABLE, True)


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o610])
def test_a_file_that_others_may_open_is_refused_with_the_cure(written, bits):
    path = written(pem(Ed25519PrivateKey.generate()))
    path.chmod(bits)

    fault = refused(path)

    assert fault.state is KeyState.EXPOSED
    assert f"Run: chmod 600 {path}" in fault.for_operator
    assert str(path) not in str(fault)


def test_a_folder_that_others_may_open_is_refused():
    keyfile.read_or_make()
    keyfile.place().parent.chmod(0o750)

    fault = refused(keyfile.place())

    assert fault.state is KeyState.EXPOSED
    assert f"Run: chmod 700 {keyfile.place().parent}" in fault.for_operator


def test_a_file_of_somebody_else_is_refused(written, monkeypatch):
    path = written(pem(Ed25519PrivateKey.generate()))
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)

    assert refused(path).state is KeyState.FOREIGN


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----\n",
        pem(X25519PrivateKey.generate()),
        pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"word")),
    ],
    ids=["nothing", "half", "another kind of key", "with a passphrase"],
)
def test_what_is_no_key_is_refused(written, content):
    assert refused(written(content)).state is KeyState.NO_KEY


def test_a_file_that_is_not_there_is_missing(tmp_path):
    assert refused(tmp_path / "none.pem").state is KeyState.MISSING


def test_a_file_that_is_named_is_never_made(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "given.pem")

    with pytest.raises(KeyFault) as caught:
        keyfile.read_or_make()
    assert caught.value.state is KeyState.MISSING
    assert not Path(settings.SIGNING_KEY_FILE).exists()


def test_a_key_that_is_named_is_taken(settings, written):
    settings.SIGNING_KEY_FILE = str(written(pem(key := Ed25519PrivateKey.generate())))

    assert public_half(keyfile.read_or_make()) == public_half(key)
    assert not Path(settings.KEYS_FOLDER).exists()
