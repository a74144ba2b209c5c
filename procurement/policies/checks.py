"""Everything that speaks against what a policy sets, or against adopting it: all at once, with their fields."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.law.days import day_of
from core.law.profiles import profile_of
from core.law.strictness import Setting, looser_settings
from core.models import Authority
from core.pages import formats
from procurement.policies import gather, queries
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyState
from scoring.compliance import PolicySettings, setting_faults

UNCONSULTED_MONTHS = 6
MONTHS = 12


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """One thing that speaks against it. `field`: its place, such as rules/VFM-1/params/most; empty: all of it."""

    field: str
    sentence: str


class PolicyRefused(ValueError):
    """Something was not taken; `findings` holds everything that speaks against it."""

    def __init__(self, findings: list[PolicyFinding]) -> None:
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = findings


def require(findings: list[PolicyFinding]) -> None:
    """Raise PolicyRefused with all of them, if there are any."""
    if findings:
        raise PolicyRefused(findings)


def settings_findings(
    authority: Authority, settings: PolicySettings, law_figures: Mapping[str, str]
) -> list[PolicyFinding]:
    """Where a policy is milder than the authority's law, or sets what there is not. By rule, then by field. Pure."""
    faults = setting_faults(settings, gather.law_floors(authority, settings))
    return [
        *(PolicyFinding(fault.where, str(fault)) for fault in faults),
        *_law_findings(authority, law_figures),
    ]


def _law_findings(authority: Authority, law_figures: Mapping[str, str]) -> list[PolicyFinding]:
    if law_figures and not authority.law_profile:
        return [PolicyFinding("law", _("Choose a law profile first: then a policy can be stricter than it."))]
    findings, figures = [], {}
    for field, text in law_figures.items():
        setting = gather.law_setting(text)
        if setting is None or not _is_of_kind(authority, field, setting):
            sentence = _("%(field)s: “%(text)s” is no figure of this kind.") % {"field": field, "text": text}
            findings.append(PolicyFinding(f"law/{field}", sentence))
        else:
            figures[field] = setting
    if figures:
        faults = looser_settings(profile_of(authority.law_profile), figures)
        findings += [PolicyFinding(f"law/{fault.field}", fault.sentence) for fault in faults]
    return findings


def _is_of_kind(authority: Authority, field: str, setting: Setting) -> bool:
    """Whether the law's own figure can be compared with it; an amount of money cannot be set here."""
    try:
        looser_settings(profile_of(authority.law_profile), {field: setting})
    except TypeError:
        return False
    return True


def opening_findings(*, opens_at: datetime, closes_at: datetime, least: int) -> list[PolicyFinding]:
    """What speaks against a consultation of this length. `least`: days. Pure. Rules that rest on law always apply."""
    findings = []
    if closes_at < opens_at + timedelta(days=least):
        sentence = ngettext(
            "A consultation lasts at least %(days)d day.", "A consultation lasts at least %(days)d days.", least
        )
        findings.append(PolicyFinding("closes", sentence % {"days": least}))
    return findings


def adoption_findings(version: PolicyVersion, *, review_date: date, at: datetime) -> list[PolicyFinding]:
    """What speaks against adopting a version now, apart from who adopts it. At most three queries."""
    findings = [*_review_findings(version, review_date, day_of(at, version.authority.zone))]
    if version.state == PolicyState.CONSULTING:
        findings += _consultation_findings(version, at)
    elif version.no > 1:
        findings.append(PolicyFinding("", _("Only the first version is adopted without a consultation.")))
    return [*findings, *settings_findings(version.authority, gather.settings_of(version), version.law_figures)]


def latest_review(day: date) -> date:
    """Until when a version that was adopted without a consultation is reviewed."""
    month = day.month + UNCONSULTED_MONTHS
    year, month = (day.year + 1, month - MONTHS) if month > MONTHS else (day.year, month)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _review_findings(version: PolicyVersion, review_date: date, today: date) -> list[PolicyFinding]:
    if review_date <= today:
        return [PolicyFinding("review_date", _("The review lies after the adoption."))]
    if version.state == PolicyState.DRAFT and review_date > latest_review(today):
        sentence = _("Without a consultation the policy is reviewed by %(day)s.")
        return [PolicyFinding("review_date", sentence % {"day": formats.day(latest_review(today))})]
    return []


def _consultation_findings(version: PolicyVersion, at: datetime) -> list[PolicyFinding]:
    findings = []
    consultation = queries.latest_consultation(version)
    if consultation is not None and at < consultation.closes_at:
        moment = formats.moment(consultation.closes_at, version.authority.zone)
        findings.append(PolicyFinding("", _("The consultation is open until %(moment)s.") % {"moment": moment}))
    if count := queries.unanswered_count(version):
        sentence = ngettext("%(count)d comment is unanswered.", "%(count)d comments are unanswered.", count)
        findings.append(PolicyFinding("", sentence % {"count": count}))
    return findings
