"""For which supplier a person acts: the session says it, never what a request sends (LIFECYCLE §8)."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.access import Refused, authorities_with
from core.models import Authority, Role
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


def looking_up_for(request: HttpRequest) -> Supplier | Authority:
    """For whom the person of this session looks a share code up: the acting supplier, else an officer's authority.

    Raises Refused for who is neither, or has to choose a supplier first. At most two queries.
    """
    supplier = supplier_of(request)
    if supplier is not None:
        return supplier
    authority = Authority.objects.filter(pk__in=authorities_with(request.user, Role.OFFICER)).order_by("name").first()
    if authority is not None:
        return authority
    if queries.acted_for_by(request.user):
        raise Refused(_("You act for several suppliers. Choose one first."))
    raise Refused(_("Share codes are for officers and for those who act for a supplier."))


def choose(request: HttpRequest, pk: UUID) -> Supplier:
    """Act for this supplier in this session. Raises Refused for one for which the person does not act."""
    for supplier in queries.acted_for_by(request.user):
        if supplier.pk == pk:
            request.session[KEY] = str(pk)
            return supplier
    raise Refused(_("You do not act for this supplier."))
