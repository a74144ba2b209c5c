"""States of a bid (LIFECYCLE §4) and of the opening of a tender's bids (SEALING §8). Imported bids stand at OPENED."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import LeafKind
from core.notice_kinds import NoticeKind
from core.states import Owner, State, Transition


class BidLeafKind(LeafKind):
    SUBMITTED = "bid.submitted"
    WITHDRAWN = "bid.withdrawn"
    UNCONFIRMED = "bid.unconfirmed"
    RECONFIRMED = "bid.reconfirmed"
    OPENED = "bid.opened"
    UNREADABLE = "bid.unreadable"


class KeyLeafKind(LeafKind):
    """Acts on opening keys: about an authority, in the platform's log; the frozen set in the tender's."""

    KEY_MADE = "key.made"
    PROVED = "key.proved"
    REWRAPPED = "key.rewrapped"
    RETIRED = "key.retired"
    HALF_FORGOTTEN = "key.half_forgotten"
    REHEARSAL_BEGUN = "keys.rehearsal_begun"
    REHEARSED = "keys.rehearsed"
    FROZEN = "keyset.frozen"


class BidPartyNoticeKind(NoticeKind):
    ASKED = "bid.part_asked"
    SIGNED = "bid.part_signed"
    TAKEN_BACK = "bid.part_taken_back"
    DECLINED = "bid.part_declined"
    GIVEN_UP = "bid.given_up"


class SubmissionLeafKind(LeafKind):
    KEYSET_MISMATCH = "bid.keyset_mismatch"


class EnvelopeLeafKind(LeafKind):
    """What reading the stored envelopes again showed."""

    DAMAGED = "envelope.damaged"
    RESTORED = "envelope.restored"


class AttemptLeafKind(LeafKind):
    """What was sent and not taken, and what somebody asked for who may not see it."""

    ATTEMPT_REFUSED = "bid.attempt_refused"
    READING_REFUSED = "bid.reading_refused"
    KEY_READING_REFUSED = "key.reading_refused"


class OpeningLeafKind(LeafKind):
    """The ceremony: who called and gave, as hashes; what came of each envelope; what was refused."""

    CALLED = "opening.called"
    FIRST_HALF_GIVEN = "opening.first_half_given"
    SECOND_HALF_GIVEN = "opening.second_half_given"
    ENVELOPE_READ = "opening.envelope_read"
    CLOSED = "opening.closed"
    EXPIRED = "opening.expired"
    REFUSED = "opening.refused"
    LOST_KEYS_PROPOSED = "opening.lost_keys_proposed"


class BidState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted, sealed")
    NEEDS_RECONFIRMATION = "needs_reconfirmation", _("Needs reconfirmation")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OPENED = "opened", _("Opened")
    UNREADABLE = "unreadable", _("Could not be read")


class OpeningState(models.TextChoices):
    """SEALING §8: called, first_shares, processing, closed; expired where the second person came too late."""

    CALLED = "called", _("Waits for the first half")
    FIRST_HALF = "first_half", _("Waits for the second half")
    PROCESSING = "processing", _("Envelopes are being opened")
    CLOSED = "closed", _("Opened and recorded")
    EXPIRED = "expired", _("Expired: more than 30 minutes between the two")


SIGN_RECORD = "sign_record"  # for what later stages do once the record of an opening is there; moves nothing


class OpeningPart(models.TextChoices):
    """What is opened together: both parts of each bid; or, with two envelopes, first the technical one, prices last."""

    BOTH = "both", _("Whole bids")
    TECHNICAL = "technical", _("Technical parts")
    PRICE = "price", _("Prices")


class KeyWay(models.TextChoices):
    """Where a key was used for its halves."""

    BROWSER = "browser", _("in the browser")
    PROGRAM = "program", _("by the program")
    SERVER = "server", _("on the server")


class FactorKind(models.TextChoices):
    """What a person showed again within five minutes before its half was taken."""

    TOTP = "totp", _("code of an app")
    WEBAUTHN = "webauthn", _("security key")
    RECOVERY_CODE = "recovery_code", _("recovery code")
    PASSPHRASE = "passphrase", _("passphrase of the account (demonstration)")


class EnvelopeOutcome(models.TextChoices):
    """What came of an envelope (SEALING §8). Of the last two the bid cannot be read."""

    OPENED = "opened", _("Opened")
    SEAL_BROKEN = "seal_broken", _("Cannot be read")
    MISSING = "missing", _("Missing")


class EnvelopeFault(models.TextChoices):
    """Why an envelope could not be read."""

    BID_GONE = "bid_gone", _("The log says that a bid came in; it is not here.")
    VERSION_GONE = "version_gone", _("The log says that this version came in; it is not here.")
    ROW_GONE = "row_gone", _("The log names this envelope; its record is not here.")
    BODY_GONE = "body_gone", _("The file of this envelope is not in the store.")
    ROW_CHANGED = "row_changed", _("The record of this envelope is not the one that the log names.")
    BODY_CHANGED = "body_changed", _("The file changed after it was received.")
    RECEIPT_DIFFERS = "receipt_differs", _("The signed receipt names another envelope than the log.")
    OLD_KEYS = "old_keys", _("It was sealed for keys that were replaced, and not sent again.")
    HALF_MISSING = "half_missing", _("The supplier sealed it so that a half cannot be taken out.")
    SEAL = "seal", _("The seal is broken, or the content is not what was committed to.")
    STOPPED = "stopped", _("Opening it failed each time, or took more than one envelope may take.")
    ANSWERS = "answers", _("It opened, and what was sealed in it is no bid for this lot.")


class RefusalCause(models.TextChoices):
    """Why somebody was not let open bids (SEALING §8: anything else is refused, and leaves a line of the log)."""

    BEFORE_DEADLINE = "before_deadline", _("before the deadline")
    NOT_CLOSED = "not_closed", _("the tender does not wait for an opening")
    NOT_CALLED = "not_called", _("no opening was called")
    NOT_A_MEMBER = "not_a_member", _("no holder of a key of this tender")
    SAME_PERSON = "same_person", _("one person twice")
    NOT_FRESH = "not_fresh", _("no second factor within five minutes")
    WRONG_HALF = "wrong_half", _("not the half that was sealed")
    WRONG_PASSPHRASE = "wrong_passphrase", _("another passphrase or key file")
    TOO_SLOW = "too_slow", _("more than 30 minutes between the two")
    PRICES_SEALED = "prices_sealed", _("prices stay sealed until quality is locked")
    KEYS_CHANGED = "keys_changed", _("the opening keys are not those of the notice")
    DEMONSTRATION_KEYS = "demonstration_keys", _("the opening keys are of a demonstration")
    CLOCK = "clock", _("the clock cannot be relied on")


class RecordFault(models.TextChoices):
    """What is not as it should be around an opening; it keeps nothing from being opened."""

    LOG_CHANGED = "log_changed", _("The log was changed, or lacks entries.")
    HEAD_DIFFERS = "head_differs", _("The log is not the one whose head was signed: it was rewritten or set back.")
    VERSION_NOT_IN_LOG = "version_not_in_log", _("A version stands in the database and not in the log.")
    RECEIPT_GONE = "receipt_gone", _("The site's copy of a receipt is missing.")
    RECEIPT_CHANGED = "receipt_changed", _("The site's copy of a receipt was changed.")
    STATE_DIFFERS = "state_differs", _("A bid stands in another state than the log says.")
    PARTIES_DIFFER = "parties_differ", _("The parties of a bid are not those that were sealed with it.")


class SourceFindingKind(models.TextChoices):
    """What an import found: a bid left out by the source's own status; the others keep a lot from being evaluated."""

    LEFT_OUT = "left_out", _("Left out by the source")
    UNPLACED = "unplaced", _("Could not be placed")
    STILL_OPEN = "still_open", _("Still open in the source")


class SourceVerdict(models.TextChoices):
    """What a decision of an imported file says, by its status; any other status is UNKNOWN and decides nothing here."""

    AWARDED = "active", _("awarded")
    REJECTED = "unsuccessful", _("rejected")
    PENDING = "pending", _("not decided yet")
    CANCELLED = "cancelled", _("cancelled")
    UNKNOWN = "unknown", _("not known here")

    @classmethod
    def of(cls, status: str) -> "SourceVerdict":
        word = status.strip().lower()
        return cls(word) if word in cls.values else cls.UNKNOWN


_SUBMIT = Transition(BidState.SUBMITTED, BidLeafKind.SUBMITTED, _("Submit"))
_WITHDRAW = Transition(BidState.WITHDRAWN, BidLeafKind.WITHDRAWN, _("Withdraw"))
_UNCONFIRM = Transition(BidState.NEEDS_RECONFIRMATION, BidLeafKind.UNCONFIRMED, _("Ask for reconfirmation"))
_UNREADABLE = Transition(BidState.UNREADABLE, BidLeafKind.UNREADABLE, _("Record that it cannot be read"))
_OPEN = {
    "record_opening": Transition(BidState.OPENED, BidLeafKind.OPENED, _("Record the opening")),
    "record_unreadable": _UNREADABLE,
}

BID_STATES = {
    BidState.DRAFT: State(Owner.TENDERER, {"submit": _SUBMIT}),
    BidState.SUBMITTED: State(
        Owner.OPENERS, {"submit": _SUBMIT, "withdraw": _WITHDRAW, "unconfirm": _UNCONFIRM, **_OPEN}
    ),
    BidState.NEEDS_RECONFIRMATION: State(
        Owner.TENDERER,
        {
            "reconfirm": Transition(BidState.SUBMITTED, BidLeafKind.RECONFIRMED, _("Reconfirm")),
            "submit": _SUBMIT,
            "withdraw": _WITHDRAW,
            **_OPEN,
        },
    ),
    BidState.WITHDRAWN: State(Owner.TENDERER, {"submit": _SUBMIT}),
    # Where prices are opened last, the price of an opened bid may turn out not to be readable (ADR 0065).
    BidState.OPENED: State(Owner.NOBODY, {"record_unreadable": _UNREADABLE}),
    BidState.UNREADABLE: State(Owner.NOBODY, {}),
}

_CLOSE = Transition(OpeningState.CLOSED, OpeningLeafKind.CLOSED, _("Close and record"))
_EXPIRE = Transition(OpeningState.EXPIRED, OpeningLeafKind.EXPIRED, _("Expire"))

OPENING_STATES = {
    OpeningState.CALLED: State(
        Owner.OPENERS,
        {
            "give_first_half": Transition(
                OpeningState.FIRST_HALF, OpeningLeafKind.FIRST_HALF_GIVEN, _("Give the first half")
            ),
            "close_opening": _CLOSE,  # at once, where no bid came in: nobody needs a key
            "expire_opening": _EXPIRE,  # the tender takes bids again
        },
    ),
    OpeningState.FIRST_HALF: State(
        Owner.OPENERS,
        {
            "give_second_half": Transition(
                OpeningState.PROCESSING, OpeningLeafKind.SECOND_HALF_GIVEN, _("Give the second half")
            ),
            "expire_opening": _EXPIRE,
        },
    ),
    OpeningState.PROCESSING: State(Owner.OPENERS, {"close_opening": _CLOSE}),
    OpeningState.CLOSED: State(Owner.NOBODY, {}),
    OpeningState.EXPIRED: State(Owner.NOBODY, {}),
}

# Moves of the table whose service is not built yet. A test lets this list only shrink.
UNBUILT: frozenset[str] = frozenset()
