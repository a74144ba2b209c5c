"""Acts on a review that leave a leaf. Its state is its job's (core.models.JobState)."""

from core.audit import LeafKind


class ReportLeafKind(LeafKind):
    REQUESTED = "report.requested"
    READY = "report.ready"
    REPAIRED = "report.repaired"
