"""The envelope: which bytes are signed, and every way in which a file is not what it should be."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from offline import share_codes, signed
from offline.reading import Problem, SignedFileFault
from offline.verifying import verify
from scoring import canonical
from tests.offline.samples import KEY, OTHER, SHARE, share_file

TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
DOCUMENTS = some.dictionaries(
    TEXTS, some.recursive(some.none() | some.booleans() | some.integers() | TEXTS, some.lists, max_leaves=6), max_size=4
)


def refused(content, check=lambda envelope: None):
    with pytest.raises(SignedFileFault) as caught:
        check(signed.read(content))
    return caught.value.problem, str(caught.value)


def with_change(change, content=None):
    """The file after a change of its values."""
    envelope = json.loads(content or share_file())
    change(envelope)
    return json.dumps(envelope).encode()


def test_the_bytes_to_sign_begin_with_what_keeps_uses_apart():
    assert signed.bytes_to_sign("share-code/1", {"b": 1, "a": "é"}) == (
        b'evenhand-signed@v1\x00share-code/1\x00{"a":"\xc3\xa9","b":1}'
    )


def test_the_file_is_known_to_the_last_byte():
    envelope = signed.sign("share-code/1", {"a": 1}, KEY)

    assert envelope.file() == (
        b'{"document":{"a":1},"format":"evenhand-signed/1",'
        b'"key":"03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8","kind":"share-code/1",'
        b'"signature":"' + envelope.signature.hex().encode() + b'"}\n'
    )
    assert envelope.signature == KEY.sign(b'evenhand-signed@v1\x00share-code/1\x00{"a":1}')


def test_a_file_is_read_as_it_was_signed():
    envelope = signed.sign(share_codes.KIND, SHARE, KEY)

    assert signed.read(envelope.file()) == envelope
    assert share_codes.read(envelope.document) == SHARE
    signed.require_unchanged(envelope)


def test_spaces_and_order_do_not_count():
    envelope = json.loads(share_file())
    shuffled = json.dumps(dict(reversed(envelope.items())), indent=4, ensure_ascii=True).encode()

    signed.require_unchanged(signed.read(shuffled))


@given(DOCUMENTS, DOCUMENTS)
def test_a_signature_fits_its_document_and_no_other(document, other):
    try:
        envelope = signed.sign("share-code/1", document, KEY)
    except TypeError:  # two names that are one in normal form
        return
    swapped = signed.Signed("share-code/1", other, envelope.public_key, envelope.signature)

    signed.require_unchanged(signed.read(envelope.file()))
    if other != envelope.document:
        with pytest.raises(SignedFileFault):
            signed.require_unchanged(swapped)


@given(some.integers(min_value=0, max_value=len(share_file()) - 2), some.integers(min_value=1, max_value=255))
def test_no_byte_of_the_file_can_be_another(place, flip):
    content = bytearray(share_file())
    content[place] ^= flip

    with pytest.raises(SignedFileFault):
        signed.require_unchanged(signed.read(bytes(content)))


def test_a_signature_of_one_kind_is_none_of_another():
    moved = with_change(lambda envelope: envelope.update(kind="key-rotation/1"))

    assert refused(moved, signed.require_unchanged)[0] is Problem.CHANGED


def test_a_bare_signature_over_the_document_is_none():
    """A key that also signs other things cannot be used to make a document of ours."""
    bare = KEY.sign(canonical.dumps(SHARE)).hex()
    moved = with_change(lambda envelope: envelope.update(signature=bare))

    assert refused(moved, signed.require_unchanged)[0] is Problem.CHANGED


def test_another_key_is_named_with_both_fingerprints():
    problem, sentence = refused(
        share_file(key=OTHER), lambda envelope: signed.require_key(envelope, signed.sign("a", {}, KEY).fingerprint)
    )

    assert problem is Problem.WRONG_KEY
    assert signed.sign("a", {}, OTHER).fingerprint[:4] in sentence
    assert signed.sign("a", {}, KEY).fingerprint[:4] in sentence


@pytest.mark.parametrize("depth", [70, 450, 800])
def test_a_document_that_is_nested_too_deep_is_refused_with_a_sentence(depth):
    nested = b'"code":' + b"[" * depth + b"]" * depth
    content = share_file().replace(b'"code":"K7QM-2TXD-94RA"', nested, 1)

    verdict = verify(content, fingerprint=None, on=date(2026, 12, 1))

    assert (verdict.problem, verdict.sentences) == (
        Problem.NOT_JSON,
        ("The file has more than 64 lists and objects in one another.",),
    )


def test_text_that_is_not_in_normal_form_was_changed():
    envelope = signed.sign("share-code/1", {"name": "é"}, KEY)
    decomposed = signed.Signed(envelope.kind, {"name": "e\u0301"}, envelope.public_key, envelope.signature)

    with pytest.raises(SignedFileFault, match="changed"):
        signed.require_unchanged(decomposed)


@pytest.mark.parametrize(
    ("content", "problem", "sentence"),
    [
        (b"", Problem.NOT_JSON, "not JSON"),
        (b"%PDF-1.7", Problem.NOT_JSON, "not JSON"),
        (b"\xff\xfe", Problem.NOT_JSON, "not JSON"),
        (share_file()[:-40], Problem.NOT_JSON, "cut off"),
        (b"[" * 100_000, Problem.NOT_JSON, "not JSON"),
        (b'{"a":NaN}', Problem.NOT_JSON, "not JSON"),
        (b'{"a":1.5}', Problem.NOT_JSON, "not JSON"),
        (b'{"a":"\\ud800"}', Problem.NOT_JSON, "not JSON"),
        (b" " * (20 * 1024 * 1024 + 1), Problem.NOT_JSON, "too large"),
        (b'{"a":1,"a":1}', Problem.DUPLICATE_KEY, "“a” stands twice"),
        (b'{"a":{"\\u001b[2J":1,"\\u001b[2J":2}}', Problem.DUPLICATE_KEY, r"“\x1b[2J” stands twice"),
        (b"[]", Problem.MALFORMED, "the file is no object"),
        (b"{}", Problem.MALFORMED, "lacks “format”"),
    ],
)
def test_what_is_no_signed_file_says_why(content, problem, sentence):
    named, text = refused(content)

    assert named is problem
    assert sentence in text


@pytest.mark.parametrize(
    ("change", "problem", "sentence"),
    [
        (
            lambda file: file.update(format="evenhand-signed/2"),
            Problem.UNKNOWN_VERSION,
            "“evenhand-signed/2”; this program knows “evenhand-signed/1”",
        ),
        (lambda file: file.update(format=1), Problem.MALFORMED, "the file/format is no text"),
        (lambda file: file.pop("kind"), Problem.MALFORMED, "lacks “kind”"),
        (lambda file: file.update(document=[]), Problem.MALFORMED, "the file/document is no object"),
        (lambda file: file.update(note="true"), Problem.MALFORMED, "has “note”, which nobody knows"),
        (lambda file: file.update(key="00" * 31), Problem.MALFORMED, "the file/key is not 32 bytes"),
        (lambda file: file.update(key="AB" * 32), Problem.MALFORMED, "the file/key is not 32 bytes"),
        (lambda file: file.update(signature="x"), Problem.MALFORMED, "the file/signature is not 64 bytes"),
    ],
)
def test_an_envelope_of_another_form_is_refused(change, problem, sentence):
    named, text = refused(with_change(change))

    assert named is problem
    assert sentence in text


@pytest.mark.parametrize("kind", ["", "é", "a\x00b", "a\n"])
def test_a_kind_is_a_short_name(kind):
    with pytest.raises(ValueError, match="kind"):
        signed.bytes_to_sign(kind, {})


def test_a_number_with_a_decimal_point_is_never_signed():
    with pytest.raises(TypeError, match="float"):
        signed.sign("share-code/1", {"price": 1.5}, KEY)
