"""The receipt of a bid as a PDF: asked for by the bid's own people, made by a job, and made again where it is lost.

No officer lists or counts these papers, and none leaves a leaf where officers or auditors read before the opening:
that somebody keeps a receipt says that a bid is in.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, canon, clock, jobs
from core.files import FileState
from core.integrity import repair
from core.models import Artifact, Job, User
from core.rest.shapes import from_json, to_json
from core.verification import Repairer
from procurement.bids.models import BidRevision
from procurement.reports import pdf
from procurement.reports.models import ReceiptPaper
from procurement.reports.shapes import ReceiptPaperShape, receipt_paper_of
from procurement.reports.states import ReportLeafKind

KIND = "reports.build_receipt"
REPAIR_KIND = "reports.repair_receipt"
TEMPLATE = 2  # raise it when the template changes what a paper says
CONTENT_TYPE = "application/pdf"


def paper_of(version: BidRevision) -> ReceiptPaper | None:
    """The paper of a version's receipt, if one was asked for. Two queries."""
    papers = ReceiptPaper.objects.filter(receipt=version.pk).select_related("job")
    return papers.prefetch_related("job__artifacts").first()


@transaction.atomic
def request_receipt(*, version: BidRevision, by: User, at: datetime) -> ReceiptPaper:
    """Fix what the paper of a receipt says and have it made. Who: those who see the bid.

    Effects, once for each version: the ReceiptPaper and its Job (a worker is woken after commit). The same again is the
    same paper; if its job failed, the job is requested again, and if its file is lost, it is made again.
    Raises Unfit where the same file cannot come out.
    """
    paper = paper_of(version)
    if paper is None:
        return _begin(version, by=by, at=at)
    paper.job = jobs.retry(paper.job, at=at)
    if artifact := artifact_of(paper):
        repair.request(artifact, by=by, at=at)
    return paper


def _begin(version: BidRevision, *, by: User, at: datetime) -> ReceiptPaper:
    data = {"receipt": to_json(receipt_paper_of(version)), "report": {"template": TEMPLATE}}
    digest = canon.digest(data)
    job = jobs.request(KIND, target=str(version.pk), input_hash=digest, by=by, at=at)
    columns = {"data": data, "data_sha": digest, "job": job, "requested_by": by, "requested_at": at}
    paper, _is_new = ReceiptPaper.objects.get_or_create(receipt_id=version.pk, defaults=columns)
    return paper


def artifact_of(paper: ReceiptPaper) -> Artifact | None:
    """The row of its file, once that is made."""
    return next(iter(paper.job.artifacts.all()), None)


def build_receipt(job: Job, progress: jobs.Progress) -> jobs.JobProduct:
    """Make the file of the job's receipt in a fork. Raises Unfit where Pango is missing or a limit ended the fork."""
    paper = _paper(job.target)
    code = paper.data["receipt"]["code"].lower()
    return jobs.JobProduct(render(paper, progress), f"bid-{code}-receipt.pdf", CONTENT_TYPE)


def render(paper: ReceiptPaper, progress: jobs.Progress) -> bytes:
    """The file, made in a fork. The same paper gives the same bytes."""
    shape: ReceiptPaperShape = from_json(ReceiptPaperShape, paper.data["receipt"])
    text = paper.receipt.text.encode()
    return pdf.make_receipt(shape, signed_file=text, data_sha=paper.data_sha, progress=progress)


def _paper(target: str) -> ReceiptPaper:
    return ReceiptPaper.objects.select_related("receipt__revision__bid").get(pk=UUID(target))


# --- a file that is lost ---


def _make(artifact: Artifact, progress: jobs.Progress) -> bytes:
    return render(_paper(artifact.job.target), progress)


def _require_same_template(artifact: Artifact) -> None:
    """Raises Unfit where another template made the paper; the receipt itself is in the database and can be saved."""
    if _paper(artifact.job.target).data["report"]["template"] != TEMPLATE:
        raise jobs.Unfit(_("This file was made by an older template. Save the signed receipt instead: it proves more."))


def _note_repaired(artifact: Artifact, state: FileState) -> None:
    facts = {"sha256": artifact.sha256, "was": state.value}
    audit.record(ReportLeafKind.REPAIRED, _paper(artifact.job.target), by=None, at=clock.db_now(), facts=facts)


REPAIRER = Repairer(kind=REPAIR_KIND, make=_make, note_repaired=_note_repaired, require=_require_same_template)
