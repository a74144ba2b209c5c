"""The review as a PDF: the frozen dictionary becomes words (paper), a page (templates/reports/review.html), bytes.

It happens in a fork of the warm worker (child) that has limits and no database; the engine is WeasyPrint.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from core import jobs
from procurement.reports.pdf import child, engine, paper

LANGUAGE = "en"  # whatever the worker speaks: the same dictionary gives the same bytes

warm = engine.warm


def make(data: Mapping[str, Any], *, variant: str, data_sha: str, record: bytes, progress: jobs.Progress) -> bytes:
    """The file of a review, made in a fork. `record` becomes its attachment evaluation.json.

    The same dictionary and record give the same bytes. Raises Unfit where Pango is missing or a limit was met,
    LeaseLost when the job is no longer ours.
    """
    engine.require()
    engine.load()

    def work(say: child.Say) -> bytes:
        return render(data, variant=variant, data_sha=data_sha, record=record, say=say)

    return child.run(work, say=progress.say, beat=progress.beat)


def render(
    data: Mapping[str, Any],
    *,
    variant: str,
    data_sha: str,
    record: bytes,
    say: child.Say = engine.silent,
) -> bytes:
    """The file of a review, made here and now."""
    say(10, _("Putting numbers into words"))
    with translation.override(LANGUAGE):
        page = engine.html(paper.context(data, data_sha=data_sha, variant=variant))
    attached = engine.Attached(
        name="evaluation.json",
        data=record,
        description=_("The whole evaluation, to be recomputed with: python -m scoring evaluation.json"),
        relationship="Source",
    )
    at = paper.instant(data["run"]["at"])
    assert at is not None
    identifier = bytes.fromhex(data_sha)[:16]
    return engine.write(page, variant=variant, identifier=identifier, at=at, attached=(attached,), say=say)
