"""The one check of a tender: checklist, gate, API and report call `check_tender` and show what it returns."""

from collections.abc import Iterator
from fractions import Fraction

from scoring.compliance import rules
from scoring.compliance.facts import FACT_NAMES, FactMissing, LawFloors, TenderFacts
from scoring.compliance.findings import Observation, RuleFinding, RuleOutcome
from scoring.compliance.rule import RULES, Bounds, ComplianceRule, Registry
from scoring.compliance.settings import PolicySettings, RuleTerms
from scoring.compliance.severity import Severity, stricter
from scoring.errors import BadParameter, ScoringError
from scoring.results import Sentence

assert rules.MODULES  # importing the package registers every rule

COMMON_SENTENCES = {
    "rule.unknown": "Not filled in yet: {fact}.",
    "rule.unknown_part": "Not filled in yet: {fact} ({where}).",
    "rule.off": "The policy does not apply this rule.",
    "rule.unkept": "This site does not keep this yet: {fact}.",
    "rule.unkept.systems": "This site keeps no register yet.",
    "rule.unkept.platforms": "This site keeps no register yet.",
    "rule.unkept.consultations": "This site keeps no market consultations yet.",
    "rule.unkept.funding": "This site keeps no funding plans yet.",
}
_DEFAULT = RuleTerms()


def check_tender(facts: TenderFacts, settings: PolicySettings, registry: Registry = RULES) -> tuple[RuleFinding, ...]:
    """Every finding of every rule about a tender, in the order of a checklist; each rule has at least one.

    A missing fact gives UNKNOWN, one that this site keeps nowhere NOT_APPLICABLE. No clock, no chance: equal facts and
    settings give equal findings.
    """
    return tuple(finding for entry in registry.all() for finding in _findings(entry, facts, settings))


def text(sentence: Sentence, registry: Registry = RULES) -> str:
    """The English of a finding's sentence. Raises KeyError for a sentence that no rule has."""
    template = COMMON_SENTENCES.get(sentence.key)
    if template is None:
        _, rule_id, key = sentence.key.split(".")
        template = registry[rule_id].sentences[key]
    return template.format_map(sentence.values)


def setting_faults(
    settings: PolicySettings, law: LawFloors | None = None, registry: Registry = RULES
) -> list[ScoringError]:
    """What a policy may not set: unknown rules and figures, and anything milder than the law. Empty if all is well."""
    return [fault for name, terms in settings.rules.items() for fault in _faults(name, terms, law, registry)]


def _faults(name: str, terms: RuleTerms, law: LawFloors | None, registry: Registry) -> Iterator[ScoringError]:
    where = f"rules/{name}"
    if name not in registry:
        yield BadParameter(where, why="there is no such rule")
        return
    entry = registry[name]
    if entry.law and not terms.enabled:
        yield BadParameter(f"{where}/enabled", why=f"this rule rests on law ({entry.law}) and stays on")
    if entry.law and terms.severity and stricter(entry.severity, Severity(terms.severity)) != terms.severity:
        yield BadParameter(f"{where}/severity", why=f"this rule rests on law ({entry.law}): it may only be stricter")
    for key, figure in terms.params.items():
        yield from _figure_faults(entry, key, figure, law)


def _figure_faults(entry: ComplianceRule, key: str, figure: Fraction, law: LawFloors | None) -> Iterator[ScoringError]:
    where = f"rules/{entry.id}/params/{key}"
    if key not in entry.params:
        yield BadParameter(where, why="the rule has no such figure")
        return
    parameter = entry.params[key]
    bound = getattr(law, parameter.law) if law and parameter.law else None
    if figure < 0:
        yield BadParameter(where, why="a figure is not below 0")
    elif bound is not None and (figure > bound if parameter.stricter == "lower" else figure < bound):
        yield BadParameter(where, why=f"{figure} is milder than the law profile's {parameter.law} of {bound}")


# --- one rule ---


def _findings(entry: ComplianceRule, facts: TenderFacts, settings: PolicySettings) -> Iterator[RuleFinding]:
    terms = settings.rules.get(entry.id, _DEFAULT)
    if not terms.enabled and not entry.law:
        yield _common(entry, terms, RuleOutcome.NOT_APPLICABLE, "rule.off")
        return
    for fact in entry.facts:
        if fact in facts.unkept:
            key = f"rule.unkept.{fact}"
            key = key if key in COMMON_SENTENCES else "rule.unkept"
            yield _common(entry, terms, RuleOutcome.NOT_APPLICABLE, key, fact=FACT_NAMES[fact])
            return
    try:
        for observation in entry.judge(facts, _bounds(entry, terms, settings)):
            yield _finding(entry, terms, observation)
    except FactMissing as missing:
        key = "rule.unknown_part" if missing.where else "rule.unknown"
        fact = FACT_NAMES.get(missing.fact, missing.fact)
        yield _common(entry, terms, RuleOutcome.UNKNOWN, key, about=missing.where, fact=fact, where=missing.where)


def _bounds(entry: ComplianceRule, terms: RuleTerms, settings: PolicySettings) -> Bounds:
    numbers = {name: terms.params.get(name, parameter.default) for name, parameter in entry.params.items()}
    return Bounds(numbers, settings.currency, settings.basis, settings.terms)


def _finding(entry: ComplianceRule, terms: RuleTerms, seen: Observation) -> RuleFinding:
    return RuleFinding(
        rule=entry.id,
        outcome=seen.outcome,
        severity=_severity(entry, terms, seen.severity or entry.severity),
        sentence=Sentence(f"rule.{entry.id}.{seen.key}", seen.values),
        value=seen.value,
        limit=seen.limit,
        about=seen.about,
    )


def _common(
    entry: ComplianceRule, terms: RuleTerms, outcome: RuleOutcome, key: str, about: str = "", **values: str
) -> RuleFinding:
    severity = _severity(entry, terms, entry.severity)
    return RuleFinding(entry.id, outcome, severity, Sentence(key, values), about=about)


def _severity(entry: ComplianceRule, terms: RuleTerms, usual: Severity) -> Severity:
    """A setting raises any severity, and lowers it only where no law stands behind the rule."""
    if not terms.severity:
        return usual
    setting = Severity(terms.severity)
    return stricter(usual, setting) if entry.law else setting
