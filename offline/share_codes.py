"""A share code's document: what a supplier's facts were on a day, as its members signed them one by one.

The platform signs that these facts stood there so; whether they are true is for those who signed them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from offline.reading import Fields, malformed

KIND = "share-code/1"


class SharedFactKind(StrEnum):
    DECLARATION = "declaration"
    CERTIFICATE = "certificate"
    CAPABILITY = "capability"
    POLICY = "policy"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """A file behind a fact, by name and SHA-256."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SharedFact:
    """One fact in the version that was live. No evidence: it was declared, not proven.

    `code`: of a declaration or capability, the subject of a policy, else empty. `details`: what else it says, by field.
    `expires_date`: the last day on which it is live; None: it has no end.
    """

    kind: SharedFactKind
    code: str
    title: str
    details: Mapping[str, str]
    version: int
    issued_date: date | None
    expires_date: date | None
    evidence: tuple[SharedEvidence, ...]
    signed_by: str
    signed_at: datetime

    def is_live(self, on: date) -> bool:
        """Its last day counts."""
        return self.expires_date is None or on <= self.expires_date


@dataclass(frozen=True, slots=True)
class SharedSupplier:
    """Who the supplier is. `approval`: the state of its approval on the day."""

    name: str
    id_scheme: str
    id_value: str
    country: str
    size: str
    approval: str


@dataclass(frozen=True, slots=True)
class ShareDocument:
    """The signed snapshot. `site`: where the code can be looked up; `ends_at`: until when."""

    site: str
    code: str
    supplier: SharedSupplier
    made_at: datetime
    ends_at: datetime
    facts: tuple[SharedFact, ...]

    def ended_facts(self, on: date) -> tuple[SharedFact, ...]:
        """Facts whose last day is before this one, in the order of the document."""
        return tuple(fact for fact in self.facts if not fact.is_live(on))


def read(document: Mapping[str, Any]) -> ShareDocument:
    """The document of a share code, checked field by field. Raises SignedFileFault MALFORMED."""
    fields = Fields(dict(document), "the document")
    share = ShareDocument(
        site=fields.text("site"),
        code=fields.text("code"),
        supplier=_supplier(fields.inner("supplier")),
        made_at=fields.instant("made_at"),
        ends_at=fields.instant("ends_at"),
        facts=tuple(_fact(row) for row in fields.rows("facts")),
    )
    fields.end()
    return share


def _supplier(fields: Fields) -> SharedSupplier:
    names = ("name", "id_scheme", "id_value", "country", "size", "approval")
    supplier = SharedSupplier(**{name: fields.text(name) for name in names})
    fields.end()
    return supplier


def _fact(fields: Fields) -> SharedFact:
    fact = SharedFact(
        kind=_kind(fields.text("kind")),
        code=fields.text("code"),
        title=fields.text("title"),
        details=fields.texts_by_name("details"),
        version=fields.whole_number("version"),
        issued_date=fields.day("issued_date"),
        expires_date=fields.day("expires_date"),
        evidence=tuple(_evidence(row) for row in fields.rows("evidence")),
        signed_by=fields.text("signed_by"),
        signed_at=fields.instant("signed_at"),
    )
    fields.end()
    return fact


def _kind(text: str) -> SharedFactKind:
    try:
        return SharedFactKind(text)
    except ValueError:
        raise malformed("the document/facts", "has a fact of a kind that nobody knows") from None


def _evidence(fields: Fields) -> SharedEvidence:
    evidence = SharedEvidence(fields.text("name"), fields.hex_bytes("sha256", 32).hex())
    fields.end()
    return evidence
