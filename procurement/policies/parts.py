"""What policies bring to the house."""

from core.assembly import Parts, PermissionSample
from core.models import Authority
from procurement.policies import access, reminders
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyLeafKind, PolicyState


def _version(authority: Authority, state: str) -> PolicyVersion:
    return PolicyVersion(authority=authority, no=1, state=state)


PARTS = Parts(
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
