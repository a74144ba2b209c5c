"""What suppliers bring to the house."""

from django.utils.translation import gettext as _

from core import access
from core.access import Person
from core.assembly import Note, NotePart, Parts
from core.models import Role
from suppliers import queries
from suppliers.states import SupplierLeafKind


def acting_note(user: Person) -> Note | None:
    """To people of suppliers who are neither officer nor auditor: bids are not taken here yet. One query."""
    if access.authorities_with(user, Role.OFFICER, Role.AUDITOR):
        return None
    suppliers = queries.acted_for_by(user)
    if not suppliers:
        return None
    return Note(
        _("You act for %(names)s") % {"names": ", ".join(supplier.name for supplier in suppliers)},
        _(
            "Bids cannot be submitted here yet. You can read every published tender and the method by which bids "
            "will be ranked; ask the authority where it takes bids."
        ),
    )


PARTS = Parts(notes=[NotePart(50, acting_note)], leaf_kinds=[SupplierLeafKind])
