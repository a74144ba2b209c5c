"""What opening keys wait for by the clock: the end of their proof, their first year, and the deadlines of tenders."""

from collections.abc import Sequence
from datetime import datetime

from core import timers
from core.timers import Due
from procurement.bids.models import FrozenMember, OpeningKey
from procurement.bids.notices import keys as notices
from procurement.bids.notices.keys import KeyNoticeKind
from procurement.bids.queries import keys as queries
from procurement.bids.rules import opening_keys as rules
from procurement.tenders.models import Tender


def due(key: OpeningKey) -> list[Due]:
    """The moments that a key waits for. No query."""
    if key.proved_at is None or key.retired_at is not None:
        return []
    ends = rules.ends_at(key.role, key.proved_at)
    return [Due(ends - rules.REMINDED, "remind"), Due(ends, "end"), Due(key.made_at + rules.SERVES, "renew")]


def plan(key: OpeningKey, *, at: datetime) -> None:
    """Store what a key waits for next, in the transaction that proved it. One query."""
    timers.wait(key, due(key), at=at)


def remind(key: OpeningKey, *, at: datetime, due: datetime) -> None:
    """Tell the holder that the proof ends in seven days."""
    event = f"key-proof-ends:{key.pk}:{due.isoformat()}"
    notices.tell_holder(KeyNoticeKind.PROOF_ENDS, key, event=event, at=at)


def end(key: OpeningKey, *, at: datetime, due: datetime) -> None:
    """Tell the holder that the proof has ended, and the officers that the key is in no set until it is proved."""
    event = f"key-proof-ended:{key.pk}:{due.isoformat()}"
    notices.tell_holder(KeyNoticeKind.PROOF_ENDED, key, event=event, at=at)
    notices.tell_officers(KeyNoticeKind.KEY_OUT_OF_DATE, key, event=f"{event}:officers", at=at)


def renew(key: OpeningKey, *, at: datetime, due: datetime) -> None:
    """Tell the holder that the key has served a year, once: it is to make another. Nothing ends by itself."""
    event = f"key-serves-a-year:{key.pk}:{due.isoformat()}"
    notices.tell_holder(KeyNoticeKind.YEAR_OLD, key, event=event, at=at)


def look_at_deadlines(at: datetime) -> int:
    """Ask for fresh proofs in the last seven days before a deadline, and alarm in the last one. Returns the tenders.

    Each is told once for each deadline: it may move. A handful of queries for each tender that is so near.
    """
    tenders = queries.closing_within(at, rules.REMINDED)
    members = queries.latest_members(tenders)
    for tender in tenders:
        _look_at(tender, members.get(tender.pk, []), at=at)
    return len(tenders)


def _look_at(tender: Tender, members: Sequence[FrozenMember], *, at: datetime) -> None:
    assert tender.deadline_at is not None  # it closes within days
    stamp = f"{tender.pk}:{tender.deadline_at.isoformat()}"
    for member in members:
        if member.key.retired_at is None and not _is_fresh(member, tender.deadline_at):
            facts = {"ref": tender.ref}
            event = f"key-fresh-proof:{stamp}"
            notices.tell_holder(KeyNoticeKind.FRESH_PROOF, member.key, event=event, at=at, **facts)
    if members and tender.deadline_at <= at + rules.ALARMED and _in_date(members, at) < rules.FEWEST_IN_DATE:
        holders = {member.key.holder for member in members}
        notices.alarm(tender, holders, event=f"keys-too-few:{stamp}", at=at)


def _is_fresh(member: FrozenMember, deadline: datetime) -> bool:
    """Whether the key was proved within the last seven days before the deadline."""
    return member.key.proved_at is not None and member.key.proved_at >= deadline - rules.REMINDED


def _in_date(members: Sequence[FrozenMember], at: datetime) -> int:
    """How many keys can be counted on at this moment."""
    return sum(
        member.key.retired_at is None and rules.is_in_date(member.role, member.key.proved_at, at) for member in members
    )
