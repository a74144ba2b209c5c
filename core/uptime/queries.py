"""Reads of the ledger of outages."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from core.models import BeatingPart, SiteOutage


def outages() -> QuerySet[SiteOutage]:
    """All outages of the pages, the latest first."""
    return SiteOutage.objects.filter(part=BeatingPart.WEB).order_by("-from_at", "-pk")


def outages_between(start: datetime, end: datetime) -> list[SiteOutage]:
    """Those that touch a span of time, in their order. One query."""
    return list(outages().filter(from_at__lt=end, to_at__gt=start).order_by("from_at", "pk"))


def time_lost(start: datetime, end: datetime) -> timedelta:
    """How much of a span the site could take nothing. One query."""
    parts = ((max(row.from_at, start), min(row.to_at, end)) for row in outages_between(start, end))
    return sum((last - first for first, last in parts), timedelta())
