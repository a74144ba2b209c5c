"""Whose tender it is: which authority an organisation named in a file is, and what an administrator decides about it.

An authority is its identifier with the scheme. An organisation without both joins an authority of its exact name only
if that one has neither an identifier nor members; else it becomes a new one that waits, "same name as" the other, until
an administrator adopts it (it is another) or merges it (it is the same). Nobody is a member of one that waits.
"""

import difflib
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.models import Authority, User


class NotWaiting(ValueError):
    """The authority does not wait to be adopted; the sentence says so."""


class HasMembers(ValueError):
    """The authority has members, who decide about it; the sentence says so."""


class UnknownAuthority(ValueError):
    """A name or id that stands for no one authority; `absent`: there is none of that name, so it could be created."""

    def __init__(self, sentence: str, *, absent: bool = False) -> None:
        super().__init__(sentence)
        self.absent = absent


def waiting() -> list[Authority]:
    """Authorities that wait to be adopted or merged, by name, with the one of the same name. One query."""
    rows = Authority.objects.filter(same_name_as__isnull=False).select_related("same_name_as")
    return list(rows.order_by("name", "pk"))


def nearest_names(name: str) -> list[str]:
    """Up to five names of authorities that are most like this one, the nearest first. One query."""
    by_folded = {known.casefold(): known for known in Authority.objects.values_list("name", flat=True)}
    return [by_folded[near] for near in difflib.get_close_matches(name.casefold(), by_folded, n=5, cutoff=0.5)]


def named(text: str) -> Authority:
    """The authority of this id, else the only one of this name that waits for nobody. Raises UnknownAuthority."""
    if (key := _id_in(text)) is not None:
        by_id = Authority.objects.filter(pk=key).first()
        if by_id is None:
            raise UnknownAuthority(_("No authority has the id %(id)s.") % {"id": text})
        return by_id
    rows = list(Authority.objects.filter(name=text, same_name_as=None).order_by("pk"))
    if len(rows) == 1:
        return rows[0]
    if rows:
        ids = ", ".join(str(row.pk) for row in rows)
        sentence = _("%(count)d authorities are named '%(name)s'. Give the id of one: %(ids)s.")
        raise UnknownAuthority(sentence % {"count": len(rows), "name": text, "ids": ids})
    near = ", ".join(f"'{name}'" for name in nearest_names(text))
    sentence = _("No authority is named '%(name)s'. The nearest names: %(near)s.")
    raise UnknownAuthority(sentence % {"name": text, "near": near or _("none")}, absent=True)


def create(*, name: str, by: User | None, at: datetime) -> Authority:
    """Enter an authority by its name. Who: an operator. Leaf authority.created."""
    with transaction.atomic():
        authority = Authority.objects.create(name=name)
        audit.record(CoreLeafKind.AUTHORITY_CREATED, authority, by=by, at=at)
    return authority


def of_organisation(*, name: str, id_scheme: str = "", id_value: str = "", zone: str = "UTC") -> Authority:
    """The authority that this organisation is, made where there is none; it may be one that waits. Three queries."""
    if id_scheme and id_value:
        rest = {"name": name, "zone": zone}
        return Authority.objects.get_or_create(id_scheme=id_scheme, id_value=id_value, defaults=rest)[0]
    namesakes = Authority.objects.filter(name=name).order_by("pk")
    nameless = namesakes.filter(id_value="", memberships=None).first()
    if nameless is not None:
        return nameless
    other = namesakes.filter(same_name_as=None).first()
    return Authority.objects.create(name=name, zone=zone, same_name_as=other)


@transaction.atomic
def adopt(*, authority: Authority, reason: str = "", by: User | None, at: datetime) -> None:
    """Decide that an authority which waits is another than its namesake. Who: an administrator.

    Effects: it waits no more and may have members; leaf authority.adopted, the reason as a secret. Raises NotWaiting,
    so a second call, too.
    """
    namesake = require_waiting(authority).same_name_as_id
    Authority.objects.filter(pk=authority.pk).update(same_name_as=None)
    facts, secret = {"same_name_as": str(namesake)}, {"reason": reason.strip()} if reason.strip() else {}
    audit.record(CoreLeafKind.AUTHORITY_ADOPTED, authority, by=by, at=at, facts=facts, secret=secret)
    authority.refresh_from_db()


def require_waiting(authority: Authority) -> Authority:
    """The authority, locked; raises NotWaiting unless it waits to be adopted or merged."""
    row = Authority.objects.select_for_update().filter(pk=authority.pk).first()
    if row is None or row.same_name_as_id is None:
        raise NotWaiting(_("%(name)s does not wait to be adopted or merged.") % {"name": authority})
    return row


def require_unowned(authority: Authority) -> Authority:
    """The authority, locked; raises HasMembers for one with members, and for one that is there no more."""
    row = Authority.objects.select_for_update().filter(pk=authority.pk).first()
    if row is None or row.memberships.exists():
        raise HasMembers(_("People look after %(name)s, or it was merged meanwhile.") % {"name": authority})
    return row


def _id_in(text: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(text)
    return None
