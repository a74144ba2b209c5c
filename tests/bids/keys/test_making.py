"""A key is made by who has the role, proved by a question that only it answers, locked anew, retired."""

from datetime import timedelta

import pytest

from core.models import AuditLeaf, User
from offline.sealing.keysets import KeyRole
from offline.sealing.opening_keys import Cost, Derivation, make_private_key, wrap_key
from procurement.bids.models import KeyChallenge, KeyOrigin, KeyProof, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys
from procurement.bids.services.keys import KeyRefused
from tests import builders
from tests.bids.keys import PRIVATE, answer_to, holder, made_key, prove, proved_key

pytestmark = pytest.mark.django_db
AT = builders.AT
QUICK = Cost(Derivation.ARGON2ID, 19_456, 1, 1)


def refused(act, **values):
    with pytest.raises(KeyRefused) as refusal:
        act(**values)
    return str(refusal.value)


def asked_to_make(person, public_key=None, **changes):
    public = public_key or make_private_key().public_key().public_bytes_raw()
    values = {"role": KeyRole.OPENER, "wrapped": None, "origin": KeyOrigin.BROWSER, "at": AT}
    return {"holder": person, "authority": builders.authority(), "public_key": public, **values, **changes}


def wrapped_half_of(mine, passphrase="7K3M-9Q2W-A1B0-1100"):
    return wrap_key(mine.private, passphrase, QUICK).file()


def test_a_new_key_counts_for_nothing_until_it_is_proved():
    mine = made_key(at=AT)

    row = queries.key_in_use(mine.holder, builders.authority())

    assert (row, row.role, row.origin, row.proved_at, row.next_check) == (mine.key, "opener", "browser", None, None)
    assert row.made_at == AT


def test_only_who_has_the_role_makes_a_key():
    sentence = "Only who is an opener, or the keeper of the spare key, makes a key."

    assert refused(keys.make_key, **asked_to_make(builders.person("officer"))) == sentence
    assert refused(keys.make_key, **asked_to_make(holder(KeyRole.ESCROW))) == sentence
    assert refused(keys.make_key, **asked_to_make(holder(authority=builders.authority("Elsewhere")))) == sentence
    assert not OpeningKey.objects.exists()


@pytest.mark.parametrize("public", [bytes(32), b"\x01" * 31, b""], ids=["all zero", "too short", "empty"])
def test_a_public_half_for_which_nothing_can_be_closed_is_refused(public):
    values = asked_to_make(holder()) | {"public_key": public}

    assert refused(keys.make_key, **values) == "This is no public key that works. Make the key anew."


def test_a_public_half_that_is_known_is_refused():
    known = made_key(at=AT)

    values = asked_to_make(holder(), bytes.fromhex(known.key.public_key))

    assert refused(keys.make_key, **values) == "This key is known already. Make a new one."


def test_a_key_that_was_never_proved_makes_way():
    first = made_key(at=AT)

    second = made_key(first.holder, at=AT)

    first.key.refresh_from_db()
    assert (first.key.retired_at, first.key.retired_by) == (AT, first.holder)
    assert queries.keys_of(first.holder) == [second.key, first.key]


def test_a_key_that_works_is_retired_first():
    mine = proved_key(at=AT)

    sentence = refused(keys.make_key, **asked_to_make(mine.holder))
    keys.retire_key(key=mine.key, by=mine.holder, at=AT)
    made_key(mine.holder, at=AT)

    assert sentence == "You have a key that works. Retire it before you make another."
    assert [key.retired_at for key in queries.keys_of(mine.holder)] == [None, AT]


def test_the_locked_half_is_kept_as_it_came_and_locked_anew():
    private = make_private_key()
    public = private.public_key().public_bytes_raw()
    wrapped = wrap_key(private, "7K3M-9Q2W-A1B0-1100", QUICK).file()
    person = holder()
    key = keys.make_key(**asked_to_make(person, public, wrapped=wrapped))

    again = wrap_key(private, "0000-1111-2222-3333", QUICK).file()
    keys.rewrap_key(key=key, wrapped=again, by=person, at=AT)

    key.refresh_from_db()
    assert (bytes(key.wrapped), key.public_key) == (again, public.hex())
    assert again != wrapped


def test_a_locked_half_that_is_none_or_another_s_is_refused():
    mine, other = made_key(at=AT), made_key(at=AT)
    rewrap = {"key": mine.key, "by": mine.holder, "at": AT}

    assert refused(keys.rewrap_key, wrapped=b"EOK1", **rewrap) == "This is no key file, or it was cut off."
    assert (
        refused(keys.rewrap_key, wrapped=wrapped_half_of(other), **rewrap) == "The locked half belongs to another key."
    )
    assert refused(keys.rewrap_key, wrapped=wrapped_half_of(mine), key=mine.key, by=other.holder, at=AT) == (
        "This key is another person's."
    )


def test_a_proof_is_taken_once_and_counts_from_then_on():
    mine = made_key(at=AT)
    challenge = keys.challenge_key(key=mine.key, at=AT)
    answer = {"challenge": challenge, "answer": answer_to(challenge, mine), "by": mine.holder, "at": AT}

    proof = keys.prove_key(**answer)
    again = refused(keys.prove_key, **answer)

    mine.key.refresh_from_db()
    assert (proof.at, mine.key.proved_at, mine.key.next_check) == (AT, AT, AT + timedelta(days=83))
    assert again == "This question was answered already, or its ten minutes are over. Ask for a new one."
    assert KeyProof.objects.count() == 1


def test_of_an_answer_only_a_hash_is_known_before():
    mine = made_key(at=AT)
    challenge = keys.challenge_key(key=mine.key, at=AT)

    answer = answer_to(challenge, mine)

    stored = "".join(str(bytes(v).hex() if isinstance(v, bytes | memoryview) else v) for v in vars(challenge).values())
    assert answer.hex() not in stored
    assert mine.private.private_bytes_raw().hex() not in stored


@pytest.mark.parametrize(
    ("late", "is_taken"), [(timedelta(minutes=9, seconds=59), True), (timedelta(minutes=10), False)]
)
def test_a_question_lasts_ten_minutes(late, is_taken):
    mine = made_key(at=AT)
    challenge = keys.challenge_key(key=mine.key, at=AT)
    answer = {"challenge": challenge, "answer": answer_to(challenge, mine), "by": mine.holder, "at": AT + late}

    if is_taken:
        keys.prove_key(**answer)
    else:
        assert refused(keys.prove_key, **answer) == (
            "This question was answered already, or its ten minutes are over. Ask for a new one."
        )

    assert KeyProof.objects.exists() is is_taken


def test_the_answer_of_another_key_is_refused_and_uses_the_question_up():
    mine, other = made_key(at=AT), made_key(at=AT)
    challenge, others = (keys.challenge_key(key=key_in_use_here.key, at=AT) for key_in_use_here in (mine, other))

    wrong = refused(keys.prove_key, challenge=challenge, answer=answer_to(others, other), by=mine.holder, at=AT)
    right = refused(keys.prove_key, challenge=challenge, answer=answer_to(challenge, mine), by=mine.holder, at=AT)

    assert wrong == "This is not the answer of this key."
    assert right == "This question was answered already, or its ten minutes are over. Ask for a new one."
    assert not KeyProof.objects.exists()


def test_another_person_s_key_is_not_proved_with_its_answer():
    mine, thief = made_key(at=AT), holder()
    challenge = keys.challenge_key(key=mine.key, at=AT)

    sentence = refused(keys.prove_key, challenge=challenge, answer=answer_to(challenge, mine), by=thief, at=AT)

    challenge.refresh_from_db()
    assert (sentence, challenge.answered_at) == ("This key is another person's.", None)


def test_questions_that_are_over_are_forgotten():
    mine = made_key(at=AT)
    keys.challenge_key(key=mine.key, at=AT)

    latest = keys.challenge_key(key=mine.key, at=AT + timedelta(minutes=10))

    assert list(KeyChallenge.objects.all()) == [latest]


def test_a_retired_key_is_neither_asked_nor_proved_nor_locked_anew_nor_retired_again():
    mine = made_key(at=AT)
    challenge = keys.challenge_key(key=mine.key, at=AT)
    answer = answer_to(challenge, mine)
    who = {"by": mine.holder, "at": AT}
    keys.retire_key(key=mine.key, **who)

    assert {
        refused(keys.challenge_key, key=mine.key, at=AT),
        refused(keys.prove_key, challenge=challenge, answer=answer, **who),
        refused(keys.rewrap_key, key=mine.key, wrapped=wrapped_half_of(mine), **who),
        refused(keys.retire_key, key=mine.key, **who),
    } == {"This key is retired."}
    assert not KeyProof.objects.exists()


def test_no_leaf_says_who_it_was():
    mine = proved_key(holder(name="Olena Mare", email="olena@city.example"), at=AT)
    keys.rewrap_key(key=mine.key, wrapped=wrapped_half_of(mine), by=mine.holder, at=AT)
    keys.retire_key(key=mine.key, by=mine.holder, at=AT)

    leaves = AuditLeaf.objects.filter(log__origin="platform")

    assert list(leaves.values_list("kind", flat=True)) == ["key.made", "key.proved", "key.rewrapped", "key.retired"]
    text = "\n".join(leaves.values_list("body", flat=True)).lower()
    assert [leak for leak in ("olena", "mare", "city.example", str(mine.holder.pk)) if leak in text] == []
    assert mine.key.fingerprint in text


def test_nothing_secret_is_stored_of_a_proved_key():
    mine = prove(made_key(at=AT), at=AT)

    [row] = OpeningKey.objects.values()

    assert PRIVATE[mine.key.public_key].private_bytes_raw().hex() not in str(row)
    assert row["wrapped"] is None
    assert User.objects.filter(pk=row["holder_id"]).exists()
