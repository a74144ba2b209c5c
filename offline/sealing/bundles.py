r"""Envelopes on their way to the site: what a program sends that sealed a bid itself, as one stream.

    bundle = "SBB1" | u32 length | canonical JSON [{header, size, wraps}, …] | body of the first | of the second | …

Whoever reads it knows all headers before the first byte of a body, and never has more of a body than a piece.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from offline.reading import Fields, malformed, read_json
from offline.sealing.envelopes import Envelope
from scoring import canonical

MAGIC = b"SBB1"
LENGTH_SIZE = 4
MOST_HEAD = 16 * 1024 * 1024
MOST_ENVELOPES = 2_000  # two parts of a thousand lots
PIECE = 64 * 1024


class BundleFault(ValueError):
    """Bytes that are no bundle, or not all of one; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class BundledEnvelope:
    """An envelope as the head of a bundle names it: its header and halves as JSON, the bytes of its body."""

    header: dict[str, Any]
    wraps: tuple[dict[str, Any], ...]
    size: int


@dataclass(frozen=True, slots=True)
class BundleHead:
    """What stands before the bodies; `size` counts its bytes."""

    envelopes: tuple[BundledEnvelope, ...]
    size: int

    @property
    def bundle_size(self) -> int:
        """The bytes of the whole bundle."""
        return self.size + sum(envelope.size for envelope in self.envelopes)


def head_of(envelopes: Iterable[Envelope]) -> bytes:
    """What is sent before the bodies of these envelopes, which follow in their order."""
    listed = [
        {
            "header": envelope.header.as_json(),
            "size": envelope.size,
            "wraps": [wrap.as_json() for wrap in envelope.wraps],
        }
        for envelope in envelopes
    ]
    content = canonical.dumps(listed)
    return MAGIC + len(content).to_bytes(LENGTH_SIZE) + content


def read_head(stream: BinaryIO) -> BundleHead:
    """The head of a bundle; the stream then stands at the first body.

    Raises BundleFault, or SignedFileFault for a head whose JSON is not of the form.
    """
    if _exactly(stream, len(MAGIC)) != MAGIC:
        raise BundleFault("This is no bundle of envelopes: it does not begin with SBB1.")
    length = int.from_bytes(_exactly(stream, LENGTH_SIZE))
    if length > MOST_HEAD:
        raise BundleFault(f"The head of the bundle has more than {MOST_HEAD} bytes.")
    rows = read_json(_exactly(stream, length))
    if not isinstance(rows, list) or len(rows) > MOST_ENVELOPES:
        raise malformed("the head", f"is no list of at most {MOST_ENVELOPES} envelopes")
    envelopes = tuple(_envelope(Fields(row, f"the head/{number}")) for number, row in enumerate(rows))
    return BundleHead(envelopes, len(MAGIC) + LENGTH_SIZE + length)


def pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """The next `size` bytes of a stream, a piece at a time. Raises BundleFault where it ends before."""
    while size:
        piece = stream.read(min(size, PIECE))
        if not piece:
            raise BundleFault(f"The bundle ends {size} bytes too early.")
        size -= len(piece)
        yield piece


def _envelope(fields: Fields) -> BundledEnvelope:
    envelope = BundledEnvelope(fields.object("header"), tuple(fields.objects("wraps")), fields.whole_number("size"))
    fields.end()
    if envelope.size < 0:
        raise malformed("the head", "has a body of less than nothing")
    return envelope


def _exactly(stream: BinaryIO, count: int) -> bytes:
    return b"".join(pieces(stream, count))
