"""Everything that is stored about a supplier, as one document for whoever acts for it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

from suppliers import queries
from suppliers.gather.facts import fact_document
from suppliers.models import FactVersion, Supplier

Json: TypeAlias = "str | int | Sequence[Json] | Mapping[str, Json] | None"
FORM = "evenhand-supplier/1"


def everything_about(supplier: Supplier, *, at: datetime) -> Mapping[str, Json]:
    """The organisation, its people, every version of every fact, its parts in consortia, decisions, its acts.

    Documents are named by their SHA-256; the pages hand them out. Of consortia only its own parts: the others are not
    its to give away. Thirteen queries, one more with share codes, two more with consortia.
    """
    return {
        "document": FORM,
        "at": _iso(at),
        "organisation": _organisation(supplier),
        "members": [
            {"name": row.user.name, "email": row.user.email, "role": row.role} for row in queries.members_of(supplier)
        ],
        "invitations": [
            {"email": row.email, "name": row.name, "role": row.roles, "until": _iso(row.expires_at)}
            for row in queries.waiting_invitations(supplier, at)
        ],
        "facts": list(_facts(supplier)),
        "confirmations": [
            {"by": str(row.by), "at": _iso(row.at), "renewed": row.renewed}
            for row in supplier.confirmations.select_related("by")
        ],
        "consortia": list(_parts_in_consortia(supplier)),
        "hearings": list(_hearings(supplier)),
        "suspensions": [
            {"reason": row.reason, "from": _iso(row.at), "until": _iso(row.ends_at)}
            for row in supplier.suspensions.all()
        ],
        "share_codes": list(_share_codes(supplier)),
        "log": [{"act": leaf.kind, "at": _iso(leaf.at)} for leaf in queries.leaves_about(supplier)],
    }


def _organisation(supplier: Supplier) -> Mapping[str, Json]:
    return {
        "id": str(supplier.pk),
        "name": supplier.name,
        "id_scheme": supplier.id_scheme,
        "id_value": supplier.id_value,
        "country": supplier.country,
        "size": supplier.size,
        "founded": supplier.founded_date.isoformat() if supplier.founded_date else None,
        "approval": supplier.state,
        "operational": supplier.operational,
        "suspended_until": _iso(supplier.suspended_until_at) if supplier.suspended_until_at else None,
    }


def _facts(supplier: Supplier) -> Iterator[Mapping[str, Json]]:
    for version in queries.all_versions(supplier):
        yield {**fact_document(version), "signed_by": str(version.signed_by), "document": _document(version)}


def _document(version: FactVersion) -> Mapping[str, Json] | None:
    file = version.evidence
    return {"name": file.name, "sha256": file.sha256, "bytes": file.size} if file else None


def _hearings(supplier: Supplier) -> Iterator[Mapping[str, Json]]:
    for row in supplier.hearings.select_related("answered_by"):
        yield {
            "reason": row.reason,
            "at": _iso(row.at),
            "answers_until": _iso(row.answers_until_at),
            "answer": row.answer,
            "answered_by": str(row.answered_by) if row.answered_by else None,
            "closed_at": _iso(row.closed_at) if row.closed_at else None,
        }


def _parts_in_consortia(supplier: Supplier) -> Iterator[Mapping[str, Json]]:
    """Every place it ever had, what it was to do there, version by version, and who signed that."""
    for party in queries.places_in_consortia(supplier):
        yield {
            "name": party.consortium.name,
            "led_by": party.consortium.lead.name,
            "consortium": party.consortium.state,
            "invited_at": _iso(party.invited_at),
            "state": party.state,
            "parts": [
                {
                    "role": terms.role,
                    "share": str(terms.share) if terms.share is not None else None,
                    "tasks": terms.tasks,
                    "at": _iso(terms.at),
                    "consents": [
                        {"act": consent.act, "by": str(consent.by), "at": _iso(consent.at)}
                        for consent in terms.consents.all()
                    ],
                }
                for terms in party.terms.all()
            ],
        }


def _share_codes(supplier: Supplier) -> Iterator[Mapping[str, Json]]:
    """Every code with its signed file, and which organisations looked it up."""
    for row in queries.share_codes_of(supplier):
        yield {
            "made_by": str(row.made_by),
            "made_at": _iso(row.made_at),
            "ends_at": _iso(row.ends_at),
            "ended_at": _iso(row.ended_at) if row.ended_at else None,
            "file": row.snapshot,
            "looked_up": [{"for": str(lookup.organisation), "at": _iso(lookup.at)} for lookup in row.lookups.all()],
        }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
