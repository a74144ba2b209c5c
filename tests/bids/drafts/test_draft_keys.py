"""The key of a draft: what opens what, and what it shows of itself."""

import pickle
from uuid import UUID

import pytest

from procurement.bids import draft_keys
from procurement.bids.draft_keys import DraftKey, Purpose, WrongDraftKey

BID, OTHER = UUID(int=1), UUID(int=2)
SALT = bytes(range(16))
PASS = "7K4D-9QWX-0A2M-R5TV"


@pytest.fixture(autouse=True)
def _quick_draft_keys():
    """Here a pass is as slow to guess as on the site."""


@pytest.fixture(scope="module")
def key():
    return draft_keys.derive(PASS, SALT)


def test_a_pass_makes_the_same_key_however_it_is_spelled(key):
    assert [draft_keys.derive(text, SALT) == key for text in ("7k4d9qwxoa2mr5tv", "7K4D 9QWX OA2M R5TV")] == [True] * 2


def test_the_key_is_argon2id_of_the_pass_as_written_down(key):
    from argon2.low_level import Type, hash_secret_raw

    assert key.raw == hash_secret_raw(b"7K4D9QWX0A2MR5TV", SALT, 3, 64 * 1024, 1, 32, Type.ID)


def test_another_salt_makes_another_key(key):
    assert draft_keys.derive(PASS, bytes(16)) != key


def test_what_was_sealed_opens_with_its_bid_name_and_purpose_alone(key):
    sealed = key.seal(Purpose.PART, BID, "prices/1", b"canary 4711")

    assert key.open(Purpose.PART, BID, "prices/1", sealed) == b"canary 4711"
    for purpose, bid, name in [
        (Purpose.PASS, BID, "prices/1"),
        (Purpose.PART, OTHER, "prices/1"),
        (Purpose.PART, BID, "prices/2"),
    ]:
        with pytest.raises(WrongDraftKey):
            key.open(purpose, bid, name, sealed)
    with pytest.raises(WrongDraftKey):
        DraftKey(bytes(32)).open(Purpose.PART, BID, "prices/1", sealed)
    assert b"canary" not in sealed


@pytest.mark.parametrize("damaged", [b"", b"short", bytes(60)])
def test_what_is_no_sealed_column_does_not_open(key, damaged):
    with pytest.raises(WrongDraftKey):
        key.open(Purpose.PART, BID, "prices/1", damaged)


def test_equal_texts_are_sealed_differently(key):
    assert len({key.seal(Purpose.PART, BID, "prices/1", b"same") for _ in range(3)}) == 3


def test_a_key_shows_itself_nowhere(key):
    representations = f"{key!r} {key} {vars(draft_keys).get('key')}"

    assert repr(key) == "DraftKey()"
    assert key.raw.hex() not in representations
    with pytest.raises(TypeError, match="kept by its team alone"):
        pickle.dumps(key)


def test_the_check_tells_the_key_and_is_not_the_key(key):
    assert (key.fits(key.check()), key.fits(bytes(32))) == (True, False)
    assert key.check() != key.raw
    assert len({key.subkey(purpose) for purpose in Purpose}) == len(Purpose)


@pytest.mark.parametrize("typed", ["", "short", "x" * 4000, "7K4D-9QWX-0A2M-R5T", "7K4D-9QWX-0A2M-R5TVX", "€" * 16])
def test_what_cannot_be_a_pass_is_not_derived(typed):
    assert not draft_keys.is_pass(typed)


def test_a_new_pass_is_one():
    assert draft_keys.is_pass(draft_keys.make_pass())
