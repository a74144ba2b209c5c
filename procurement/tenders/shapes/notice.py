"""The notice of a tender that is written here: preview, page, PDF and API are made from this one shape (law 11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from core.models import StoredFile
from core.pages.wording import PAGE
from core.rest.shapes import Url
from core.signing import queries as signing
from procurement.tenders import gather, queries
from procurement.tenders.gather import Publication
from procurement.tenders.models import Origin, Tender, TenderVersion
from procurement.tenders.sections import (
    AttachedFile,
    LotEntry,
    SectionKey,
    TenderContent,
    content_from_sections,
    lot_spec,
)
from scoring import ScoringError, Sentence, canonical, explain


@dataclass(frozen=True, slots=True)
class LotRankingShape:
    """How the bids for a lot are ranked, step by step, and what separates equal ones; else why that has no words yet.

    `price` and `best` are two of the steps: how the price earns points, and which bid is first.
    """

    lot: int
    price: str = ""
    best: str = ""
    steps: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class DocumentShape:
    """A document that suppliers read. `size`, `media_type`, `url` are null where its bytes are not stored here."""

    sha256: str
    name: str
    title: str
    lot: int | None
    size: int | None
    media_type: str | None
    url: Url | None


@dataclass(frozen=True, slots=True)
class ReasonShape:
    """Why a rule of the policy does not hold for the tender, as another officer approved it."""

    rule: str
    title: str
    findings: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeProofShape:
    """What proves a version: its digest is over everything that was published with it."""

    no: int
    digest: str
    at: datetime
    reason: str = field(metadata={"help": "Why there is a later version; empty for the first."})
    notice_year: int
    notice_no: int
    sections_digest: str
    policy_no: int
    policy_digest: str
    law_profile: str
    seeds: Mapping[str, str] = field(metadata={"help": "The SHA-256 of the seed of each lot's draw."})
    reasons: tuple[ReasonShape, ...]
    writers: tuple[str, ...] = field(metadata={"help": "Everybody who wrote a section, who began first."})
    signing_key: str = field(
        default="", metadata={"help": "The fingerprint of the key with which this site signs; empty before it has one."}
    )


@dataclass(frozen=True, slots=True)
class NoticeShape:
    """What a supplier reads. The dates: the tender's columns once it is published, before that its timetable's.

    `sections` are the sections of the tender by their keys, as the API of drafts writes them. `proof` is null before
    the publication.
    """

    id: UUID
    ref: str
    authority: str
    zone: str
    published_at: datetime | None
    deadline: datetime | None
    questions_until: datetime | None
    answers_by: datetime | None
    sections: Mapping[str, Any]
    rankings: tuple[LotRankingShape, ...]
    documents: tuple[DocumentShape, ...]
    profiles: tuple[str, ...] = field(metadata={"help": "The profiles of interfaces whose files are stored here."})
    proof: NoticeProofShape | None

    @property
    def content(self) -> TenderContent:
        """The sections as values. Raises SectionFault."""
        return content_from_sections(
            {SectionKey(key): canonical.dumps(section).decode() for key, section in self.sections.items()}
        )


def preview_shape(tender: Tender, content: TenderContent) -> NoticeShape:
    """The notice of a draft, from its sections. At most two queries; nothing is judged."""
    timetable = content.timetable
    return _shape(tender, content, (timetable.deadline, timetable.questions_until, timetable.answers_by), None)


def notice_shape(tender: Tender, version: TenderVersion | None) -> NoticeShape | None:
    """The notice of a published tender, from its latest version; None for one that was not written here.

    At most four queries.
    """
    publication = gather.publication_in(version)
    if version is None or publication is None or tender.origin == Origin.IMPORTED:
        return None
    dates = (tender.deadline_at, tender.questions_until_at, tender.answers_by_at)
    return _shape(tender, publication.content, dates, _proof(tender, version, publication))


def _shape(
    tender: Tender,
    content: TenderContent,
    dates: tuple[datetime | None, datetime | None, datetime | None],
    proof: NoticeProofShape | None,
) -> NoticeShape:
    deadline, questions_until, answers_by = dates
    return NoticeShape(
        id=tender.pk,
        ref=tender.ref,
        authority=tender.authority.name,
        zone=tender.authority.zone,
        published_at=tender.published_at,
        deadline=deadline,
        questions_until=questions_until,
        answers_by=answers_by,
        sections={key.value: canonical.plain(content.section(key)) for key in SectionKey},
        rankings=tuple(_ranking(tender.ref, content, lot) for lot in content.purchase.lots),
        documents=tuple(_documents(tender, content.purchase.files)),
        profiles=tuple(sorted(queries.stored_profiles(_profiles(content)))),
        proof=proof,
    )


def _proof(tender: Tender, version: TenderVersion, publication: Publication) -> NoticeProofShape:
    reasons = (
        ReasonShape(**{name: entry[name] for name in ("rule", "title", "findings", "reason", "text")})
        for entry in publication.explanations
    )
    return NoticeProofShape(
        no=version.no,
        digest=version.digest,
        at=version.at,
        reason=version.reason,
        notice_year=publication.notice["year"],
        notice_no=publication.notice["no"],
        sections_digest=publication.sections_digest,
        policy_no=publication.policy["no"],
        policy_digest=publication.policy["digest"],
        law_profile=publication.law_profile,
        seeds=publication.seeds,
        reasons=tuple(reasons),
        writers=tuple(queries.author_names(tender)),
        signing_key=signing.current_fingerprint(),
    )


def _documents(tender: Tender, files: tuple[AttachedFile, ...]) -> Iterator[DocumentShape]:
    rows: Mapping[tuple[str, str], StoredFile] = queries.stored_files(files)
    for file in files:
        row = rows.get((file.sha256, file.name))
        size, media_type, url = None, None, None
        if row:
            size, media_type = row.size, row.media_type
            url = Url(reverse("tenders:document", args=[tender.pk, file.sha256]))
        yield DocumentShape(file.sha256, file.name, file.title, file.lot, size, media_type, url)


def _profiles(content: TenderContent) -> set[str]:
    return {entry.profile_sha for entry in content.interfaces.entries if entry.profile_sha}


def _ranking(ref: str, content: TenderContent, lot: LotEntry) -> LotRankingShape:
    if not content.method.formula:
        return LotRankingShape(lot.no)
    try:
        spec = lot_spec(content, lot.no, ref=ref)
        sentences, ties = explain.method(spec), explain.tie_chain(spec)
    except ScoringError as fault:
        return LotRankingShape(lot.no, fault=str(fault))
    steps = sentences[: len(sentences) - len(ties)]  # the judge names the ties last
    return LotRankingShape(
        lot.no,
        price=_text_of("formula.", steps),
        best=_text_of("best.", steps),
        steps=tuple(explain.text(step, write=PAGE) for step in steps),
        ties=tuple(explain.text(step, write=PAGE) for step in ties),
    )


def _text_of(key: str, steps: list[Sentence]) -> str:
    """The step whose key begins so, in words; empty if there is none."""
    return next((explain.text(step, write=PAGE) for step in steps if step.key.startswith(key)), "")
