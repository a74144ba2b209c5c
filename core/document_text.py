"""The text of an uploaded document, for a reader of specifications: PDF, DOCX and ODT, in the bounded child."""

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import document_readers
from core.child import ChildLimits, ChildStopped, StopReason, run_in_child

MOST_BYTES = 50 * 1024 * 1024
COULD_NOT_BE_READ = _("The text could not be read.")

REASONS: dict[str, Promise] = {
    "unknown_kind": _("The file is no PDF, DOCX or ODT document."),
    "encrypted": _("The file is encrypted."),
    "too_large": _("The file is too large."),
    "no_text": _("The file holds no text, only pictures perhaps."),
    "stopped": _("Reading the file took too long, or too much memory."),
    "damaged": _("The file is damaged."),
}


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The text of a document by `unit`: page or paragraph. Pages keep their number: an empty one stays."""

    unit: str
    parts: tuple[str, ...]


class TextUnreadable(Exception):
    """There is no text to check. `reason` is a key of REASONS; `sentences` are what a person reads."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    @property
    def sentences(self) -> tuple[Promise, Promise]:
        return COULD_NOT_BE_READ, REASONS[self.reason]


def text_of_document(content: bytes, limits: ChildLimits | None = None) -> DocumentText:
    """The text of a PDF, DOCX or ODT file. Takes up to a second and more: for jobs. Raises TextUnreadable.

    What the file is, its bytes say, not its name. Nothing is written anywhere.
    """
    if len(content) > MOST_BYTES:
        raise TextUnreadable("too_large")
    try:
        answer = json.loads(run_in_child(document_readers.read_document, content, limits or ChildLimits()))
    except ChildStopped as stopped:
        raise TextUnreadable("damaged" if stopped.reason is StopReason.FAILED else "stopped") from stopped
    if why := answer.get("unreadable"):
        raise TextUnreadable(why)
    return DocumentText(answer["unit"], tuple(answer["parts"]))
