"""The page of rules: what each checks, with which figures, and which field of a tender fills every fact."""

from core.models import Authority
from procurement.planning.models import StandardFact
from procurement.policies.models import PolicyVersion
from procurement.tenders.sections import (
    Bidders,
    Contract,
    CriterionEntry,
    InterfaceEntry,
    KpiEntry,
    LevelEntry,
    LotEntry,
    Method,
    OptionTerm,
    Performance,
    PriceElement,
    Purchase,
    RequirementEntry,
    SelectionTerm,
    Timetable,
    TurnoverFloor,
)
from procurement.tenders.sections.facts import CheckContext
from procurement.web.docs import markdown
from procurement.web.docs.markdown import code
from scoring.compliance import FACT_NAMES, GROUPS, RULES, UNKEPT, ComplianceRule, Parameter
from scoring.compliance.lint import CHECKS
from scoring.compliance.rule import written

_INTRO = """What is checked before a tender is published. One function gives the same findings to the checklist, the
gate, the API and the report. A finding is *pass*, *fail*, *not applicable* or *unknown*; a fact that nobody has filled
in makes it unknown, and unknown is treated as a failure. What this site keeps nowhere does not apply, and says so."""

_SEVERITIES = """A failure *informs* (a sentence is printed), asks for an *explanation* that a second officer approves,
or *blocks*, which nothing explains away. A policy may raise the severity of every rule, and lower it or turn a rule off
only where no law stands behind it. Where a law profile sets a figure, the stricter of it and the policy's holds."""

_FACTS = """The fields of `TenderFacts` in `scoring.compliance`, and the fields of a tender that fill them."""

_READER = """What the reader of texts notices in requirements and uploaded documents. The names, formats and phrases
that it looks for are data of the policy."""

NOT_YET = "not filled yet"

# {fact: the fields that fill it, of a section of the tender or of a row}
FILLED_BY: dict[str, tuple[tuple[type, str], ...]] = {
    "checked_on": ((CheckContext, "checked_on"),),
    "policy_valid_on": ((PolicyVersion, "valid_date"),),
    "policy_review_on": ((PolicyVersion, "review_date"),),
    "law": ((Authority, "law_profile"), (Purchase, "currency"), (Purchase, "basis"), (PolicyVersion, "law_figures")),
    "estimate": ((LotEntry, "estimate"), (LotEntry, "estimate_low"), (Purchase, "currency"), (Purchase, "basis")),
    "lots": (
        *((LotEntry, name) for name in ("no", "title", "estimate")),
        *((CriterionEntry, name) for name in ("weight", "family", "input", "lots")),
        (TurnoverFloor, "amount"),
    ),
    "lots_single": ((Purchase, "lots_single"),),
    "requirements": tuple(
        (RequirementEntry, name) for name in ("key", "functional", "mandatory_confirmed", "provenance")
    ),
    "interfaces": (
        *((InterfaceEntry, name) for name in ("code", "standard", "role", "weight", "system", "profile_sha")),
        *((InterfaceEntry, name) for name in ("evidence_kind", "acceptance_test")),
        (StandardFact, "value"),
    ),
    "texts": (
        *((Purchase, name) for name in ("title", "text")),
        *((LotEntry, name) for name in ("title", "description")),
        *((SelectionTerm, "text"), (RequirementEntry, "text"), (InterfaceEntry, "acceptance_test")),
        *((CriterionEntry, name) for name in ("title", "text")),
        *((LevelEntry, "descriptor"), (OptionTerm, "condition"), (Contract, "exit_text"), (Contract, "text")),
    ),
    "export_formats": ((Contract, "export_formats"),),
    "exit_days": ((Contract, "exit_days"),),
    "cost_kinds": ((PriceElement, "kind"),),
    "order_depends": tuple((Method, name) for name in ("formula", "params", "rounding_stage", "scaling")),
    "alt_rule": ((Method, "low_bids"),),
    "tie_chain": ((Method, "tie_chain"),),
    "term": tuple((Contract, name) for name in ("months", "options", "breaks", "renews_silently")),
    "kpis": (
        *((KpiEntry, name) for name in ("code", "unit", "target", "source", "measured_by", "bands", "credit_rule")),
        *((KpiEntry, "cap"), (Performance, "cap")),
    ),
    "past_record": tuple((CriterionEntry, name) for name in ("past_record", "weight", "neutral")),
    "bidder_limits": ((Bidders, "limits"),),
    "early_costs": ((Bidders, "early_costs"),),
    "submission_days": tuple((Timetable, name) for name in ("publish_on", "deadline")),
    "variants_allowed": ((Purchase, "variants_allowed"),),
}


def page() -> str:
    return markdown.page(
        "Rules: what is checked before publication",
        _INTRO,
        _SEVERITIES,
        *(part for group, title in GROUPS.items() for part in _group(group, title)),
        "## Facts",
        _FACTS,
        markdown.table(
            ["Fact", "Means", "Filled by"], ([code(fact), FACT_NAMES[fact], _filled(fact)] for fact in FACT_NAMES)
        ),
        "## Reading of texts",
        _READER,
        markdown.table(["Check", "Notices", "Cure"], ([key, title, cure] for key, (title, _, cure) in CHECKS.items())),
    )


def _group(group: str, title: str) -> list[str]:
    rules = [entry for entry in RULES.all() if entry.id.partition("-")[0] == group]
    return [f"## {title}", *(part for entry in rules for part in _rule(entry))]


def _rule(entry: ComplianceRule) -> list[str]:
    rows = [
        ["Severity", str(entry.severity)],
        ["Principle", ", ".join(map(str, entry.principles))],
        ["Law", entry.law or "none: our own choice"],
        *([["Source", entry.source]] if entry.source else []),
        ["Facts", ", ".join(code(fact) for fact in entry.facts)],
        *(["Figure " + code(name), _figure(parameter)] for name, parameter in entry.params.items()),
        *(["Says", template] for template in entry.sentences.values()),
    ]
    return [f"### {entry.id}", f"**{entry.title}**", markdown.table(["What", "How"], rows)]


def _figure(parameter: Parameter) -> str:
    bound = f", within the law profile's {code(parameter.law)}" if parameter.law else ""
    return (
        f"{parameter.title}: {written(parameter.default)} {parameter.unit}".rstrip()
        + f" (stricter: {parameter.stricter}{bound})"
    )


def _filled(fact: str) -> str:
    if fact not in FILLED_BY:
        return NOT_YET + (": this site keeps it nowhere" if fact in UNKEPT else "")
    return ", ".join(code(f"{kind.__name__}.{name}") for kind, name in FILLED_BY[fact])
