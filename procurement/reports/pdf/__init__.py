"""The review as a PDF: its stored shape becomes words (paper), a page (templates/reports/review.html), bytes.

It happens in a fork of the warm worker (child) that has limits and no database; the engine is WeasyPrint.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core import jobs
from core.rest.shapes import from_json
from procurement.reports.pdf import child, engine, notice, paper, policy, study
from procurement.reports.policy_review.shapes import PolicyReviewShape
from procurement.reports.shapes import ReviewShape
from procurement.studies.shapes import FrozenStudyShape
from procurement.tenders.shapes.notice import NoticeShape
from scoring import canonical

LANGUAGE = "en"  # whatever the worker speaks: the same dictionary gives the same bytes

warm = engine.warm


def make(
    data: Mapping[str, Any], *, variant: str, data_sha: str, record: bytes, progress: jobs.Progress, annex: bytes = b""
) -> bytes:
    """The file of a review, made in a fork. `record` becomes its attachment evaluation.json, `annex` annex.json.

    The same dictionary and record give the same bytes. Raises Unfit where Pango is missing or a limit was met,
    LeaseLost when the job is no longer ours.
    """
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render(data, variant=variant, data_sha=data_sha, record=record, annex=annex, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render(
    data: Mapping[str, Any],
    *,
    variant: str,
    data_sha: str,
    record: bytes,
    annex: bytes = b"",
    say: child.Say = engine.silent,
) -> bytes:
    """The file of a review, made here and now."""
    say(10, _("Putting numbers into words"))
    with translation.override(LANGUAGE):
        review: ReviewShape = from_json(ReviewShape, data)
        page = engine.html(paper.context(review, data_sha=data_sha, variant=variant))
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


def render_notice(data: Mapping[str, Any], *, snapshot: bytes, data_sha: str, say: child.Say = engine.silent) -> bytes:
    """The notice of a version of a tender, made here and now, as PDF/A-3a."""
    say(10, _("Putting numbers into words"))
    shape: NoticeShape = from_json(NoticeShape, data["notice"])
    assert shape.proof is not None  # only what is published is printed
    with translation.override(LANGUAGE):
        page = engine.html(notice.context(shape), notice.TEMPLATE)
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
