"""Who acts next on a supplier's approval, with the reason."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from core import access
from core.access import YES, Decision, OwnerRule, Person, no
from core.models import Role
from core.states import Owner
from suppliers import queries
from suppliers.models import Supplier


def _member(user: Person, supplier: Supplier) -> Decision:
    """Whoever acts for this supplier. One query."""
    if supplier in queries.acted_for_by(user):
        return YES
    return no(_("Those who act for the supplier act here."))


def _officer(user: Person, _supplier: Supplier) -> Decision:
    """A supplier belongs to no authority: an officer of any one approves it."""
    if access.holds_any(user, Role.OFFICER):
        return YES
    return no(_("An officer acts here."))


# Who acts next on a supplier, by the owner of its state in `APPROVAL_STATES`.
OWNERS: Mapping[Owner, OwnerRule] = {
    Owner.TENDERER: _member,
    Owner.OFFICER: _officer,
    Owner.NOBODY: access.nobody,
}
