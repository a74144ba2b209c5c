"""Tenders as pages show them: ready strings, so that a template neither asks the database nor computes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.pages import formats
from procurement.studies import access as study_access
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodStudy
from procurement.tenders import access, methods, queries, references, timeline
from procurement.tenders.forms import ReferForm
from procurement.tenders.models import (
    Criterion,
    KpiTemplate,
    Lot,
    Origin,
    Requirement,
    SourceDocument,
    Tender,
    TenderInterface,
)
from procurement.tenders.states import TENDER_STATES, TenderState

TONES = {
    TenderState.OPEN: "good",
    TenderState.CLOSED: "warn",
    TenderState.OPENED: "accent",
    TenderState.DECIDED: "accent",
    TenderState.COMPLETE: "accent",
}
REQUIREMENTS_SHOWN = 200
EXTRAS_SHOWN = 100
TITLE_LETTERS = 160


# --- the list ---


def rows(page: queries.Page) -> list[dict[str, str]]:
    """The rows of a list."""
    return [_row(values) for values in page.rows]


def _row(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "url": reverse("tenders:detail", args=[values["id"]]),
        "ref": values["ref"],
        "title": short(values["title"]),
        "authority": values["authority__name"],
        "state": str(TenderState(values["state"]).label),
        "tone": TONES.get(TenderState(values["state"]), ""),
        "imported": str(Origin.IMPORTED.label) if values["origin"] == Origin.IMPORTED else "",
        "deadline": formats.moment(values["deadline_at"], values["authority__zone"]),
        "method": methods.name(values["price_formula"]) if values["price_formula"] else _("None stated"),
    }


def count(page: queries.Page) -> str:
    """How many tenders the filters leave: "10,000+ tenders"."""
    if page.capped:
        return _("More than %(number)s tenders") % {"number": formats.number(page.total)}
    return ngettext("%(number)s tender", "%(number)s tenders", page.total) % {"number": formats.number(page.total)}


def short(title: str) -> str:
    """A title that fits a list; the whole stands on the tender's own page."""
    line = " ".join(title.split())
    return line if len(line) <= TITLE_LETTERS else line[: TITLE_LETTERS - 1].rstrip() + "…"


# --- one tender ---


def detail(tender: Tender) -> dict[str, Any]:
    """A tender with everything that is published with it. Nine queries, whatever its size; twelve for a draft."""
    criteria = queries.criteria_of(tender)
    lots = queries.lots_of(tender)
    requirements = queries.requirements_of(tender)
    source = queries.source_of(tender)
    return {
        "id": str(tender.pk),
        "ref": tender.ref,
        "title": tender.title,
        "authority": tender.authority.name,
        "description": tender.description,
        "state": str(tender.get_state_display()),
        "tone": TONES.get(TenderState(tender.state), ""),
        "owner": str(TENDER_STATES[TenderState(tender.state)].owner.label),
        "imported": tender.origin == Origin.IMPORTED,
        "facts": _facts(tender, lots),
        "deadline": tender.deadline_at,
        "zone": tender.authority.zone,
        "open": tender.state == TenderState.OPEN,
        "method": _method(tender),
        "lots": [_lot(lot, tender) for lot in lots] if len(lots) > 1 else [],
        "groups": list(_groups(criteria, len(lots))),
        "explained": [_explained(criterion) for criterion in criteria if _has_more(criterion)],
        "requirements": [_requirement(one) for one in requirements[:REQUIREMENTS_SHOWN]],
        "requirements_left": max(0, len(requirements) - REQUIREMENTS_SHOWN),
        "interfaces": [_interface(one) for one in queries.interfaces_of(tender)],
        "kpis": [_kpi(one) for one in tender.kpis.order_by("no")],
        "source": _source(source) if source else None,
    }


def _facts(tender: Tender, lots: Sequence[Lot]) -> list[tuple[str, str | None]]:
    zone = tender.authority.zone
    estimates = [lot.estimate for lot in lots]
    total = None if None in estimates or not estimates else sum(one for one in estimates if one is not None)
    cpv = sorted({str(code) for lot in lots for code in lot.cpv})
    return [
        (_("Buyer"), tender.authority.name),
        (_("Reference"), tender.ref),
        (_("Published"), formats.moment(tender.published_at, zone)),
        (_("Bids close"), formats.moment(tender.deadline_at, zone)),
        (_("Estimated value"), formats.money(total, tender.currency) if tender.currency else None),
        (_("Prices are compared in"), ", ".join(filter(None, (tender.currency, str(tender.get_basis_display()))))),
        (_("Classification (CPV)"), ", ".join(cpv)),
    ]


def _method(tender: Tender) -> dict[str, Any]:
    sentences = methods.method_sentences(tender)
    return {
        "name": methods.name(tender.price_formula) if tender.price_formula else "",
        "sentences": sentences.ranking,
        "ties": sentences.ties,
        "params": [(name, str(value)) for name, value in sorted(tender.params.items())],
        "source": tender.method_source,
        "why_none": tender.no_method_why or _("The draft does not name a method yet."),
    }


def _lot(lot: Lot, tender: Tender) -> dict[str, Any]:
    return {
        "no": lot.no,
        "title": lot.title,
        "state": str(lot.get_state_display()),
        "estimate": formats.money(lot.estimate, tender.currency) if tender.currency else formats.MISSING,
        "note": lot.source_note,
    }


# --- the page of one tender ---


def detail_page(tender: Tender, user: Person, *, now: datetime) -> dict[str, Any]:
    """A tender for a person who may see it (`access.door`), without what later stages add.

    Ten queries, whatever its size, three more for a draft; two more if it refers to a study of methods.
    """
    actors = timeline.acts_next(tender, user)
    past = timeline.timeline_of(tender, user, actors=actors)
    content = detail(tender)
    return {
        "tender": content,
        "study": study(tender, user),
        "crumbs": [{"label": _("Tenders"), "url": reverse("tenders:list")}],
        "sections": list(_contents(content, past=bool(past))),
        "acts_next": actors,
        "now": now,
        "timeline": past,
    }


def _contents(content: Mapping[str, Any], *, past: bool) -> Iterator[dict[str, str]]:
    yield {"id": "method", "label": _("How bids are ranked")}
    yield {"id": "criteria", "label": _("Award criteria")}
    if content["lots"]:
        yield {"id": "lots", "label": _("Lots")}
    if content["interfaces"] or content["kpis"] or content["requirements"]:
        yield {"id": "asked", "label": _("What a bid must meet")}
    if past:
        yield {"id": "past", "label": _("What happened")}
    if content["source"]:
        yield {"id": "source", "label": _("Where this comes from")}


# --- the criterion tree ---


def _groups(criteria: Sequence[Criterion], lots: int) -> Iterator[dict[str, Any]]:
    """Each main criterion with those below it, in order; what stands alone comes as a group of one."""
    below: dict[Any, list[Criterion]] = {}
    for criterion in criteria:
        below.setdefault(criterion.parent_id, []).append(criterion)
    alone: list[dict[str, Any]] = []
    for root in below.get(None, []):
        if root.pk not in below:
            alone.append(_criterion(root, "", lots))
            continue
        if alone:
            yield {"title": "", "weight": "", "rows": alone}
            alone = []
        yield {"title": root.title, "weight": weight(root), "rows": list(_beneath(root, below, "", lots))}
    if alone:
        yield {"title": "", "weight": "", "rows": alone}


def _beneath(
    parent: Criterion, below: Mapping[Any, Sequence[Criterion]], path: str, lots: int
) -> Iterator[dict[str, Any]]:
    for child in below[parent.pk]:
        if child.pk in below:
            yield from _beneath(child, below, " › ".join(filter(None, (path, child.title))), lots)
        else:
            yield _criterion(child, path, lots)


def _criterion(criterion: Criterion, path: str, lots: int) -> dict[str, Any]:
    lot_numbers = [lot.no for lot in criterion.lots.all()]
    return {
        "anchor": anchor(criterion.key),
        "path": path,
        "title": criterion.title,
        "family": str(criterion.get_family_display()),
        "kind": str(criterion.get_kind_display()),
        "weight": _("must pass") if criterion.kind == "pass_fail" else weight(criterion),
        "lots": ", ".join(str(no) for no in sorted(lot_numbers)) if lots > 1 and len(lot_numbers) < lots else "",
    }


def weight(criterion: Criterion) -> str:
    """The weight of a criterion in percent of all points; a dash where the source gives no one number."""
    return formats.MISSING if criterion.weight is None else formats.percent(criterion.weight / 100, 2)


def anchor(key: str) -> str:
    """The place of a criterion on the page of its tender, for links from a mark."""
    return "criterion-" + "".join(char if char.isalnum() else "-" for char in key)


def _has_more(criterion: Criterion) -> bool:
    return bool(criterion.text or criterion.scale_id or criterion.source_note or criterion.min_mark is not None)


def _explained(criterion: Criterion) -> dict[str, Any]:
    levels = criterion.scale.levels.all() if criterion.scale else ()
    return {
        "anchor": anchor(criterion.key),
        "title": criterion.title,
        "text": criterion.text,
        "minimum": formats.points(criterion.min_mark) if criterion.min_mark is not None else "",
        "note": criterion.source_note,
        "scale": [
            {"value": formats.number(one.value), "label": _beside(one.label, one.value), "descriptor": one.descriptor}
            for one in levels
        ],
    }


def _beside(label: str, value: Any) -> str:
    """A level's label, unless it only says the value again."""
    return "" if label in {formats.number(value), str(value)} else label


# --- what a bid must meet ---


def _requirement(requirement: Requirement) -> dict[str, str]:
    bounds = [
        (_("at least"), requirement.minimum),
        (_("at most"), requirement.maximum),
        (_("expected"), requirement.expected),
    ]
    return {
        "key": requirement.key,
        "group": requirement.group_title,
        "text": requirement.text,
        "asked": "; ".join(f"{words} {value}" for words, value in bounds if value is not None),
        "mandatory": "" if requirement.mandatory else _("optional"),
    }


def _interface(interface: TenderInterface) -> dict[str, str]:
    standard = " ".join(filter(None, (interface.standard_title, interface.standard_version)))
    return {
        "code": interface.code,
        "title": interface.title,
        "does": f"{interface.get_direction_display()}, {interface.get_role_display()}",
        "standard": standard,
        "standard_id": interface.standard_id,
        "weight": formats.percent(interface.weight / 100, 2),
        "openness": formats.percent(interface.openness),
    }


def _kpi(kpi: KpiTemplate) -> dict[str, str]:
    return {
        "title": kpi.title,
        "unit": kpi.unit,
        "direction": str(kpi.get_direction_display()),
        "minimum": formats.number(kpi.minimum),
        "best": formats.number(kpi.best),
        "weight": formats.number(kpi.weight),
        "credit": kpi.credit_rule,
    }


def _source(source: SourceDocument) -> dict[str, Any]:
    """The file of an imported tender: how much of it found a place, what did not, and what was noticed."""
    coverage = source.coverage
    ignored = sum(coverage.get("ignored", {}).values())
    extras = sorted(source.extras.items())
    return {
        "facts": [(_("File"), source.name), (_("Format"), source.format), (_("Record"), source.record)],
        "sha256": source.sha256,
        "total": formats.number(coverage["total"]) if "total" in coverage else "",
        "mapped": formats.number(coverage.get("mapped")),
        "ignored": formats.number(ignored),
        "extras_count": formats.number(coverage.get("extras", len(extras))),
        "extras": extras[:EXTRAS_SHOWN],
        "extras_left": max(0, len(extras) - EXTRAS_SHOWN),
        "notes": [{"sentence": note["sentence"], "pointer": note.get("pointer", "")} for note in source.notes],
    }


# --- the study in which its method was chosen ---


def study(tender: Tender, user: Person) -> dict[str, Any] | None:
    """Where the method comes from, for those who may see the study. No query without a study, else two."""
    reference = references.of(tender, user)
    if reference is None:
        return None
    return {
        "url": reverse("studies:detail", args=[reference.study.pk]),
        "label": _("Method chosen in study %(no)d") % {"no": reference.study.no},
        "chosen": reference.title,
        "reason": reference.choice.reason,
        "warnings": [one["text"] for one in reference.choice.warnings],
        "by": str(reference.choice.by),
        "when": formats.moment(reference.choice.at, tender.authority.zone),
        "differs": "" if reference.followed else _("This tender names another method or other parameters."),
    }


def referring(study: MethodStudy, user: Person, form: ReferForm | None = None) -> dict[str, Any]:
    """The tenders that refer to a study, and how a draft may. One query once a method is chosen, none before."""
    chosen = study_queries.choice_of(study) is not None
    rows = queries.around(study) if chosen else []
    decision = study_access.may(user, study_access.StudyAction.REFER, study)
    return {
        "chosen": chosen,
        "tenders": [_referring(one) for one in rows if one.method_study_id == study.pk and _seen(user, one)],
        "ok": bool(decision),
        "why": str(decision.why),
        "drafts": any(one.method_study_id != study.pk for one in rows),
        "form": form or ReferForm(drafts=drafts(study, rows)),
        "url": reverse("tenders:refer", args=[study.pk]),
    }


def referring_of_study(study: MethodStudy, user: Person, now: datetime) -> dict[str, Any]:  # noqa: ARG001 -- one signature
    """What tenders add to the page of a study."""
    return referring(study, user)


def refer_page(study: MethodStudy, user: Person, form: ReferForm) -> dict[str, Any]:
    """The page of a form that is not in order yet."""
    url = reverse("studies:detail", args=[study.pk])
    crumbs = [{"label": _("Methods"), "url": reverse("studies:list")}, {"label": study.title, "url": url}]
    return {"crumbs": crumbs, "over": study.title, "referring": referring(study, user, form)}


def drafts(study: MethodStudy, rows: Sequence[Tender]) -> list[tuple[str, str]]:
    """The drafts among tenders around a study that do not refer to it yet, as choices of a select."""
    free = [one for one in rows if one.method_study_id != study.pk]
    return [(str(one.pk), f"{one.ref}: {short(one.title)}") for one in free]


def _seen(user: Person, tender: Tender) -> bool:
    return bool(access.may(user, access.TenderAction.SEE, tender))


def _referring(tender: Tender) -> dict[str, str]:
    url = reverse("tenders:detail", args=[tender.pk])
    return {"url": url, "ref": tender.ref, "title": short(tender.title), "state": str(TenderState(tender.state).label)}
