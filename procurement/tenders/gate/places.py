"""In which section, and where in it, a finding of a rule or of the judge is mended."""

from collections.abc import Mapping

from procurement.tenders.sections import SectionKey, TenderContent

UPLOADED = "files"  # how the place of a text of an upload begins: then its number, and where in it
Place = tuple[SectionKey | None, str]

# {rule: the field that cures it}; rules that are missing have none: they are about the policy, or facts of other pages.
RULE_FIELDS: Mapping[str, Place] = {
    "REG-1": (SectionKey.INTERFACES, "entries"),
    "REG-2": (SectionKey.INTERFACES, "entries"),
    "IFC-1": (SectionKey.INTERFACES, "entries"),
    "IFC-2": (SectionKey.INTERFACES, "entries"),
    "STD-1": (SectionKey.INTERFACES, "entries"),
    "STD-2": (SectionKey.PURCHASE, "text"),
    "STD-3": (SectionKey.CONTRACT, "exit_days"),
    "VFM-1": (SectionKey.CRITERIA, "criteria"),
    "VFM-2": (SectionKey.CRITERIA, "criteria"),
    "VFM-3": (SectionKey.METHOD, "elements"),
    "VFM-4": (SectionKey.METHOD, "formula"),
    "ALT-1": (SectionKey.METHOD, "low_bids"),
    "TERM-1": (SectionKey.CONTRACT, "months"),
    "TERM-2": (SectionKey.CONTRACT, "options"),
    "TERM-3": (SectionKey.CONTRACT, "breaks"),
    "TERM-4": (SectionKey.CONTRACT, "options"),
    "KPI-1": (SectionKey.PERFORMANCE, "kpis"),
    "KPI-2": (SectionKey.PERFORMANCE, "kpis"),
    "KPI-3": (SectionKey.CRITERIA, "criteria"),
    "KPI-4": (SectionKey.PERFORMANCE, "kpis"),
    "CON-2": (SectionKey.REQUIREMENTS, "entries"),
    "SME-1": (SectionKey.PURCHASE, "lots"),
    "SME-2": (SectionKey.BIDDERS, "limits"),
    "SME-3": (SectionKey.BIDDERS, "early_costs"),
    "SME-4": (SectionKey.PURCHASE, "lots_single"),
    "TIME-1": (SectionKey.TIMETABLE, "deadline"),
    "INN-1": (SectionKey.REQUIREMENTS, "entries"),
}
_TURNOVER = "rule.SME-1.turnover"

# {first word of a place of the judge: the section and the field in it}
_JUDGED: Mapping[str, Place] = {
    "params": (SectionKey.METHOD, "params"),
    "price_formula": (SectionKey.METHOD, "formula"),
    "tie_chain": (SectionKey.METHOD, "tie_chain"),
    "scaling": (SectionKey.METHOD, "scaling"),
    "rounding": (SectionKey.METHOD, "rounding_stage"),
    "threshold_on": (SectionKey.METHOD, "threshold_on"),
    "alt_rule": (SectionKey.METHOD, "low_bids"),
    "basis": (SectionKey.METHOD, "rates"),
    "panel_method": (SectionKey.PANEL, "method"),
    "interfaces": (SectionKey.INTERFACES, "entries"),
    "kpis": (SectionKey.PERFORMANCE, "kpis"),
    "scales": (SectionKey.CRITERIA, "scales"),
}


def place_of_rule(rule: str, about: str, key: str, content: TenderContent) -> Place:
    """Where a finding of a rule is mended. `about`: the part of the tender that it names; `key`: of its sentence."""
    if rule == "STD-2" and about:
        return place_of_text(about)
    if key == _TURNOVER:
        return SectionKey.BIDDERS, "turnover"
    section, field = RULE_FIELDS.get(rule, (None, ""))
    return section, f"{field}/{about}" if about in _keys(section, content) else field


def place_of_text(where: str) -> Place:
    """The section and the field of a text that `sections.facts` names; for the text of an upload its document."""
    section, _, place = where.partition("/")
    if section == UPLOADED:
        return SectionKey.PURCHASE, "files/" + place.partition("/")[0]
    return (SectionKey(section), place) if section in set(SectionKey) else (SectionKey.PURCHASE, "files")


def place_of_fault(where: str) -> Place:
    """Where a problem of a specification is mended; what is not known lies with the criteria."""
    head, _, rest = where.partition("/")
    if head == "basis" and not rest.startswith("rates"):
        return SectionKey.PURCHASE, "currency"
    if head in _JUDGED:
        return _JUDGED[head]
    if head in {"leaves", "groups", "nodes"} and rest:
        key, _, field = rest.partition("/")
        return (
            (SectionKey.PERFORMANCE, "kpis") if field.startswith("kpis") else (SectionKey.CRITERIA, f"criteria/{key}")
        )
    return SectionKey.CRITERIA, "criteria"


def _keys(section: SectionKey | None, content: TenderContent) -> set[str]:
    if section is SectionKey.INTERFACES:
        return {entry.code for entry in content.interfaces.entries}
    if section is SectionKey.PERFORMANCE:
        return {kpi.code for kpi in content.performance.kpis}
    if section is SectionKey.REQUIREMENTS:
        return {entry.key for entry in content.requirements.entries}
    return set()
