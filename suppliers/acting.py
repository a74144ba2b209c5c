"""For which supplier a person acts: the session says it, never what a request sends (LIFECYCLE §8)."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.access import Refused
from suppliers import queries
from suppliers.models import Supplier

KEY = "acting_supplier"


def supplier_of(request: HttpRequest) -> Supplier | None:
    """The supplier for which the person of this session acts; None for nobody's, and for one who has to choose.

    Who acts for one supplier acts for that; for several, for the one that was chosen, as long as it is theirs. One
    query.
    """
    suppliers = queries.acted_for_by(request.user)
    if len(suppliers) == 1:
        return suppliers[0]
    chosen = request.session.get(KEY, "")
    return next((supplier for supplier in suppliers if str(supplier.pk) == chosen), None)


def require_supplier(request: HttpRequest) -> Supplier:
    """The same. Raises Refused for who acts for none, or has to choose first."""
    supplier = supplier_of(request)
    if supplier is not None:
        return supplier
    if queries.acted_for_by(request.user):
        raise Refused(_("You act for several suppliers. Choose one first."))
    raise Refused(_("You act for no supplier. Register yours first."))


def choose(request: HttpRequest, pk: UUID) -> Supplier:
    """Act for this supplier in this session. Raises Refused for one for which the person does not act."""
    for supplier in queries.acted_for_by(request.user):
        if supplier.pk == pk:
            request.session[KEY] = str(pk)
            return supplier
    raise Refused(_("You do not act for this supplier."))
