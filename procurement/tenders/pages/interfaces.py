"""The interface list as a table of its rows, and what the adviser proposes, beside the form of the section."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TypedDict

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.codes import code_with_title
from core.pages import formats
from core.pages.tones import Tone
from procurement.planning.catalogue import Standard, catalogue
from procurement.planning.labels import DUTIES, EVIDENCE, PLACES, PUBLISHERS
from procurement.planning.pages.advice import DUTY_TONES, place_of
from procurement.tenders import gather
from procurement.tenders.forms.interfaces import DIRECTIONS, ROLES, InterfaceForm, InterfacesForm
from procurement.tenders.gather import InterfaceAdvice, Proposal
from procurement.tenders.pages.interface_files import InterfaceFilesPart, interface_files_parts
from procurement.tenders.sections import LeftOutStandard, TenderContent
from scoring.standards import COUNTED_FACTS, Advice, AdviceReason, Duty, OpennessMeasure

_KIND_OF_BASIS = re.compile(r"^(law|policy|none|practice|standard): ")  # the catalogue begins a basis with its kind
FIRST = 5  # proposals that stand open; the others are folded


class InterfaceTableRow(TypedDict):
    """An interface of the table with the form of its row. `missing`: what it lacks to be checked, in red."""

    form: InterfaceForm
    files: InterfaceFilesPart
    title: str
    role: str
    standard: str
    shows: str
    missing: str
    weight: SafeString
    openness: str
    facts: str
    is_open: bool


class ProposalRow(TypedDict):
    """A standard that usually applies. `question`: the first fact to record; empty where one is known."""

    key: str
    lot: str
    title: str
    publisher: str
    tag: str
    tone: Tone
    why: str
    because: str
    place: str
    duty: str
    shows: str
    openness: str
    question: str
    facts_url: str
    record_url: str
    clauses: list[str]
    add: str
    why_typed: str
    refused: str


class LeftOutRow(TypedDict):
    title: str
    why: str
    by: str
    act: str


class InterfacesPage(TypedDict):
    """What stands beside the form. `total`: the weights that can be read, empty while one cannot."""

    rows: list[InterfaceTableRow]
    total: str
    advice_heading: str
    proposals: list[ProposalRow]
    more: list[ProposalRow]
    left_out: list[LeftOutRow]
    standards: list[tuple[str, str]]


def interfaces_fact(content: TenderContent) -> str:
    """As "5 interfaces, weights total 100"; of several lots only the count."""
    entries = content.interfaces.entries
    count = ngettext("%(count)d interface", "%(count)d interfaces", len(entries)) % {"count": len(entries)}
    lots = {entry.lot for entry in entries}
    if len(lots) != 1:
        return count
    total = sum((entry.weight for entry in entries), Fraction(0))
    counted = _("%(interfaces)s, weights total %(total)s") % {
        "interfaces": count,
        "total": formats.exact_number(total),
    }
    lot = next(iter(lots))
    return _("lot %(lot)d: %(interfaces)s") % {"lot": lot, "interfaces": counted} if lot else counted


def interfaces_page(form: InterfacesForm, content: TenderContent) -> InterfacesPage:
    """The table and the adviser for what the form says now. Three queries."""
    authority, parts = form.editing.tender.authority, interface_files_parts(form)
    advice = gather.interface_advice(content, authority, place_of(authority))
    proposals = [_proposal_row(form, content, proposal) for proposal in advice.proposals]
    count = len(proposals)
    heading = ngettext("%(count)d more that usually applies", "%(count)d more that usually apply", count)
    return {
        "rows": [_row(row, advice, part) for row, part in zip(form.rows["entries"].forms, parts, strict=True)],
        "total": _total(content),
        "advice_heading": heading % {"count": count},
        "proposals": proposals[:FIRST],
        "more": proposals[FIRST:],
        "left_out": [_left_out_row(entry) for entry in content.interfaces.left_out],
        "standards": [(standard.id, standard.title) for standard in catalogue().standards.values()],
    }


# --- the table ---


def _row(row: InterfaceForm, advice: InterfaceAdvice, files: InterfaceFilesPart) -> InterfaceTableRow:
    typed = {name: str(row[name].value() or "") for name in ("title", "code", "standard", "evidence_kind", "lot")}
    standard = catalogue().standards.get(typed["standard"])
    kind = typed["evidence_kind"]
    title = typed["title"] or typed["code"] or _("New interface")
    measure = advice.measures.get(typed["standard"])
    version = str(row["standard_version"].value() or "")
    name = _("Weight of %(interface)s") % {"interface": title}
    return {
        "form": row,
        "files": files,
        "title": title,
        "role": _role(row, typed["lot"]),
        "standard": _standard(standard.title if standard else typed["standard"], version),
        "shows": capfirst(str(EVIDENCE[kind])) if kind in EVIDENCE else "",
        "missing": _missing(row, kind),
        "weight": row["weight"].as_widget(attrs={"aria-label": name, "class": "w"}),
        "openness": _openness(measure),
        "facts": _known(measure) if measure else "",
        "is_open": bool(row.errors) or not typed["title"] or files.is_open,
    }


def _role(row: InterfaceForm, lot: str) -> str:
    labels = {"role": dict(ROLES), "direction": dict(DIRECTIONS)}
    parts = [str(labels[name].get(str(row[name].value() or ""), "")) for name in labels]
    return "; ".join([*filter(None, parts), *([_("lot %(lot)s") % {"lot": lot}] if lot else [])])


def _standard(title: str, version: str) -> str:
    """The title with its version, which some titles hold already."""
    return title if version in title else f"{title} {version}"


def _missing(row: InterfaceForm, kind: str) -> str:
    if not kind:
        return _("Nothing chosen that a bid shows.")
    if kind == "none":
        return "" if row["acceptance_test"].value() else _("No test at acceptance written.")
    return "" if row["profile_sha"].value() else _("No test file chosen.")


def _total(content: TenderContent) -> str:
    lots = {entry.lot for entry in content.interfaces.entries}
    totals = {lot: sum((e.weight for e in content.interfaces.entries if e.lot == lot), Fraction(0)) for lot in lots}
    if len(totals) == 1:
        return formats.exact_number(next(iter(totals.values())))
    parts = [
        (_("lot %(lot)d") % {"lot": lot} if lot else _("every lot"), formats.exact_number(total))
        for lot, total in sorted(totals.items(), key=lambda item: item[0] or 0)
    ]
    return ", ".join(f"{name}: {total}" for name, total in parts)


def _openness(measure: OpennessMeasure | None) -> str:
    if measure is None:
        return ""
    return _("not known") if measure.openness is None else formats.number(measure.openness, 2)


def _known(measure: OpennessMeasure) -> str:
    of = len(COUNTED_FACTS)
    return _("%(known)d of %(of)d facts known") % {"known": of - len(measure.missing), "of": of}


# --- the adviser ---


def questions() -> Mapping[str, str]:
    """A fact that is not recorded, as a question in plain language."""
    return {
        "royalty_free": _("may everyone use it without paying?"),
        "free_to_read": _("can everyone read it without paying?"),
        "open_participation": _("may everyone take part in writing it?"),
        "public_review": _("is it reviewed in public before it counts?"),
        "multiple_implementations": _("do several makers follow it?"),
        "conformance_tools": _("are there tools that test who follows it?"),
    }


def _proposal_row(form: InterfacesForm, content: TenderContent, proposal: Proposal) -> ProposalRow:
    advice = proposal.advice
    standard, reason = catalogue().standards[advice.standard], advice.reasons[0]
    is_known = advice.measure.openness is not None
    return {
        "key": standard.id,
        "lot": str(proposal.lot or ""),
        "title": standard.title,
        "publisher": standard.publisher,
        "tag": capfirst(str(DUTIES[advice.duty])) if is_known else _("Openness not known"),
        "tone": DUTY_TONES[advice.duty] if is_known else "warn",
        "why": reason.rule.situation,
        "because": _because(reason),
        "place": _place(content, proposal.lot),
        "duty": _duty(standard, advice, reason),
        "shows": _shows(advice),
        "openness": _openness_sentence(advice.measure) if is_known else "",
        "question": "" if is_known else questions()[advice.measure.missing[0]],
        "facts_url": reverse("standards:detail", args=[standard.id]),
        "record_url": "" if is_known else reverse("standards:fact", args=[standard.id, advice.measure.missing[0]]),
        "clauses": [clause.text for clause in catalogue().clauses.get(standard.id, ())],
        "add": _("Add") if is_known and advice.evidence else _("Add with weight 0"),
        "why_typed": str(form.data.get(f"why-{standard.id}", "")) if form.is_bound else "",
        "refused": form.refused.get(standard.id, ""),
    }


def _because(reason: AdviceReason) -> str:
    """As: You wrote “luminaire”, code 34928500-3."""
    triggers = _(" and ").join(f"“{trigger}”" for trigger in reason.triggers)
    parts = [_("You wrote %(triggers)s") % {"triggers": triggers}] if triggers else []
    parts += [_("code %(code)s") % {"code": code_with_title(code)} for code in reason.cpv]
    return capfirst(", ".join(parts)) + "." if parts else ""


def _place(content: TenderContent, lot: int | None) -> str:
    if lot is None or len(content.purchase.lots) < 2:
        return ""
    title = next((entry.title for entry in content.purchase.lots if entry.no == lot), "")
    return (
        _("For lot %(lot)d: %(title)s") % {"lot": lot, "title": title} if title else _("For lot %(lot)d") % {"lot": lot}
    )


def _duty(standard: Standard, advice: Advice, reason: AdviceReason) -> str:
    places = ", ".join(str(PLACES[place]) for place in sorted(reason.rule.places))
    slots = {"places": places, "basis": _KIND_OF_BASIS.sub("", reason.rule.basis).rstrip(".")}
    if not reason.local:
        return _("Advice here, no duty: in %(places)s, %(basis)s.") % slots
    if advice.duty is Duty.LAW:
        return _("Law in %(places)s: %(basis)s. Whether it binds this city is yours to say.") % slots
    if advice.duty is Duty.EXPLAIN:
        return _("Comply or explain: %(basis)s. Leaving it out asks for a reason.") % slots
    if advice.duty is Duty.RECOMMENDED:
        return _("Recommended: %(basis)s. No law.") % slots
    return _("None in law. Its publisher: %(publisher)s.") % {"publisher": PUBLISHERS[standard.publisher_kind]}


def _shows(advice: Advice) -> str:
    if not advice.evidence:
        return _("Nothing that a machine can check: so must be met, weight 0, tested at acceptance.")
    return capfirst(_(" or ").join(str(EVIDENCE[kind]) for kind in advice.evidence)) + "."


def _openness_sentence(measure: OpennessMeasure) -> str:
    slots = {
        "openness": formats.number(measure.openness, 2),
        "known": len(COUNTED_FACTS) - len(measure.missing),
        "of": len(COUNTED_FACTS),
        "low": formats.number(measure.low, 2),
        "high": formats.number(measure.high, 2),
    }
    if not measure.missing:
        return _("%(openness)s from all %(of)d facts.") % slots
    if measure.low == measure.high:
        return _("%(openness)s from %(known)d of %(of)d facts; no other fact would change it.") % slots
    return _("%(openness)s from %(known)d of %(of)d facts; with the others between %(low)s and %(high)s.") % slots


def _left_out_row(entry: LeftOutStandard) -> LeftOutRow:
    standard = catalogue().standards.get(entry.standard)
    return {
        "title": standard.title if standard else entry.standard,
        "why": entry.why,
        "by": f"{entry.by}, {formats.day(entry.on)}",
        "act": f"again:{entry.standard}:{entry.lot or ''}",
    }
