"""What the core itself brings: tokens of the API, the acts on accounts, and the security log."""

from django.utils.translation import gettext_lazy as _

from core.assembly import NavigationEntry, PageRoutes, Parts, PermissionSample
from core.audit import CoreLeafKind
from core.models import Authority
from core.rest import tokens
from core.security import access, urls, views


def _authority(authority: Authority, _state: str) -> Authority:
    return authority


PARTS = Parts(
    navigation=[NavigationEntry(90, _("Security log"), "security:list", views.open_to)],
    pages=[PageRoutes("security/", "security", urls.urlpatterns)],
    api=tokens.routes,
    leaf_kinds=[CoreLeafKind],
    samples=[
        PermissionSample(
            "Security log",
            "What happened to the accounts of an authority. Each person reads what is about its own account.",
            access.may,
            access.SecurityAction,
            {"": _("Any")},
            _authority,
        )
    ],
)
