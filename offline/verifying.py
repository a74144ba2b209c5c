"""What a signed file proves and what it does not, in sentences: of the platform's kinds of documents, each its own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from offline import keys, rotations, share_codes, signed
from offline.reading import Problem, SignedFileFault, shortened
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


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What verifying a file says. `problem`: None where nothing is wrong with it.

    `is_from_key`: whether it was signed with the key that the person named; None: the person named none, so who signed
    it is not proven. `sentences` are for people, in order.
    """

    problem: Problem | None
    is_from_key: bool | None
    sentences: tuple[str, ...]


def verify(content: bytes, *, fingerprint: str | None, on: date) -> FileVerdict:
    """Everything about a file, on a day. Never raises for what stands in the file."""
    try:
        envelope = signed.read(content)
        if fingerprint is not None:
            signed.require_key(envelope, fingerprint)
        signed.require_unchanged(envelope)
        document = _document(envelope)
    except SignedFileFault as fault:
        is_from_key = False if fault.problem is Problem.WRONG_KEY else None
        return FileVerdict(fault.problem, is_from_key, (str(fault),))
    problem = _problem_of_day(document, on)
    sentences = (
        *_about(document, on, problem),
        "The signature fits: nothing was changed since.",
        *_key_sentences(envelope, fingerprint),
        *_limits(document),
    )
    return FileVerdict(problem, None if fingerprint is None else True, sentences)


def _document(envelope: Signed) -> ShareDocument | RotationDocument:
    if envelope.kind == share_codes.KIND:
        return share_codes.read(envelope.document)
    if envelope.kind == rotations.KIND:
        rotation = rotations.read(envelope.document)
        if envelope.public_key.hex() not in {rotation.old_key, rotation.new_key}:
            raise SignedFileFault(
                Problem.WRONG_KEY, "A rotation is signed by the old or by the new key; this is neither."
            )
        return rotation
    raise SignedFileFault(
        Problem.UNKNOWN_KIND, f"The signature fits, but this program does not know “{shortened(envelope.kind)}”."
    )


def _problem_of_day(document: ShareDocument | RotationDocument, on: date) -> Problem | None:
    if isinstance(document, RotationDocument):
        return None
    if on < document.made_at.date():
        return Problem.NOT_YET
    return Problem.EXPIRED if on > document.ends_at.date() else None


def _key_sentences(envelope: Signed, fingerprint: str | None) -> tuple[str, ...]:
    digits = keys.in_groups(envelope.fingerprint)
    if fingerprint is not None:
        return ("It was signed with the key that you named.",)
    return (
        f"Who signed it is NOT proven: the file names the key {digits}, and anybody can make a key.",
        "Take the fingerprint from a notice of the site or from its page /about, and give it with --key.",
    )


def _about(document: ShareDocument | RotationDocument, on: date, problem: Problem | None) -> tuple[str, ...]:
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


def _limits(document: ShareDocument | RotationDocument) -> tuple[str, ...]:
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
