"""What the record of an opening says, alone and beside receipts and the log, in sentences.

Beside the log it shows that every bid that came in was opened, or is named; beside a receipt, that its bid was. Who set
the database back, took a bid away or rewrote a line is found out here, on a machine without the site.
"""

from collections.abc import Mapping, Sequence

from offline import opening_log, opening_records, receipts, signed, tree
from offline.opening_log import LoggedVersion
from offline.opening_records import OPENED, OpeningDocument, RecordBid, contradicts
from offline.reading import SignedFileFault, shortened
from offline.receipt_sentences import instant
from offline.receipts import ReceiptDocument

PARTS = {
    "both": "Whole bids were opened.",
    "technical": "The technical parts were opened; prices stayed sealed.",
    "price": "The prices were opened.",
}
OUTCOMES = {"opened": "opened", "seal_broken": "could not be read", "missing": "is missing"}
WAYS = {"browser": "in the browser", "program": "by the program", "server": "on the server"}
NOTES = {
    "log_changed": "The log was changed, or lacks entries, at {about}.",
    "head_differs": "The log of {about} entries is not the one whose head was signed.",
    "version_not_in_log": "Version {about} stood in the database and not in the log: it was not opened.",
    "receipt_gone": "The site's copy of the receipt of {about} is missing.",
    "receipt_changed": "The site's copy of the receipt of {about} was changed.",
    "state_differs": "{about} stood in another state than the log says.",
    "parties_differ": "The parties of {about} were not those that were sealed with it.",
}


def about(record: OpeningDocument) -> tuple[str, ...]:
    """Who opened what and when, and what came of each bid."""
    return (
        f"Record of an opening, tender {shortened(record.tender)}, at {shortened(record.host)}.",
        f"{PARTS[record.part]} The deadline was {instant(record.deadline)}.",
        f"Called {instant(record.called_at)}; closed {instant(record.closed_at)}.",
        *_persons(record),
        *(_bid(bid) for bid in record.bids),
        *(() if record.bids else ("No bid had come in.",)),
        *(f"Sent and not taken {instant(attempt.at)}: {shortened(attempt.reason)}." for attempt in record.attempts),
        *(_note(note.kind, note.about) for note in record.notes),
    )


def log_sentences(record: OpeningDocument, public_key: bytes) -> tuple[str, ...]:
    """What is shown once `opening_records.require_consistent` has passed."""
    size = opening_records.head_of(record, public_key).size
    return (f"Entry {record.leaf.index} of the tender's log says the same; the head of its {size} entries is signed.",)


def beside_sentences(
    record: OpeningDocument, public_key: bytes, log: bytes | None, beside: Mapping[str, bytes]
) -> tuple[str, ...]:
    """What the log (a line of it per line) and receipts (by the name of their file) show.

    Raises SignedFileFault CONTRADICTS for the first that shows a fault.
    """
    bodies = None if log is None else _bodies(record, public_key, log)
    sentences = [] if bodies is None else [*_compared(record, bodies)]
    for name, content in beside.items():
        sentences.append(_receipt_sentence(record, name, _receipt(name, content, public_key), bodies))
    if bodies is None and not beside:
        sentences.append("Whether every bid that came in is in it, shows the log: give it with --log.")
    return tuple(sentences)


def limits() -> tuple[str, ...]:
    return ("It does not prove that what a bid says is true, nor that nobody looked over a shoulder.",)


def _persons(record: OpeningDocument) -> tuple[str, ...]:
    return tuple(
        f"  {shortened(person.name)} ({shortened(person.role)}), key {person.fingerprint[:16]} used "
        f"{WAYS.get(person.way, shortened(person.way))}, after {shortened(person.factor)}, {instant(person.at)}"
        for person in record.persons
    )


def _bid(bid: RecordBid) -> str:
    came = f"  {shortened(bid.alias)}: version {bid.revision} of bid {shortened(bid.bid)}"
    faults = [
        f"{each.kind} part of lot {shortened(each.lot)} {OUTCOMES[each.outcome]} ({shortened(each.fault)})"
        for each in bid.envelopes
        if each.outcome != OPENED
    ]
    flag = ", not confirmed for the tender as it was amended" if bid.is_unconfirmed else ""
    return f"{came}{flag}, {'; '.join(faults) if faults else 'opened'}."


def _note(kind: str, what: str) -> str:
    return NOTES.get(kind, f"{shortened(kind)}: {{about}}.").format(about=shortened(what))


def _bodies(record: OpeningDocument, public_key: bytes, log: bytes) -> list[str]:
    """The lines of the log up to the head of the record, which they make. Raises SignedFileFault CONTRADICTS."""
    head = opening_records.head_of(record, public_key)
    lines = log.decode("utf-8", "replace").splitlines()
    if len(lines) < head.size:
        raise contradicts(f"The log has {len(lines)} entries, the record is of {head.size}: it was cut or set back.")
    bodies = lines[: head.size]
    if tree.frontier_of(tree.leaf_hash(body.encode()) for body in bodies).root() != head.root:
        raise contradicts("The log is not the one of the record: an entry was changed, moved, added or taken away.")
    return bodies


def _compared(record: OpeningDocument, bodies: Sequence[str]) -> tuple[str, ...]:
    """Each bid that the log says came in is in the record, with each of its envelopes, and no other."""
    logged = opening_log.read_log(enumerate(bodies[: record.leaf.index])).to_open
    recorded = {(bid.bid, bid.revision): bid for bid in record.bids}
    for version in logged:
        bid = recorded.pop((version.bid, version.revision), None)
        if bid is None and record.part != "price":
            raise contradicts(
                f"Entry {version.index} says that version {version.revision} of bid {shortened(version.bid)} came in; "
                "the record does not name it."
            )
        if bid is not None and _named(bid) != _logged(version, record.part):
            raise contradicts(f"The record names other envelopes of {shortened(bid.alias)} than the log.")
    if recorded:
        names = ", ".join(sorted(shortened(bid.alias) for bid in recorded.values()))
        raise contradicts(f"The record names bids that did not come in by the log: {names}.")
    return (f"The log of {len(bodies)} entries is whole, and each of the {len(logged)} bids in it stands here.",)


def _named(bid: RecordBid) -> set[tuple[str, str, str]]:
    return {(each.lot, each.kind, each.sha256) for each in bid.envelopes}


def _logged(version: LoggedVersion, part: str) -> set[tuple[str, str, str]]:
    return {(each.lot, each.kind, each.sha256) for each in version.envelopes if part in {"both", each.kind}}


def _receipt(name: str, content: bytes, public_key: bytes) -> ReceiptDocument:
    """A receipt of the same site. Raises SignedFileFault."""
    try:
        file = signed.read(content)
        signed.require_unchanged(file)
        if file.kind != receipts.KIND:
            raise contradicts("It is no receipt.")
        document = receipts.read(file.document)
        receipts.require_consistent(document, file.public_key)
    except SignedFileFault as fault:
        raise SignedFileFault(fault.problem, f"{shortened(name)}: {fault}") from None
    if file.public_key != public_key:
        raise contradicts(f"{shortened(name)} is signed with another key than the record: name the right files.")
    return document


def _receipt_sentence(
    record: OpeningDocument, name: str, receipt: ReceiptDocument, bodies: Sequence[str] | None
) -> str:
    """What became of the bid of a receipt. Raises SignedFileFault CONTRADICTS where the site lost or changed it."""
    what = shortened(name)
    if (receipt.tender, receipt.host) != (record.tender, record.host):
        raise contradicts(f"{what} is of another tender.")
    _require_same_log(record, receipt, what, bodies)
    bid = next((bid for bid in record.bids if bid.bid == receipt.bid), None)
    if bid is None or bid.revision < receipt.revision:
        if bodies is not None and receipt.bid not in _standing(bodies, record.leaf.index):
            return f"{what}: this bid was withdrawn before the opening."
        if record.part == "price" or (bid is None and bodies is None):
            return f"{what}: the record does not name this bid; whether it was withdrawn, shows the log (--log)."
        raise contradicts(f"{what} confirms version {receipt.revision} of a bid that the record does not name.")
    if bid.revision > receipt.revision:
        return f"{what}: version {receipt.revision} was replaced by version {bid.revision}, which was opened."
    stated = {(each.lot, each.kind.value, each.sha256) for each in receipt.envelopes}
    if not _named(bid) <= stated:
        raise contradicts(f"{what} names other envelopes than the record: the bid was exchanged.")
    outcomes = sorted({OUTCOMES[each.outcome] for each in bid.envelopes})
    return f"{what}: this bid is {shortened(bid.alias)} of the record: {', '.join(outcomes)}."


def _standing(bodies: Sequence[str], end: int) -> set[str]:
    return {version.bid for version in opening_log.read_log(enumerate(bodies[:end])).to_open}


def _require_same_log(
    record: OpeningDocument, receipt: ReceiptDocument, what: str, bodies: Sequence[str] | None
) -> None:
    """The log of the record contains the entry of the receipt and the head that was signed with it."""
    if receipt.leaf.index >= record.leaf.index:
        raise contradicts(
            f"{what} stands at entry {receipt.leaf.index}, the opening at {record.leaf.index}: the log was set back."
        )
    if bodies is None:
        return
    size = receipt.leaf.index + 1
    if bodies[receipt.leaf.index] != receipt.leaf.body:
        raise contradicts(f"{what}: entry {receipt.leaf.index} of the log is another now: the log was rewritten.")
    root = tree.frontier_of(tree.leaf_hash(body.encode()) for body in bodies[:size]).root()
    steps = [bytes.fromhex(step) for step in receipt.path]
    try:
        tree.require_inclusion(tree.leaf_hash(receipt.leaf.body.encode()), receipt.leaf.index, size, steps, root)
    except tree.ProofFault:
        raise contradicts(f"{what}: the log was another when it was signed: it was rewritten or set back.") from None
