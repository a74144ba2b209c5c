"""A report and its job, as page and API show them; and what a review says, stored when it is asked for.

A review says the run as its page shows it, and what only a review needs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from core.models import Artifact, Job, JobState
from core.rest.shapes import Url
from offline import checkpoints, receipts, signed
from procurement.bids.models import BidRevision
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.shapes.receipts import code_of
from procurement.evaluations import summary
from procurement.evaluations.models import Run
from procurement.evaluations.shapes import SourceOutcomeShape, SummaryShape
from procurement.reports import gather
from procurement.reports.models import Report, Variant

# --- a report ---


@dataclass(frozen=True, slots=True)
class JobShape:
    """A background job: how far it is, or why it failed."""

    id: UUID
    state: JobState
    percent: int
    message: str
    why: str
    attempts: int
    requested_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportFileShape:
    name: str
    size: int
    sha256: str
    content_type: str
    url: Url


@dataclass(frozen=True, slots=True)
class ReportRowShape:
    """A review; `file` is null until its job is ready."""

    id: UUID
    no: int
    title: str
    variant: Variant
    tender: UUID | None
    run: UUID | None
    study: UUID | None = field(metadata={"help": "A study of methods, where there is no run."})
    policy: UUID | None = field(metadata={"help": "A version of a policy, where it is about a period of that."})
    requested_at: datetime
    job: JobShape
    file: ReportFileShape | None


@dataclass(frozen=True, slots=True)
class ReportShape(ReportRowShape):
    """A review with the frozen dictionary that it was made from; of a policy what was asked until it is counted."""

    data: Mapping[str, Any]
    data_sha256: str


def job_shape(job: Job) -> JobShape:
    return JobShape(
        id=job.pk,
        state=JobState(job.state),
        percent=job.percent,
        message=job.message,
        why=job.why,
        attempts=job.attempts,
        requested_at=job.requested_at,
        finished_at=job.finished_at,
    )


def report_row(report: Report, file_url: str) -> ReportRowShape:
    """A report without its data; `report` from `queries.with_relations`, so no further query."""
    artifact = next(iter(report.job.artifacts.all()), None)
    return ReportRowShape(
        id=report.pk,
        no=report.no,
        title=report.title,
        variant=Variant(report.variant),
        tender=_tender_of(report),
        run=report.run_id,
        study=report.study_id,
        policy=report.policy_id,
        requested_at=report.requested_at,
        job=job_shape(report.job),
        file=None if artifact is None else _file(artifact, file_url),
    )


def _tender_of(report: Report) -> UUID | None:
    if report.tender_version is not None:
        return report.tender_version.tender_id
    if report.opening is not None:
        return report.opening.tender_id
    return report.run.lot.tender_id if report.run else None


def _file(artifact: Artifact, url: str) -> ReportFileShape:
    return ReportFileShape(artifact.file_name, artifact.size, artifact.sha256, artifact.content_type, Url(url))


def report_shape(report: Report, file_url: str) -> ReportShape:
    """A report with its data; `report` from `queries.with_relations`, so no further query."""
    row = report_row(report, file_url)
    return ReportShape(**_values(row), data=report.content, data_sha256=report.content_sha)


def _values(shape: ReportRowShape | SummaryShape) -> Mapping[str, Any]:
    """The fields of a shape, for one that has them and more."""
    return {field.name: getattr(shape, field.name) for field in fields(shape)}


# --- what a review says ---


@dataclass(frozen=True, slots=True)
class PanelMemberShape:
    """Who signs for the panel. Pseudonym and name never stand beside each other in a file."""

    chair: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReviewFactsShape:
    """`opened_at`: ISO 8601, None if another system opened the bids; `source`: the format of an imported tender."""

    template: int
    zone: str
    opened_at: str | None
    panel: tuple[PanelMemberShape, ...]
    authority_id: str = ""
    cpv: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReviewShape(SummaryShape):
    review: ReviewFactsShape
    source_outcome: SourceOutcomeShape | None = None


def review_of(run: Run) -> ReviewShape:
    """What a review of a run says. Three queries beside those of `summary.of_run` and `outcome_of_lot`; raises so."""
    tender, run_summary = run.lot.tender, summary.of_run(run)
    facts = ReviewFactsShape(
        template=gather.TEMPLATE,
        zone=tender.authority.zone,
        opened_at=gather.opened_at(tender),
        panel=tuple(PanelMemberShape(chair, name) for name, chair in gather.panel_of(run)),
        authority_id=" ".join(filter(None, (tender.authority.id_scheme, tender.authority.id_value))),
        cpv=tuple(run.lot.cpv),
        source=gather.source_of(tender),
    )
    outcome = summary.outcome_of_lot(run.lot, run)
    return ReviewShape(**_values(run_summary), review=facts, source_outcome=outcome)


# --- what the paper of a receipt says ---


@dataclass(frozen=True, slots=True)
class ReceiptEnvelopeShape:
    """An envelope as the receipt names it; `size`: bytes of what is stored."""

    lot_no: int
    kind: str
    size: int
    sha256: str
    commitment: str


@dataclass(frozen=True, slots=True)
class ReceiptPaperShape:
    """What stands on the paper: of the tender and the tenderers as they were called then, the rest from the receipt.

    `tenderers`: (name, identifier), the lead first. `lots`: (number, title). `line`: in the log, from 1. `key`: the
    fingerprint of the key that signed. `check_url`: of the page that checks it.
    """

    authority: str
    zone: str
    is_demonstration: bool
    ref: str
    title: str
    tender_version: int
    tender_version_at: datetime
    lots: tuple[tuple[int, str], ...]
    tenderers: tuple[tuple[str, str], ...]
    sender: str
    code: str
    number: int
    received_at: datetime
    deadline: datetime
    is_scanned: bool
    envelopes: tuple[ReceiptEnvelopeShape, ...]
    keyset_hash: str
    line: int
    log_size: int
    log_root: str
    key: str
    check_url: str


def receipt_paper_of(version: BidRevision) -> ReceiptPaperShape:
    """What the paper of a version's receipt says. Five queries at most; raises nothing for a receipt of this site."""
    bid, envelope = version.bid, signed.read(version.receipt.text.encode())
    receipt, tender = receipts.read(envelope.document), version.bid.tender
    head = checkpoints.read_checkpoint(receipt.checkpoint, envelope.public_key)
    lots = draft_queries.lots_of(bid)
    numbers = {str(lot.pk): lot.no for lot in lots}
    sizes = {(str(row.lot_id), row.kind): row.size for row in version.envelopes.all()}
    return ReceiptPaperShape(
        authority=tender.authority.name,
        zone=tender.authority.zone,
        is_demonstration=settings.DEMO,
        ref=tender.ref,
        title=tender.title,
        tender_version=version.tender_version.no,
        tender_version_at=version.tender_version.at,
        lots=tuple((lot.no, lot.title) for lot in lots if str(lot.pk) in {each.lot for each in receipt.envelopes}),
        tenderers=tuple((party.name, f"{party.id_scheme} {party.id_value}".strip()) for party in bid.parties.all()),
        sender=str(version.sender),
        code=code_of(bid, version.number),
        number=version.number,
        received_at=receipt.received_at,
        deadline=receipt.deadline_applied,
        is_scanned=receipt.is_scanned,
        envelopes=tuple(
            ReceiptEnvelopeShape(
                numbers[each.lot], each.kind.value, sizes[each.lot, each.kind.value], each.sha256, each.commitment
            )
            for each in receipt.envelopes
        ),
        keyset_hash=receipt.keyset_hash,
        line=receipt.leaf.index + 1,
        log_size=head.size,
        log_root=head.root.hex(),
        key=envelope.fingerprint,
        check_url=f"{settings.SITE_URL}{reverse('receipts:check')}",
    )
