"""The review as a PDF: its stored shape becomes words (paper), a page (templates/reports/review.html), bytes.

It happens in a fork of the warm worker (child) that has limits and no database; the engine is WeasyPrint.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core import jobs
from core.rest.shapes import from_json
from procurement.bids.shapes.keys import KeysetShape
from procurement.bids.shapes.openings import RecordedOpeningShape
from procurement.reports.gather import LogOfReview
from procurement.reports.pdf import child, engine, notice, opening, paper, policy, receipt, study
from procurement.reports.policy_review.shapes import PolicyReviewShape
from procurement.reports.shapes import ReceiptPaperShape, ReviewShape
from procurement.studies.shapes import FrozenStudyShape
from procurement.tenders.shapes.notice import NoticeShape
from scoring import canonical

LANGUAGE = "en"  # whatever the worker speaks: the same dictionary gives the same bytes

warm = engine.warm


def make(
    data: Mapping[str, Any],
    *,
    variant: str,
    data_sha: str,
    record: bytes,
    progress: jobs.Progress,
    annex: bytes = b"",
    log: LogOfReview | None = None,
) -> bytes:
    """The file of a review, made in a fork. `record` becomes its attachment evaluation.json, `annex` annex.json, `log`
    checkpoint.txt and audit.jsonl.

    The same dictionary and record give the same bytes. Raises Unfit where Pango is missing or a limit was met,
    LeaseLost when the job is no longer ours.
    """
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render(data, variant=variant, data_sha=data_sha, record=record, annex=annex, log=log, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render(
    data: Mapping[str, Any],
    *,
    variant: str,
    data_sha: str,
    record: bytes,
    annex: bytes = b"",
    log: LogOfReview | None = None,
    say: child.Say = engine.silent,
) -> bytes:
    """The file of a review, made here and now."""
    say(10, _("Putting numbers into words"))
    with translation.override(LANGUAGE):
        review: ReviewShape = from_json(ReviewShape, data)
        page = engine.html(paper.context(review, data_sha=data_sha, variant=variant, log=log))
    attached = [
        engine.Attached(
            name="evaluation.json",
            data=record,
            description=_("The whole evaluation, to be recomputed with: python -m scoring evaluation.json"),
            relationship="Source",
        )
    ]
    if annex:
        about = _("The annex on robustness, to be recomputed with: python -m scoring evaluation.json annex.json")
        attached.append(engine.Attached("annex.json", annex, about, "Supplement"))
    if log:
        about = _("The signed head of the tender’s log, as a C2SP checkpoint")
        attached.append(engine.Attached("checkpoint.txt", log.note.encode(), about, "Supplement"))
        about = _("The tender’s log up to that head, a line for each act; persons stand in it as salted hashes")
        attached.append(engine.Attached("audit.jsonl", log.lines, about, "Supplement"))
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(
        page, variant=variant, identifier=identifier, at=review.run.at, attached=tuple(attached), say=say
    )


def make_study(data: Mapping[str, Any], *, variant: str, data_sha: str, progress: jobs.Progress) -> bytes:
    """The file of a study of methods, made in a fork, its dictionary attached as study.json. Raises as `make` does."""
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render_study(data, variant=variant, data_sha=data_sha, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render_study(data: Mapping[str, Any], *, variant: str, data_sha: str, say: child.Say = engine.silent) -> bytes:
    """The file of a study, made here and now."""
    say(10, _("Putting numbers into words"))
    frozen: FrozenStudyShape = from_json(FrozenStudyShape, data)
    with translation.override(LANGUAGE):
        page = engine.html(study.context(frozen, data_sha=data_sha), study.TEMPLATE)
    attached = engine.Attached(
        name="study.json",
        data=canonical.dumps(data),
        description=_("The whole study: every number of this file, exactly"),
        relationship="Source",
    )
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(page, variant=variant, identifier=identifier, at=frozen.study.at, attached=(attached,), say=say)


def make_policy_review(data: Mapping[str, Any], *, data_sha: str, progress: jobs.Progress) -> bytes:
    """The file of a policy review, made in a fork, its figures attached as policy-review.json. Raises as `make`."""
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render_policy_review(data, data_sha=data_sha, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render_policy_review(data: Mapping[str, Any], *, data_sha: str, say: child.Say = engine.silent) -> bytes:
    """The file of a policy review, made here and now, as PDF/A-3a."""
    say(10, _("Putting numbers into words"))
    review: PolicyReviewShape = from_json(PolicyReviewShape, data)
    with translation.override(LANGUAGE):
        page = engine.html(policy.context(review, data_sha=data_sha), policy.TEMPLATE)
    attached = engine.Attached(
        name="policy-review.json",
        data=canonical.dumps(data),
        description=_("Every figure of this file, exactly"),
        relationship="Source",
    )
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(page, variant="pdf/a-3a", identifier=identifier, at=review.at, attached=(attached,), say=say)


def make_notice(data: Mapping[str, Any], *, snapshot: bytes, data_sha: str, progress: jobs.Progress) -> bytes:
    """The notice of a version of a tender, made in a fork, the version attached as publication.json. Raises as `make`.

    The SHA-256 of the attachment is the digest that the notice prints.
    """
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render_notice(data, snapshot=snapshot, data_sha=data_sha, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def _keyset(data: Mapping[str, Any]) -> KeysetShape | None:
    """Whose keys open the bids; a notice of an earlier version of this program does not say it."""
    return from_json(KeysetShape, data["keys"]) if "keys" in data else None


def render_notice(data: Mapping[str, Any], *, snapshot: bytes, data_sha: str, say: child.Say = engine.silent) -> bytes:
    """The notice of a version of a tender, made here and now, as PDF/A-3a."""
    say(10, _("Putting numbers into words"))
    shape: NoticeShape = from_json(NoticeShape, data["notice"])
    assert shape.proof is not None  # only what is published is printed
    with translation.override(LANGUAGE):
        page = engine.html(notice.context(shape, _keyset(data)), notice.TEMPLATE)
    attached = engine.Attached(
        name="publication.json",
        data=snapshot,
        description=_("Everything that was published with this version; its SHA-256 is the digest of the version"),
        relationship="Source",
    )
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(
        page, variant="pdf/a-3a", identifier=identifier, at=shape.proof.at, attached=(attached,), say=say
    )


def make_receipt(shape: ReceiptPaperShape, *, signed_file: bytes, data_sha: str, progress: jobs.Progress) -> bytes:
    """The receipt of a bid, made in a fork, the signed one attached as receipt.json. Raises as `make`."""
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render_receipt(shape, signed_file=signed_file, data_sha=data_sha, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render_receipt(
    shape: ReceiptPaperShape, *, signed_file: bytes, data_sha: str, say: child.Say = engine.silent
) -> bytes:
    """The receipt of a bid, made here and now, as PDF/A-3a."""
    say(10, _("Putting numbers into words"))
    with translation.override(LANGUAGE):
        page = engine.html(receipt.context(shape, data_sha=data_sha), receipt.TEMPLATE)
    attached = engine.Attached(
        name="receipt.json",
        data=signed_file,
        description=_("The signed receipt, to be verified with: python -m offline verify receipt.json --key …"),
        relationship="Source",
    )
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(
        page, variant="pdf/a-3a", identifier=identifier, at=shape.received_at, attached=(attached,), say=say
    )


def make_opening(data: Mapping[str, Any], *, signed_file: bytes, data_sha: str, progress: jobs.Progress) -> bytes:
    """The record of an opening, made in a fork, the signed one attached as record.json. Raises as `make`."""
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render_opening(data, signed_file=signed_file, data_sha=data_sha, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render_opening(
    data: Mapping[str, Any], *, signed_file: bytes, data_sha: str, say: child.Say = engine.silent
) -> bytes:
    """The record of an opening, made here and now, as PDF/A-3a."""
    say(10, _("Putting numbers into words"))
    shape: RecordedOpeningShape = from_json(RecordedOpeningShape, data["opening"])
    with translation.override(LANGUAGE):
        page = engine.html(opening.context(shape, data_sha=data_sha), opening.TEMPLATE)
    attached = engine.Attached(
        name="record.json",
        data=signed_file,
        description=_("The signed record, to be verified with: python -m offline verify record.json --key …"),
        relationship="Source",
    )
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(
        page, variant="pdf/a-3a", identifier=identifier, at=shape.closed_at, attached=(attached,), say=say
    )
