"""Too few keys of a closed tender are left to open its bids: it takes bids again, under new keys (SEALING §8).

Any two of its keys open the bids, so this is for the case that fewer than two are in use. What was sealed is kept as
evidence and stays shut for good; everybody submits again. One officer proposes it, another confirms.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit, states
from core.models import User
from procurement.bids.models import FrozenMember, LostKeysProposal, Opening
from procurement.bids.notices.openings import OpeningNoticeKind
from procurement.bids.queries import keys as key_queries
from procurement.bids.queries import openings as queries
from procurement.bids.services.key_changes import LEAST_LEFT, ask_again, is_other
from procurement.bids.services.keysets import KeyRefused, require_set, store_keyset
from procurement.bids.states import OpeningLeafKind, OpeningState
from procurement.tenders import notices
from procurement.tenders.gather.outages import next_quarter
from procurement.tenders.models import Origin, Tender, TenderVersion
from procurement.tenders.services.deadlines import NotChangeable, move_deadline
from procurement.tenders.services.reopening import REOPEN, closed_row, require_confirmable
from procurement.tenders.states import TENDER_STATES, TenderLeafKind, TenderState

NEEDED = 2  # keys that open a bid together
BEGUN = (OpeningState.FIRST_HALF, OpeningState.PROCESSING, OpeningState.CLOSED)


@dataclass(frozen=True, slots=True)
class KeyLoss:
    """Of a closed tender: the keys that are lost, those that are left, and until when it would take bids from now."""

    lost: tuple[FrozenMember, ...]
    left: tuple[FrozenMember, ...]
    deadline: datetime


def key_loss(tender: Tender, *, at: datetime) -> KeyLoss | None:
    """What is lost of a closed tender's keys; None where two of them still open its bids. Four queries at most.

    A key is lost where its holder has retired it, or does not have the role any more. The time counts from now: seven
    days, as where keys change before the deadline, to a whole quarter of an hour.
    """
    keyset = key_queries.latest_keyset(tender)
    if tender.state != TenderState.CLOSED or tender.origin != Origin.OWN or keyset is None:
        return None
    roles = {holder.user.pk: holder.role for holder in key_queries.holders_of(tender.authority)}
    in_use = {key.pk for key in key_queries.keys_in_use(tender.authority) if roles.get(key.holder_id) == key.role}
    members = key_queries.members_of(keyset)
    left = tuple(member for member in members if member.key_id in in_use)
    if len(left) >= NEEDED:
        return None
    lost = tuple(member for member in members if member.key_id not in in_use)
    return KeyLoss(lost, left, next_quarter(at + LEAST_LEFT))


def obstacles(tender: Tender) -> list[str]:
    """Why it takes no new bids whatever is lost: somebody's half is there, or bids are open. One query.

    A half that came to nothing is no obstacle, though it is one after an outage: here nobody can give the other.
    """
    if Opening.objects.filter(tender=tender, state__in=BEGUN).exists():
        return [_("The opening of the bids has begun: the tender takes no bids again.")]
    return []


@transaction.atomic
def propose_new_bids(*, tender: Tender, reason: str, by: User, at: datetime) -> LostKeysProposal:
    """Say that a closed tender should take bids again, since its keys are lost. Who: an officer.

    Nothing moves before another confirms it. Effects: a LostKeysProposal; leaf opening.lost_keys_proposed; a notice to
    the other officers. The same by the same person a second time is the proposal that stands. Raises NotChangeable: not
    closed, two of its keys are in use, its opening has begun; KeyRefused without a reason.
    """
    row, _loss = _require_lost(tender, at=at)
    if not reason.strip():
        raise KeyRefused(_("Say why it takes bids again: suppliers will read it."))
    latest = queries.latest_lost_keys_proposal(row)
    if latest is not None and (latest.by_id, latest.text) == (by.pk, reason.strip()):
        return latest
    proposal = LostKeysProposal.objects.create(tender=row, text=reason.strip(), by=by, at=at)
    audit.record(OpeningLeafKind.LOST_KEYS_PROPOSED, row, by=by, at=at, secret={"reason": proposal.text})
    others = [officer for officer in notices.officers_of(row) if officer.pk != by.pk]
    notices.tell(OpeningNoticeKind.LOST_KEYS_PROPOSED, row, others, event=f"lost-keys:{proposal.pk}", at=at)
    return proposal


@transaction.atomic
def take_new_bids(*, tender: Tender, proposal: LostKeysProposal, by: User, at: datetime) -> TenderVersion:
    """Let a closed tender take bids again under the authority's present keys. Who: another officer than proposed it.

    Effects: CLOSED to OPEN, leaf tender.reopened with the cause; an opening that was called is over; the next version
    of the keyset, leaf keyset.frozen; the deadline seven days from now; the next version of the tender; every bid that
    is in moves to NEEDS_RECONFIRMATION, and only a new submission counts; a notice to everybody. Sealed envelopes stay
    where they are. Raises NotChangeable as the proposal does, and where another one took its place or the same person
    confirms; GateRefused with all that the new set lacks; KeyRefused where the keys are the old ones.
    """
    row, loss = _require_lost(tender, at=at)
    latest = queries.latest_lost_keys_proposal(row)
    latest = require_confirmable(latest, proposal, by=by)
    reading, keyset = require_set(row.authority, at), key_queries.latest_keyset(row)
    if keyset is not None and not is_other(keyset, reading):
        raise KeyRefused(_("These are the keys that the tender names already."))
    cause = {"cause": "sealing_failed", "outages": []}
    states.move(row, REOPEN, table=TENDER_STATES, by=by, at=at, facts=cause, is_checked=True)
    store_keyset(row, reading, version=keyset.version + 1 if keyset else 1, by=by, at=at)
    version = move_deadline(row, loss.deadline, kind=TenderLeafKind.EXTENDED, reason=latest.text, by=by, at=at)
    ask_again(row, version, by=by, at=at)
    notices.tell_everybody(OpeningNoticeKind.NEW_KEYS, row, event=f"tender-version:{version.pk}", at=at)
    tender.refresh_from_db()
    return version


def _require_lost(tender: Tender, *, at: datetime) -> tuple[Tender, KeyLoss]:
    """The tender's row, locked until the transaction ends, and what is lost. Raises NotChangeable."""
    row = closed_row(tender)
    if refused := obstacles(row):
        raise NotChangeable(" ".join(refused))
    loss = key_loss(row, at=at)
    if loss is None:
        raise NotChangeable(_("Two of its keys are in use still: their holders open the bids."))
    return row, loss
