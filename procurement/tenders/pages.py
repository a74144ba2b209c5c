"""Tenders as pages show them: ready strings, so that a template neither asks the database nor computes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.pages import formats
from core.pages.paging import CountedPage
from core.pages.tones import Tone, tone_of
from procurement.studies import access as study_access
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodStudy
from procurement.tenders import access, methods, queries, timeline
from procurement.tenders.forms import ReferForm
from procurement.tenders.models import CriterionKind, KpiTemplate, Origin, Tender, TenderInterface
from procurement.tenders.shapes import (
    CriterionShape,
    InterfaceShape,
    KpiShape,
    LotShape,
    RequirementShape,
    SourceShape,
    TenderMethodShape,
    TenderShape,
)
from procurement.tenders.shapes.build import tender_shape
from procurement.tenders.states import TENDER_STATES, TenderState

TONES: Mapping[str, Tone] = {
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


def rows(page: CountedPage[dict[str, Any]]) -> list[dict[str, str]]:
    """The rows of a list."""
    return [_row(values) for values in page.rows]


def _row(values: Mapping[str, Any]) -> dict[str, str]:
    return {
        "url": reverse("tenders:detail", args=[values["id"]]),
        "ref": values["ref"],
        "title": short(values["title"]),
        "authority": values["authority__name"],
        "state": str(TenderState(values["state"]).label),
        "tone": tone_of(TONES, values["state"]),
        "imported": str(Origin.IMPORTED.label) if values["origin"] == Origin.IMPORTED else "",
        "deadline": formats.moment(values["deadline_at"], values["authority__zone"]),
        "method": methods.name(values["price_formula"]) if values["price_formula"] else _("None stated"),
    }


def count(page: CountedPage[Any]) -> str:
    """How many tenders the filters leave: "10,000+ tenders"."""
    if page.capped:
        return _("More than %(number)s tenders") % {"number": formats.number(page.total)}
    return ngettext("%(number)s tender", "%(number)s tenders", page.total) % {"number": formats.number(page.total)}


def short(title: str) -> str:
    """A title that fits a list; the whole stands on the tender's own page."""
    line = " ".join(title.split())
    return line if len(line) <= TITLE_LETTERS else line[: TITLE_LETTERS - 1].rstrip() + "…"


# --- one tender ---


def detail(tender: TenderShape) -> dict[str, Any]:
    """What the page says of a tender."""
    return {
        "id": str(tender.id),
        "ref": tender.ref,
        "title": tender.title,
        "authority": tender.authority,
        "description": tender.description,
        "state": str(tender.state.label),
        "tone": tone_of(TONES, tender.state),
        "owner": str(TENDER_STATES[tender.state].owner.label),
        "imported": tender.origin == Origin.IMPORTED,
        "facts": _facts(tender),
        "deadline": tender.deadline_at,
        "zone": tender.zone,
        "open": tender.state == TenderState.OPEN,
        "method": _method(tender.method),
        "lots": [_lot(lot, tender.currency) for lot in tender.lots] if len(tender.lots) > 1 else [],
        "groups": list(_groups(tender)),
        "explained": [_explained(criterion) for criterion in tender.criteria if _has_more(criterion)],
        "requirements": [_requirement(requirement) for requirement in tender.requirements[:REQUIREMENTS_SHOWN]],
        "requirements_left": max(0, len(tender.requirements) - REQUIREMENTS_SHOWN),
        "interfaces": [_interface(interface) for interface in tender.interfaces],
        "kpis": [_kpi(kpi) for kpi in tender.kpis],
        "source": _source(tender.source) if tender.source else None,
    }


def _facts(tender: TenderShape) -> list[tuple[str, str | None]]:
    estimates = [lot.estimate for lot in tender.lots]
    total = None if None in estimates or not estimates else sum(amount for amount in estimates if amount is not None)
    cpv = sorted({code for lot in tender.lots for code in lot.cpv})
    basis = _label(Tender, "basis", tender.basis)
    return [
        (_("Buyer"), tender.authority),
        (_("Reference"), tender.ref),
        (_("Published"), formats.moment(tender.published_at, tender.zone)),
        (_("Bids close"), formats.moment(tender.deadline_at, tender.zone)),
        (_("Estimated value"), formats.price(total, tender.currency) if tender.currency else None),
        (_("Prices are compared in"), ", ".join(filter(None, (tender.currency, basis)))),
        (_("Classification (CPV)"), ", ".join(cpv)),
    ]


def _label(model: type[Model], name: str, value: str) -> str:
    """What a value of a model's field is called."""
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))  # type: ignore[union-attr]  # noqa: SLF001 -- the documented way to a field's choices


def _method(method: TenderMethodShape) -> dict[str, Any]:
    return {
        "name": method.name,
        "sentences": method.sentences,
        "ties": method.ties,
        "params": [(name, str(value)) for name, value in sorted(method.params.items())],
        "source": method.source,
        "why_none": method.why_none or _("The draft does not name a method yet."),
    }


def _lot(lot: LotShape, currency: str) -> dict[str, Any]:
    return {
        "no": lot.no,
        "title": lot.title,
        "state": str(lot.state.label),
        "estimate": formats.price(lot.estimate, currency) if currency else formats.MISSING,
        "note": lot.source_note,
    }


# --- the page of one tender ---


def detail_page(tender: Tender, user: Person, *, now: datetime) -> dict[str, Any]:
    """A tender for a person who may see it (`access.door`), without what later stages add.

    Eight queries, whatever its size, ten more for a draft; two more if it refers to a study of methods.
    """
    shape = tender_shape(tender, user)
    actors = timeline.acts_next(tender, user)
    past = timeline.timeline_of(tender, user, actors=actors)
    content = detail(shape)
    return {
        "tender": content,
        "study": study(shape),
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


def _groups(tender: TenderShape) -> Iterator[dict[str, Any]]:
    """Each main criterion with those below it, in order; what stands alone comes as a group of one."""
    below: dict[UUID | None, list[CriterionShape]] = {}
    for criterion in tender.criteria:
        below.setdefault(criterion.parent, []).append(criterion)
    alone: list[dict[str, Any]] = []
    for root in below.get(None, []):
        if root.id not in below:
            alone.append(_criterion(root, "", tender.lots))
            continue
        if alone:
            yield {"title": "", "weight": "", "rows": alone}
            alone = []
        yield {"title": root.title, "weight": weight(root), "rows": list(_beneath(root, below, "", tender.lots))}
    if alone:
        yield {"title": "", "weight": "", "rows": alone}


def _beneath(
    parent: CriterionShape,
    below: Mapping[UUID | None, Sequence[CriterionShape]],
    path: str,
    lots: Sequence[LotShape],
) -> Iterator[dict[str, Any]]:
    for child in below[parent.id]:
        if child.id in below:
            yield from _beneath(child, below, " › ".join(filter(None, (path, child.title))), lots)
        else:
            yield _criterion(child, path, lots)


def _criterion(criterion: CriterionShape, path: str, lots: Sequence[LotShape]) -> dict[str, Any]:
    numbers = [str(lot.no) for lot in lots if lot.id in criterion.lots]
    return {
        "anchor": anchor(criterion.key),
        "path": path,
        "title": criterion.title,
        "family": str(criterion.family.label),
        "kind": str(criterion.kind.label),
        "weight": _("must pass") if criterion.kind == CriterionKind.PASS_FAIL else weight(criterion),
        "lots": ", ".join(numbers) if len(lots) > 1 and len(numbers) < len(lots) else "",
    }


def weight(criterion: CriterionShape) -> str:
    """The weight of a criterion in percent of all points; a dash if the source gives no one number."""
    return formats.MISSING if criterion.weight is None else formats.percent(criterion.weight / 100, 2)


def anchor(key: str) -> str:
    """The place of a criterion on the page of its tender, for links from a mark."""
    return "criterion-" + "".join(char if char.isalnum() else "-" for char in key)


def _has_more(criterion: CriterionShape) -> bool:
    return bool(criterion.text or criterion.scale or criterion.source_note or criterion.minimum is not None)


def _explained(criterion: CriterionShape) -> dict[str, Any]:
    return {
        "anchor": anchor(criterion.key),
        "title": criterion.title,
        "text": criterion.text,
        "minimum": formats.points(criterion.minimum) if criterion.minimum is not None else "",
        "note": criterion.source_note,
        "scale": [
            {
                "value": formats.number(level.value),
                "label": _level_label(level.label, level.value),
                "descriptor": level.descriptor,
            }
            for level in criterion.scale
        ],
    }


def _level_label(label: str, value: Fraction) -> str:
    """A level's label, unless it only says the value again."""
    return "" if label in {formats.number(value), str(value)} else label


# --- what a bid must meet ---


def _requirement(requirement: RequirementShape) -> dict[str, str]:
    bounds = [
        (_("at least"), requirement.minimum),
        (_("at most"), requirement.maximum),
        (_("expected"), requirement.expected),
    ]
    return {
        "key": requirement.key,
        "group": requirement.group,
        "text": requirement.text,
        "asked": "; ".join(f"{bound} {value}" for bound, value in bounds if value is not None),
        "mandatory": "" if requirement.mandatory else _("optional"),
    }


def _interface(interface: InterfaceShape) -> dict[str, str]:
    direction = _label(TenderInterface, "direction", interface.direction)
    return {
        "code": interface.code,
        "title": interface.title,
        "does": f"{direction}, {_label(TenderInterface, 'role', interface.role)}",
        "standard": " ".join(filter(None, (interface.standard, interface.version))),
        "standard_id": interface.standard_id,
        "weight": formats.percent(interface.weight / 100, 2),
        "openness": formats.percent(interface.openness),
    }


def _kpi(kpi: KpiShape) -> dict[str, str]:
    return {
        "title": kpi.title,
        "unit": kpi.unit,
        "direction": _label(KpiTemplate, "direction", kpi.direction),
        "minimum": _limit(kpi),
        "best": formats.number(kpi.best),
        "weight": formats.number(kpi.weight),
        "credit": kpi.credit_rule,
    }


def _limit(kpi: KpiShape) -> str:
    """What an offer must reach: where less is better, the limit is the most that is taken."""
    sentence = _("at most %(limit)s") if kpi.direction == "down" else _("at least %(limit)s")
    return sentence % {"limit": formats.number(kpi.minimum)}


def _source(source: SourceShape) -> dict[str, Any]:
    """The file of an imported tender: how much of it found a place, what did not, and what was noticed."""
    extras = sorted(source.extras.items())
    return {
        "facts": [(_("File"), source.file), (_("Format"), source.format), (_("Record"), source.record)],
        "sha256": source.sha256,
        "total": "" if source.total is None else formats.number(source.total),
        "mapped": formats.number(source.mapped),
        "ignored": formats.number(source.ignored),
        "extras_count": formats.number(source.extras_count),
        "extras": extras[:EXTRAS_SHOWN],
        "extras_left": max(0, len(extras) - EXTRAS_SHOWN),
        "notes": source.notes,
    }


# --- the study in which its method was chosen ---


def study(tender: TenderShape) -> dict[str, Any] | None:
    """Where the method comes from, for those who may see the study."""
    reference = tender.method.study
    if reference is None:
        return None
    return {
        "url": reverse("studies:detail", args=[reference.id]),
        "label": _("Method chosen in study %(no)d") % {"no": reference.no},
        "chosen": reference.title,
        "reason": reference.reason,
        "warnings": [warning.text for warning in reference.warnings],
        "by": reference.by,
        "when": formats.moment(reference.at, tender.zone),
        "differs": "" if reference.followed else _("This tender names another method or other parameters."),
    }


def referring(study: MethodStudy, user: Person, form: ReferForm | None = None) -> dict[str, Any]:
    """The tenders that refer to a study, and how a draft may. One query once a method is chosen, none before."""
    chosen = study_queries.choice_of(study) is not None
    rows = queries.around(study) if chosen else []
    decision = study_access.may(user, study_access.StudyAction.REFER, study)
    return {
        "chosen": chosen,
        "tenders": [
            _referring(tender) for tender in rows if tender.method_study_id == study.pk and _seen(user, tender)
        ],
        "ok": bool(decision),
        "why": str(decision.why),
        "drafts": any(tender.method_study_id != study.pk for tender in rows),
        "form": form or ReferForm(drafts=drafts(study, rows)),
        "url": reverse("tenders:refer", args=[study.pk]),
    }


def referring_of_study(study: MethodStudy, user: Person, now: datetime) -> dict[str, Any]:  # noqa: ARG001 -- parts
    """What tenders add to the page of a study."""
    return referring(study, user)


def refer_page(study: MethodStudy, user: Person, form: ReferForm) -> dict[str, Any]:
    """The page of a form that is not in order yet."""
    url = reverse("studies:detail", args=[study.pk])
    crumbs = [{"label": _("Methods"), "url": reverse("studies:list")}, {"label": study.title, "url": url}]
    return {"crumbs": crumbs, "over": study.title, "referring": referring(study, user, form)}


def drafts(study: MethodStudy, rows: Sequence[Tender]) -> list[tuple[str, str]]:
    """The drafts among tenders around a study that do not refer to it yet, as choices of a select."""
    others = [tender for tender in rows if tender.method_study_id != study.pk]
    return [(str(tender.pk), f"{tender.ref}: {short(tender.title)}") for tender in others]


def _seen(user: Person, tender: Tender) -> bool:
    return bool(access.may(user, access.TenderAction.SEE, tender))


def _referring(tender: Tender) -> dict[str, str]:
    url = reverse("tenders:detail", args=[tender.pk])
    return {"url": url, "ref": tender.ref, "title": short(tender.title), "state": str(TenderState(tender.state).label)}
