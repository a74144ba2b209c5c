"""From versions of a policy to their shapes."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime

from procurement.policies import gather, queries
from procurement.policies.differences import figure, terms_of
from procurement.policies.models import PolicyComment, PolicyVersion
from procurement.policies.shapes import (
    PolicyCommentShape,
    PolicyFigureShape,
    PolicyRowShape,
    PolicyRuleShape,
    PolicyShape,
    PolicyTermsShape,
)
from scoring.compliance import GROUPS, RULES, ComplianceRule, PolicySettings

STANDARDS = "standards"  # names that come with the product


def row_shapes(versions: Iterable[PolicyVersion]) -> list[PolicyRowShape]:
    """The versions in their order. One query beside theirs."""
    listed = list(versions)
    ends = queries.ends_of_consultations(listed)
    return [_row(version, ends.get(version.pk)) for version in listed]


def policy_shape(version: PolicyVersion) -> PolicyShape:
    """A version with its rules in the order of a checklist, its comments the first one first. Two queries."""
    settings = gather.settings_of(version)
    comments = tuple(_comment(comment) for comment in queries.comments_on(version))
    return PolicyShape(
        summary=row_shapes([version])[0],
        text=version.text,
        change_note=version.change_note,
        currency=settings.currency,
        basis=settings.basis,
        law_figures=dict(version.law_figures),
        rules=tuple(_rule(entry, settings) for entry in RULES.all()),
        terms=tuple(
            PolicyTermsShape(list_of.name, getattr(settings.terms, list_of.name))
            for list_of in fields(settings.terms)
            if list_of.name != STANDARDS
        ),
        comments=comments,
        unanswered=sum(not comment.verdict for comment in comments),
        digest=gather.digest_of(version.settings, version.law_figures, version.text),
    )


def _row(version: PolicyVersion, closes_at: datetime | None) -> PolicyRowShape:
    return PolicyRowShape(
        id=version.pk,
        authority=version.authority.name,
        authority_id=version.authority_id,
        zone=version.authority.zone,
        no=version.no,
        state=str(version.state),
        valid_from=_iso(version.valid_date),
        review_on=_iso(version.review_date),
        unconsulted=version.unconsulted,
        closes_at=closes_at,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _rule(entry: ComplianceRule, settings: PolicySettings) -> PolicyRuleShape:
    terms = terms_of(settings, entry.id)
    return PolicyRuleShape(
        id=entry.id,
        title=entry.title,
        group=GROUPS.get(entry.id.split("-")[0], ""),
        law=entry.law,
        applies=terms.enabled or bool(entry.law),
        severity=terms.severity,
        usual=entry.severity.value,
        figures=tuple(
            PolicyFigureShape(name, parameter.title, figure(entry, terms, name), parameter.unit)
            for name, parameter in entry.params.items()
        ),
    )


def _comment(comment: PolicyComment) -> PolicyCommentShape:
    response = getattr(comment, "response", None)
    return PolicyCommentShape(
        id=comment.pk,
        rule=comment.rule,
        supplier=comment.supplier.name if comment.supplier else "",
        text=comment.text,
        at=comment.at,
        verdict=response.verdict if response else "",
        answer=response.text if response else "",
        answered_at=response.at if response else None,
    )
