"""What stands between the two steps of a submission, and why one of them did not end well."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.outages import OutOfOrder
from core.sealing_child import SealedPart
from procurement.bids.models import Attempt, AttemptReason, Bid, BidRevision, FrozenKeyset, SubmissionWork
from procurement.tenders.models import TenderVersion


class SubmissionRefused(Exception):
    """A bid that was not taken. `findings`: every sentence of why; `reason`: how the attempt is kept, if it is.

    `attempt`: the attempt, once it is kept.
    """

    attempt: Attempt | None = None

    def __init__(self, findings: Sequence[str], reason: AttemptReason | None = None) -> None:
        self.findings, self.reason = list(findings), reason
        super().__init__(" ".join(self.findings))


class SubmissionRunning(Exception):
    """The same submission is under way already. `retry_after`: seconds until its lease ends at the latest."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(_("This bid is just being submitted. Look again in a moment."))


class OtherContent(Exception):
    """The key of a submission came a second time, with something else: nothing was done now.

    `number`: the version that came in under it.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        sentence = _(
            "Version %(number)d came in under this key. What is sent now is something else: give it another key."
        )
        super().__init__(sentence % {"number": number})


class DraftKeyMissing(Exception):
    """Without the draft's key nothing can be sealed, and a repeat cannot be compared."""

    def __init__(self) -> None:
        super().__init__(_("This draft is locked on this device. Enter the draft pass first."))


class SubmissionOvertaken(Exception):
    """Another submission of this bid was faster: what was sealed here counts for nothing.

    `number`: the latest version that came in.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(_("Somebody of your team submitted this bid meanwhile. Look at its receipt first."))


class SealingFailed(Exception):
    """Nothing could be sealed, for a fault of the site; the draft is as it was."""

    def __init__(self) -> None:
        super().__init__(_("The bid could not be sealed. Nothing was lost: try again."))


class DraftFileChanged(OutOfOrder):
    """A file of the draft is not as it was sent: sealed, nobody could take it out again. The rest is as it was."""

    for_operator = "A file of a draft is missing or damaged; `manage.py verify` names what is missing."

    def __init__(self) -> None:
        super().__init__(
            _(
                "A file of this draft is lost or damaged on the site, so the bid cannot be sealed. Trying again does "
                "not mend it: remove the files and send them again. What you wrote is as it was."
            )
        )


class SendingBroken(Exception):
    """What was sent did not come whole: a line broke, or the sender had less than it said."""

    def __init__(self) -> None:
        super().__init__(_("The bid did not come whole, so nothing of it was taken. Send it again."))


def late_sentence(deadline: datetime) -> str:
    """What whoever comes too late reads: the deadline to the second, and by whose clock."""
    written = date_format(deadline, "j F Y, H:i:s")
    return _("The deadline was %(deadline)s UTC, by the time of the server.") % {"deadline": written}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A bid that is sealed and lies in the store, to be received: ids and hashes, no content.

    `work` is the row whose lease keeps the objects. `sealed_slip`: None where the sender sealed the bid.
    `is_scanned`: a virus scanner let every file of it pass, of which there is one at least.
    """

    bid: Bid
    idem_key: str
    idem_digest: str
    work: SubmissionWork
    number: int
    version: TenderVersion
    keyset: FrozenKeyset
    facts_fingerprint: str
    parts: tuple[SealedPart, ...] = field(repr=False)
    sealed_slip: bytes | None = field(default=None, repr=False)
    sealed_by_client: bool = False
    is_scanned: bool = False


@dataclass(frozen=True, slots=True)
class EarlierSubmission:
    """A submission that came in before, by its key: there is nothing to do but to give its receipt again."""

    revision: BidRevision
