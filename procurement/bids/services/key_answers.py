"""What a holder's one typing brings: the answer to a challenge, and halves of a rehearsal that waits for them."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from core.models import User
from offline.reading import SignedFileFault
from offline.sealing.questions import read_answers
from procurement.bids.models import OpeningKey, Rehearsal
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys, rehearsals
from procurement.bids.services.keysets import KeyRefused


def waiting_rehearsal(key: OpeningKey, at: datetime) -> Rehearsal | None:
    """The open rehearsal that lacks the halves of this key. Six queries."""
    rehearsal = rehearsals.open_rehearsal_of(key, at)
    return rehearsal if rehearsal is not None and rehearsals.waits_for(rehearsal, key) else None


def take_answers(*, key: OpeningKey, content: bytes, by: User, at: datetime) -> bool:
    """Take the answers of a browser or of the tool. Who: the holder.

    Effects: those of prove_key and add_shares. True where a rehearsal waits for this key still: the proof may have
    begun it. Raises KeyRefused for what is no answer, and as those do.
    """
    try:
        answers = read_answers(content)
    except SignedFileFault as fault:
        raise KeyRefused(str(fault)) from fault
    if not answers.answers:
        raise KeyRefused(_("There is no answer in what was sent."))
    for challenge, answer in answers.answers.items():
        row = queries.challenge_of(key, _uuid(challenge))
        if row is None:
            raise KeyRefused(_("This question was not asked of your key. Ask for a new one."))
        keys.prove_key(challenge=row, answer=answer, by=by, at=at)
    key.refresh_from_db()
    rehearsal = waiting_rehearsal(key, at)
    if rehearsal is None or answers.rehearsal != str(rehearsal.pk):
        return rehearsal is not None
    rehearsals.add_shares(rehearsal=rehearsal, key=key, shares=answers.shares, by=by, at=at)
    return False


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise KeyRefused(_("This question was not asked of your key. Ask for a new one.")) from None
