"""Reads of what was published of a tender, version by version."""

import json
from typing import Any

from django.db.models import Max

from procurement.tenders.models import Lot, LotSpec, Tender, TenderVersion


def latest_version_no(tender: Tender) -> int:
    """The number of the latest version; 0 before the first. One query."""
    return TenderVersion.objects.filter(tender=tender).aggregate(latest=Max("no"))["latest"] or 0


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
