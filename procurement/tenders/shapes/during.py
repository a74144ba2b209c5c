"""What happens to a published tender, as the API shows it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from procurement.tenders import queries
from procurement.tenders.gather.outages import OutageProposal
from procurement.tenders.models import CancellationProposal, Clarification, ReopeningProposal, Tender
from procurement.tenders.states import CancelReason, ClarificationState, TenderState


@dataclass(frozen=True, slots=True)
class OpenTenderShape:
    """How a published tender stands. While `suspended_at` is set time stands still and nobody can hand in."""

    id: UUID
    state: TenderState
    version: int = field(metadata={"help": "The number of the latest version."})
    deadline_at: datetime | None
    questions_until_at: datetime | None
    answers_by_at: datetime | None
    suspended_at: datetime | None
    suspended_why: str
    cancelled_why: str
    answered: int = field(metadata={"help": "How many questions are answered."})


@dataclass(frozen=True, slots=True)
class AnsweredQuestionShape:
    """A question as everybody reads it, with its answer; numbered by publication."""

    no: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class WaitingQuestionShape:
    """A question as it was asked, for officers."""

    id: UUID
    state: ClarificationState
    text: str


@dataclass(frozen=True, slots=True)
class AskedQuestionShape:
    """A question of one's own. `no`: the number of its answer; `why`: why it is not answered."""

    id: UUID
    state: ClarificationState
    text: str
    no: int | None
    why: str


@dataclass(frozen=True, slots=True)
class FollowingShape:
    follows: bool


@dataclass(frozen=True, slots=True)
class OutageProposalShape:
    """What outages took from the last hours before a deadline. `outages`: their ids in the list of outages."""

    outages: tuple[int, ...]
    lost_seconds: int
    more_seconds: int = field(metadata={"help": "As much, rounded up to the next quarter of an hour."})
    deadline: datetime = field(metadata={"help": "The deadline that makes it good."})


@dataclass(frozen=True, slots=True)
class CancellationProposalShape:
    id: int = field(metadata={"help": "Send it as `proposed` to confirm it."})
    code: CancelReason
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReopeningProposalShape:
    """An officer's wish that a closed tender takes bids again for outages of the site."""

    id: int = field(metadata={"help": "Send it as `proposed` to confirm it."})
    outages: tuple[int, ...]
    text: str
    by: str
    at: datetime


def open_tender_shape(tender: Tender) -> OpenTenderShape:
    """Three queries, one more for a cancelled tender."""
    suspension = queries.current_suspension(tender) if tender.state == TenderState.OPEN else None
    proposal = queries.latest_cancellation_proposal(tender) if tender.state == TenderState.CANCELLED else None
    return OpenTenderShape(
        id=tender.pk,
        state=TenderState(tender.state),
        version=queries.latest_version_no(tender),
        deadline_at=tender.deadline_at,
        questions_until_at=tender.questions_until_at,
        answers_by_at=tender.answers_by_at,
        suspended_at=suspension.suspended_at if suspension else None,
        suspended_why=suspension.why if suspension else "",
        cancelled_why=proposal.text if proposal else "",
        answered=queries.published_answers(tender).count(),
    )


def answered_shape(row: Clarification) -> AnsweredQuestionShape:
    assert row.no is not None  # what is published has a number
    return AnsweredQuestionShape(row.no, row.text_published, row.answer)


def waiting_shape(row: Clarification) -> WaitingQuestionShape:
    return WaitingQuestionShape(row.pk, ClarificationState(row.state), row.text_asked)


def asked_shape(row: Clarification) -> AskedQuestionShape:
    return AskedQuestionShape(row.pk, ClarificationState(row.state), row.text_asked, row.no, row.why)


def outage_proposal_shape(row: OutageProposal) -> OutageProposalShape:
    return OutageProposalShape(
        outages=tuple(outage.pk for outage in row.outages),
        lost_seconds=int(row.lost.total_seconds()),
        more_seconds=int(row.more.total_seconds()),
        deadline=row.deadline,
    )


def proposal_shape(row: CancellationProposal) -> CancellationProposalShape:
    return CancellationProposalShape(row.pk, CancelReason(row.code), row.text, str(row.by), row.at)


def reopening_shape(row: ReopeningProposal) -> ReopeningProposalShape:
    return ReopeningProposalShape(row.pk, tuple(row.outages), row.text, str(row.by), row.at)
