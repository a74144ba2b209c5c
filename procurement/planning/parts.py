"""What the catalogue of standards brings to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import NavigationEntry, PageRoutes, Parts, PermissionSample
from core.models import Authority
from procurement.planning import access, api, urls
from procurement.planning.states import StandardLeafKind


def _authority(authority: Authority, _state: str) -> Authority:
    return authority


PARTS = Parts(
    navigation=[NavigationEntry(25, _("Standards"), "standards:list", lambda _user: True)],
    pages=[PageRoutes("standards/", "standards", urls.urlpatterns)],
    api=api.routes,
    leaf_kinds=[StandardLeafKind],
    samples=[
        PermissionSample(
            "Standard",
            "A standard has no states. Facts are entered in an authority's name.",
            access.may,
            access.StandardAction,
            {"listed": "Listed"},
            _authority,
        )
    ],
)
