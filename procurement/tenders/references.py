"""The study in which a tender's method was chosen, for those who may see the study."""

from dataclasses import dataclass

from core.access import Person
from procurement.studies import access as study_access
from procurement.studies import plan, sentences, summary
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.tenders import queries
from procurement.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class StudyReference:
    """A study, the choice in it, what the chosen method is called, and whether the tender's method is that one."""

    study: MethodStudy
    choice: MethodChoice
    title: str
    followed: bool


def of(tender: Tender, user: Person) -> StudyReference | None:
    """What the tender refers to; None where it refers to nothing, or the person may not see it.

    A choice made after the publication is not the tender's. No query without a reference, else two.
    """
    study = queries.study_of(tender)
    if study is None or not study_access.may(user, study_access.StudyAction.SEE, study):
        return None
    until = tender.published_at
    choices = [choice for choice in study.choices.all() if until is None or choice.at <= until]
    if not choices:
        return None
    choice = choices[-1]
    candidate = plan.candidate_of(study.inputs, choice.candidate)
    titles = {judged.id: sentences.method_name(judged) for judged in summary.result_of(study).candidates}
    chosen, named = (
        (candidate.formula, candidate.params, candidate.scaling),
        (tender.price_formula, tender.params, tender.scaling),
    )
    return StudyReference(study, choice, titles[choice.candidate], followed=chosen == named)
