"""Who may make, see and choose from a study of methods, with the reason; and the only doors to one."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, Rule, no
from core.models import Role
from procurement.studies import queries
from procurement.studies.models import MethodStudy


class StudyAction(StrEnum):
    SEE = "see"
    CHOOSE = "choose"
    SIMULATE = "simulate"
    REFER = "refer"


def _may_see(user: Person, study: MethodStudy) -> Decision:
    return access.officer_or_auditor_of(
        user, study.authority_id, _("Studies of methods are for officers and auditors of the authority.")
    )


def _may_choose(user: Person, study: MethodStudy) -> Decision:
    why = _("An officer of the authority chooses; auditors change nothing.")
    return _may_see(user, study) and access.officer_of(user, study.authority_id, why)


def _may_simulate(user: Person, study: MethodStudy) -> Decision:
    why = _("An officer of the authority has it simulated; auditors change nothing.")
    return _may_see(user, study) and access.officer_of(user, study.authority_id, why)


def _may_refer(user: Person, study: MethodStudy) -> Decision:
    why = _("An officer of the authority lets a draft refer to it; auditors change nothing.")
    return _may_see(user, study) and access.officer_of(user, study.authority_id, why)


_RULES: Mapping[StudyAction, Rule] = {
    StudyAction.SEE: _may_see,
    StudyAction.CHOOSE: _may_choose,
    StudyAction.SIMULATE: _may_simulate,
    StudyAction.REFER: _may_refer,
}


def may(user: Person, action: StudyAction, study: MethodStudy) -> Decision:
    """Officers of the authority choose, have rates simulated and let drafts refer to the choice; its auditors read."""
    return _RULES[action](user, study)


def may_create(user: Person) -> Decision:
    """Officers make studies for their authority."""
    if access.holds_any(user, Role.OFFICER):
        return YES
    return no(_("An officer makes a study; auditors read it."))


def room(user: Person) -> None:
    """Raise 404 for whoever is neither officer nor auditor anywhere: the list is not there for them."""
    if not access.holds_any(user, Role.OFFICER) and not access.holds_any(user, Role.AUDITOR):
        raise Http404


def door(user: Person, pk: UUID, action: StudyAction = StudyAction.SEE) -> MethodStudy:
    """The study, if the person may; 404 where it may not even see it, Refused with the reason otherwise."""
    study = queries.with_relations().filter(pk=pk).first()
    if study is None or not may(user, StudyAction.SEE, study):
        raise Http404
    access.require(may(user, action, study))
    return study
