"""What `verify` compares of share codes: each file is signed by a key of the platform, unchanged, and the row's own."""

from collections.abc import Iterator

from core.signing import queries as signing
from core.verification import Checked
from offline import share_codes, signed
from offline.reading import SignedFileFault
from suppliers.models import ShareCode

CHUNK = 200  # rows read at once


def check_share_codes() -> Iterator[Checked]:
    """Every share code by its id."""
    fingerprints = {key.fingerprint for key in signing.all_keys()}
    for row in ShareCode.objects.order_by("pk").iterator(CHUNK):
        yield Checked(str(row.pk), tuple(_faults(row, fingerprints)))


def _faults(row: ShareCode, fingerprints: set[str]) -> Iterator[str]:
    try:
        envelope = signed.read(row.snapshot.encode())
        signed.require_unchanged(envelope)
        document = share_codes.read(envelope.document)
    except SignedFileFault as fault:
        yield str(fault)
        return
    if envelope.kind != share_codes.KIND or envelope.fingerprint not in fingerprints:
        yield "The file was signed with a key that is none of this site."
    if (document.code, document.made_at, document.ends_at) != (row.code, row.made_at, row.ends_at):
        yield "The file is that of another code."
