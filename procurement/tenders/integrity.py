"""What was published with tenders, compared with the digests of its day, for `manage.py verify`."""

import hashlib
from collections.abc import Iterator
from typing import Any

from core.verification import Checked
from procurement.tenders import gather, queries
from procurement.tenders.models import LotSpec, TenderVersion
from scoring import codec, digest

CHUNK = 20  # snapshots read at once: they are long


def check_versions() -> Iterator[Checked]:
    """Every version over its stored bytes."""
    for version in TenderVersion.objects.order_by("pk").iterator(CHUNK):
        sha256 = hashlib.sha256(version.snapshot.encode()).hexdigest()
        yield Checked(
            str(version.pk), () if sha256 == version.digest else ("The snapshot does not have its own digest.",)
        )


def check_specs() -> Iterator[Checked]:
    """Every lot's specification over its stored bytes, and against its version, which names its digest."""
    rows = LotSpec.objects.select_related("version", "lot").order_by("pk")
    for row in rows.iterator(CHUNK):
        faults = []
        if row.spec and digest.of_bytes("spec", row.spec.encode()) != row.spec_sha:
            faults.append("The specification does not have its own digest.")
        if (row.spec_sha, row.fault) != _named_by_version(row):
            faults.append("Its version names another specification, or none.")
        yield Checked(f"{row.pk} (version {row.version_id}, lot {row.lot.no})", tuple(faults))


def check_rows() -> Iterator[Checked]:
    """The rows of every tender that was written here, against what its latest version says of them."""
    tenders = queries.with_authority().filter(notice_no__isnull=False).order_by("pk")
    for tender in tenders.iterator(CHUNK):
        published, rows = queries.published_content_of(tender) or {}, gather.draft_content(tender)
        parts = [part for part in rows if part != "authority" and _plain_part(published.get(part)) != rows[part]]
        yield Checked(str(tender.pk), tuple(f"Its rows are not what its version says: {part}." for part in parts))


def _plain_part(part: Any) -> Any:
    """A part of a snapshot without the digests that stand beside its lots."""
    if not isinstance(part, list):
        return part
    return [{name: value for name, value in row.items() if name not in {"spec_sha", "fault"}} for row in part]


def _named_by_version(row: LotSpec) -> tuple[Any, Any] | None:
    """Digest and fault of a lot as its version's snapshot names them; None where it cannot be read or names neither."""
    try:
        lots = codec.loads(row.version.snapshot)["lots"]
        return next((lot["spec_sha"], lot["fault"]) for lot in lots if lot["no"] == row.lot.no)
    except (ValueError, KeyError, TypeError, StopIteration):
        return None
