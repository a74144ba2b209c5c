"""What Home says to administrators: where people are, and that a second administrator is needed."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.assembly import Note
from core.models import User
from core.people import access, factors


def people_note(user: Person) -> Note | None:
    """To administrators; one who is alone is asked to invite a second one."""
    if not isinstance(user, User) or not access.open_to(user):
        return None
    way = (reverse("people:list"), _("People"))
    if alone := factors.is_sole_administrator(user):
        text = _(
            "You are the only administrator of %(authority)s. If you lost your second factor, nobody could let you in "
            "from a page, and nobody can give you a role."
        )
        return Note(_("Invite a second administrator"), text % {"authority": alone[0]}, *way)
    return Note(_("Accounts"), _("You invite people, give and withdraw roles. An administrator sees no bid."), *way)
