"""Permission is asked once and answers with a reason (DESIGN law 9)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.models import Membership, Role, User

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Decision:
    """Yes, or no and why."""

    ok: bool
    why: str | Promise = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Decision(ok=True)


def no(why: str | Promise) -> Decision:
    return Decision(ok=False, why=why)


# Whether this person may do one thing to this row. `rule(user, row) and other(user, row)` is both, the first no wins.
Rule = Callable[[Person, Any], Decision]
# Whether this person is who acts next on this row; each stage's `OWNERS` has one per owner of its states.
OwnerRule = Rule


def nobody(_user: Person, _row: Any) -> Decision:
    """The rule of an end state."""
    return no(_("Nobody acts here any more."))


class Refused(PermissionDenied):
    """An action refused on an object that the person may see; carries the reason."""


def require(decision: Decision) -> None:
    """Raise Refused with the reason unless the decision is yes."""
    if not decision.ok:
        raise Refused(str(decision.why))


def signed_in(user: Person) -> User:
    """The person as an account, for the `by` of a service. Raises Refused for the anonymous."""
    if not isinstance(user, User):
        raise Refused(_("Sign in first."))
    return user


def roles_of(user: Person) -> dict[str, set[str]]:
    """{authority id: roles} of a person; empty for the anonymous. One query, kept on the user for the request.

    An authority that waits to be adopted gives nobody a role, whatever rows there are.
    """
    if not isinstance(user, User) or not user.is_active:
        return {}
    kept: dict[str, set[str]] | None = getattr(user, "_roles", None)
    if kept is None:
        kept = {}
        memberships = Membership.objects.filter(user=user, authority__same_name_as=None)
        for authority, role in memberships.values_list("authority_id", "role"):
            kept.setdefault(str(authority), set()).add(role)
        user._roles = kept  # type: ignore[attr-defined]  # noqa: SLF001
    return kept


def holds(user: Person, role: Role, authority_id: object) -> bool:
    """Whether the person holds the role in that authority."""
    return role.value in roles_of(user).get(str(authority_id), set())


def holds_any(user: Person, role: Role) -> bool:
    """Whether the person holds the role in any authority."""
    return any(role.value in roles for roles in roles_of(user).values())


def officer_of(user: Person, authority_id: object, why: str | Promise) -> Decision:
    """Yes for officers of the authority, else no with this reason."""
    return YES if holds(user, Role.OFFICER, authority_id) else no(why)


def officer_or_auditor_of(user: Person, authority_id: object, why: str | Promise) -> Decision:
    """Yes for officers and auditors of the authority, else no with this reason."""
    return YES if holds(user, Role.AUDITOR, authority_id) else officer_of(user, authority_id, why)


def authorities_with(user: Person, *accepted: Role) -> list[UUID]:
    """Ids of the authorities in which the person holds one of the roles, sorted."""
    wanted = {role.value for role in accepted}
    return sorted(UUID(authority) for authority, roles in roles_of(user).items() if roles & wanted)
