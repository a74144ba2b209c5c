"""Acts of planning that leave a leaf. A fact has no states: the latest entry of an authority holds."""

from core.audit import LeafKind


class StandardLeafKind(LeafKind):
    RECORDED = "standard_fact.recorded"
    DISPUTED = "standard_fact.disputed"
    WITHDRAWN = "standard_fact.withdrawn"


class ProfileLeafKind(LeafKind):
    STORED = "profile.stored"
