"""Imports: a file becomes past tenders, record by record, and says what was wrong with each; answers are adopted."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from django.db import DataError, IntegrityError, transaction

from core.models import Authority, User
from core.states import GateRefused
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations import services as evaluation_services
from procurement.evaluations import summary as evaluation_summary
from procurement.evaluations.models import Evaluation, Run
from procurement.evaluations.shapes import SourceOutcomeShape
from procurement.evaluations.states import EvaluationState
from procurement.opendata import process as facts
from procurement.opendata import queries, readers, store
from procurement.opendata.models import ImportedRecord, ImportRun, Issue, RecordState, SourceFile
from procurement.tenders.models import Lot, Tender
from suppliers import queries as supplier_queries
from suppliers import services as supplier_services
from suppliers.models import Declaration, Supplier
from suppliers.rules.entries import DeclarationEntry

_ATTEMPTS = 3


def import_file(
    *, name: str, data: bytes, authority: Authority | None = None, by: User | None = None, at: datetime
) -> ImportRun:
    """Import every record of a file as a past tender. Who: an operator, or an officer for its authority.

    Effects: the bytes once, by their SHA-256; one ImportRun; per record, in a transaction of its own, the tender whole
    (`store.store`: rows, Evaluations at PRICED, leaf tender.imported), one ImportedRecord and its Issues. A record that
    cannot be used is QUARANTINED with the reason and leaves no other row; it stops no other. The same content again is
    UNCHANGED; other content of the same process is stored beside it and REPLACED points back, unless it is older.
    Releases of one process are merged first, with those that were stored before.
    `authority` None means the file's buyer, made if new. Never raises for what the file holds.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        file, _ = SourceFile.objects.get_or_create(sha256=sha256, defaults={"size": len(data), "data": data})
        run = ImportRun.objects.create(
            file=file, name=readers.strict_json.storable(name)[-300:], authority=authority, by=by, at=at
        )
    earlier = partial(_releases_stored_before, sha256)
    for number, read in enumerate(readers.read(data, name, earlier), start=1):
        _import(run, number, store.Source(run.name, sha256, read), by=by, at=at)
    return run


def _releases_stored_before(sha256: str, ocids: set[str]) -> dict[str, list[readers.Release]]:
    """The releases of these processes in the stored files, but for the file at hand, in the order of their import."""
    stored: dict[str, list[readers.Release]] = {}
    for file in queries.files_telling(ocids, but=sha256):
        for ocid, releases in readers.releases_of(bytes(file.data), ocids).items():
            stored.setdefault(ocid, []).extend(releases)
    return stored


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What became of a lot: the run, or None and the reason in `sentence`; and what the source decided beside it."""

    lot: Lot
    run: Run | None
    sentence: str
    source: SourceOutcomeShape | None = None


def evaluate(*, tender: Tender, at: datetime, by: User | None = None) -> list[ImportResult]:
    """Evaluate every lot of an imported tender by its own published method, or say exactly why that is not possible.

    Effects: evaluations.services.freeze for each lot that can be evaluated and is not yet. Lots by number.
    """
    results = [_evaluate_lot(evaluation, at=at, by=by) for evaluation in evaluation_queries.of_tender(tender)]
    return [replace(result, source=evaluation_summary.outcome_of_lot(result.lot, result.run)) for result in results]


def _evaluate_lot(evaluation: Evaluation, *, at: datetime, by: User | None) -> ImportResult:
    if evaluation.state == EvaluationState.FROZEN:
        return ImportResult(evaluation.lot, evaluation_queries.latest_run(evaluation), "evaluated before.")
    try:
        run = evaluation_services.freeze(evaluation=evaluation, by=by, at=at)
    except GateRefused as refused:
        return ImportResult(evaluation.lot, None, f"not evaluated: {refused}")
    return ImportResult(evaluation.lot, run, evaluation_summary.in_a_line(run))


@dataclass(frozen=True, slots=True)
class _RecordResult:
    """What is to become of a record, before any row is written."""

    state: RecordState
    tender: Tender | None = None
    replaces: ImportedRecord | None = None
    issue: facts.SourceIssue | None = None


def _import(run: ImportRun, number: int, source: store.Source, *, by: User | None, at: datetime) -> None:
    """One record in one transaction. A clash with an import at the same moment is tried again: that one's rows hold."""
    for _ in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                _settle(run, number, source, _result_of(source.read), by=by, at=at)
        except IntegrityError:
            continue
        except store.Unstorable as refused:
            result = _quarantined(source.read, "not-storable", str(refused))
        except DataError as refused:
            sentence = f"The database refuses the record at {_place(source.read)}: {refused}. Correct it in the file."
            result = _quarantined(source.read, "not-storable", sentence)
        else:
            return
        break
    else:
        sentence = f"The record at {_place(source.read)} clashes with rows that are already stored. Import it again."
        result = _quarantined(source.read, "clash", sentence)
    with transaction.atomic():
        _settle(run, number, source, result, by=by, at=at)


def _result_of(read: facts.ReadResult) -> _RecordResult:
    process = read.process
    if process is None:
        return _RecordResult(RecordState.QUARANTINED)
    stored = queries.stored_of(process.source_format, process.source_id)
    if not stored:
        return _RecordResult(RecordState.STORED)
    same = next((record for record in stored if record.digest == read.digest), None)
    if same is not None:
        return _RecordResult(RecordState.UNCHANGED, same.tender)
    latest = stored[0]
    if process.modified_at and latest.modified_at and process.modified_at < latest.modified_at:
        sentence = (
            f"This is an older state of {process.ref}; the one of {latest.modified_at:%Y-%m-%d %H:%M} UTC is kept."
        )
        return _RecordResult(RecordState.UNCHANGED, latest.tender, issue=_issue(read, "older-state", sentence))
    sentence = f"{process.ref} was imported before with other content; both are kept, this one is the latest."
    return _RecordResult(RecordState.REPLACED, replaces=latest, issue=_issue(read, "replaces", sentence))


def _settle(
    run: ImportRun, number: int, source: store.Source, result: _RecordResult, *, by: User | None, at: datetime
) -> ImportedRecord:
    read, process = source.read, source.read.process
    tender = result.tender
    if result.state in {RecordState.STORED, RecordState.REPLACED} and process is not None:
        authority = run.authority or store.authority_of_buyer(process)
        tender = store.store(process, source, authority=authority, by=by, at=at)
    record = ImportedRecord.objects.create(
        run=run,
        no=number,
        place=read.place,
        format=process.source_format if process else "",
        source_id=process.source_id[:300] if process else "",
        digest=read.digest,
        modified_at=process.modified_at if process else None,
        state=result.state,
        tender=tender,
        replaces=result.replaces,
    )
    issues = facts.one_per_kind([*read.issues, *([result.issue] if result.issue else [])])
    rows = [
        Issue(
            record=record,
            no=no,
            code=issue.code,
            level=issue.level.value,
            pointer=issue.pointer,
            seen=issue.seen,
            kept=issue.kept,
            sentence=issue.sentence,
        )
        for no, issue in enumerate(issues, start=1)
    ]
    Issue.objects.bulk_create(rows)
    return record


def _quarantined(read: facts.ReadResult, code: str, sentence: str) -> _RecordResult:
    return _RecordResult(RecordState.QUARANTINED, issue=_issue(read, code, sentence, facts.IssueLevel.QUARANTINE))


def _issue(
    read: facts.ReadResult, code: str, sentence: str, level: facts.IssueLevel = facts.IssueLevel.NOTED
) -> facts.SourceIssue:
    return facts.SourceIssue(code, level, read.place, "", "", sentence)


def _place(read: facts.ReadResult) -> str:
    return read.place or "the top of the file"


@dataclass(frozen=True, slots=True)
class AdoptedAnswer:
    """An answer of an ESPD response that a member has looked through and ticked: yes or no, and the words beside it."""

    code: str
    answer: str
    text: str = ""


@transaction.atomic
def adopt_declarations(
    *, supplier: Supplier, adopted: Collection[AdoptedAnswer], by: User, at: datetime
) -> list[Declaration]:
    """Declare what was ticked in an ESPD response. Who: a member of the supplier, who signs it by that.

    Effects: those of suppliers.services.declare: for each a new version, for 12 months from today whatever the day of
    the file; all or none. The document of a declaration stays with it where the answer stays the same: the file only
    names its evidence. Raises FactRefused with everything that speaks against it, SupplierRefused.
    """
    declared = supplier_queries.facts_of(supplier).by_code
    kept = {
        row.code: document
        for row in adopted
        if row.code in declared
        and declared[row.code].answer == row.answer
        and (document := declared[row.code].evidence) is not None
    }
    entries = [DeclarationEntry(code=row.code, answer=row.answer, text=row.text) for row in adopted]
    return supplier_services.declare(supplier=supplier, entries=entries, evidence=kept, by=by, at=at)
