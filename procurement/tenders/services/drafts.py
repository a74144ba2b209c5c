"""An officer writes a tender: begins it, saves a section, brings an earlier save back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Authority, User
from procurement.tenders import gather, queries, search
from procurement.tenders.models import DIGITS, Amendment, SectionSave, Tender, total_estimate, value_order
from procurement.tenders.sections import (
    SECTIONS,
    Purchase,
    SectionKey,
    SectionValue,
    section_digest,
    section_text,
)
from procurement.tenders.sections.amending import fixed_findings
from procurement.tenders.sections.checks import SectionFinding
from procurement.tenders.services import documents
from procurement.tenders.services.errors import NotADraft
from procurement.tenders.services.writable import written_into
from procurement.tenders.states import TenderLeafKind


class UnknownDocument(ValueError):
    """A section names a file that nobody brought to the tender."""


class StaysAsPublished(ValueError):
    """An amendment changes what no amendment changes; `findings` say what, and what to do instead."""

    def __init__(self, findings: Sequence[SectionFinding]) -> None:
        self.findings = findings
        super().__init__(" ".join(finding.sentence for finding in findings))


class SavedMeanwhile(Exception):
    """Somebody else saved the section after it was read; `latest` is what they saved. Nothing was stored."""

    def __init__(self, latest: SectionSave) -> None:
        self.latest = latest
        super().__init__(_("%(name)s saved this section before you.") % {"name": latest.by})


def begin(*, authority: Authority, title: str, by: User, at: datetime, pk: UUID | None = None) -> Tender:
    """Begin an empty draft. Who: an officer. Effects: as `begin_from`, with the title and the authority's money.

    `pk`: the id that whoever begins has chosen; a second draft with it raises IntegrityError.
    """
    purchase = Purchase(title=title, currency=authority.currency, basis=authority.basis)
    return begin_from(authority=authority, values=[purchase], source="empty", by=by, at=at, pk=pk)


@transaction.atomic
def begin_from(
    *,
    authority: Authority,
    values: Iterable[SectionValue],
    source: str,
    by: User,
    at: datetime,
    pk: UUID | None = None,
) -> Tender:
    """Begin a draft with sections that exist already: of a template, or of an earlier tender. Who: an officer.

    Effects: a Tender in DRAFT with the authority's next reference of the year, leaf tender.drafted with the
    `beginning`: where its sections come from; a first save of each section; the documents that they name. `pk`: as in
    `begin`.
    """
    tender = Tender.objects.create(
        pk=pk or uuid4(),
        ref=queries.next_ref(authority, at.year),
        authority=authority,
        currency=authority.currency,
        basis=authority.basis or "net",
        state_at=at,
    )
    facts = {"authority": str(authority.pk), "beginning": source}
    audit.record(TenderLeafKind.DRAFTED, tender, by=by, at=at, facts=facts)
    for value in values:
        save(tender=tender, value=_with_documents(tender, value, by=by, at=at), after=0, by=by, at=at)
    return tender


def _with_documents(tender: Tender, value: SectionValue, *, by: User, at: datetime) -> SectionValue:
    if isinstance(value, Purchase) and value.files:
        return replace(value, files=documents.take_over(tender=tender, attached=value.files, by=by, at=at))
    return value


@transaction.atomic
def save(*, tender: Tender, value: SectionValue, after: int, by: User, at: datetime) -> SectionSave:
    """Save a section of a draft, or of the amendment of an open tender. Who: an officer.

    `after`: the number of the save that the person read, 0: none. Effects: the next SectionSave, leaf
    tender.section_saved; of a draft's purchase the tender's title, money and search. The same section again stores
    nothing and gives the latest save. Raises NotADraft, SavedMeanwhile, UnknownDocument for a document that nobody
    brought to the tender; in an amendment StaysAsPublished.
    """
    return _save(tender, value, after, restored=0, by=by, at=at)


@transaction.atomic
def restore(*, tender: Tender, key: SectionKey, no: int, after: int, by: User, at: datetime) -> SectionSave:
    """Bring an earlier save of a section back, as a new save. Who: an officer. Effects and errors: as `save`."""
    earlier = queries.save_of(tender, key, no)
    if earlier is None:
        raise NotADraft(_("There is no such save."))
    return _save(tender, earlier.value, after, restored=no, by=by, at=at)


def _save(tender: Tender, value: SectionValue, after: int, *, restored: int, by: User, at: datetime) -> SectionSave:
    row = Tender.objects.select_for_update().get(pk=tender.pk)  # it may be sent to review, or saved, meanwhile
    amendment = written_into(row)
    key = next(key for key, kind in SECTIONS.items() if kind is type(value))
    latest = queries.saves_of(tender, key).first()
    text = section_text(value)
    if latest is not None and latest.content == text:
        return latest
    if (latest.no if latest else 0) != after:
        assert latest is not None  # numbers only rise, so there is a later one
        raise SavedMeanwhile(latest)
    if isinstance(value, Purchase):
        _require_documents(tender, value)
    if amendment is not None:
        _require_amendable(amendment, key, value)
    entry = add_save(row, value, text, after + 1, restored=restored, amendment=amendment, by=by, at=at)
    if amendment is None and isinstance(value, Purchase):
        _name(tender, row, value)
    return entry


def _require_documents(tender: Tender, purchase: Purchase) -> None:
    """A SHA-256 alone opens nothing: only what was brought to this tender is named in it."""
    unknown = queries.unknown_files(tender, purchase.files)
    if unknown:
        raise UnknownDocument(_("Nobody brought %(name)s to this tender.") % {"name": unknown[0].name})


def _require_amendable(amendment: Amendment, key: SectionKey, value: SectionValue) -> None:
    published = gather.publication_of_version(amendment.base)
    assert published is not None  # an amendment begins from a version with sections
    if findings := list(fixed_findings(published.content.section(key), value)):
        raise StaysAsPublished(findings)


def add_save(
    row: Tender,
    value: SectionValue,
    text: str,
    no: int,
    *,
    restored: int = 0,
    amendment: Amendment | None,
    by: User,
    at: datetime,
) -> SectionSave:
    """The save itself with its leaf, in the transaction of the act that it belongs to; the tender's row is locked."""
    key = next(key for key, kind in SECTIONS.items() if kind is type(value))
    entry = SectionSave.objects.create(
        tender=row,
        section=key.value,
        no=no,
        content=text,
        digest=section_digest(text),
        restored=restored,
        amendment=amendment,
        by=by,
        at=at,
    )
    facts = {"section": key.value, "no": no, "digest": entry.digest}
    audit.record(TenderLeafKind.SECTION_SAVED, row, by=by, at=at, facts=facts)
    return entry


def _name(tender: Tender, row: Tender, purchase: Purchase) -> None:
    """What lists show of a draft: its title, money, value and text to search."""
    values: dict[str, Any] = {
        "title": purchase.title,
        "description": purchase.text,
        "currency": purchase.currency or row.currency,
        "basis": purchase.basis or row.basis,
        "search_text": search.search_text(
            *(row.ref, purchase.title, purchase.text, row.authority.name, *(lot.title for lot in purchase.lots)),
            cpv=[code for lot in purchase.lots for code in lot.cpv],
        ),
        "value_order": value_order(total_estimate([_decimal(lot.estimate) for lot in purchase.lots])),
    }
    Tender.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(tender, name, value)


def _decimal(amount: Fraction | None) -> Decimal | None:
    if amount is None:
        return None
    with localcontext(prec=DIGITS):
        return Decimal(amount.numerator) / amount.denominator
