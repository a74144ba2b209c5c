"""What the catalogue of standards and reference profiles bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import NavigationEntry, PageRoutes, Parts, PermissionSample
from core.models import Authority
from core.verification import Verification
from procurement.planning import access, api, integrity, urls
from procurement.planning.states import ProfileLeafKind, StandardLeafKind


def _authority(authority: Authority, _state: str) -> Authority:
    return authority


PARTS = Parts(
    navigation=[NavigationEntry(25, _("Standards"), "standards:list", lambda _user: True)],
    pages=[
        PageRoutes("standards/", "standards", urls.urlpatterns),
        PageRoutes("profiles/", "profiles", urls.profile_patterns, under="standards:list"),
    ],
    api=api.routes,
    leaf_kinds=[StandardLeafKind, ProfileLeafKind],
    verifications=[Verification("profiles", "reference profiles", integrity.check_profiles)],
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
