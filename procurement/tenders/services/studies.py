"""A draft refers to the study in which its method was chosen."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import User
from procurement.studies import plan as study_plan
from procurement.studies import queries as study_queries
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderLeafKind, TenderState


class NotReferable(ValueError):
    """A tender cannot refer to a study; the sentence says why."""


@transaction.atomic
def refer(*, tender: Tender, study: MethodStudy, by: User, at: datetime) -> None:
    """Let a draft refer to the study in which its method was chosen. An officer of the authority.

    Effects: the tender's method_study, leaf tender.method_referred. Formula, parameters and scaling of the chosen
    candidate are taken over only if the draft names no price formula yet; one that it names stays, even where another
    was chosen. The parameters are not judged here, and a least quality is not taken over: it belongs to a criterion.
    Referring to the same study again changes nothing. Raises NotReferable.
    """
    draft = Tender.objects.select_for_update().get(pk=tender.pk)  # it may be sent to review meanwhile
    choice = _choice(draft, study)
    if draft.method_study_id != study.pk:
        taken = _taken(draft, study, choice)
        Tender.objects.filter(pk=draft.pk).update(method_study=study, **taken)
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


def _taken(tender: Tender, study: MethodStudy, choice: MethodChoice) -> dict[str, Any]:
    """What the draft takes over from the chosen candidate."""
    if tender.price_formula:
        return {}
    candidate = study_plan.candidate_of(study.inputs, choice.candidate)
    return {"price_formula": candidate.formula, "params": candidate.params, "scaling": candidate.scaling}
