"""Suppliers as the API and the export show them. Days are texts such as 2026-12-11; null: there is none."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from suppliers.models import Answer, ConnectedRole, MemberRole, PolicyTopic, Size, VersionAct
from suppliers.rules.facts import FactKind
from suppliers.states import ApprovalState, OperationalState

LAST_DAY = {"help": "Its last day; it is still true on it."}


@dataclass(frozen=True, slots=True)
class SupplierShape:
    """An organisation that may bid."""

    id: UUID
    name: str
    id_scheme: str
    id_value: str
    country: str
    size: Size
    founded: str | None
    approval: ApprovalState
    approval_at: datetime
    operational: OperationalState
    suspended_until_at: datetime | None


@dataclass(frozen=True, slots=True)
class MySupplierShape(SupplierShape):
    """One for which the person acts."""

    role: MemberRole


@dataclass(frozen=True, slots=True, kw_only=True)
class FactVersionShape:
    """What every version of a fact has."""

    no: int = field(metadata={"help": "The fact, among those of its kind."})
    version: int
    act: VersionAct
    issued: str | None
    expires: str | None = field(metadata=LAST_DAY)
    evidence: str | None = field(metadata={"help": "SHA-256 of its document; null: declared, not proven."})
    evidence_name: str | None
    signed_by: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationShape(FactVersionShape):
    """An answer to one of the 62 criteria of the ESPD."""

    code: str
    answer: Answer
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateShape(FactVersionShape):
    name: str
    issuer: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapabilityShape(FactVersionShape):
    code: str
    title: str
    amount: Decimal | None
    unit: str
    currency: str
    standard_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyStatementShape(FactVersionShape):
    topic: PolicyTopic
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectedPersonShape(FactVersionShape):
    """An owner, director or member of a supervisory body."""

    name: str
    role: ConnectedRole
    share: Decimal | None = field(metadata={"help": "Of an owner, in percent."})
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyFactVersionShape(FactVersionShape):
    """A version of a fact of any kind; beside these fields it has those of its kind, as in the list of facts."""


@dataclass(frozen=True, slots=True)
class FactReferenceShape:
    """A fact that needs somebody."""

    kind: FactKind
    no: int
    title: str
    expires: str | None = field(metadata=LAST_DAY)


@dataclass(frozen=True, slots=True)
class ComplianceShape:
    """How the facts stand on a day; derived, never stored."""

    on: str
    total: int
    live: int
    ended: tuple[FactReferenceShape, ...]
    ending: tuple[FactReferenceShape, ...] = field(metadata={"help": "True on the day, and ends within 60 days of it."})
    pending: tuple[FactReferenceShape, ...] = field(metadata={"help": "Issued later than the day."})


@dataclass(frozen=True, slots=True)
class FactsConfirmationShape:
    """That a member said that all of it is still true; `renewed`: how many declarations run anew since."""

    by: str
    at: datetime
    renewed: int


@dataclass(frozen=True, slots=True)
class SupplierFactsShape:
    """The facts in force kind by kind, how they stand today, and who last looked through them."""

    compliance: ComplianceShape
    confirmed: FactsConfirmationShape | None
    declarations: tuple[DeclarationShape, ...]
    certificates: tuple[CertificateShape, ...]
    capabilities: tuple[CapabilityShape, ...]
    policies: tuple[PolicyStatementShape, ...]
    people: tuple[ConnectedPersonShape, ...]


@dataclass(frozen=True, slots=True)
class SupplierMemberShape:
    """A person who acts for the supplier."""

    id: UUID
    name: str
    email: str
    role: MemberRole


@dataclass(frozen=True, slots=True)
class SupplierInvitationShape:
    """An invitation that waits."""

    id: UUID
    email: str
    name: str
    role: MemberRole
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewSupplierInvitationShape(SupplierInvitationShape):
    """An invitation that was just made."""

    mailed: bool = field(metadata={"help": "Whether it goes out by mail, in a moment."})
    link: str | None = field(metadata={"help": "To hand over where it was not mailed; it is not shown again."})


@dataclass(frozen=True, slots=True)
class HearingShape:
    """An officer says why the supplier may be suspended, and what it answered."""

    reason: str
    answers_until_at: datetime
    at: datetime
    answer: str
    answered_at: datetime | None
    closed_at: datetime | None
