"""Rows of imports that took an id local to one file for an identity: found by reading the stored files again.

Until 2026-11-28 a buyer or tenderer without an identifier was known by its id in `parties`, so tenders of strangers
came under one authority, whose officers could read their bids.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from core import audit
from core.audit import CoreLeafKind
from core.identity import organisation_key
from core.models import AuditLeaf, Authority, User
from procurement.bids.models import BidParty
from procurement.opendata import process as facts
from procurement.opendata import queries, readers
from procurement.opendata.models import ImportedRecord, SourceFile
from procurement.opendata.store.buyer import authority_of_buyer
from procurement.tenders import services as tender_services
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TenderLeafKind


@dataclass(frozen=True, slots=True)
class Repair:
    """What is put right in a tender: the authority that it had and has, and how many tenderers were corrected.

    `unknown`: it came under an authority by a local id, and its file has no name for the buyer.
    """

    tender: Tender
    was: Authority
    now: Authority
    tenderers: int
    unknown: bool = False

    @property
    def moved(self) -> bool:
        return self.was.pk != self.now.pk


@transaction.atomic
def repair_identities(*, apply: bool, by: User | None, at: datetime) -> list[Repair]:
    """Give tenders of imports to the authority, and bids to the tenderers, that their files name. Who: an operator.

    A tender that somebody moved, or whose authority the import was told, stays where it is. Effects: authorities lose
    an identifier without a scheme (leaf authority.corrected); tenders are moved (`move_to_authority`); tenderers are
    corrected (leaf tender.tenderers_corrected). Without `apply` all of it is done and undone again. A second call does
    nothing.
    """
    bare = _drop_bare_identifiers(by=by, at=at)
    repairs = [
        repair
        for record, process in _read_again(queries.stored_records())
        if (repair := _repair(record, process, bare, by=by, at=at))
    ]
    if not apply:
        transaction.set_rollback(True)
    return repairs


def _drop_bare_identifiers(*, by: User | None, at: datetime) -> set[UUID]:
    """Authorities of imports whose identifier has no scheme: it was an id local to one file."""
    rows = Authority.objects.filter(id_scheme="", tenders__origin=Origin.IMPORTED).exclude(id_value="").distinct()
    for authority in rows:
        Authority.objects.filter(pk=authority.pk).update(id_value="")
        audit.record(CoreLeafKind.AUTHORITY_CORRECTED, authority, by=by, at=at)
    return {authority.pk for authority in rows}


def _read_again(records: Iterable[ImportedRecord]) -> Iterator[tuple[ImportedRecord, facts.SourceProcess]]:
    """Each record that was stored by itself, with what its file says; a merged one was stored under today's rule."""
    for sha256, group in groupby(records, key=lambda record: record.run.file_id):
        by_digest = {record.digest: record for record in group}
        for read in readers.read_singly(bytes(SourceFile.objects.get(pk=sha256).data)):
            record = by_digest.pop(read.digest, None)
            if record is not None and read.process is not None:
                yield record, read.process


def _repair(
    record: ImportedRecord, process: facts.SourceProcess, bare: set[UUID], *, by: User | None, at: datetime
) -> Repair | None:
    tender = record.tender
    if tender is None:
        return None
    was = tender.authority
    decided = record.run.authority_id is not None or _was_moved(tender)
    suspect = not decided and (was.pk in bare or process.buyer is None or not _is(was, process.buyer))
    now = authority_of_buyer(process) if suspect and process.buyer else was
    if now.pk != was.pk:
        tender_services.move_to_authority(tender=tender, authority=now, by=by, at=at)
    corrected = _correct_tenderers(tender, process, by=by, at=at)
    unknown = suspect and process.buyer is None
    return Repair(tender, was, now, corrected, unknown) if now.pk != was.pk or corrected or unknown else None


def _is(authority: Authority, buyer: facts.SourceParty) -> bool:
    return organisation_key(authority.name, authority.id_scheme, authority.id_value) == buyer.key


def _was_moved(tender: Tender) -> bool:
    return AuditLeaf.objects.filter(log=tender.audit_origin, kind=TenderLeafKind.MOVED).exists()


def _correct_tenderers(tender: Tender, process: facts.SourceProcess, *, by: User | None, at: datetime) -> int:
    stated = {(bid.key, number): party for bid in process.bids for number, party in enumerate(bid.tenderers, start=1)}
    wrong = []
    for row in BidParty.objects.filter(bid__tender=tender).select_related("bid"):
        party = stated.get((row.bid.source_key, row.no))
        if party and (row.name, row.id_scheme, row.id_value) != (party.name, party.id_scheme, party.id_value):
            row.name, row.id_scheme, row.id_value = party.name, party.id_scheme, party.id_value
            wrong.append(row)
    if wrong:
        BidParty.objects.bulk_update(wrong, ["name", "id_scheme", "id_value"], batch_size=100)
        audit.record(TenderLeafKind.TENDERERS_CORRECTED, tender, by=by, at=at, facts={"tenderers": len(wrong)})
    return len(wrong)
