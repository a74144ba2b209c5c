"""Acts on a study that leave a leaf. A study has no states: it is kept as it was made."""

from core.audit import LeafKind


class StudyLeafKind(LeafKind):
    CREATED = "method_study.created"
    CHOSEN = "method_study.chosen"
    REPAIRED = "method_study.repaired"
