"""The page of rules: what each checks, with which figures, and which field of a tender fills every fact."""

from django.db.models import Model

from core.models import Authority
from procurement.tenders.models import Criterion, KpiTemplate, Lot, Requirement, Tender, TenderInterface
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

_FACTS = """The fields of `TenderFacts` in `scoring.compliance`, and the columns of a tender that fill them."""

_READER = """What the reader of texts notices in requirements and uploaded documents. The names, formats and phrases
that it looks for are data of the policy."""

NOT_YET = "not filled yet"

# {fact: the columns that fill it}; what it also asks for and no column has yet is named in `LACKING`.
FILLED_BY: dict[str, tuple[tuple[type[Model], str], ...]] = {
    "law": ((Authority, "law_profile"), (Tender, "currency"), (Tender, "basis")),
    "estimate": ((Lot, "estimate"), (Tender, "currency"), (Tender, "basis")),
    "lots": ((Lot, "no"), (Lot, "title"), (Lot, "estimate"), (Criterion, "weight"), (Criterion, "family")),
    "requirements": ((Requirement, "key"), (Requirement, "functional")),
    "interfaces": (
        *((TenderInterface, name) for name in ("code", "standard_id", "role", "weight", "profile_sha")),
        *((TenderInterface, name) for name in ("evidence_kind", "openness", "openness_facts")),
    ),
    "texts": ((Tender, "description"), (Requirement, "text"), (Criterion, "text")),
    "order_depends": ((Tender, "price_formula"), (Tender, "params"), (Tender, "rounding"), (Tender, "scaling")),
    "alt_rule": ((Tender, "alt_rule"),),
    "tie_chain": ((Tender, "tie_chain"),),
    "kpis": ((KpiTemplate, "code"), (KpiTemplate, "unit"), (KpiTemplate, "credit_rule")),
    "submission_days": ((Tender, "published_at"), (Tender, "deadline_at")),
}
LACKING: dict[str, tuple[str, ...]] = {
    "lots": ("turnover_floor",),
    "requirements": ("mandatory_confirmed", "has_provenance"),
    "interfaces": ("system", "acceptance_test"),
    "texts": ("the texts of uploads",),
    "kpis": ("target", "source", "measured_by", "has_bands", "cap"),
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
    columns = ", ".join(code(f"{model.__name__}.{model._meta.get_field(name).name}") for model, name in FILLED_BY[fact])  # noqa: SLF001
    lacking = ", ".join(code(name) for name in LACKING.get(fact, ()))
    return f"{columns}; {NOT_YET}: {lacking}" if lacking else columns
