"""Opening keys under their passphrases: the published known answers, and what is refused."""

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from offline.sealing import opening_keys
from offline.sealing.opening_keys import Cost, Derivation, NoOpeningKey, WrongPassphrase
from offline.sealing.passphrases import ALPHABET, make_passphrase, normal_form

PRIVATE = X25519PrivateKey.from_private_bytes(
    bytes.fromhex("497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d")
)
PASSPHRASE = "7k3m-9q2w-a1bo-il0Z"
QUICK = Cost(Derivation.PBKDF2_SHA512, 600_000)


def _fixed(size):
    """Salt 00 to 0f, then the initial value 10 to 1b."""
    return bytes(range(16)) if size == opening_keys.SALT_SIZE else bytes(range(16, 28))


@pytest.fixture(scope="module")
def wrapped():
    return opening_keys.wrap_key(PRIVATE, PASSPHRASE, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cost", "closed", "digest"),
    [
        (
            opening_keys.BROWSER_COST,
            (
                "32073840672e1f6ee82247078a563c564113630bc174119f1922fbb28aeee71c"
                "bb66caef326d8231587b90e0acf350048e74c7fb15d1c1457db658b0ef9d7e2f"
            ),
            "1e8abee7007faf98de094488f01c04d62cef5cc2613733df99921671ce27ea8c",
        ),
        (
            opening_keys.PROGRAM_COST,
            (
                "69e612241480e1953f0fb9768c494877e726138011aa0063b9e3865e34603e12"
                "cb6261e95ff6043e3a4b28ce16119942314f40ec039d4bed8ff830510abfb926"
            ),
            "61a57682e7c9d530589b935f1dc079d2ca9ff9b6a26feb0a85eb150b46574dc6",
        ),
    ],
    ids=["browser", "program"],
)
def test_the_known_answers_of_the_form(cost, closed, digest):
    wrapped_anew = opening_keys.wrap_key(PRIVATE, PASSPHRASE, cost, random=_fixed)

    assert wrapped_anew.closed.hex() == closed
    assert hashlib.sha256(wrapped_anew.file()).hexdigest() == digest
    unwrapped = opening_keys.unwrap_key(opening_keys.read_wrapped_key(wrapped_anew.file()), "7K3M9Q2WA1B0110Z")
    assert unwrapped.private_bytes_raw() == PRIVATE.private_bytes_raw()


def test_a_file_is_read_as_it_was_written(wrapped):
    file = wrapped.file()

    assert (len(file), opening_keys.read_wrapped_key(file)) == (136, wrapped)
    assert wrapped.fingerprint == hashlib.sha256(PRIVATE.public_key().public_bytes_raw()).hexdigest()


def test_another_passphrase_opens_nothing(wrapped):
    with pytest.raises(WrongPassphrase, match="not the passphrase of this key"):
        opening_keys.unwrap_key(wrapped, "7k3m-9q2w-a1bo-il01")


def test_no_passphrase_is_asked_for(wrapped):
    with pytest.raises(WrongPassphrase, match="Type the passphrase"):
        opening_keys.unwrap_key(wrapped, " - ")
    with pytest.raises(NoOpeningKey, match="needs a passphrase"):
        opening_keys.wrap_key(PRIVATE, "", QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("place", [*range(5, 136, 13), 9, 10, 11, 71, 135])
def test_every_byte_of_the_file_counts(wrapped, place):
    changed = bytearray(wrapped.file())
    changed[place] ^= 1

    with pytest.raises((NoOpeningKey, WrongPassphrase)):
        opening_keys.unwrap_key(opening_keys.read_wrapped_key(bytes(changed)), PASSPHRASE)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda file: file[:-1], "no key file"),
        (lambda file: b"EOK2" + file[4:], "no key file"),
        (lambda file: file[:4] + b"\x03" + file[5:], "later version"),
        (lambda file: file[:5] + (599_999).to_bytes(4) + file[9:], "outside the limits"),
        (lambda file: file[:5] + (10_000_001).to_bytes(4) + file[9:], "outside the limits"),
        (lambda file: file[:9] + b"\x00\x01" + file[11:], "outside the limits"),
        (lambda file: file[:4] + b"\x02" + (2**32 - 1).to_bytes(4) + b"\x00\x03\x04" + file[12:], "outside the limits"),
    ],
)
def test_a_file_that_is_none_or_asks_too_much_is_refused_before_anything_is_derived(wrapped, change, sentence):
    with pytest.raises(NoOpeningKey, match=sentence):
        opening_keys.read_wrapped_key(change(wrapped.file()))


def test_a_file_that_holds_another_key_than_it_names_is_refused(wrapped):
    other = X25519PrivateKey.generate()
    swapped = replace(wrapped, public_key=other.public_key().public_bytes_raw())
    salt, iv = wrapped.salt, wrapped.iv
    closed = opening_keys.AESGCM(QUICK.derive(PASSPHRASE, salt)).encrypt(
        iv, opening_keys.PKCS8 + PRIVATE.private_bytes_raw(), swapped.head()
    )

    with pytest.raises(WrongPassphrase, match="another key than it says"):
        opening_keys.unwrap_key(replace(swapped, closed=closed), PASSPHRASE)


def test_new_keys_do_not_begin_with_zero():
    assert all(opening_keys.make_private_key().private_bytes_raw()[0] for _ in range(2000))


def test_a_passphrase_has_four_groups():
    wrapped_anew = make_passphrase(random=lambda size: bytes(range(0, 16 * size, 16))[:size])

    assert wrapped_anew == "0G0G-0G0G-0G0G-0G0G"
    assert {len(group) for group in make_passphrase().split("-")} == {4}


@given(st.lists(st.sampled_from(ALPHABET), min_size=16, max_size=16))
def test_a_passphrase_is_its_own_normal_form_but_for_the_hyphens(characters):
    text = "".join(characters)

    assert normal_form("-".join(text[start : start + 4] for start in range(0, 16, 4)).lower()) == text


@pytest.mark.parametrize("typed", ["7k3m 9q2w a1b0 110z", "７Ｋ３Ｍ－9q2w—AlBo−iL0z", "\t7k3m-9q2w-aIbO-Il0z "])
def test_a_passphrase_may_be_typed_in_many_ways(typed):
    assert normal_form(typed) == normal_form(PASSPHRASE) == "7K3M9Q2WA1B0110Z"
