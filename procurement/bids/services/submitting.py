"""A bid is submitted in two steps: everything slow first, then one short transaction (ADR 0059).

Step by step, and what a crash leaves: a row with a lease; parts that a child wrote; objects under their names; the
version, its receipt and its leaf, all or none; the answer. Whatever stopped in between is repeated with the same key:
until the lease ends it says that it is running, then it begins again, and once it came in it gives the same receipt.
"""

import hashlib
import hmac
from datetime import datetime

from django.db import DatabaseError
from django.views.decorators.debug import sensitive_variables

from core.canon import canon
from core.models import User
from procurement.bids import store
from procurement.bids.draft_keys import DraftKey, Purpose
from procurement.bids.models import Bid, BidRevision
from procurement.bids.services import attempts, keyset_checks, offers, receiving, room, sealing, works
from procurement.bids.services.offers import Offer, WrittenBid
from procurement.bids.services.submission import (
    DraftKeyMissing,
    EarlierSubmission,
    Prepared,
    SubmissionOvertaken,
    SubmissionRefused,
)


@sensitive_variables()
def submit_bid(*, bid: Bid, draft_key: DraftKey | None, idem_key: str, by: User, at: datetime) -> BidRevision:
    """Both steps, and what is kept of an attempt that was refused. Who: the lead's team.

    Effects and errors as of the two; a refusal for a reason, or a fault of the site, leaves an Attempt
    (`attempts.kept`).
    """
    with attempts.kept(bid, by=by, at=at):
        ready = prepare_submission(bid=bid, draft_key=draft_key, idem_key=idem_key, by=by, at=at)
        return receive_bid(prepared=ready, by=by)


@sensitive_variables()
def prepare_submission(
    *, bid: Bid, draft_key: DraftKey | None, idem_key: str, by: User, at: datetime
) -> Prepared | EarlierSubmission:
    """The slow part: look whether the bid is complete, seal it, store the envelopes. Who: the lead's team.

    `idem_key`: the sender's name of this submission, the same for every repeat. Effects: a SubmissionWork with a lease,
    committed first; the envelopes in the store. Outside any transaction. With a key that came in before nothing is
    done: that version is `EarlierSubmission`, whatever became of tender, keys and facts since; OtherContent where the
    team has written something else since. Where the keys are not those of the notice leaf bid.keyset_mismatch is left
    (`keyset_checks`). Raises DraftKeyMissing, SubmissionRefused with every finding, SubmissionRunning, SealingFailed,
    OSError where the disk is full, and OutOfOrder: store.StoreRefused, WrongDraftKey, DraftFileChanged.
    """
    if draft_key is None:
        raise DraftKeyMissing
    written = offers.written_bid(bid, draft_key)
    digest = idem_digest(draft_key, written)
    if done := works.earlier(bid, idem_key):
        return EarlierSubmission(works.require_same(done, digest))
    with keyset_checks.refusing_other_keys(bid, by=by, at=at):
        offer = offers.offer_of(bid, written, at=at)
    return _prepare_offer(bid, offer, draft_key=draft_key, idem_key=idem_key, digest=digest)


@sensitive_variables()
def _prepare_offer(
    bid: Bid, offer: Offer, *, draft_key: DraftKey, idem_key: str, digest: str
) -> Prepared | EarlierSubmission:
    """The same for what was gathered. A repeat that came in while it was is known by now: its number was counted after
    this one's, or this one is overtaken.
    """
    if done := works.earlier(bid, idem_key):
        return EarlierSubmission(works.require_same(done, digest))
    if offer.findings:
        raise SubmissionRefused(offer.findings, offer.reason)
    store.open_store()
    room.require_room(bid, sum(file.size for part in offer.parts for file in part.files))
    with works.under_way(bid, idem_key, len(offer.parts)) as work:
        sealed = sealing.seal_parts(
            bid,
            offer.parts,
            work.object_names,
            draft_key=draft_key,
            keyset=offer.keyset,
            number=offer.number,
            criteria_hash=offer.version.digest,
        )
    return Prepared(
        bid,
        idem_key,
        digest,
        work=work,
        number=offer.number,
        version=offer.version,
        keyset=offer.frozen,
        parts=sealed,
        facts_fingerprint=offer.facts_fingerprint,
        is_scanned=offer.is_scanned,
        sealed_slip=sealing.sealed_slip(bid, offer.number, sealed, draft_key),
    )


def receive_bid(*, prepared: Prepared | EarlierSubmission, by: User) -> BidRevision:
    """The short part: the bid is received now, by the database's clock under lock. Who: as the first step.

    Effects, all or none: the next version with its envelopes, the bid SUBMITTED, leaf bid.submitted, the signed receipt
    with its slip; the SubmissionWork is gone. Where a repeat of this very submission was faster, its version is
    returned, however late this one is. Raises SubmissionRefused (late, not open, suspended, changed meanwhile),
    SubmissionOvertaken, SubmissionRunning where a repeat took over, OtherContent, KeyFault, OperationalError past
    three seconds of waiting; then nothing is stored, and the envelopes are dropped. A database that failed says nothing
    of what it stored: then the envelopes stay, and a repeat finds out.
    """
    if isinstance(prepared, EarlierSubmission):
        return prepared.revision
    try:
        return receiving.receive(prepared, by=by)
    except DatabaseError:
        raise
    except (SubmissionOvertaken, SubmissionRefused):
        works.drop(prepared.work)
        if done := works.earlier(prepared.bid, prepared.idem_key):
            return works.require_same(done, prepared.idem_digest)
        raise
    except Exception:
        works.drop(prepared.work)
        raise


@sensitive_variables()
def idem_digest(draft_key: DraftKey, written: WrittenBid) -> str:
    """A keyed hash of all that the team has written: by a key that the site does not keep, or prices were guessed."""
    stated = hashlib.sha256(canon(written.stated())).digest()
    return hmac.new(draft_key.subkey(Purpose.IDEM), stated, "sha256").hexdigest()
