"""What studies of methods bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.access import authorities_with
from core.assembly import NavigationEntry, PageRoutes, Parts, PermissionSample
from core.models import Authority, Role
from procurement.studies import access, api, services, urls
from procurement.studies.models import MethodStudy
from procurement.studies.states import StudyLeafKind


def _study_of(authority: Authority, state: str) -> MethodStudy:  # noqa: ARG001 -- one signature for all
    return MethodStudy(authority=authority)


PARTS = Parts(
    navigation=[
        NavigationEntry(
            20, _("Methods"), "studies:list", lambda user: bool(authorities_with(user, Role.OFFICER, Role.AUDITOR))
        )
    ],
    pages=[PageRoutes("tenders/studies/", "studies", urls.urlpatterns)],
    api=api.routes,
    leaf_kinds=[StudyLeafKind],
    repairers={services.KIND: services.REPAIRER},
    samples=[
        PermissionSample(
            "Study of methods",
            "A study has no states: it is kept as it was made.",
            access.may,
            access.StudyAction,
            {"kept": "Kept"},
            _study_of,
        )
    ],
)
