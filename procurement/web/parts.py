"""What stands above all stages: the start, and how one gets in."""

from django.utils.translation import gettext_lazy

from core.assembly import NavigationEntry, PageRoutes, Parts
from procurement.web import urls
from procurement.web.demo import entrance

PARTS = Parts(
    navigation=[NavigationEntry(0, gettext_lazy("Home"), "home", lambda user: user.is_authenticated)],
    pages=[PageRoutes("", "", urls.urlpatterns)],
    sign_in=[entrance.offer],
)
