"""Heads that somebody kept outside the site: a checkpoint as it was saved, or the mail in which some came.

A proof that a site hands out names heads of its own choice. Only against a head that was out of its hands it proves
something: so a proof is compared with those that were kept.
"""

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from offline.checkpoints import Checkpoint, CheckpointFault, read_checkpoint
from offline.reading import Problem, SignedFileFault, shortened

MOST_BYTES = 5 * 1024 * 1024
_HEADERS = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n")
_QUOTED = re.compile(r"^(?:> ?)+", re.MULTILINE)
_TEXT_OF_NOTE = r"^(?P<text>[^\n]+\n(?:0|[1-9][0-9]{0,18})\n[A-Za-z0-9+/]{43}=\n)\n"
_NOTE = re.compile(_TEXT_OF_NOTE + r"(?P<signatures>(?:— [^\n]+\n)+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """The notes that stand in a file. Whether a key signed them says `require_same`."""

    notes: tuple[str, ...]

    def require_same(self, heads: Sequence[Checkpoint], public_keys: Sequence[bytes]) -> Checkpoint:
        """The kept head with which a proof was compared: one of `heads`, under one of these keys.

        Raises SignedFileFault CHANGED where one of the same log and size has another root, WRONG_KEY where no kept head
        is of these keys, CONTRADICTS where none is of this log and size.
        """
        kept = [head for note in self.notes for key in public_keys if (head := _read(note, key)) is not None]
        if not kept:
            raise SignedFileFault(Problem.WRONG_KEY, "No head that you kept is signed with a key of this proof.")
        for head in kept:
            for stated in heads:
                if (head.origin, head.size) == (stated.origin, stated.size):
                    return _same(head, stated)
        sizes = ", ".join(f"{head.size} lines of {shortened(head.origin)}" for head in kept[:5])
        sentence = f"The proof is about none of the heads that you kept ({sizes}): ask for one that begins there."
        raise SignedFileFault(Problem.CONTRADICTS, sentence)


def read_kept_heads(content: bytes) -> KeptHeads:
    """The heads in a file: a checkpoint, the text of a mail, or the mail as a program saved it (RFC 5322).

    Raises SignedFileFault MALFORMED where none stands in it, or it is a mail that cannot be read.
    """
    text = _QUOTED.sub("", _text(content[:MOST_BYTES]).replace("\r\n", "\n"))
    notes = tuple(f"{match['text']}\n{match['signatures']}" for match in _NOTE.finditer(f"{text}\n"))
    if not notes:
        raise SignedFileFault(Problem.MALFORMED, "No signed head of a log stands in the file that you kept.")
    return KeptHeads(notes)


def _text(content: bytes) -> str:
    if _HEADERS.match(content):
        try:
            mail = email.message_from_bytes(content, policy=email.policy.default)
            body = mail.get_body(("plain",)) if isinstance(mail, EmailMessage) else None
            if body is not None:
                return str(body.get_content()).encode("utf-8", "replace").decode()
        except Exception as error:  # whatever an ill-formed mail makes the library raise
            sentence = "The mail that you kept cannot be read: save the text of the signed head as a file of its own."
            raise SignedFileFault(Problem.MALFORMED, sentence) from error
    return content.decode("utf-8", "replace")


def _read(note: str, public_key: bytes) -> Checkpoint | None:
    try:
        return read_checkpoint(note, public_key)
    except CheckpointFault:
        return None


def _same(kept: Checkpoint, stated: Checkpoint) -> Checkpoint:
    if kept.root != stated.root:
        sentence = (
            f"Two heads of {kept.size} lines are signed for {shortened(kept.origin)}, with other roots: the log was "
            "rewritten. Keep both files; together they prove it."
        )
        raise SignedFileFault(Problem.CHANGED, sentence)
    return kept
