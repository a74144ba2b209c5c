"""The notice of a tender that is written here, as a supplier reads it: a draft's and a published one's alike."""

from dataclasses import dataclass
from datetime import datetime

from core.pages.wording import PAGE
from procurement.tenders.models import Tender
from procurement.tenders.sections import InterfaceEntry, LotEntry, Purchase, RequirementEntry, TenderContent
from procurement.tenders.sections.specs import lot_spec
from scoring import ScoringError, explain


@dataclass(frozen=True, slots=True)
class LotRanking:
    """How the bids for a lot are ranked, and what separates equal ones, step by step.

    `fault` instead where that cannot be put in words yet.
    """

    lot: LotEntry
    steps: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class NoticeShape:
    """What a supplier reads. The dates: the tender's columns once it is published, before that its timetable's."""

    ref: str
    authority: str
    zone: str
    purchase: Purchase
    deadline: datetime | None
    questions_until: datetime | None
    answers_by: datetime | None
    months: int | None
    requirements: tuple[RequirementEntry, ...]
    price_lines: int
    interfaces: tuple[InterfaceEntry, ...]
    rankings: tuple[LotRanking, ...]


def notice_shape(tender: Tender, content: TenderContent) -> NoticeShape:
    """The notice out of the sections. No query beside the tender's authority; nothing is judged."""
    timetable, is_published = content.timetable, tender.publish_no is not None
    return NoticeShape(
        ref=tender.ref,
        authority=tender.authority.name,
        zone=tender.authority.zone,
        purchase=content.purchase,
        deadline=tender.deadline_at if is_published else timetable.deadline,
        questions_until=tender.questions_until_at if is_published else timetable.questions_until,
        answers_by=tender.answers_by_at if is_published else timetable.answers_by,
        months=content.contract.months,
        requirements=content.requirements.entries,
        price_lines=len(content.method.elements),
        interfaces=content.interfaces.entries,
        rankings=tuple(_ranking(tender, content, lot) for lot in content.purchase.lots),
    )


def _ranking(tender: Tender, content: TenderContent, lot: LotEntry) -> LotRanking:
    if not content.method.formula:
        return LotRanking(lot)
    try:
        spec = lot_spec(content, lot.no, ref=tender.ref)
        steps, ties = explain.method(spec), explain.tie_chain(spec)
    except ScoringError as fault:
        return LotRanking(lot, fault=str(fault))
    ranking = steps[: len(steps) - len(ties)]  # the judge names the ties last
    texts, tie_texts = (tuple(explain.text(step, write=PAGE) for step in part) for part in (ranking, ties))
    return LotRanking(lot, texts, tie_texts)
