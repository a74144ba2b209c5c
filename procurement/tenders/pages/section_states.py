"""The state of each section of a draft, as its tag says it: what must be done there, or that nothing is left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages.tones import Tone
from procurement.tenders.gate import GateFinding, TenderGate
from procurement.tenders.sections import SectionKey, TenderContent
from procurement.tenders.sections.checks import SectionFinding


@dataclass(frozen=True, slots=True)
class OpenReasons:
    """How many findings of a section still need a reason, and how many reasons another officer's approval."""

    explain: int = 0
    approve: int = 0


@dataclass(frozen=True, slots=True)
class SectionTag:
    """A state in words, and the colour that helps."""

    label: str
    tone: Tone


def open_reasons(gate: TenderGate) -> Mapping[SectionKey, OpenReasons]:
    """What the rules ask a reason for, section by section. The one place where the gate tells the overview."""
    return {key: _open_reasons(gate, key) for key in SectionKey}


def _open_reasons(gate: TenderGate, key: SectionKey) -> OpenReasons:
    """A reason counts in the section of its first finding."""
    reasons = [reason for reason in gate.open_reasons if reason.findings[0].section == key]
    approve = sum(reason.is_written for reason in reasons)
    return OpenReasons(explain=len(reasons) - approve, approve=approve)


def section_tags(
    content: TenderContent,
    findings: Collection[SectionFinding | GateFinding],
    reasons: Mapping[SectionKey, OpenReasons],
    writing: Collection[SectionKey] = (),
) -> dict[SectionKey, SectionTag]:
    """The tag of each section. When several states hold, the first counts: mend, explain, approve, in work.

    `writing`: sections whose form somebody has open. A section that nobody has saved stays empty whatever else holds.
    """
    return {
        key: _tag(
            is_written=key.value in content.written,
            mend=sum(finding.section == key for finding in findings),
            reasons=reasons.get(key, OpenReasons()),
            is_in_work=key in writing,
        )
        for key in SectionKey
    }


def _tag(*, is_written: bool, mend: int, reasons: OpenReasons, is_in_work: bool) -> SectionTag:
    if not is_written:
        return SectionTag(_("Empty"), "")
    if mend:
        return SectionTag(ngettext("%(count)d to mend", "%(count)d to mend", mend) % {"count": mend}, "bad")
    if reasons.explain:
        sentence = ngettext("%(count)d to explain", "%(count)d to explain", reasons.explain)
        return SectionTag(sentence % {"count": reasons.explain}, "warn")
    if reasons.approve:
        sentence = ngettext("%(count)d to approve", "%(count)d to approve", reasons.approve)
        return SectionTag(sentence % {"count": reasons.approve}, "warn")
    return SectionTag(_("In work"), "accent") if is_in_work else SectionTag(_("Ready"), "good")
