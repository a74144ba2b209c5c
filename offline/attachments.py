"""The signed file that lies inside a PDF of the site: the PDF is for people, its attachment is what proves.

Reading takes the package pypdf, which a stranger's PDF may keep busy: the site does it in a bounded child alone.
"""

import io
from typing import Any

from offline.reading import Problem, SignedFileFault

PDF = b"%PDF-"
SIGNED_NAMES = ("receipt.json", "record.json")
MOST_BYTES = 1024 * 1024  # of an attachment
MOST_ATTACHMENTS = 20


def warm_up() -> None:
    """Import what reading needs, while files may still be opened."""
    import pypdf  # noqa: F401 -- slow import


def is_pdf(content: bytes) -> bool:
    """By its first bytes; nothing of it is checked."""
    return content.startswith(PDF)


def signed_file_of(content: bytes) -> bytes:
    """The signed file that a PDF has attached; empty where it has none, or one that is too large.

    Raises what a damaged file makes the library raise.
    """
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(content))
    for number, attachment in enumerate(reader.attachment_list):
        if number == MOST_ATTACHMENTS:
            break
        if attachment.name in SIGNED_NAMES:
            return _bytes_of(attachment)
    return b""


def read_signed_file(content: bytes) -> bytes:
    """The same for a file that may be a PDF or the signed file itself. Raises SignedFileFault NOT_JSON."""
    if not is_pdf(content):
        return content
    try:
        attached = signed_file_of(content)
    except ImportError:
        sentence = "A PDF is read with the package pypdf. Without it: save the file that is attached to the PDF."
        raise SignedFileFault(Problem.NOT_JSON, sentence) from None
    except Exception as error:
        raise SignedFileFault(Problem.NOT_JSON, "The PDF cannot be read: it was cut off or damaged.") from error
    if not attached:
        raise SignedFileFault(Problem.NOT_JSON, "No signed file is attached to this PDF: it proves nothing by itself.")
    return attached


def _bytes_of(attachment: Any) -> bytes:
    data: bytes = attachment.content
    return data if len(data) <= MOST_BYTES else b""
