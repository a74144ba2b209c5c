"""What policies bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.assembly import HomePart, NavigationEntry, NotePart, PageRoutes, Parts, PermissionSample
from core.models import Authority
from procurement.policies import access, api, home, reminders, urls
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyLeafKind, PolicyState


def _version(authority: Authority, state: str) -> PolicyVersion:
    return PolicyVersion(authority=authority, no=1, state=state)


PARTS = Parts(
    navigation=[NavigationEntry(27, _("Policies"), "policies:list", lambda _user: True)],
    pages=[PageRoutes("policies/", "policies", urls.urlpatterns)],
    api=api.routes,
    home=[HomePart(15, home.waiting)],
    notes=[NotePart(30, home.reviewer_note)],
    leaf_kinds=[PolicyLeafKind],
    notices=reminders.NOTICES,
    timers=[reminders.TIMER],
    samples=[
        PermissionSample(
            "Policy version",
            "The first version of an authority. Whoever wrote it does not adopt it; later ones pass a consultation.",
            access.may,
            access.PolicyAction,
            {state.value: state.label for state in PolicyState},
            _version,
        )
    ],
)
