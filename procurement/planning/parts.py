"""What the catalogue of standards brings to the house."""

from core.assembly import Parts, PermissionSample
from core.models import Authority
from procurement.planning import access
from procurement.planning.states import StandardLeafKind


def _authority(authority: Authority, _state: str) -> Authority:
    return authority


PARTS = Parts(
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
