"""What every stage stands on: people and their roles, the audit log, background jobs, the clock."""

from core.models.calendars import Calendar, CalendarYear, Holiday, HolidaySource
from core.models.clock import ClockMove
from core.models.documents import StoredFile
from core.models.invitations import FactorReset, Invitation, SetupLink
from core.models.jobs import Artifact, Job, JobState, QueueConsumer
from core.models.law import LawConfirmation
from core.models.log import AuditCheckpoint, AuditLeaf, AuditLog, AuditSecret
from core.models.notices import Mail, MailChoice, MailedHead, Notice, NoticeChoice, Timer, with_unread
from core.models.people import KEY_ROLES, Authority, LawProfileId, Membership, PriceBasis, Role, User, UserManager
from core.models.security import KEPT_DAYS, SecurityEvent, SecurityKind, SecurityTrace
from core.models.signing import KeyBeginning, PlatformKey
from core.models.texts import ReadText
from core.models.uptime import BeatingPart, Heartbeat, SiteOutage

__all__ = [
    "KEPT_DAYS",
    "KEY_ROLES",
    "Artifact",
    "AuditCheckpoint",
    "AuditLeaf",
    "AuditLog",
    "AuditSecret",
    "Authority",
    "BeatingPart",
    "Calendar",
    "CalendarYear",
    "ClockMove",
    "FactorReset",
    "Heartbeat",
    "Holiday",
    "HolidaySource",
    "Invitation",
    "Job",
    "JobState",
    "KeyBeginning",
    "LawConfirmation",
    "LawProfileId",
    "Mail",
    "MailChoice",
    "MailedHead",
    "Membership",
    "Notice",
    "NoticeChoice",
    "PlatformKey",
    "PriceBasis",
    "QueueConsumer",
    "ReadText",
    "Role",
    "SecurityEvent",
    "SecurityKind",
    "SecurityTrace",
    "SetupLink",
    "SiteOutage",
    "StoredFile",
    "Timer",
    "User",
    "UserManager",
    "with_unread",
]
