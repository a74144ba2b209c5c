"""The platform's key: made once, never another in silence, changed by an operator, its public halves for ever."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditLeaf, KeyBeginning, PlatformKey
from core.signing import keyfile, queries, services
from core.signing.keyfile import KeyFault, KeyState, public_half
from core.signing.services import RotationRefused
from offline import keys, signed
from offline.verifying import verify

pytestmark = pytest.mark.django_db

AT = datetime(2026, 12, 3, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=400)


def leaf_facts(kind):
    return [json.loads(leaf.body)["facts"] for leaf in AuditLeaf.objects.filter(kind=kind)]


def verified():
    """What `manage.py verify keys` prints."""
    out = StringIO()
    with suppress(CommandError):
        call_command("verify", "keys", stdout=out)
    return out.getvalue().splitlines()


def refused(act):
    with pytest.raises(KeyFault) as caught:
        act()
    return caught.value.state


def test_the_first_start_makes_a_key_and_says_so_once():
    row = services.begin(at=AT)

    assert services.begin(at=LATER) == row
    assert list(PlatformKey.objects.values_list("number", "beginning", "by_old", "by_new", "from_at")) == [
        (1, KeyBeginning.FIRST, "", "", AT)
    ]
    assert row.public_key == public_half(keyfile.read(keyfile.place()))
    assert row.fingerprint == keys.fingerprint(bytes.fromhex(row.public_key))
    assert leaf_facts("signing_key.made") == [{"number": 1, "fingerprint": row.fingerprint, "given": False}]
    assert services.fault() is None
    assert verified() == ["keys of the platform: 2 checked, 0 faults"]


def test_nothing_private_is_in_the_database():
    services.begin(at=AT)
    secret = keyfile.read(keyfile.place()).private_bytes_raw()

    stored = repr(list(PlatformKey.objects.values())) + repr(list(AuditLeaf.objects.values()))
    assert [form for form in (secret.hex(), repr(secret)[2:-1]) if form in stored] == []


def test_a_document_is_signed_with_the_key_that_is_published():
    envelope = services.sign("share-code/1", {"a": 1}, at=AT)

    signed.require_unchanged(envelope)
    assert envelope.fingerprint == queries.current_fingerprint()


def test_a_key_from_before_is_taken_by_a_new_database():
    digits = public_half(keyfile.make(keyfile.place()))

    assert services.begin(at=AT).public_key == digits


@pytest.mark.parametrize("is_moved", [True, False])
def test_a_missing_key_stops_signing_and_makes_no_other(is_moved):
    row = services.begin(at=AT)
    aside = keyfile.place().with_suffix(".away")
    keyfile.place().rename(aside)

    assert refused(lambda: services.sign("share-code/1", {}, at=LATER)) is KeyState.MISSING
    assert services.begin_at_start().state is KeyState.MISSING
    assert not keyfile.place().exists()
    assert queries.all_keys() == [row]
    assert verified()[0].startswith("  keys file: ")

    if is_moved:
        aside.rename(keyfile.place())
        assert services.sign("share-code/1", {}, at=LATER).fingerprint == row.fingerprint


def test_another_key_in_its_place_signs_nothing():
    services.begin(at=AT)
    keyfile.place().unlink()
    keyfile.make(keyfile.place())

    assert refused(lambda: services.sign("share-code/1", {}, at=LATER)) is KeyState.ANOTHER
    assert services.fault().state is KeyState.ANOTHER


def test_a_rotation_is_signed_by_old_and_new_and_the_old_one_stays():
    old = services.begin(at=AT)
    before = services.sign("share-code/1", {"a": 1}, at=AT)

    new = services.rotate(by=None, at=LATER)

    assert queries.all_keys() == [new, old]
    assert (new.number, new.beginning, new.from_at) == (2, KeyBeginning.ROTATED, LATER)
    for file, row in ((new.by_old, old), (new.by_new, new)):
        verdict = verify(file.encode(), fingerprint=row.fingerprint, on=date(2028, 1, 1))
        assert (verdict.problem, verdict.is_from_key) == (None, True)
        assert f"New key: {keys.in_groups(new.fingerprint)}" in verdict.sentences
    assert leaf_facts("signing_key.rotated") == [
        {
            "number": 2,
            "fingerprint": new.fingerprint,
            "replaces": old.fingerprint,
            "old_signature": signed.read(new.by_old.encode()).signature.hex(),
            "new_signature": signed.read(new.by_new.encode()).signature.hex(),
        }
    ]
    assert services.sign("share-code/1", {}, at=LATER).fingerprint == new.fingerprint
    signed.require_unchanged(before)
    assert [path.name for path in keyfile.place().parent.iterdir()] == ["signing-key.pem"]
    assert verified() == ["keys of the platform: 3 checked, 0 faults"]


def test_a_rotation_that_stopped_before_the_database_changes_nothing():
    old = services.begin(at=AT)
    keyfile.make(keyfile.next_place())  # and there it stopped

    assert services.sign("share-code/1", {}, at=AT).fingerprint == old.fingerprint
    assert services.rotate(by=None, at=LATER).number == 2


def test_a_rotation_that_stopped_after_the_database_is_finished_by_the_next_signature(monkeypatch):
    services.begin(at=AT)
    with monkeypatch.context() as crash:
        crash.setattr(keyfile, "take_next", lambda: None)
        new = services.rotate(by=None, at=LATER)
    assert keyfile.next_place().exists()

    assert services.fault() is None
    assert keyfile.next_place().exists()  # looking changes nothing
    assert services.sign("share-code/1", {}, at=LATER).fingerprint == new.fingerprint
    assert not keyfile.next_place().exists()
    assert public_half(keyfile.read(keyfile.place())) == new.public_key


def test_a_named_key_is_changed_for_another_file(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "one" / "key.pem")
    keyfile.make(keyfile.place())
    services.begin(at=AT)

    with pytest.raises(RotationRefused, match="--to FILE"):
        services.rotate(by=None, at=LATER)
    with pytest.raises(RotationRefused, match="--to FILE"):
        services.rotate(to=keyfile.place(), by=None, at=LATER)
    new = services.rotate(to=tmp_path / "two" / "key.pem", by=None, at=LATER)

    assert refused(lambda: services.sign("share-code/1", {}, at=LATER)) is KeyState.ANOTHER
    settings.SIGNING_KEY_FILE = str(tmp_path / "two" / "key.pem")
    assert services.sign("share-code/1", {}, at=LATER).fingerprint == new.fingerprint


def test_a_key_never_signs_twice_over(settings, tmp_path):
    settings.SIGNING_KEY_FILE = str(tmp_path / "one.pem")
    keyfile.make(keyfile.place())
    services.begin(at=AT)
    services.rotate(to=tmp_path / "two.pem", by=None, at=LATER)
    settings.SIGNING_KEY_FILE = str(tmp_path / "two.pem")

    with pytest.raises(RotationRefused, match="has signed here before"):
        services.rotate(to=tmp_path / "one.pem", by=None, at=LATER)


def test_a_site_with_its_own_folder_is_told_that_no_file_is_needed(tmp_path):
    services.begin(at=AT)

    with pytest.raises(RotationRefused, match="keeps its key itself"):
        services.rotate(to=tmp_path / "key.pem", by=None, at=LATER)


def test_a_lost_key_is_replaced_by_a_word_of_the_operator():
    old = services.begin(at=AT)
    keyfile.place().unlink()

    new = services.replace_lost(reason="The disk broke.", by=None, at=LATER)

    assert (new.number, new.beginning, new.by_old) == (2, KeyBeginning.REPLACED, "")
    [facts] = leaf_facts("signing_key.replaced")
    assert (facts["fingerprint"], facts["replaces"]) == (new.fingerprint, old.fingerprint)
    assert "disk" not in AuditLeaf.objects.get(kind="signing_key.replaced").body
    assert services.sign("share-code/1", {}, at=LATER).fingerprint == new.fingerprint
    assert verified() == ["keys of the platform: 3 checked, 0 faults"]


def test_another_key_that_lies_in_the_place_is_kept_aside():
    services.begin(at=AT)
    keyfile.place().unlink()
    stray = public_half(keyfile.make(keyfile.place()))

    services.replace_lost(reason="A wrong backup.", by=None, at=LATER)

    assert public_half(keyfile.read(keyfile.place().with_name("signing-key.pem.aside-1"))) == stray


def test_a_key_that_can_sign_is_not_lost():
    with pytest.raises(RotationRefused, match="not lost"):
        services.replace_lost(reason="x", by=None, at=AT)
    services.begin(at=AT)
    with pytest.raises(RotationRefused, match="not lost"):
        services.replace_lost(reason="x", by=None, at=AT)
    keyfile.place().unlink()
    with pytest.raises(RotationRefused, match="--reason"):
        services.replace_lost(reason=" ", by=None, at=AT)


@pytest.mark.usefixtures("rows_may_change")
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"number": 5}, "The key before it is missing."),
        ({"fingerprint": "0" * 64}, "The fingerprint is not that of the public half."),
        ({"by_old": "{}"}, "The change by the old key: the file lacks “format”."),
        ({"from_at": AT}, "The change by the new key speaks of another change."),
    ],
)
def test_verify_names_what_somebody_changed(change, sentence):
    services.begin(at=AT)
    services.rotate(by=None, at=LATER)
    PlatformKey.objects.filter(number=2).update(**change)

    assert [line for line in verified() if sentence in line] != []


def test_the_command_prints_the_new_fingerprint():
    services.begin(at=AT)
    out = StringIO()

    call_command("rotate_signing_key", stdout=out)

    assert out.getvalue().splitlines() == [
        "Key number 2 signs from now on. Its fingerprint:",
        keys.in_groups(queries.current_fingerprint()),
    ]


def test_the_command_says_what_to_do_about_a_lost_key():
    services.begin(at=AT)
    keyfile.place().unlink()

    with pytest.raises(CommandError, match="--lost --reason TEXT"):
        call_command("rotate_signing_key")
    with pytest.raises(CommandError, match="--reason"):
        call_command("rotate_signing_key", "--lost")
    out = StringIO()
    call_command("rotate_signing_key", "--lost", "--reason", "The disk broke.", stdout=out)
    assert out.getvalue().startswith("Key number 2 signs from now on.")
