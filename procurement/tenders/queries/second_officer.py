"""What waits for a second officer: tenders and amendments that another one sent, and what another one proposed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
from uuid import UUID

from django.db.models import F, QuerySet

from core.models import AuditSecret, User
from procurement.tenders.models import Amendment, CancellationProposal, ReopeningProposal, Tender
from procurement.tenders.queries.tenders import LISTED, with_authority
from procurement.tenders.states import CANCELLABLE, AmendmentState, TenderLeafKind, TenderState

LATELY = timedelta(days=30)  # our choice: an older proposal stands on the page of its tender


class SecondOfficerAct(StrEnum):
    """What the second officer does, if it agrees."""

    PUBLISH = "publish"
    PUBLISH_AMENDMENT = "publish_amendment"
    CANCEL = "cancel"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class SecondOfficerTask:
    """A tender that waits for a second officer: for what, and since when."""

    tender: Tender
    act: SecondOfficerAct
    at: datetime


def waiting_for(officer: User, authorities: Sequence[UUID], *, now: datetime) -> list[SecondOfficerTask]:
    """What other officers of these authorities sent or proposed, the longest waiting first. At most five queries.

    Whether a proposal can still be confirmed, its page says.
    """
    return sorted(_rows(officer, authorities, now), key=attrgetter("at"))[:LISTED]


def senders_of(tenders: Sequence[Tender]) -> Mapping[UUID, str]:
    """For each tender in review the id of the account that sent it last, where it is known. One query, or none."""
    origins = {tender.audit_origin: tender.pk for tender in tenders if tender.state == TenderState.REVIEW}
    if not origins:
        return {}
    senders = AuditSecret.objects.filter(
        leaf__log__in=origins, leaf__kind=TenderLeafKind.SENT_TO_REVIEW, field="by"
    ).order_by("leaf__index")
    return {origins[log]: sender for log, sender in senders.values_list("leaf__log", "value")}


def _rows(officer: User, authorities: Sequence[UUID], now: datetime) -> Iterator[SecondOfficerTask]:
    in_review = list(with_authority().filter(authority__in=authorities, state=TenderState.REVIEW))
    senders = senders_of(in_review)
    for tender in in_review:
        if senders.get(tender.pk) != str(officer.pk):
            yield SecondOfficerTask(tender, SecondOfficerAct.PUBLISH, tender.state_at)
    amendments = Amendment.objects.filter(
        tender__authority__in=authorities, tender__state=TenderState.OPEN, state=AmendmentState.REVIEW
    )
    for amendment in amendments.exclude(sent_by=officer).select_related("tender__authority"):
        yield SecondOfficerTask(amendment.tender, SecondOfficerAct.PUBLISH_AMENDMENT, amendment.state_at)
    since = {"tender__authority__in": authorities, "at__gte": now - LATELY}
    cancellations = CancellationProposal.objects.filter(tender__state__in=CANCELLABLE, **since)
    yield from _proposed(cancellations, SecondOfficerAct.CANCEL, officer)
    reopenings = ReopeningProposal.objects.filter(tender__state=TenderState.CLOSED, **since)
    yield from _proposed(reopenings.filter(at__gte=F("tender__state_at")), SecondOfficerAct.REOPEN, officer)


def _proposed(
    proposals: QuerySet[CancellationProposal] | QuerySet[ReopeningProposal], act: SecondOfficerAct, officer: User
) -> Iterator[SecondOfficerTask]:
    """The latest proposal for each tender, if it is another officer's. One query."""
    latest = {row.tender_id: row for row in proposals.select_related("tender__authority").order_by("pk")}
    for row in latest.values():
        if row.by_id != officer.pk:
            yield SecondOfficerTask(row.tender, act, row.at)
