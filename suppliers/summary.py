"""From the rows of a supplier to the shapes that the API and the export show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from core.models import Invitation
from suppliers import gather, queries
from suppliers.models import (
    Answer,
    Capability,
    Certificate,
    ConnectedPerson,
    ConnectedRole,
    Declaration,
    FactsConfirmation,
    FactVersion,
    Hearing,
    MemberRole,
    PolicyStatement,
    PolicyTopic,
    Size,
    Supplier,
    SupplierMember,
    VersionAct,
)
from suppliers.queries import SupplierFacts
from suppliers.rules.facts import Compliance, Fact, standing
from suppliers.shapes import (
    CapabilityShape,
    CertificateShape,
    ComplianceShape,
    ConnectedPersonShape,
    DeclarationShape,
    FactReferenceShape,
    FactsConfirmationShape,
    FactVersionShape,
    HearingShape,
    MySupplierShape,
    NewSupplierInvitationShape,
    PolicyStatementShape,
    SupplierFactsShape,
    SupplierInvitationShape,
    SupplierMemberShape,
    SupplierShape,
)
from suppliers.states import ApprovalState, OperationalState

_SHAPES: dict[type[FactVersion], type[FactVersionShape]] = {
    Declaration: DeclarationShape,
    Certificate: CertificateShape,
    Capability: CapabilityShape,
    PolicyStatement: PolicyStatementShape,
    ConnectedPerson: ConnectedPersonShape,
}
_CHOICES = {
    "answer": Answer,
    "topic": PolicyTopic,
    "role": ConnectedRole,
}


def supplier_shape(supplier: Supplier) -> SupplierShape:
    return SupplierShape(**_supplier_values(supplier))


def my_supplier_shape(supplier: Supplier, role: MemberRole) -> MySupplierShape:
    return MySupplierShape(**_supplier_values(supplier), role=role)


def _supplier_values(supplier: Supplier) -> dict[str, Any]:
    return {
        "id": supplier.pk,
        "name": supplier.name,
        "id_scheme": supplier.id_scheme,
        "id_value": supplier.id_value,
        "country": supplier.country,
        "size": Size(supplier.size),
        "founded": _day(supplier.founded_date),
        "approval": ApprovalState(supplier.state),
        "approval_at": supplier.state_at,
        "operational": OperationalState(supplier.operational),
        "suspended_until_at": supplier.suspended_until_at,
    }


def fact_shape(row: FactVersion) -> FactVersionShape:
    """A version of a fact. No query where its document and its signer were fetched with it."""
    names = gather.CONTENT[type(row)]
    content = {name: _CHOICES.get(name, _as_it_is)(getattr(row, name)) for name in names}
    return _SHAPES[type(row)](
        no=row.no,
        version=row.version,
        act=VersionAct(row.act),
        issued=_day(row.issued_date),
        expires=_day(row.expires_date),
        evidence=row.evidence.sha256 if row.evidence else None,
        evidence_name=row.evidence.name if row.evidence else None,
        signed_by=str(row.signed_by),
        signed_at=row.signed_at,
        **content,
    )


def _as_it_is(value: Any) -> Any:
    return value


def facts_shape(supplier: Supplier, on: date) -> SupplierFactsShape:
    """The facts in force and how they stand on a day. Six queries."""
    facts = queries.facts_of(supplier)
    confirmation = queries.latest_confirmation(supplier)
    return SupplierFactsShape(
        compliance=compliance_shape(compliance_of(facts, on)),
        confirmed=confirmation_shape(confirmation) if confirmation else None,
        declarations=_shapes(facts.declarations),
        certificates=_shapes(facts.certificates),
        capabilities=_shapes(facts.capabilities),
        policies=_shapes(facts.policies),
        people=_shapes(facts.people),
    )


def compliance_of(facts: SupplierFacts, on: date) -> Compliance:
    """How these facts stand on a day. No query."""
    return standing(gather.facts(facts), on)


def compliance_shape(compliance: Compliance) -> ComplianceShape:
    ended, ending, pending = (
        tuple(map(_reference, facts)) for facts in (compliance.ended, compliance.ending, compliance.pending)
    )
    return ComplianceShape(compliance.on.isoformat(), compliance.total, compliance.live, ended, ending, pending)


def _reference(fact: Fact) -> FactReferenceShape:
    return FactReferenceShape(fact.kind, fact.no, fact.title, _day(fact.expires))


def _shapes(rows: Iterable[FactVersion]) -> tuple[Any, ...]:
    return tuple(map(fact_shape, rows))


def member_shape(row: SupplierMember) -> SupplierMemberShape:
    return SupplierMemberShape(row.user_id, str(row.user), row.user.email, MemberRole(row.role))


def invitation_shape(row: Invitation) -> SupplierInvitationShape:
    return SupplierInvitationShape(row.pk, row.email, row.name, MemberRole(row.roles), row.expires_at)


def new_invitation_shape(row: Invitation, link: str | None) -> NewSupplierInvitationShape:
    """`link`: None where it was mailed."""
    role = MemberRole(row.roles)
    return NewSupplierInvitationShape(row.pk, row.email, row.name, role, row.expires_at, mailed=link is None, link=link)


def hearing_shape(row: Hearing) -> HearingShape:
    return HearingShape(row.reason, row.answers_until_at, row.at, row.answer, row.answered_at, row.closed_at)


def confirmation_shape(row: FactsConfirmation) -> FactsConfirmationShape:
    return FactsConfirmationShape(str(row.by), row.at, row.renewed)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
