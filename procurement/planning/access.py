"""Who may read standards, be advised, and say what an authority knows of them; and the only door to one."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, Rule, no
from core.models import Authority, Role
from procurement.planning import queries
from procurement.planning.catalogue import FACTS, Standard, catalogue
from procurement.planning.models import Profile


class StandardAction(StrEnum):
    SEE = "see"
    RECORD = "record"
    DISPUTE = "dispute"
    WITHDRAW = "withdraw"


def _everybody(_user: Person, _authority: Authority) -> Decision:
    return YES


def _officer(user: Person, authority: Authority) -> Decision:
    return access.officer_of(user, authority.pk, _("An officer of the authority says what it knows of a standard."))


_RULES: Mapping[StandardAction, Rule] = {
    StandardAction.SEE: _everybody,
    StandardAction.RECORD: _officer,
    StandardAction.DISPUTE: _officer,
    StandardAction.WITHDRAW: _officer,
}


def may(user: Person, action: StandardAction, authority: Authority) -> Decision:
    """Whether the person may do this to facts in the authority's name; reading is open to everybody."""
    return _RULES[action](user, authority)


def may_enter(user: Person) -> Decision:
    """Officers say what their authority knows of standards."""
    if access.holds_any(user, Role.OFFICER):
        return YES
    return no(_("An officer of an authority says what it knows of a standard."))


def may_ask(user: Person) -> Decision:
    """Officers and auditors ask the adviser: it speaks to those who write or read specifications."""
    if access.holds_any(user, Role.OFFICER) or access.holds_any(user, Role.AUDITOR):
        return YES
    return no(_("The adviser is for officers, and for auditors who read what they wrote."))


def fact_door(fact: str) -> str:
    """The fact with this key; 404 if the catalogue knows no such fact."""
    if fact not in FACTS:
        raise Http404
    return fact


def door(key: str) -> Standard:
    """The standard with this key; 404 if the catalogue has none. Open to everybody."""
    standard = catalogue().standards.get(key)
    if standard is None:
        raise Http404
    return standard


# Whether a profile was published, as later stages know it: an app adds its question in `ready()`.
_PUBLISHED: list[Callable[[str], bool]] = []


def publishes_profiles(question: Callable[[str], bool]) -> None:
    """A later stage says whether the profile with this SHA-256 is part of something that it published."""
    if question not in _PUBLISHED:
        _PUBLISHED.append(question)


def profile_door(user: Person, sha256: str) -> Profile:
    """The profile: everybody's once it is published, before that officers' and auditors'; 404 for others and for none.

    Whoever knows a SHA-256 has seen the list of files, so the authority does not matter. Two queries, three to
    strangers.
    """
    profile = queries.profile_with_person(sha256)
    if profile is None:
        raise Http404
    if not may_ask(user) and not any(question(sha256) for question in _PUBLISHED):
        raise Http404
    return profile
