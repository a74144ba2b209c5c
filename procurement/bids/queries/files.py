"""Reads of the files of drafts; everything that is said of them is sealed."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from procurement.bids.models import Bid, DraftFile, DraftFileState
from procurement.tenders.states import TenderState

CHUNK = 200


def files_of(bid: Bid) -> list[DraftFile]:
    """The files of a draft, whole or arriving, the first one first. One query."""
    return list(DraftFile.objects.filter(draft=bid.pk).order_by("at", "pk"))


def stored_files_of(bid: Bid) -> list[DraftFile]:
    """Those that are whole. One query."""
    return list(DraftFile.objects.filter(draft=bid.pk, state=DraftFileState.STORED).order_by("at", "pk"))


def file_of(bid: Bid, pk: UUID) -> DraftFile | None:
    """One file of this draft. One query."""
    return DraftFile.objects.filter(draft=bid.pk, pk=pk).first()


def weight_of(bid: Bid) -> tuple[int, int]:
    """How many files a draft has, and how many bytes they have or will have. One query."""
    sums = DraftFile.objects.filter(draft=bid.pk).aggregate(files=Count("pk"), size=Sum("length"))
    return sums["files"], sums["size"] or 0


def expired(at: datetime) -> list[DraftFile]:
    """Those that began to arrive and were given up. One query."""
    return list(DraftFile.objects.filter(state=DraftFileState.ARRIVING, ends_at__lt=at).order_by("pk"))


def of_tenders_over(deadline_before: datetime) -> list[DraftFile]:
    """Files of drafts for tenders whose deadline passed before this moment and that are not open. One query."""
    over = DraftFile.objects.filter(draft__bid__tender__deadline_at__lt=deadline_before)
    return list(over.exclude(draft__bid__tender__state=TenderState.OPEN).order_by("pk"))


def files_of_drafts(drafts: Collection[UUID]) -> list[DraftFile]:
    """The files of these drafts. One query."""
    return list(DraftFile.objects.filter(draft__in=drafts).order_by("pk"))


def is_named(pk: UUID) -> bool:
    """Whether a row names this file. One query."""
    return DraftFile.objects.filter(pk=pk).exists()


def all_files() -> Iterator[DraftFile]:
    """Every file of every draft, row by row."""
    rows: QuerySet[DraftFile] = DraftFile.objects.order_by("pk")
    return rows.iterator(CHUNK)
