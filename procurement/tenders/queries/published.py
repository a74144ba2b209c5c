"""Reads of what was published of a tender, version by version."""

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Max

from core.models import StoredFile
from procurement.planning.models import Profile
from procurement.tenders.models import Lot, LotSpec, Tender, TenderVersion
from procurement.tenders.sections import AttachedFile


def latest_version_no(tender: Tender) -> int:
    """The number of the latest version; 0 before the first. One query."""
    return TenderVersion.objects.filter(tender=tender).aggregate(latest=Max("no"))["latest"] or 0


def latest_version(tender: Tender) -> TenderVersion | None:
    """The latest version, whole; None before the first. One query."""
    return TenderVersion.objects.filter(tender=tender).order_by("-no").first()


def published_by(tender: Tender) -> UUID | None:
    """Who published a tender, by id; None for one that nobody has. One query."""
    return TenderVersion.objects.filter(tender=tender, no=1).values_list("by_id", flat=True).first()


def published_content_of(tender: Tender) -> dict[str, Any] | None:
    """What the latest version says, as `gather.snapshot_of` wrote it; None before the first. One query."""
    texts = TenderVersion.objects.filter(tender=tender).order_by("-no").values_list("snapshot", flat=True)
    text = texts.first()
    return None if text is None else json.loads(text)


def published_specs_of(tender: Tender) -> list[LotSpec]:
    """What the latest version says of each lot, by lot number; empty before the first. One query."""
    latest = TenderVersion.objects.filter(tender=tender).order_by("-no").values("pk")[:1]
    specs = LotSpec.objects.filter(version__in=latest).select_related("version")
    return list(specs.order_by("lot__no"))


def published_spec_of(lot: Lot) -> LotSpec | None:
    """What the latest version says of a lot; None before the first. One query."""
    specs = LotSpec.objects.filter(lot=lot).select_related("version")
    return specs.order_by("-version__no").first()


def stored_files(files: Collection[AttachedFile]) -> dict[tuple[str, str], StoredFile]:
    """{(sha256, name): the stored document} of those that a section names. One query, none without files."""
    if not files:
        return {}
    rows = StoredFile.objects.filter(sha256__in={file.sha256 for file in files})
    return {(row.sha256, row.name): row for row in rows}


def stored_profiles(digests: Collection[str]) -> set[str]:
    """Those of these profiles that are stored here. One query, none without digests."""
    return set(Profile.objects.filter(pk__in=digests).values_list("pk", flat=True)) if digests else set()


def version_with_file(tender: Tender, sha256: str) -> TenderVersion | None:
    """The latest version in whose text this SHA-256 stands, in hex; None if none has it. One query."""
    return TenderVersion.objects.filter(tender=tender, snapshot__contains=sha256).order_by("-no").first()
