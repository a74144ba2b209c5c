"""Rows of a supplier's facts into pure values: for rules, and for a digest."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from decimal import Decimal

from core.canon import digest
from suppliers.models import Capability, Certificate, ConnectedPerson, Declaration, FactVersion, PolicyStatement
from suppliers.queries import KINDS
from suppliers.rules.facts import Fact

FactDocument = Mapping[str, str | int | None]
# What each kind says beside its days and its document, in the order in which it is written.
CONTENT: Mapping[type[FactVersion], tuple[str, ...]] = {
    Declaration: ("code", "answer", "text"),
    Certificate: ("name", "issuer", "number"),
    Capability: ("code", "title", "amount", "unit", "currency", "standard_id"),
    PolicyStatement: ("topic", "title", "text"),
    ConnectedPerson: ("name", "role", "share", "country"),
}
# (code, title) of each kind as `Fact` has them.
_NAMES: Mapping[type[FactVersion], tuple[str, str]] = {
    Declaration: ("code", "code"),
    Certificate: ("number", "name"),
    Capability: ("code", "title"),
    PolicyStatement: ("topic", "title"),
    ConnectedPerson: ("role", "name"),
}


def fact(row: FactVersion) -> Fact:
    """A version as the rules read it. No query where its document was fetched with it."""
    code, title = _NAMES[type(row)]
    return Fact(
        kind=KINDS[type(row)],
        no=row.no,
        version=row.version,
        code=getattr(row, code),
        title=getattr(row, title),
        issued=row.issued_date,
        expires=row.expires_date,
        evidence=row.evidence.sha256 if row.evidence else "",
    )


def facts(rows: Iterable[FactVersion]) -> tuple[Fact, ...]:
    """These versions as the rules read them."""
    return tuple(fact(row) for row in rows)


def content_of(row: FactVersion) -> FactDocument:
    """What a version says, in exact texts: its content, its days, its document. Neither who signed it nor when."""
    return {
        **{name: _text(getattr(row, name)) for name in CONTENT[type(row)]},
        "issued": row.issued_date.isoformat() if row.issued_date else None,
        "expires": row.expires_date.isoformat() if row.expires_date else None,
        "evidence": row.evidence.sha256 if row.evidence else None,
    }


def fact_document(row: FactVersion) -> FactDocument:
    """A version as a document that a digest speaks of: kind, number, version, act, when signed, content."""
    return {
        "kind": KINDS[type(row)].value,
        "no": row.no,
        "version": row.version,
        "act": str(row.act),
        "signed_at": row.signed_at.astimezone(UTC).isoformat(),
        **content_of(row),
    }


def fact_digest(row: FactVersion) -> str:
    """Hex SHA-256 of the canonical text of a version; a bid pins this."""
    return digest(fact_document(row))


def _text(value: Decimal | str | None) -> str | None:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
