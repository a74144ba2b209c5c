"""A policy review as ready text for its template, in the sentences of its page. Pure."""

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.reports.policy_review import figures, sentences
from procurement.reports.policy_review.shapes import PolicyReviewShape

TEMPLATE = "reports/policy_paper.html"


def context(review: PolicyReviewShape, *, data_sha: str) -> dict[str, object]:
    """Everything the template shows."""
    over = _("Policy review, version %(no)d") % {"no": review.version_no}
    return {
        "lang": "en",
        "title": f"{over}: {review.authority}",
        "review": review,
        "made_at": review.at.isoformat(),
        "over": over,
        "foot": _("Policy review %(digest)s") % {"digest": formats.short_digest(data_sha)},
        "lead": sentences.lead(review),
        "cautions": sentences.cautions(review),
        "left_out": sentences.left_out(review),
        "limits": sentences.limits(review),
        "sections": sentences.sections(review),
        "figures": figures.review_figures(review),
        "not_recorded": sentences.not_recorded(review),
        "digests": [
            (_("What the policy says and sets"), review.version_digest),
            (_("The figures of this review"), data_sha),
        ],
    }
