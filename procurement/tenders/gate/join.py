"""Findings of all checks, each in its group. Pure over what was gathered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

import scoring
from procurement.tenders.gate.places import Place, place_of_fault, place_of_rule, place_of_text
from procurement.tenders.gate.types import AskedReason, GateFinding, GateGroup, ReasonState, TenderGate
from procurement.tenders.models import Explanation
from procurement.tenders.sections import (
    SectionKey,
    TenderContent,
    amending,
    content_digest,
    lot_spec,
)
from procurement.tenders.sections.checks import findings_of, timetable
from procurement.tenders.sections.facts import DOCUMENT, CheckContext, UncheckedUpload, facts_of
from scoring import ScoringError
from scoring.compliance import RULES, PolicySettings, RuleFinding, RuleOutcome, TenderFacts, check_tender
from scoring.compliance import facts_digest as digest_of_facts
from scoring.compliance import text as rule_text
from scoring.compliance.lint import CHECKS, DEFAULT_TERMS, LintHit, hit_text, lint

_NAMES = "LNT-2"  # rule STD-2 counts what it finds, so that it is said once
_ORDER = list(GateGroup)


def joined(
    content: TenderContent,
    context: CheckContext,
    settings: PolicySettings | None,
    explanations: Mapping[str, Explanation],
    *,
    guards: Sequence[str],
    ref: str,
    at: datetime,
    published: TenderContent | None = None,
) -> TenderGate:
    """All that is checked, grouped. `settings` None: no policy is in force, which stops a publication.

    `published`: what an amendment begins from.
    """
    facts = facts_of(content, context)
    rules = _rule_findings(check_tender(facts, settings), content) if settings else []
    hits = lint(facts.texts or (), settings.terms if settings else DEFAULT_TERMS, _registered(content))
    texts = [(GateGroup.TELLS, _of_hit(hit)) for hit in hits if hit.check != _NAMES]
    stopping = [*_amending(published, content), *_stopping(content, settings, ref, at, published)]
    sections = [(GateGroup.STOPS, finding) for finding in stopping]
    sections += [_of_unchecked(upload) for upload in context.unchecked]
    sections += _notes_of_dates(content, context) if published is None else []
    sorted_findings = [*sections, *_with_excerpts(rules, hits), *texts]
    return TenderGate(
        stops=_in(GateGroup.STOPS, sorted_findings),
        reasons=_reasons(_in(GateGroup.ASKS, sorted_findings), facts, settings, explanations),
        tells=_in(GateGroup.TELLS, sorted_findings),
        passed=_in(GateGroup.PASSED, sorted_findings),
        not_made=_in(GateGroup.NOT_MADE, sorted_findings),
        guards=tuple(guards),
        groups=_groups(sorted_findings),
        digest=content_digest(content),
    )


Grouped = tuple[GateGroup, GateFinding]


def _in(group: GateGroup, findings: Iterable[Grouped]) -> tuple[GateFinding, ...]:
    return tuple(finding for of, finding in findings if of is group)


def _groups(findings: Iterable[Grouped]) -> dict[str, GateGroup]:
    """The group of each rule and each check of texts: the most urgent one that it has a finding in."""
    groups = {entry.id: GateGroup.NOT_MADE for entry in RULES.all()} | dict.fromkeys(CHECKS, GateGroup.PASSED)
    seen: set[str] = set()
    for group, finding in findings:
        if finding.check in groups:
            earlier = groups[finding.check] if finding.check in seen else group
            groups[finding.check] = min(earlier, group, key=_ORDER.index)
            seen.add(finding.check)
    return groups


# --- what no reason lifts ---


def _amending(published: TenderContent | None, content: TenderContent) -> Iterator[GateFinding]:
    """What stays as it was published, and dates that would be earlier."""
    if published is None:
        return
    fixed = (f for key in SectionKey for f in amending.fixed_findings(published.section(key), content.section(key)))
    for finding in (*fixed, *amending.moved_back(published.timetable, content.timetable)):
        yield GateFinding("", finding.section, finding.place, finding.sentence)


def _stopping(
    content: TenderContent, settings: PolicySettings | None, ref: str, at: datetime, published: TenderContent | None
) -> Iterator[GateFinding]:
    if settings is None:
        sentence = _("No policy is in force, so nothing says which rules hold. Adopt one before this is published.")
        yield GateFinding("", None, "", sentence)
    passed = timetable.findings_at(content, at, but=published.timetable if published else None)
    for finding in (*findings_of(content), *passed):
        yield GateFinding("", finding.section, finding.place, finding.sentence)
    yield from _judge_findings(content, ref)


def _judge_findings(content: TenderContent, ref: str) -> Iterator[GateFinding]:
    """What the judge cannot judge of each lot, once; it is not asked before criteria and method are written.

    The draw's seed is bound by the publication itself, so its fingerprint is not missed here.
    """
    if not {SectionKey.CRITERIA, SectionKey.METHOD} <= set(content.written):
        return
    seen: set[tuple[Place, str]] = set()
    for lot in content.purchase.lots:
        for fault in _faults(content, lot.no, ref):
            place, sentence = place_of_fault(getattr(fault, "where", "")), str(fault)
            if (place, sentence) not in seen:
                seen.add((place, sentence))
                yield GateFinding("", *place, sentence)


def _faults(content: TenderContent, lot: int, ref: str) -> list[Exception]:
    try:
        return list(scoring.check(lot_spec(content, lot, ref=ref), published=True))
    except (ScoringError, TypeError, ValueError) as fault:
        return [fault]


def _notes_of_dates(content: TenderContent, context: CheckContext) -> list[Grouped]:
    """What only an officer has to know of the planned dates."""
    notes = timetable.notes_on(content, context.checked_on)
    return [(GateGroup.TELLS, GateFinding("", finding.section, finding.place, finding.sentence)) for finding in notes]


# --- rules ---


def _rule_findings(findings: Iterable[RuleFinding], content: TenderContent) -> list[Grouped]:
    return [(_group_of(finding), _of_rule(finding, content)) for finding in findings]


def _group_of(finding: RuleFinding) -> GateGroup:
    if finding.blocks:
        return GateGroup.STOPS
    if finding.asks_reason:
        return GateGroup.ASKS
    if finding.is_open:
        return GateGroup.TELLS
    unkept = finding.outcome is RuleOutcome.NOT_APPLICABLE and finding.sentence.key.startswith("rule.unkept")
    return GateGroup.NOT_MADE if unkept else GateGroup.PASSED


def _of_rule(finding: RuleFinding, content: TenderContent) -> GateFinding:
    section, place = place_of_rule(finding.rule, finding.about, finding.sentence.key, content)
    return GateFinding(finding.rule, section, place, rule_text(finding.sentence))


def _reasons(
    findings: Sequence[GateFinding],
    facts: TenderFacts,
    settings: PolicySettings | None,
    explanations: Mapping[str, Explanation],
) -> tuple[AskedReason, ...]:
    """One reason for each rule that asks for one, whatever it found."""
    if settings is None:
        return ()
    every = check_tender(facts, settings)
    rules = dict.fromkeys(finding.check for finding in findings)
    return tuple(
        _reason(rule, digest_of_facts(rule, every), [f for f in findings if f.check == rule], explanations.get(rule))
        for rule in rules
    )


def _reason(rule: str, digest: str, findings: list[GateFinding], explanation: Explanation | None) -> AskedReason:
    state = _state_of(explanation, digest)
    return AskedReason(rule, RULES[rule].title, digest, tuple(findings), state, explanation)


def _state_of(explanation: Explanation | None, digest: str) -> ReasonState:
    if explanation is None:
        return ReasonState.MISSING
    if explanation.facts_digest != digest:
        return ReasonState.VOID
    verdict = getattr(explanation, "verdict", None)
    if verdict is None:
        return ReasonState.WAITING
    return ReasonState.APPROVED if verdict.approved else ReasonState.REFUSED


# --- texts ---


def _registered(content: TenderContent) -> set[str]:
    """The interfaces that a text may name: those of the tender's list."""
    names = [name for entry in content.interfaces.entries for name in (entry.code, entry.title)]
    return {name for name in names if name.strip()}


def _of_unchecked(upload: UncheckedUpload) -> Grouped:
    """A document that no machine has read: until it is read where it can be, and else to know."""
    finding = GateFinding("", SectionKey.PURCHASE, f"files/{upload.no}", upload.sentence)
    return (GateGroup.STOPS if upload.stops else GateGroup.TELLS), finding


def _of_hit(hit: LintHit) -> GateFinding:
    section, place = place_of_text(hit.where)
    document = f"{hit.document}, {hit.where.rpartition('/')[2]}" if hit.document != DOCUMENT else ""
    return GateFinding(
        hit.check, section, place, hit_text(hit.sentence), hit_text(hit.cure), hit.excerpt, hit.name, document
    )


def _with_excerpts(rules: Iterable[Grouped], hits: Iterable[LintHit]) -> Iterator[Grouped]:
    """What rule STD-2 found, with the sentence that it stands in and what to write instead."""
    unequalled = [hit for hit in hits if hit.check == _NAMES]
    for group, finding in rules:
        hit = next((hit for hit in unequalled if _is_about(finding, hit)), None)
        if hit is None or finding.check != "STD-2":
            yield group, finding
        else:
            yield group, replace(_of_hit(hit), check="STD-2")


def _is_about(finding: GateFinding, hit: LintHit) -> bool:
    return (finding.section, finding.place) == place_of_text(hit.where) and f" {hit.name} " in finding.sentence
