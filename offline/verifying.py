"""What a signed file proves and what it does not, in sentences: of the platform's kinds of documents, each its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from offline import (
    attachments,
    kept_heads,
    keys,
    log_proofs,
    log_sentences,
    opening_records,
    opening_sentences,
    receipt_sentences,
    receipts,
    rotations,
    share_codes,
    signed,
)
from offline.opening_records import OpeningDocument
from offline.reading import Problem, SignedFileFault, shortened
from offline.receipts import ReceiptDocument
from offline.rotations import RotationDocument
from offline.share_codes import SharedFact, ShareDocument
from offline.signed import Signed

LISTED_AT_MOST = 20
KIND_NAMES = {
    "declaration": "declaration",
    "certificate": "certificate",
    "capability": "capability",
    "policy": "policy",
    "person": "owner or director",
}


Document = ShareDocument | RotationDocument | ReceiptDocument | OpeningDocument


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What verifying a file says. `problem`: None where nothing is wrong with it.

    `is_from_key`: whether it was signed with the key that the person named; None: the person named none, so who signed
    it is not proven. `sentences` are for people, in order.
    """

    problem: Problem | None
    is_from_key: bool | None
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What lies beside a file. Of a receipt: the slip's bytes, and SHA-256 of payloads by the name of their file.

    Beside the record of an opening: receipts by the name of their file, and the log, a line of it per line. Beside a
    proof about a log: the bytes of a file with heads that were kept.
    """

    slip: bytes | None = None
    payloads: Mapping[str, bytes] = field(default_factory=dict)
    receipts: Mapping[str, bytes] = field(default_factory=dict)
    log: bytes | None = None
    heads: bytes | None = None


NOTHING = Beside()


def verify(content: bytes, *, fingerprint: str | None, on: date, beside: Beside = NOTHING) -> FileVerdict:
    """Everything about a file, on a day; of a PDF about the signed file that is attached to it.

    Never raises for what stands in the file, or beside it.
    """
    try:
        content = attachments.read_signed_file(content)
    except SignedFileFault as fault:
        return _refused(fault)
    if log_proofs.is_log_proof(content):
        return _verify_log_proof(content, fingerprint, beside)
    try:
        envelope = signed.read(content)
        if fingerprint is not None:
            signed.require_key(envelope, fingerprint)
        signed.require_unchanged(envelope)
        document = _document(envelope)
        shown_by_parts = _part_sentences(document, envelope, beside)
    except SignedFileFault as fault:
        return _refused(fault)
    problem = _problem_of_day(document, on)
    sentences = (
        *_about(document, on, problem),
        "The signature fits: nothing was changed since.",
        *_key_sentences(envelope.public_key, fingerprint),
        *shown_by_parts,
        *_limits(document),
    )
    return FileVerdict(problem, None if fingerprint is None else True, sentences)


def _refused(fault: SignedFileFault) -> FileVerdict:
    return FileVerdict(fault.problem, False if fault.problem is Problem.WRONG_KEY else None, (str(fault),))


def _verify_log_proof(content: bytes, fingerprint: str | None, beside: Beside) -> FileVerdict:
    """What a proof about a log says. The day does not matter: a log that only grew at one time always did."""
    try:
        proof = log_proofs.read(content)
        if fingerprint is not None:
            signed.require_public_key(proof.public_key, fingerprint)
        kept = None if beside.heads is None else kept_heads.read_kept_heads(beside.heads)
        sentences = log_sentences.sentences_of(proof, kept)
    except SignedFileFault as fault:
        return _refused(fault)
    everything = (*sentences, *_key_sentences(proof.public_key, fingerprint))
    return FileVerdict(None, None if fingerprint is None else True, everything)


def _document(envelope: Signed) -> Document:
    if envelope.kind == share_codes.KIND:
        return share_codes.read(envelope.document)
    if envelope.kind == rotations.KIND:
        rotation = rotations.read(envelope.document)
        if envelope.public_key.hex() not in {rotation.old_key, rotation.new_key}:
            raise SignedFileFault(
                Problem.WRONG_KEY, "A rotation is signed by the old or by the new key; this is neither."
            )
        return rotation
    if envelope.kind == receipts.KIND:
        receipt = receipts.read(envelope.document)
        receipts.require_consistent(receipt, envelope.public_key)
        return receipt
    if envelope.kind == opening_records.KIND:
        record = opening_records.read(envelope.document)
        opening_records.require_consistent(record, envelope.public_key)
        return record
    raise SignedFileFault(
        Problem.UNKNOWN_KIND, f"The signature fits, but this program does not know “{shortened(envelope.kind)}”."
    )


def _part_sentences(document: Document, envelope: Signed, beside: Beside) -> tuple[str, ...]:
    """What the parts of a receipt or a record, and what lies beside it, show. Raises SignedFileFault."""
    if beside.heads is not None:
        raise SignedFileFault(Problem.CONTRADICTS, "A head is compared with a proof about a log; this file is none.")
    if not isinstance(document, ReceiptDocument) and (beside.slip is not None or beside.payloads):
        raise SignedFileFault(Problem.CONTRADICTS, "A slip and payloads belong to a receipt; this file is none.")
    if not isinstance(document, OpeningDocument) and (beside.log is not None or beside.receipts):
        sentence = "Receipts and a log are compared with the record of an opening; this file is none."
        raise SignedFileFault(Problem.CONTRADICTS, sentence)
    if isinstance(document, OpeningDocument):
        return (
            *opening_sentences.log_sentences(document, envelope.public_key),
            *opening_sentences.beside_sentences(document, envelope.public_key, beside.log, beside.receipts),
        )
    if not isinstance(document, ReceiptDocument):
        return ()
    slip = None if beside.slip is None else receipts.read_slip(beside.slip)
    return (
        *receipt_sentences.log_sentences(document, envelope.public_key),
        *receipt_sentences.slip_sentences(document, slip, beside.payloads),
    )


def _problem_of_day(document: Document, on: date) -> Problem | None:
    if not isinstance(document, ShareDocument):
        return None
    if on < document.made_at.date():
        return Problem.NOT_YET
    return Problem.EXPIRED if on > document.ends_at.date() else None


def _key_sentences(public_key: bytes, fingerprint: str | None) -> tuple[str, ...]:
    digits = keys.in_groups(keys.fingerprint(public_key))
    if fingerprint is not None:
        return ("It was signed with the key that you named.",)
    return (
        f"Who signed it is NOT proven: the file names the key {digits}, and anybody can make a key.",
        "Take the fingerprint from a notice of the site or from its page /about, and give it with --key.",
    )


def _about(document: Document, on: date, problem: Problem | None) -> tuple[str, ...]:
    if isinstance(document, ReceiptDocument):
        return receipt_sentences.about(document)
    if isinstance(document, OpeningDocument):
        return opening_sentences.about(document)
    if isinstance(document, RotationDocument):
        return (
            f"New key number {document.number} of {shortened(document.site)}, from {_instant(document.from_at)}.",
            f"Old key: {keys.in_groups(document.old_fingerprint)}",
            f"New key: {keys.in_groups(document.new_fingerprint)}",
        )
    return (*_share_sentences(document, on, problem), *_fact_sentences(document, on))


def _share_sentences(share: ShareDocument, on: date, problem: Problem | None) -> tuple[str, ...]:
    supplier = share.supplier
    identifier = f"{supplier.id_scheme} {supplier.id_value}".strip()
    name = shortened(f"{supplier.name} ({identifier})" if identifier else supplier.name)
    first = f"Share code {shortened(share.code)}: facts of {name}, as they stood on {_instant(share.made_at)}."
    ends = share.ends_at.date()
    if problem is Problem.EXPIRED:
        return (first, f"The code ended on {_day(ends)}; you asked for {_day(on)}.")
    if problem is Problem.NOT_YET:
        return (first, f"On {_day(on)} it was not made yet.")
    return (first, f"The code is good until {_day(ends)}; you asked for {_day(on)}.")


def _fact_sentences(share: ShareDocument, on: date) -> tuple[str, ...]:
    ended = share.ended_facts(on)
    bare = sum(not fact.evidence for fact in share.facts)
    counts = f"Facts: {len(share.facts)}. Ended before {_day(on)}: {len(ended)}. Declared without evidence: {bare}."
    lines = [f"  ended on {_day(fact.expires_date)}: {_fact_name(fact)}" for fact in ended if fact.expires_date]
    if len(lines) > LISTED_AT_MOST:
        lines = [*lines[:LISTED_AT_MOST], f"  and {len(lines) - LISTED_AT_MOST} more"]
    return (counts, *lines)


def _fact_name(fact: SharedFact) -> str:
    return shortened(f"{KIND_NAMES[fact.kind]} {fact.code} {fact.title}".replace("  ", " "))


def _limits(document: Document) -> tuple[str, ...]:
    if isinstance(document, ReceiptDocument):
        return receipt_sentences.limits(document)
    if isinstance(document, OpeningDocument):
        return opening_sentences.limits()
    if isinstance(document, RotationDocument):
        return ()
    return (
        "It does not prove that the facts are true: each was signed by a member of the supplier.",
        f"Whether the code was ended early says only {shortened(document.site)}.",
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _instant(instant: datetime) -> str:
    return f"{_day(instant.astimezone(UTC).date())}, {instant:%H:%M} UTC"
