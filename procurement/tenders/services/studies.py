"""A draft refers to the study in which its method was chosen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import User
from procurement.studies import plan as study_plan
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.tenders import queries
from procurement.tenders.models import SectionSave, Tender
from procurement.tenders.sections import Method, SectionKey
from procurement.tenders.services.drafts import save
from procurement.tenders.states import TenderLeafKind, TenderState


class NotReferable(ValueError):
    """A tender cannot refer to a study; the sentence says why."""


@transaction.atomic
def refer(*, tender: Tender, study: MethodStudy, by: User, at: datetime) -> None:
    """Let a draft refer to the study in which its method was chosen. An officer of the authority.

    Effects: the tender's method_study, leaf tender.method_referred. Formula, parameters and scaling of the chosen
    candidate are taken over only if the draft names no price formula yet; one that it names stays, even where another
    was chosen. A draft that is written in sections takes them over as a save of its section method, with that leaf.
    The parameters are not judged here, and a least quality is not taken over: it belongs to a criterion.
    Referring to the same study again changes nothing. Raises NotReferable.
    """
    draft = Tender.objects.select_for_update().get(pk=tender.pk)  # it may be sent to review meanwhile
    choice = _choice(draft, study)
    if draft.method_study_id != study.pk:
        saves = queries.latest_saves(draft)
        taken = _taken(draft, study, choice, saves)
        Tender.objects.filter(pk=draft.pk).update(method_study=study, **({} if saves else taken))
        if saves and taken:
            _save_method(draft, saves.get(SectionKey.METHOD), taken, by=by, at=at)
        facts = {
            "study": str(study.pk),
            "inputs": study.inputs_sha,
            "choice": choice.no,
            "candidate": choice.candidate,
            "taken": sorted(taken),
        }
        audit.record(TenderLeafKind.METHOD_REFERRED, draft, by=by, at=at, facts=facts)
    tender.refresh_from_db()


def _choice(tender: Tender, study: MethodStudy) -> MethodChoice:
    """The choice that the tender may refer to. Raises NotReferable."""
    choice = study_queries.choice_of(study)
    if tender.state != TenderState.DRAFT:
        raise NotReferable(_("Only a draft can refer to a study: the method of this tender is fixed."))
    if tender.authority_id != study.authority_id:
        raise NotReferable(_("The study is of another authority: a tender refers to one of its own."))
    if choice is None:
        raise NotReferable(_("No method is chosen in this study yet: choose one, then let a draft refer to it."))
    return choice


def _taken(
    tender: Tender, study: MethodStudy, choice: MethodChoice, saves: Mapping[SectionKey, SectionSave]
) -> dict[str, Any]:
    """What the draft takes over from the chosen candidate; nothing where it names a formula."""
    formula = _written(saves.get(SectionKey.METHOD)).formula if saves else tender.price_formula
    if formula:
        return {}
    candidate = study_plan.candidate_of(study.inputs, choice.candidate)
    return {"price_formula": candidate.formula, "params": candidate.params, "scaling": candidate.scaling}


def _written(saved: SectionSave | None) -> Method:
    value = saved.value if saved else Method()
    assert isinstance(value, Method)
    return value


def _save_method(
    tender: Tender, saved: SectionSave | None, taken: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    value = replace(
        _written(saved), formula=taken["price_formula"], params=dict(taken["params"]), scaling=taken["scaling"]
    )
    save(tender=tender, value=value, after=saved.no if saved else 0, by=by, at=at)
