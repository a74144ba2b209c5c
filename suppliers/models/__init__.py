"""Suppliers, the people who act for them, and what they say of themselves."""

from suppliers.models.consortia import (
    ConsentAct,
    Consortium,
    ConsortiumParty,
    InvitedBy,
    PartyConsent,
    PartyTerms,
)
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
from suppliers.models.sharing import ShareCode, ShareCodeLookup

__all__ = [
    "Answer",
    "Capability",
    "Certificate",
    "ConnectedPerson",
    "ConnectedRole",
    "ConsentAct",
    "Consortium",
    "ConsortiumParty",
    "Declaration",
    "FactVersion",
    "FactsConfirmation",
    "Hearing",
    "InvitedBy",
    "MemberRole",
    "PartyConsent",
    "PartyTerms",
    "PolicyStatement",
    "PolicyTopic",
    "ShareCode",
    "ShareCodeLookup",
    "Size",
    "Supplier",
    "SupplierMember",
    "SupplierSuspension",
    "VersionAct",
    "kept_until_erased",
]
