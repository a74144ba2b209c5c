"""Reads of watch lists, always of one person's own."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from core.models import User
from procurement.tenders.models import TenderVersion, WatchList


def watch_lists_of(user: User) -> list[WatchList]:
    """The watch lists of a person, by name. One query."""
    return list(WatchList.objects.filter(user=user).order_by("name", "pk"))


def watch_list_of(user: User, pk: UUID) -> WatchList | None:
    """One of a person's own; None for another's. One query."""
    return WatchList.objects.filter(user=user, pk=pk).first()


def watched_queries() -> list[str]:
    """What is watched for by somebody active, each once. One query."""
    queries = WatchList.objects.filter(user__is_active=True).order_by("query").values_list("query", flat=True)
    return list(queries.distinct())


def watchers_of(queries: Collection[str]) -> list[User]:
    """Active people who watch for one of these. One query."""
    return list(User.objects.filter(watch_lists__query__in=queries, is_active=True).distinct().order_by("pk"))


def version_times(tenders: Collection[UUID]) -> dict[UUID, datetime]:
    """When the latest version of each tender was made. One query."""
    rows = TenderVersion.objects.filter(tender__in=tenders).order_by().values_list("tender")
    return dict(rows.annotate(latest=Max("at")).values_list("tender", "latest"))
