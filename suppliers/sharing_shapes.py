"""What a share code opens: page and API are made from this shape. Days are texts such as 2026-12-11."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from core.signing import queries as signing
from offline import share_codes, signed
from offline.reading import Problem, SignedFileFault
from offline.share_codes import SharedFactKind
from suppliers.models import ShareCode, ShareCodeLookup


@dataclass(frozen=True, slots=True)
class SharedEvidenceShape:
    """A file behind a fact, which the supplier has."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SharedFactShape:
    """A fact as it was shared. Without evidence it is declared, not proven."""

    kind: SharedFactKind
    code: str
    title: str
    details: Mapping[str, str]
    version: int
    issued: str | None
    expires: str | None = field(metadata={"help": "Its last day; it is still true on it."})
    has_ended: bool = field(metadata={"help": "Whether that day is over today."})
    evidence: tuple[SharedEvidenceShape, ...]
    signed_by: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class SharedFactsShape:
    """A supplier's facts on a day, signed by this site. `file` is the signed file: saved as it is, it verifies."""

    lookup: UUID
    looked_up_at: datetime
    supplier: str
    id_scheme: str
    id_value: str
    country: str
    size: str
    approval: str = field(metadata={"help": "The state of its approval on the day."})
    made_at: datetime
    ends_at: datetime
    key: str = field(metadata={"help": "The fingerprint of the key that signed it."})
    ended: int = field(metadata={"help": "How many of the facts have ended today."})
    facts: tuple[SharedFactShape, ...]
    file: str


@dataclass(frozen=True, slots=True)
class LookupRowShape:
    """A code that the person looked up and that is good still."""

    lookup: UUID
    supplier: str
    looked_up_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class CodeLookupShape:
    """That somebody looked the code up, by the organisation for which it was."""

    organisation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShareCodeShape:
    """The supplier's own code."""

    code: str
    made_at: datetime
    ends_at: datetime
    facts: int
    lookups: tuple[CodeLookupShape, ...]
    file: str = field(metadata={"help": "The signed file, as whoever looks the code up gets it."})


def shared_facts(lookup: ShareCodeLookup, *, on: date) -> SharedFactsShape:
    """What a lookup opens, from the stored file. One query. Raises SignedFileFault for a file that was changed."""
    share_code = lookup.share_code
    envelope, document = _opened(share_code)
    facts = tuple(
        SharedFactShape(
            kind=fact.kind,
            code=fact.code,
            title=fact.title,
            details=fact.details,
            version=fact.version,
            issued=_iso(fact.issued_date),
            expires=_iso(fact.expires_date),
            has_ended=not fact.is_live(on),
            evidence=tuple(SharedEvidenceShape(file.name, file.sha256) for file in fact.evidence),
            signed_by=fact.signed_by,
            signed_at=fact.signed_at,
        )
        for fact in document.facts
    )
    return SharedFactsShape(
        lookup=lookup.pk,
        looked_up_at=lookup.at,
        supplier=document.supplier.name,
        id_scheme=document.supplier.id_scheme,
        id_value=document.supplier.id_value,
        country=document.supplier.country,
        size=document.supplier.size,
        approval=document.supplier.approval,
        made_at=document.made_at,
        ends_at=document.ends_at,
        key=envelope.fingerprint,
        ended=sum(fact.has_ended for fact in facts),
        facts=facts,
        file=share_code.snapshot,
    )


def _opened(share_code: ShareCode) -> tuple[signed.Signed, share_codes.ShareDocument]:
    """The stored file, once its signature is that of a key of this site. One query."""
    envelope = signed.read(share_code.snapshot.encode())
    signed.require_unchanged(envelope)
    if envelope.fingerprint not in {key.fingerprint for key in signing.all_keys()}:
        raise SignedFileFault(Problem.WRONG_KEY, "The file was signed with a key that is none of this site.")
    return envelope, share_codes.read(envelope.document)


def lookup_row(lookup: ShareCodeLookup) -> LookupRowShape:
    """A row of what one has looked up. No query where it was read with its code and supplier."""
    return LookupRowShape(lookup.pk, lookup.share_code.supplier.name, lookup.at, lookup.share_code.ends_at)


def share_code_shape(share_code: ShareCode, lookups: list[ShareCodeLookup]) -> ShareCodeShape:
    """The supplier's own code. No query."""
    document = signed.read(share_code.snapshot.encode()).document
    return ShareCodeShape(
        code=share_code.code,
        made_at=share_code.made_at,
        ends_at=share_code.ends_at,
        facts=len(document["facts"]),
        lookups=tuple(CodeLookupShape(str(lookup.organisation), lookup.at) for lookup in lookups),
        file=share_code.snapshot,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
