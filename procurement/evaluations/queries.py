"""Reads of evaluations: rows for the judge and for people; no visibility applied (the doors do that)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Aggregate, Count, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from core.access import Person
from core.models import User
from procurement.bids.models import Bid, BidLot, BidParty, Claim, KpiCommitment, PriceLine, RequirementResponse
from procurement.bids.states import BidState
from procurement.evaluations.models import (
    Consensus,
    DecisionProposal,
    Evaluation,
    FindingDecision,
    LaterFinding,
    Mark,
    PanelMember,
    Run,
)
from procurement.evaluations.states import EvaluationState
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Criterion, Lot, Tender
from procurement.tenders.states import AFTER_OPENING, TenderState
from scoring.findings import fingerprint

LISTED = 10  # rows of a section of Home


def with_relations() -> QuerySet[Evaluation]:
    """Evaluations with lot, tender and authority."""
    return Evaluation.objects.select_related("lot__tender__authority")


def of_tender(tender: Tender) -> list[Evaluation]:
    """The evaluations of a tender by lot number. One query."""
    return list(with_relations().filter(lot__tender=tender).order_by("lot__no"))


def runs_of(evaluation: Evaluation) -> list[Run]:
    """All runs, newest first, without inputs and results. One query."""
    return list(_runs(evaluation).defer("inputs", "result").order_by("-no"))


def latest_run(evaluation: Evaluation) -> Run | None:
    """The run that holds, or None before the first. One query."""
    return _runs(evaluation).order_by("-no").first()


def latest_runs_of(lots: Iterable[UUID]) -> dict[UUID, Run]:
    """{lot: the run that holds}, without inputs and annex. One query."""
    runs = Run.objects.filter(lot__in=list(lots)).defer("inputs", "annex").order_by("lot", "no")
    return {run.lot_id: run for run in runs}


def run_no(evaluation: Evaluation, no: int) -> Run | None:
    """The run with this number. One query."""
    return _runs(evaluation).filter(no=no).first()


def _runs(evaluation: Evaluation) -> QuerySet[Run]:
    return Run.objects.filter(lot=evaluation.lot_id).select_related("by", "lot__tender__authority")


def states_of(tender: Tender) -> list[str]:
    """The state of each evaluation of a tender, by lot number. One query."""
    return list(Evaluation.objects.filter(lot__tender=tender).order_by("lot__no").values_list("state", flat=True))


# --- what Home reads; the authorities given decide what is seen ---


def to_evaluate(authorities: Sequence[UUID]) -> list[Evaluation]:
    """Lots with open prices and a method to apply, the longest waiting first. One query."""
    priced = _after_opening(authorities).filter(state=EvaluationState.PRICED, lot__tender__state=TenderState.OPENED)
    waiting = priced.exclude(lot__tender__price_formula="")
    return list(waiting.order_by("state_at", "lot__tender__ref", "lot__no")[:LISTED])


def newly_frozen(authorities: Sequence[UUID]) -> list[Evaluation]:
    """Frozen evaluations, the newest first. One query."""
    frozen = _after_opening(authorities).filter(state=EvaluationState.FROZEN)
    return list(frozen.order_by("-state_at", "pk")[:LISTED])


def tenders_on_whose_panel(user: Person) -> list[Tender]:
    """Tenders on whose panel the person sits, the newest first. One query."""
    lots = PanelMember.objects.filter(user=user.pk).values("lot__tender")
    return list(tender_queries.with_authority().filter(pk__in=lots).order_by("-publish_no")[:LISTED])


def sits_on_panel(user: Person, **where: Any) -> bool:
    """Whether the person sits on a panel, narrowed by fields of its members. One query."""
    return PanelMember.objects.filter(user=user.pk, **where).exists()


def _after_opening(authorities: Sequence[UUID]) -> QuerySet[Evaluation]:
    return with_relations().filter(lot__tender__authority__in=authorities, lot__tender__state__in=AFTER_OPENING)


# --- rows for the judge ---


def criteria_of(lot: Lot) -> list[Criterion]:
    """The criteria of a lot in order, with scales and levels. Three queries."""
    criteria = Criterion.objects.filter(lots=lot).select_related("scale", "parent").order_by("no")
    return list(criteria.prefetch_related("scale__levels"))


def criterion_keys_of(lot: Lot) -> dict[UUID, str]:
    """{criterion: key} of a lot in order: where the marks of a published criterion stand. One query."""
    return dict(Criterion.objects.filter(lots=lot).order_by("no").values_list("pk", "key"))


def claimed_standards_of(lot: Lot) -> dict[tuple[UUID, str], str]:
    """{(bid, code of the interface): the standard that the bid names}. One query."""
    claims = Claim.objects.filter(bid__lots=lot).values_list("bid_id", "interface__code", "standard_id")
    return {(bid, code): standard for bid, code, standard in claims}


class JudgedBid(NamedTuple):
    """An opened bid as far as the judge knows it: when it came in for this lot, the size of its lead tenderer."""

    pk: UUID
    alias: str
    submitted_at: datetime | None
    size: str | None


def judged_bids_of(lot: Lot) -> list[JudgedBid]:
    """The opened bids of a lot, by alias. One query."""
    size = BidParty.objects.filter(bid=OuterRef("bid"), role="lead").values("size")[:1]
    received_at = Coalesce("submitted_at", "bid__submitted_at")
    links = BidLot.objects.filter(lot=lot, bid__state=BidState.OPENED).order_by("bid__alias")
    rows = links.annotate(received_at=received_at, size=Subquery(size))
    return [JudgedBid(*columns) for columns in rows.values_list("bid_id", "bid__alias", "received_at", "size")]


def evaluators_of(lot: Lot) -> list[tuple[int, str]]:
    """(panel member id, pseudonym) in the panel's order. One query."""
    return list(PanelMember.objects.filter(lot=lot).order_by("no").values_list("pk", "pseudonym"))


class _Listed(Aggregate):
    """A column of a group as one text with commas, nothing for None: one row where there were thousands.

    The lists of one group run in the same order, whichever: a row is added to each of them before the next.
    """

    function = "STRING_AGG"
    template = "%(function)s(COALESCE(CAST(%(expressions)s AS text), ''), ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "GROUP_CONCAT(COALESCE(%(expressions)s, ''))"  # ids and numbers become text by themselves
        return self.as_sql(compiler, connection, template=template, **context)


class Listed(NamedTuple):
    """One hand's marks under a criterion: bids, revisions and values as texts, item by item in the same order."""

    criterion: UUID
    bids: str
    revisions: str
    values: str


_LISTED = {"bids": _Listed("bid"), "revisions": _Listed("revision"), "marks": _Listed("value")}


def marks_of(members: Iterable[int]) -> dict[int, list[Listed]]:
    """{panel member: every revision of its marks}. One query, answered from the index `mark_values` in its order."""
    marks: dict[int, list[Listed]] = {}
    rows = Mark.objects.filter(member__in=members).order_by().values("member_id", "criterion_id").annotate(**_LISTED)
    for member, *listed in rows.values_list("member_id", "criterion_id", *_LISTED):
        marks.setdefault(member, []).append(Listed(*listed))
    return marks


def fewest_markers_of(lot: Lot) -> dict[str, int]:
    """{key of a criterion that people mark: how many persons marked the bid that fewest marked}. Three queries."""
    judged = Count("pk", distinct=True)
    bids = lot.bids.filter(state=BidState.OPENED).aggregate(judged=judged)["judged"]
    marked = Mark.objects.filter(member__lot=lot, value__isnull=False).order_by()
    counts: dict[str, list[int]] = {
        key: [] for key in Criterion.objects.filter(lots=lot, input="mark").order_by("no").values_list("key", flat=True)
    }
    rows = marked.values("criterion__key", "bid").annotate(markers=Count("member", distinct=True))
    for key, markers in rows.values_list("criterion__key", "markers"):
        counts.setdefault(key, []).append(markers)
    return {key: min(markers) if len(markers) == bids else 0 for key, markers in counts.items() if bids}


def agreed_of(lot: Lot) -> list[Listed]:
    """Every revision of the agreed marks. One query."""
    rows = Consensus.objects.filter(lot=lot).order_by().values("criterion_id").annotate(**_LISTED)
    return [Listed(*listed) for listed in rows.values_list("criterion_id", *_LISTED)]


# --- what to look at twice ---


def decided_of(lot: Lot) -> list[FindingDecision]:
    """What two officers decided about the lot's findings, the latest last, with the two. One query."""
    decisions = FindingDecision.objects.filter(evaluation__lot=lot)
    return list(decisions.select_related("by_first", "by_second").order_by("at", "pk"))


def open_proposals_of(evaluation: Evaluation) -> list[DecisionProposal]:
    """What waits for a second officer: the latest proposal for each finding, if nobody confirmed it. One query."""
    latest: dict[str, DecisionProposal] = {}
    rows = DecisionProposal.objects.filter(evaluation=evaluation).select_related("by", "confirmed")
    for proposal in rows.order_by("at", "pk"):
        latest[fingerprint(proposal.finding)] = proposal
    return [proposal for proposal in latest.values() if not hasattr(proposal, "confirmed")]


def proposals_for(officer: User, authorities: Sequence[UUID]) -> list[DecisionProposal]:
    """What waits for this officer as the second one, the longest waiting first, with its lot. At most two queries.

    Those of other officers, each the latest for its finding; whether the finding still stands, the page says.
    """
    unconfirmed = DecisionProposal.objects.filter(
        confirmed=None, evaluation__lot__tender__authority__in=authorities
    ).exclude(by=officer)
    evaluations = list(unconfirmed.order_by("-at").values_list("evaluation", flat=True)[:LISTED])
    if not evaluations:
        return []
    latest: dict[tuple[UUID, str], DecisionProposal] = {}
    rows = DecisionProposal.objects.filter(evaluation__in=evaluations).order_by("at", "pk")
    for proposal in rows.select_related("confirmed", "evaluation__lot__tender__authority"):
        latest[proposal.evaluation_id, fingerprint(proposal.finding)] = proposal
    waiting = [row for row in latest.values() if not hasattr(row, "confirmed") and row.by_id != officer.pk]
    return waiting[:LISTED]


def later_findings_of(run: Run) -> list[LaterFinding]:
    """What became known after the run was frozen, in the order of time. One query."""
    return list(LaterFinding.objects.filter(run=run).order_by("at", "pk"))


# --- rows for people ---


def lot_count(lot: Lot) -> int:
    """How many lots the tender has. One query."""
    return Lot.objects.filter(tender=lot.tender_id).count()


def bids_with_parties(lot: Lot) -> list[Bid]:
    """The opened bids of a lot by alias, with their parties. Two queries."""
    return list(lot.bids.filter(state=BidState.OPENED).order_by("alias").prefetch_related("parties"))


def names_of(lot: Lot) -> dict[str, str]:
    """{alias: name} of the opened bids of a lot. Two queries."""
    return {bid.alias: name_of(bid) for bid in bids_with_parties(lot)}


def name_of(bid: Bid) -> str:
    """The lead's name and how many stand beside it; the alias where the source names nobody. None once prefetched."""
    parties = list(bid.parties.all())
    if not parties:
        return bid.alias
    others = len(parties) - 1
    if not others:
        return parties[0].name
    return ngettext("%(lead)s and %(n)d partner", "%(lead)s and %(n)d partners", others) % {
        "lead": parties[0].name,
        "n": others,
    }


def price_lines(lot: Lot, bids: Iterable[Bid]) -> dict[UUID, list[PriceLine]]:
    """{bid: its price lines for the lot, by element}. One query."""
    lines = PriceLine.objects.filter(bid__in=[bid.pk for bid in bids], lot=lot).order_by("element")
    return _by_bid(lines)


def claims_of(bids: Iterable[Bid]) -> dict[UUID, list[Claim]]:
    """{bid: its claims, by interface}. One query."""
    claims = Claim.objects.filter(bid__in=[bid.pk for bid in bids]).select_related("interface")
    return _by_bid(claims.order_by("interface__no"))


def commitments_of(bids: Iterable[Bid]) -> dict[UUID, list[KpiCommitment]]:
    """{bid: its offers for performance indicators, in order}. One query."""
    commitments = KpiCommitment.objects.filter(bid__in=[bid.pk for bid in bids]).select_related("kpi")
    return _by_bid(commitments.order_by("kpi__no"))


def responses_of(bids: Iterable[Bid]) -> dict[UUID, list[RequirementResponse]]:
    """{bid: its answers to requirements, in order}. One query."""
    responses = RequirementResponse.objects.filter(bid__in=[bid.pk for bid in bids]).select_related("requirement")
    return _by_bid(responses.order_by("requirement__no", "requirement__version"))


def reasons_of(lot: Lot) -> dict[tuple[str, str], str]:
    """{(criterion key, bid alias): the reason of the agreed mark}, the highest revision of each. One query."""
    rows = Consensus.objects.filter(lot=lot).exclude(reason="").order_by("revision")
    return {(key, alias): reason for key, alias, reason in rows.values_list("criterion__key", "bid__alias", "reason")}


def mark_reasons_of(lot: Lot) -> dict[tuple[str, str, str], str]:
    """{(criterion key, bid alias, pseudonym): reason of a panel mark}, the highest revision of each. One query."""
    rows = Mark.objects.filter(member__lot=lot).order_by("revision")
    reasons = rows.values_list("criterion__key", "bid__alias", "member__pseudonym", "reason")
    return {(key, alias, member): reason for key, alias, member, reason in reasons}


def _by_bid(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.bid_id, []).append(row)
    return grouped
