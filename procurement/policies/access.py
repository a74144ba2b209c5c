"""Who may see, write, discuss and adopt a policy, with the reason; and the only doors to versions and comments."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, OwnerRule, Person, Rule, no
from core.models import Authority, Role, User
from core.states import Owner
from procurement.policies import queries
from procurement.policies.models import PolicyComment, PolicyVersion
from procurement.policies.states import PolicyState


class PolicyAction(StrEnum):
    SEE = "see"
    CHANGE = "change"
    OPEN_CONSULTATION = "open_consultation"
    COMMENT = "comment"
    ANSWER = "answer"
    REVISE = "revise"
    ADOPT = "adopt"


def _may_see(user: Person, version: PolicyVersion) -> Decision:
    if version.state in queries.PUBLIC or str(version.authority_id) in access.roles_of(user):
        return YES
    return no(_("Drafts and superseded versions are for people of the authority."))


def _officer(user: Person, version: PolicyVersion) -> Decision:
    return access.officer_of(user, version.authority_id, _("An officer of the authority does this."))


def _may_write(user: Person, version: PolicyVersion) -> Decision:
    if version.state != PolicyState.DRAFT:
        return no(_("Only a draft is changed."))
    return _officer(user, version)


def _may_comment(user: Person, version: PolicyVersion) -> Decision:
    if version.state != PolicyState.CONSULTING:
        return no(_("Comments are taken while a version is in consultation."))
    if not isinstance(user, User) or not user.is_active:
        return no(_("Sign in to comment."))
    return YES


def _may_answer(user: Person, version: PolicyVersion) -> Decision:
    if version.state != PolicyState.CONSULTING:
        return no(_("Comments are answered while the version is in consultation."))
    return _officer(user, version)


def _second_officer(user: Person, version: PolicyVersion) -> Decision:
    decision = _officer(user, version)
    if decision and isinstance(user, User) and user.pk in queries.authors_of(version):
        return no(_("The author cannot adopt: another officer does."))
    return decision


def _may_adopt(user: Person, version: PolicyVersion) -> Decision:
    if version.state not in {PolicyState.DRAFT, PolicyState.CONSULTING}:
        return no(_("This version has been adopted already."))
    if version.state == PolicyState.DRAFT and version.no > 1:
        return no(_("Only the first version is adopted without a consultation."))
    return _second_officer(user, version)


_RULES: Mapping[PolicyAction, Rule] = {
    PolicyAction.SEE: _may_see,
    PolicyAction.CHANGE: _may_write,
    PolicyAction.OPEN_CONSULTATION: _may_write,
    PolicyAction.COMMENT: _may_comment,
    PolicyAction.ANSWER: _may_answer,
    PolicyAction.REVISE: _may_answer,
    PolicyAction.ADOPT: _may_adopt,
}
# Who acts next on a version, by the owner of its state in `POLICY_STATES`.
OWNERS: Mapping[Owner, OwnerRule] = {
    Owner.OFFICER: _officer,
    Owner.SECOND_OFFICER: _second_officer,
    Owner.NOBODY: access.nobody,
}


def may(user: Person, action: PolicyAction, version: PolicyVersion) -> Decision:
    """Officers write, answer and adopt what they did not write; any account comments; what is public all may read."""
    return _RULES[action](user, version)


def may_begin(user: Person, authority: Authority) -> Decision:
    """Officers begin a version for their authority."""
    return access.officer_of(user, authority.pk, _("An officer of the authority begins its policy."))


def door(user: Person, pk: UUID, action: PolicyAction = PolicyAction.SEE) -> PolicyVersion:
    """The version, if the person may; 404 where it may not even see it, Refused with the reason otherwise."""
    version = queries.with_relations().filter(pk=pk).first()
    if version is None or not may(user, PolicyAction.SEE, version):
        raise Http404
    access.require(may(user, action, version))
    return version


def comment_door(user: Person, pk: UUID) -> PolicyComment:
    """The comment, for whoever may answer it; as `door` otherwise."""
    rows = PolicyComment.objects.select_related("consultation__version__authority", "by")
    comment = rows.filter(pk=pk).first()
    if comment is None or not may(user, PolicyAction.SEE, comment.consultation.version):
        raise Http404
    access.require(may(user, PolicyAction.ANSWER, comment.consultation.version))
    return comment


def authority_door(user: Person, pk: UUID) -> Authority:
    """The authority whose officer the person is; 404 otherwise."""
    authority = queries.officer_authorities(user).filter(pk=pk).first()
    if authority is None:
        raise Http404
    return authority


def is_officer(user: Person) -> bool:
    """Whether the person is an officer anywhere."""
    return access.holds_any(user, Role.OFFICER)
