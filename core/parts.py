"""What the core itself brings: tokens of the API, and the acts on accounts."""

from core import api
from core.assembly import Parts
from core.audit import CoreLeafKind

PARTS = Parts(api=api.routes, leaf_kinds=[CoreLeafKind])
