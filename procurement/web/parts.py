"""What stands above all stages: the start, and words about what no stage of this version does."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import access
from core.access import Person
from core.assembly import NavigationEntry, Note, NotePart, PageRoutes, Parts
from core.models import Role
from procurement.web import urls
from procurement.web.demo import entrance


def policies_note(user: Person) -> Note | None:
    """To reviewers of policies: there are none yet."""
    if not access.holds_any(user, Role.REVIEWER):
        return None
    return Note(_("Reviewing policies"), _("Policies and their consultation are not built yet."))


PARTS = Parts(
    navigation=[NavigationEntry(0, gettext_lazy("Home"), "home", lambda user: user.is_authenticated)],
    pages=[PageRoutes("", "", urls.urlpatterns)],
    sign_in=[entrance.offer],
    notes=[NotePart(30, policies_note)],
)
