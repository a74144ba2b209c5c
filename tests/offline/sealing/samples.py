"""Keysets, headers and payloads for the tests of sealing."""

import hashlib
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from offline.sealing import envelopes, shares
from offline.sealing.headers import EnvelopeKind, Header
from offline.sealing.keysets import KeyRole, Keyset, Member, make_keyset
from offline.sealing.payloads import FileEntry, Manifest, Payload

KEYS = {number: X25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2, 3)}
HEADER = Header(
    host="city.example",
    tender="5f0c",
    lot="1",
    kind=EnvelopeKind.TECHNICAL,
    bid="b1",
    supplier="s1",
    revision=1,
    criteria_hash=bytes(32),
    keyset_hash=bytes(32),
    commitment=bytes(32),
)


def keyset(tender="5f0c", numbers=(1, 2, 3)) -> Keyset:
    roles = {3: KeyRole.ESCROW}
    return make_keyset(
        tender,
        1,
        [
            Member(
                number, f"p{number}", roles.get(number, KeyRole.OPENER), KEYS[number].public_key().public_bytes_raw()
            )
            for number in numbers
        ],
    )


def payload(*files: bytes, answers=None) -> Payload:
    entries = tuple(
        FileEntry(f"file {no}.pdf", "application/pdf", len(content), hashlib.sha256(content).hexdigest())
        for no, content in enumerate(files, start=1)
    )
    return Payload(Manifest(answers or {"price": "87654.32"}, entries), lambda: files)


def sealed(*files: bytes, header=HEADER, members=None, **options):
    """(the envelope and its nonce, the bytes of its body)."""
    body = BytesIO()
    result = envelopes.seal(payload(*files), header, members or keyset(), body, **options)
    return result, body.getvalue()


def key_of(envelope, pair, keys=KEYS) -> bytes:
    """The key that two members make of their shares."""
    digest = envelope.header.digest()
    wraps = {wrap.member: wrap for wrap in envelope.wraps if wrap.pair == pair}
    halves = {member: shares.open_wrap(wraps[member], keys[member], digest) for member in pair}
    return shares.combine(halves, pair)


def opened(envelope, body: bytes, pair=(1, 2)) -> bytes:
    """The payload of an envelope."""
    out = BytesIO()
    envelopes.open_envelope(envelope.header, key_of(envelope, pair), BytesIO(body), out)
    return out.getvalue()
