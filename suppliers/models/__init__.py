"""Suppliers, the people who act for them, and what they say of themselves."""

from suppliers.models.facts import (
    Answer,
    Capability,
    Certificate,
    ConnectedPerson,
    ConnectedRole,
    Declaration,
    FactsConfirmation,
    FactVersion,
    PolicyStatement,
    PolicyTopic,
    VersionAct,
)
from suppliers.models.organisations import (
    Hearing,
    MemberRole,
    Size,
    Supplier,
    SupplierMember,
    SupplierSuspension,
    kept_until_erased,
)

__all__ = [
    "Answer",
    "Capability",
    "Certificate",
    "ConnectedPerson",
    "ConnectedRole",
    "Declaration",
    "FactVersion",
    "FactsConfirmation",
    "Hearing",
    "MemberRole",
    "PolicyStatement",
    "PolicyTopic",
    "Size",
    "Supplier",
    "SupplierMember",
    "SupplierSuspension",
    "VersionAct",
    "kept_until_erased",
]
