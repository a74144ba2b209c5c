"""What a receipt, its slip and payloads prove and what they do not, in sentences."""

from collections.abc import Mapping
from datetime import UTC, datetime

from offline import receipts
from offline.reading import Problem, SignedFileFault, shortened
from offline.receipts import ReceiptDocument, ReceiptEnvelope, Slip
from offline.sealing.headers import EnvelopeKind

PARTS = {EnvelopeKind.TECHNICAL: "technical part", EnvelopeKind.PRICE: "price part"}


def about(receipt: ReceiptDocument) -> tuple[str, ...]:
    """What came in, by whom and when."""
    return (
        f"Receipt for version {receipt.revision} of bid {shortened(receipt.bid)}.",
        f"Supplier {shortened(receipt.supplier)}, tender {shortened(receipt.tender)}, at {shortened(receipt.host)}.",
        f"Received {instant(receipt.received_at)}; the deadline was {instant(receipt.deadline_applied)}.",
        *(f"  {_named(envelope)}: {envelope.sha256}" for envelope in receipt.envelopes),
    )


def log_sentences(receipt: ReceiptDocument, public_key: bytes) -> tuple[str, ...]:
    """What is shown once `receipts.require_consistent` has passed."""
    size = receipts.head_size(receipt, public_key)
    return (
        f"Entry {receipt.leaf.index} of the tender's log says the same: bid, version, time, deadline and envelopes.",
        f"The entry stands in the log of {size} entries whose head the same key signed.",
    )


def limits(receipt: ReceiptDocument) -> tuple[str, ...]:
    """What a receipt alone cannot show."""
    scanned = () if receipt.is_scanned else ("No virus scanner looked at the files, or not at all of them.",)
    return ("It does not prove that the site still has the envelopes, or that they can be opened.", *scanned)


def slip_sentences(receipt: ReceiptDocument, slip: Slip | None, payloads: Mapping[str, bytes]) -> tuple[str, ...]:
    """Which payloads (SHA-256 by the name of their file) were sealed. Raises SignedFileFault CONTRADICTS.

    A slip of another version contradicts, and so does a payload that is in none of the envelopes.
    """
    if slip is None:
        return ("What was sealed is not looked at: that takes the slip and, after the opening, the payloads.",)
    receipts.require_slip(receipt, slip)
    if not payloads:
        return ("The slip belongs to this receipt; without a payload it proves nothing yet.",)
    sentences = []
    for name, sha256 in payloads.items():
        envelope = receipts.part_of_payload(receipt, slip, sha256)
        if envelope is None:
            sentence = f"{shortened(name)} is not what was sealed in any envelope of this receipt."
            raise SignedFileFault(Problem.CONTRADICTS, sentence)
        sentences.append(f"{shortened(name)} is what was sealed: {_named(envelope)}.")
    return tuple(sentences)


def instant(moment: datetime) -> str:
    """To the microsecond, since a deadline is."""
    at = moment.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M:%S.%f} UTC"


def _named(envelope: ReceiptEnvelope) -> str:
    return f"{PARTS[envelope.kind]} of lot {shortened(envelope.lot)}"
