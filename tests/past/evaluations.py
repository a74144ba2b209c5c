"""The panel's work from plain data: marks with reasons, agreed marks, admissions, and the moves up to open prices."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core import states as mover
from core.models import User
from procurement.bids.models import Bid
from procurement.evaluations import decisions
from procurement.evaluations.models import Admission, Consensus, Evaluation, Mark, PanelMember
from procurement.evaluations.states import EVALUATION_STATES, EvaluationState
from procurement.tenders.models import Criterion, Lot, Origin, Tender
from procurement.web.demo.tables import Officers, TomlTable

_UP_TO_PRICES = tuple(EvaluationState)[:5]
_MOVES = {
    EvaluationState.INDIVIDUAL: "start",
    EvaluationState.CONSENSUS: "open_consensus",
    EvaluationState.QUALITY_LOCKED: "lock_quality",
    EvaluationState.PRICED: "open_prices",
}

# The panel's calendar, in days after the opening.
_STARTS, _MARKS, _MEETS, _AGREES, _LOCKS, _PRICES = 1, 3, 8, 8, 9, 10


def insert(
    tender: Tender, data: TomlTable, *, people: Mapping[str, User], officers: Officers, to: str = EvaluationState.PRICED
) -> list[Evaluation]:
    """One evaluation per lot, led to `to` (not further than open prices). An imported lot begins there.

    Effects: panel, marks, agreed marks and admissions at their days after the opening; a leaf per move.
    """
    lots = list(Lot.objects.filter(tender=tender).order_by("no"))
    return [_evaluate(lot, data, people=people, officers=officers, to=to) for lot in lots]


def _evaluate(lot: Lot, data: TomlTable, *, people: Mapping[str, User], officers: Officers, to: str) -> Evaluation:
    opened = lot.tender.state_at
    bids = {bid.alias: bid for bid in lot.bids.all()}
    if lot.tender.origin == Origin.IMPORTED:
        _agree(lot, data, bids, by=None, at=opened)
        return Evaluation.objects.create(lot=lot, state=EvaluationState.PRICED, state_at=opened)
    panel = _panel(lot, data, people)
    chair = panel[0].user if panel else officers.officer
    evaluation = Evaluation.objects.create(lot=lot, state_at=opened)
    for state in _UP_TO_PRICES[1 : _UP_TO_PRICES.index(to) + 1]:
        if state == EvaluationState.CONSENSUS:
            _mark(panel, data, bids, at=_day(opened, _MARKS))
            days, by = _MEETS, chair
        elif state == EvaluationState.QUALITY_LOCKED:
            _agree(lot, data, bids, by=chair, at=_day(opened, _AGREES))
            days, by = _LOCKS, chair
        elif state == EvaluationState.PRICED:
            _admit(lot, data, bids, officers, at=_day(opened, _LOCKS))
            days, by = _PRICES, officers.officer
        else:
            days, by = _STARTS, officers.officer
        mover.move(evaluation, _MOVES[state], table=EVALUATION_STATES, by=by, at=_day(opened, days))
    return evaluation


def _day(opened: datetime, days: int) -> datetime:
    return opened + timedelta(days=days)


def _panel(lot: Lot, data: TomlTable, people: Mapping[str, User]) -> list[PanelMember]:
    return [
        PanelMember.objects.create(lot=lot, user=people[key], pseudonym=f"E{number}", chair=number == 1, no=number)
        for number, key in enumerate(data.get("panel", ()), start=1)
    ]


def _mark(panel: list[PanelMember], data: TomlTable, bids: Mapping[str, Bid], *, at: datetime) -> None:
    """The marks of each member: `marks.<criterion>.<bid>` lists [mark, reason] in the panel's order."""
    rows = []
    for key, by_bid in data.get("marks", {}).items():
        for alias, mark in by_bid.items():
            if alias in bids:
                criterion = _criterion(bids[alias], key)
                for member, (value, reason) in zip(panel, mark, strict=True):
                    when = at + timedelta(hours=member.no)
                    row = Mark(member=member, bid=bids[alias], criterion=criterion, value=value, reason=reason, at=when)
                    rows.append(row)
    Mark.objects.bulk_create(rows)


def _agree(lot: Lot, data: TomlTable, bids: Mapping[str, Bid], *, by: User | None, at: datetime) -> None:
    """The agreed marks: `agreed.<criterion>.<bid>` is [mark, reason]; 1 or 0 for pass or fail."""
    rows = []
    for key, by_bid in data.get("agreed", {}).items():
        for alias, (value, reason) in by_bid.items():
            if alias in bids:
                criterion = _criterion(bids[alias], key)
                row = Consensus(lot=lot, bid=bids[alias], criterion=criterion, value=value, reason=reason, by=by, at=at)
                rows.append(row)
    Consensus.objects.bulk_create(rows)


def _admit(lot: Lot, data: TomlTable, bids: Mapping[str, Bid], officers: Officers, *, at: datetime) -> None:
    """Two officers rule on bids: `admissions` lists {bid, verdict, ground, reason}."""
    for row in data.get("admissions", ()):
        bid = bids[row["bid"]]
        ruling = {key: row[key] for key in ("verdict", "ground", "reason")}
        Admission.objects.create(bid=bid, lot=lot, by=officers.officer, second_by=officers.second, at=at, **ruling)


def decide(evaluation: Evaluation, data: TomlTable, officers: Officers, *, at: datetime) -> None:
    """Two officers decide what was noticed: `decisions` lists {kind, bids, answer, reason}."""
    for row in data.get("decisions", ()):
        about = (row["kind"], tuple(row["bids"]))
        [finding] = [each for each in decisions.decidable_findings(evaluation) if (each.kind, each.bids) == about]
        answer = {key: row[key] for key in ("answer", "reason")}
        proposal = decisions.propose(evaluation=evaluation, finding=finding, by=officers.officer, at=at, **answer)
        decisions.confirm(proposal=proposal, by=officers.second, at=at + timedelta(hours=1))


def _criterion(bid: Bid, key: str) -> Criterion:
    return Criterion.objects.get(tender=bid.tender_id, key=key)
