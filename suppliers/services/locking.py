"""The row of a supplier, locked while a service changes what belongs to it."""

from django.utils.translation import gettext as _

from suppliers.models import Supplier
from suppliers.services.refusals import SupplierRefused
from suppliers.states import ApprovalState


def locked(supplier: Supplier) -> Supplier:
    """The supplier as it is now, locked until the transaction ends. Raises SupplierRefused for an erased one."""
    row = Supplier.objects.select_for_update().get(pk=supplier.pk)
    if row.state == ApprovalState.ERASED:
        raise SupplierRefused(_("This supplier was erased."))
    return row
