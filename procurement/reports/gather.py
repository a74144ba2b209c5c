"""What a review says, fixed when it is asked for: the run as the page shows it, and what only a review needs.

Nothing here depends on who asks or when, so that the same question finds the same review.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.law.days import day_of
from core.models import AuditCheckpoint, AuditLeaf, PlatformKey
from core.rest.shapes import to_json
from procurement.bids.models import Bid, Opening
from procurement.bids.queries import keys as key_queries
from procurement.bids.shapes import keys as key_shapes
from procurement.bids.shapes.openings import recorded_opening
from procurement.bids.states import BidState
from procurement.evaluations.models import PanelMember, Run
from procurement.policies.models import PolicyVersion
from procurement.policies.states import PolicyState
from procurement.reports import queries
from procurement.studies import queries as study_queries
from procurement.studies import summary as study_summary
from procurement.studies.models import MethodStudy
from procurement.tenders.models import Origin, SourceDocument, Tender, TenderVersion
from procurement.tenders.shapes.notice import notice_shape

TEMPLATE = 4  # raise it when the template changes what a review says: the same run then gets a new review


def study(row: MethodStudy) -> dict[str, Any]:
    """The frozen dictionary of a study: `summary.frozen_study` and, under `report`, the template's number."""
    read = study_queries.with_relations().get(pk=row.pk)
    frozen = study_summary.frozen_study(read, study_queries.simulation_of(read))
    return {**study_summary.study_json(frozen), "report": {"template": TEMPLATE}}


def notice(tender: Tender, version: TenderVersion) -> dict[str, Any] | None:
    """What a version of a tender says to suppliers, as its page does; None for one that was not written here.

    `keys`: whose keys open the bids, where they were fixed.
    """
    shape = notice_shape(tender, version)
    if shape is None:
        return None
    data = {"notice": to_json(shape), "report": {"template": TEMPLATE}}
    frozen = key_queries.latest_keyset(tender)
    return data | {"keys": to_json(key_shapes.keyset(frozen, key_queries.members_of(frozen)))} if frozen else data


def opening(row: Opening) -> dict[str, Any]:
    """What the record of a closed opening says on paper. Raises SignedFileFault."""
    return {"opening": to_json(recorded_opening(row)), "report": {"template": TEMPLATE}}


def policy_question(version: PolicyVersion, start: date, end: date) -> dict[str, Any]:
    """What is asked of a policy: a period, and how often it was counted before. One query."""
    asked = {
        "version": str(version.pk),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "time": queries.count_of_period(version.pk, start, end) + 1,
    }
    return {"policy_review": asked, "report": {"template": TEMPLATE}}


def usual_period(version: PolicyVersion, at: datetime) -> tuple[date, date]:
    """From the day of a policy's adoption to today, or to the day on which another took its place."""
    zone = version.authority.zone
    end = day_of(version.state_at if version.state == PolicyState.SUPERSEDED else at, zone)
    return version.valid_date or end, end


@dataclass(frozen=True, slots=True)
class LogOfReview:
    """The log of a tender up to a signed head: the note, and each leaf's bytes, a line each."""

    note: str
    size: int
    root: str
    key: str
    at: datetime
    lines: bytes


def log_of(signed: AuditCheckpoint) -> LogOfReview:
    """The log that a review carries. Who reads a review reads the log of its tender. Two queries."""
    leaves = AuditLeaf.objects.filter(log=signed.log_id, index__lt=signed.size).order_by("index")
    key = PlatformKey.objects.filter(from_at__lte=signed.at).order_by("-number").first()
    lines = "".join(f"{body}\n" for body in leaves.values_list("body", flat=True).iterator(chunk_size=2000))
    fingerprint = key.fingerprint if key else ""
    return LogOfReview(signed.note, signed.size, signed.root, fingerprint, signed.at, lines.encode())


def opened_at(tender: Tender) -> str | None:
    """When the bids were opened here; None if another system opened them."""
    if tender.origin == Origin.IMPORTED:
        return None
    opened = (
        Bid.objects.filter(tender=tender, state=BidState.OPENED).order_by("state_at").values_list("state_at", flat=True)
    )
    first = opened.first()
    return None if first is None else first.isoformat()


def panel_of(run: Run) -> list[tuple[str, bool]]:
    """(name, whether it chairs) of those who sign for the panel, by role and name: never beside a pseudonym."""
    members = PanelMember.objects.filter(lot=run.lot_id).select_related("user")
    return sorted(((str(member.user), member.chair) for member in members), key=lambda row: (not row[1], row[0]))


def source_of(tender: Tender) -> str:
    """The format that an imported tender comes from; empty for one run here."""
    if tender.origin != Origin.IMPORTED:
        return ""
    source = SourceDocument.objects.filter(tender=tender).only("format").first()
    return source.format if source else ""
