"""Who makes and uses an opening key, who sees how far an authority is with its keys; and the only doors to them."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, Person, Rule, no
from core.models import KEY_ROLES, Authority, Role
from procurement.bids.models import OpeningKey
from procurement.bids.queries import keys as queries


class KeysAction(StrEnum):
    """On an authority: make a key for it; see who has one and who is missing; ask those for theirs."""

    MAKE = "make_key"
    SEE = "see_keys"
    ASK = "ask_for_keys"


class KeyAction(StrEnum):
    """On one key: see that it is there; use it, that is prove, rehearse and lock it anew; retire it."""

    SEE = "see"
    USE = "use"
    RETIRE = "retire"


def role_for(user: Person, authority_id: object) -> Role | None:
    """As what the person makes a key for the authority; a person has one such role at most. No query of its own."""
    return next((role for role in KEY_ROLES if access.holds(user, role, authority_id)), None)


def may_keys(user: Person, action: KeysAction, authority: Authority) -> Decision:
    """Whether the person may do this for the authority now."""
    if not user.is_authenticated:
        return no(_("Sign in first."))
    if action is KeysAction.ASK:
        return access.officer_of(user, authority.pk, _("Officers ask for the keys that are missing."))
    if role_for(user, authority.pk) is not None:
        return YES
    if action is KeysAction.MAKE:
        return no(_("An opener, or the keeper of the spare key, makes an opening key."))
    return access.officer_or_auditor_of(
        user, authority.pk, _("Officers, auditors and those who hold a key see how far the opening keys are.")
    )


def may_key(user: Person, action: KeyAction, key: OpeningKey) -> Decision:
    """Whether the person may do this to the key now."""
    if not user.is_authenticated:
        return no(_("Sign in first."))
    return _RULES[action](user, key)


def _may_see(user: Person, key: OpeningKey) -> Decision:
    return YES if key.holder_id == user.pk else _officer(user, key)


def _may_use(user: Person, key: OpeningKey) -> Decision:
    if key.holder_id != user.pk:
        return no(_("This key is another person's."))
    if key.retired_at is not None:
        return no(_("This key is retired."))
    return YES if role_for(user, key.authority_id) == key.role else no(_("You are no holder of a key here any more."))


def _may_retire(user: Person, key: OpeningKey) -> Decision:
    """Its holder; an officer, since a holder may have left."""
    if key.retired_at is not None:
        return no(_("This key is retired."))
    return _may_see(user, key)


def _officer(user: Person, key: OpeningKey) -> Decision:
    return access.officer_of(user, key.authority_id, _("A key is seen by its holder and the authority's officers."))


_RULES: Mapping[KeyAction, Rule] = {
    KeyAction.SEE: _may_see,
    KeyAction.USE: _may_use,
    KeyAction.RETIRE: _may_retire,
}


def keys_door(user: Person, pk: UUID, action: KeysAction = KeysAction.MAKE) -> Authority:
    """The authority, if the person may do this for it. One query, plus one for roles; else Http404 or Refused.

    Whoever has nothing to do with its keys does not learn here that there is such an authority.
    """
    authority = Authority.objects.filter(pk=pk, same_name_as=None).first()
    if authority is None or not may_keys(user, KeysAction.SEE, authority):
        raise Http404
    access.require(may_keys(user, action, authority))
    return authority


def key_door(user: Person, pk: UUID, action: KeyAction = KeyAction.SEE) -> OpeningKey:
    """The key with authority and holder, if the person may. One query, plus one for roles; else Http404 or Refused."""
    key = queries.with_authority().filter(pk=pk).first()
    if key is None or not may_key(user, KeyAction.SEE, key):
        raise Http404
    access.require(may_key(user, action, key))
    return key
