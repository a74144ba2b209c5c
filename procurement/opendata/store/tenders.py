"""The tender and the document that it was read from."""

from dataclasses import dataclass
from datetime import datetime

from core.models import Authority
from procurement.opendata import process as facts
from procurement.opendata.store.saving import save
from procurement.tenders import queries, search
from procurement.tenders.models import Origin, SourceDocument, Tender
from procurement.tenders.states import TenderState


@dataclass(frozen=True, slots=True)
class Source:
    """The file and the record in it that a process was read from."""

    name: str
    sha256: str
    read: facts.ReadResult


def save_tender(process: facts.SourceProcess, authority: Authority, at: datetime) -> Tender:
    method = process.method
    tender = Tender(
        ref=process.ref,
        title=process.title,
        description=process.description,
        authority=authority,
        origin=Origin.IMPORTED,
        is_test=process.is_test,
        publish_no=queries.next_publish_no(),
        state=TenderState.OPENED,
        state_at=at,
        published_at=process.published_at,
        deadline_at=process.deadline_at,
        currency=process.currency or "",
        basis=process.vat_basis or "",
        price_formula=method.formula or "",
        params=dict(method.params),
        method_source=method.source,
        no_method_why=method.why,
        envelopes=1,
        tie_chain=list(method.tie_chain),
        rounding=dict(method.rounding),
        **({"panel_method": method.panel} if method.panel else {}),
        search_text=search.search_text(process.ref, process.title, process.description, authority.name),
    )
    return save(Tender, [tender])[0]


def source_document(tender: Tender, process: facts.SourceProcess, source: Source) -> SourceDocument:
    read = source.read
    coverage = {
        "mapped": read.coverage.mapped,
        "ignored": dict(read.coverage.ignored),
        "extras": read.coverage.extras,
        "total": read.coverage.total,
    }
    notes = [
        {"code": issue.code, "level": issue.level.value, "pointer": issue.pointer, "sentence": issue.sentence}
        for issue in facts.one_per_kind(read.issues)
    ]
    return SourceDocument(
        tender=tender,
        name=source.name,
        format=process.source_format,
        record=read.place,
        sha256=source.sha256,
        extras=dict(process.extras),
        coverage=coverage,
        notes=notes,
    )
