"""A supplier's facts as the document that a share code signs: what is in force, whether or not it has ended."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from offline.share_codes import SharedEvidence, SharedFact, SharedFactKind, ShareDocument, SharedSupplier
from suppliers import queries
from suppliers.declarations import declarations
from suppliers.gather.facts import CONTENT, content_of
from suppliers.models import (
    Capability,
    Certificate,
    ConnectedPerson,
    Declaration,
    FactVersion,
    PolicyStatement,
    Supplier,
)
from suppliers.queries import KINDS

# (code, title) of each kind; what else it says are its details.
NAMES: Mapping[type[FactVersion], tuple[str, str]] = {
    Declaration: ("code", ""),
    Certificate: ("", "name"),
    Capability: ("code", "title"),
    PolicyStatement: ("topic", "title"),
    ConnectedPerson: ("", "name"),
}


def share_document(supplier: Supplier, code: str, *, made_at: datetime, ends_at: datetime) -> ShareDocument:
    """The snapshot of a supplier's facts. Five queries."""
    return ShareDocument(
        site=settings.SITE_URL,
        code=code,
        supplier=SharedSupplier(
            name=supplier.name,
            id_scheme=supplier.id_scheme,
            id_value=supplier.id_value,
            country=supplier.country,
            size=supplier.size,
            approval=supplier.state,
        ),
        made_at=made_at,
        ends_at=ends_at,
        facts=tuple(_fact(row) for row in queries.facts_of(supplier)),
    )


def _fact(row: FactVersion) -> SharedFact:
    code, title = NAMES[type(row)]
    content = content_of(row)
    details = {name: content[name] for name in CONTENT[type(row)] if name not in {code, title}}
    return SharedFact(
        kind=SharedFactKind(KINDS[type(row)].value),
        code=getattr(row, code) if code else "",
        title=getattr(row, title) if title else str(declarations()[getattr(row, code)].title),
        details={name: str(value) for name, value in details.items() if value not in {None, ""}},
        version=row.version,
        issued_date=row.issued_date,
        expires_date=row.expires_date,
        evidence=(SharedEvidence(row.evidence.name, row.evidence.sha256),) if row.evidence else (),
        signed_by=str(row.signed_by),
        signed_at=row.signed_at,
    )
