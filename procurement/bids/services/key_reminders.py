"""Whose key a tender waits for: nobody has to look for who is missing, and an officer asks them with one press."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.models import Authority, User
from procurement.bids.models import FrozenMember
from procurement.bids.notices import keys as notices
from procurement.bids.queries import keys as queries
from procurement.bids.rules import opening_keys as rules
from procurement.bids.services.keysets import KeySetReading, KeyStage, set_of
from procurement.tenders.models import Tender
from procurement.tenders.states import TenderState

NOT_TO_ASK = {KeyStage.READY, KeyStage.WAITS}


@dataclass(frozen=True, slots=True)
class WaitingTender:
    """A tender that lacks keys: `sentences` say whose, and what is missing otherwise; `holders` can be asked."""

    tender: Tender
    sentences: tuple[str, ...]
    holders: tuple[User, ...]


def waiting_tenders(authorities: Iterable[Authority | object], at: datetime) -> list[WaitingTender]:
    """Tenders of these authorities (by id) that wait for keys, by authority and deadline.

    Before the publication what the authority's set lacks; of an open tender the keys of its own keyset that are retired
    or whose proof has ended. Two queries, and those of `set_of` for each authority with one before its publication.
    """
    tenders = queries.awaiting(authorities)  # type: ignore[arg-type]  # ids
    members = queries.latest_members(tender for tender in tenders if tender.state == TenderState.OPEN)
    readings: dict[object, KeySetReading] = {}
    waiting = []
    for tender in tenders:
        if tender.state == TenderState.OPEN:
            row = _of_open(tender, members.get(tender.pk, ()), at)
        else:
            if tender.authority_id not in readings:
                readings[tender.authority_id] = set_of(tender.authority, at)
            row = _before_publication(tender, readings[tender.authority_id])
        if row.sentences:
            waiting.append(row)
    return waiting


def ask_for_keys(*, authority: Authority, at: datetime) -> int:
    """Ask everybody whose key a tender of the authority waits for. Who: an officer. Returns how many were asked now.

    Effects: a notice to each, once a day, however often it is pressed.
    """
    holders = {holder for row in waiting_tenders([authority.pk], at) for holder in row.holders}
    return notices.ask_holders(authority, holders, event=f"key-asked:{authority.pk}:{at.date().isoformat()}", at=at)


def _before_publication(tender: Tender, reading: KeySetReading) -> WaitingTender:
    holders = tuple(person.holder for person in reading.people if person.stage not in NOT_TO_ASK)
    return WaitingTender(tender, reading.missing, holders if reading.missing else ())


def _of_open(tender: Tender, members: Sequence[FrozenMember], at: datetime) -> WaitingTender:
    lapsed = [row for row in members if not rules.is_in_date(row.role, row.key.proved_at, at)]
    retired = [row for row in members if row.key.retired_at is not None and row not in lapsed]
    sentences = [
        _("%(name)s must prove the opening key again: the last proof is too old.") % {"name": row.key.holder}
        for row in lapsed
    ]
    sentences += [
        _("%(name)s has retired the opening key that this tender names.") % {"name": row.key.holder} for row in retired
    ]
    return WaitingTender(
        tender, tuple(sentences), tuple(row.key.holder for row in lapsed if row.key.retired_at is None)
    )
