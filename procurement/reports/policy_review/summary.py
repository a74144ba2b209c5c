"""The one shape of a policy review, from what the database counts and the policy sets."""

from datetime import date, datetime
from fractions import Fraction

from procurement.policies import gather as policy_gather
from procurement.policies.differences import figure, terms_of
from procurement.policies.models import PolicyVersion
from procurement.reports.gather import TEMPLATE
from procurement.reports.policy_review import counts, measures
from procurement.reports.policy_review.shapes import PolicyReviewShape
from scoring.compliance import RULES, PolicySettings

NOT_RECORDED = ("contracts", "complaints")
PRICE, FAMILIES = ("VFM-1", "most"), ("VFM-2", "least")


def policy_review(version: PolicyVersion, *, start: date, end: date, at: datetime) -> PolicyReviewShape:
    """What the tenders of a period come to, beside the limits of a policy in force then. The queries of `counts_of`."""
    authority = version.authority
    assert version.valid_date is not None  # only what was adopted is reviewed
    assert version.review_date is not None
    settings = policy_gather.settings_of(version)
    limits = {"price_limit": _limit(settings, *PRICE), "family_limit": _limit(settings, *FAMILIES)}
    counted = counts.counts_of(authority, start, end)
    return PolicyReviewShape(
        template=TEMPLATE,
        authority=authority.name,
        authority_id=authority.pk,
        zone=authority.zone,
        version=version.pk,
        version_no=version.no,
        version_digest=policy_gather.digest_of(version.settings, version.law_figures, version.text),
        valid_from=version.valid_date.isoformat(),
        review_on=version.review_date.isoformat(),
        start=start.isoformat(),
        end=end.isoformat(),
        at=at,
        tests=counted.tests,
        undated=counted.undated,
        run_here=measures.figures_of(counted.run_here, imported=False, version=version.pk, **limits),
        imported=measures.figures_of(counted.imported, imported=True, version=version.pk, **limits),
        not_recorded=NOT_RECORDED,
        **limits,
    )


def _limit(settings: PolicySettings, rule: str, name: str) -> Fraction:
    """The figure that a policy sets for a rule; the usual one where it sets none."""
    return figure(RULES[rule], terms_of(settings, rule), name)
