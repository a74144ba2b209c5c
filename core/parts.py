"""What the core itself brings: tokens of the API, and the acts on accounts."""

from core.assembly import Parts
from core.audit import CoreLeafKind
from core.rest import tokens

PARTS = Parts(api=tokens.routes, leaf_kinds=[CoreLeafKind])
