"""Acts on a review that leave a leaf, and what people are told of. Its state is its job's (core.models.JobState)."""

from core.audit import LeafKind
from core.notice_kinds import NoticeKind


class ReportLeafKind(LeafKind):
    REQUESTED = "report.requested"
    READY = "report.ready"
    REPAIRED = "report.repaired"
    COUNTED = "policyreview.counted"


class ReportNotice(NoticeKind):
    READY = "report.ready"
