"""Keys of the platform: each public half with its fingerprint, each change signed, the file that of the table."""

from collections.abc import Iterator

from core.models import AuditLeaf, KeyBeginning, PlatformKey
from core.signing import queries, services
from core.verification import Checked
from offline import keys, rotations, signed
from offline.reading import SignedFileFault
from offline.rotations import RotationDocument

KINDS = ("signing_key.made", "signing_key.rotated", "signing_key.replaced")


def check_keys() -> Iterator[Checked]:
    """Every key by its number, then the file of the one that signs."""
    before: PlatformKey | None = None
    for row in reversed(queries.all_keys()):
        yield Checked(str(row.number), tuple(_faults(row, before)))
        before = row
    if before is not None:
        key_fault = services.fault()
        yield Checked("file", (key_fault.for_operator,) if key_fault else ())


def _faults(row: PlatformKey, before: PlatformKey | None) -> Iterator[str]:
    if row.number != (before.number + 1 if before else 1):
        yield "The key before it is missing."
    if keys.fingerprint(bytes.fromhex(row.public_key)) != row.fingerprint:
        yield "The fingerprint is not that of the public half."
    if not AuditLeaf.objects.filter(kind__in=KINDS, body__contains=row.fingerprint).exists():
        yield "No leaf of the log says how it began."
    if before is None:
        return
    if row.beginning == KeyBeginning.ROTATED:
        yield from _faults_of_change(row.by_old, before.fingerprint, "old", row, before)
    yield from _faults_of_change(row.by_new, row.fingerprint, "new", row, before)


def _faults_of_change(file: str, fingerprint: str, which: str, row: PlatformKey, before: PlatformKey) -> Iterator[str]:
    try:
        document = _rotation(file, fingerprint)
    except SignedFileFault as fault:
        yield f"The change by the {which} key: {fault}"
        return
    stated = (document.number, document.old_key, document.new_key, document.from_at)
    if stated != (row.number, before.public_key, row.public_key, row.from_at):
        yield f"The change by the {which} key speaks of another change."


def _rotation(file: str, fingerprint: str) -> RotationDocument:
    envelope = signed.read(file.encode())
    signed.require_key(envelope, fingerprint)
    signed.require_unchanged(envelope)
    return rotations.read(envelope.document)
