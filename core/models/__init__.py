"""What every stage stands on: people and their roles, the audit log, background jobs, the clock."""

from core.models.clock import ClockMove
from core.models.jobs import Artifact, Job, JobState, QueueConsumer
from core.models.law import LawProfileId
from core.models.log import AuditLeaf, AuditLog, AuditSecret
from core.models.people import Authority, Membership, Role, User, UserManager
from core.models.security import KEPT_DAYS, SecurityEvent, SecurityKind, SecurityTrace

__all__ = [
    "KEPT_DAYS",
    "Artifact",
    "AuditLeaf",
    "AuditLog",
    "AuditSecret",
    "Authority",
    "ClockMove",
    "Job",
    "JobState",
    "LawProfileId",
    "Membership",
    "QueueConsumer",
    "Role",
    "SecurityEvent",
    "SecurityKind",
    "SecurityTrace",
    "User",
    "UserManager",
]
