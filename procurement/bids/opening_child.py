"""Opens envelopes in a process of its own, one by one: no Django, no database; order and answer are JSON on its pipes.

The order: {"header": text, "key": hex of what two halves make, "body": path, "folder": path, "storage_key": hex}.
The answer: {"manifest": text, "nonce": hex, "files": [name in the folder of each file, in order]}; or {"broken": why};
or, where the seal fits and whoever sealed it put something else in than a payload, {"no_payload": why}.
No plain byte of a file reaches a disk: each is written as SD1 under the key of the store, and dropped unless all of
the envelope is as its header says.
"""

import hashlib
import io
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core import sealed_file
from offline.reading import SignedFileFault
from offline.sealing.envelopes import SealBroken, open_envelope
from offline.sealing.headers import read_header
from offline.sealing.payloads import LENGTH_SIZE, MOST_MANIFEST, FileEntry, Manifest, PayloadFault, read_manifest


def open_sealed(order: bytes) -> bytes:
    """Answer an order. Raises only for an order that is none, or a folder that takes nothing (OSError)."""
    task = json.loads(order)
    sink = PayloadSink(Path(task["folder"]), bytes.fromhex(task["storage_key"]))
    try:
        answer = _open(task, sink)
    except SealBroken as fault:
        sink.drop()
        answer = {"broken": str(fault)}
    except (SignedFileFault, PayloadFault) as fault:
        sink.drop()
        answer = {"no_payload": str(fault)}
    except BaseException:
        sink.drop()
        raise
    return json.dumps(answer).encode()


def open_each(orders: bytes) -> bytes:
    """Answer a list of orders in their order, one after the other. Raises as `open_sealed`."""
    answers = [json.loads(open_sealed(json.dumps(order).encode())) for order in json.loads(orders)]
    return json.dumps(answers).encode()


def _open(task: dict[str, Any], sink: "PayloadSink") -> dict[str, Any]:
    path = Path(task["body"])
    if not path.exists():
        raise SealBroken("The envelope is not in the store.")
    with path.open("rb") as body:
        nonce = open_envelope(read_header(task["header"].encode()), bytes.fromhex(task["key"]), body, sink)  # type: ignore[arg-type]
    manifest = sink.end()
    return {"manifest": manifest.canon().decode(), "nonce": nonce.hex(), "files": sink.names}


class PayloadSink:
    """Takes a payload in pieces: the manifest into memory, each file into a sealed file of its own."""

    def __init__(
        self, folder: Path, key: bytes, *, new_name: Callable[[], str] = lambda: secrets.token_hex(16)
    ) -> None:
        self.names: list[str] = []
        self._folder, self._key, self._new_name = folder, key, new_name
        self._head = bytearray()
        self._manifest: Manifest | None = None
        self._entries: list[FileEntry] = []
        self._writer: _FileWriter | None = None

    def write(self, piece: bytes) -> int:
        """Take the next bytes. Raises PayloadFault, SignedFileFault."""
        rest = piece if self._manifest is not None else self._take_head(piece)
        while rest:
            writer = self._current()
            rest = writer.take(rest)
            if writer.is_full:
                self._finish(writer)
        return len(piece)

    def end(self) -> Manifest:
        """The manifest, once every file is there. Raises PayloadFault."""
        if self._manifest is None:
            raise PayloadFault("The payload ends too early.")
        while self._writer is not None or self._entries:  # files without content
            writer = self._current()
            if not writer.is_full:
                raise PayloadFault(f"The file “{writer.entry.name}” ends too early.")
            self._finish(writer)
        return self._manifest

    def drop(self) -> None:
        """Leave nothing of it."""
        if self._writer is not None:
            self._writer.close()
        for name in self.names:
            with suppress(FileNotFoundError):
                (self._folder / name).unlink()

    def _take_head(self, piece: bytes) -> bytes:
        self._head += piece
        if len(self._head) < LENGTH_SIZE:
            return b""
        size = int.from_bytes(self._head[:LENGTH_SIZE])
        if size > MOST_MANIFEST:
            raise PayloadFault(f"The manifest has more than {MOST_MANIFEST} bytes.")
        if len(self._head) < LENGTH_SIZE + size:
            return b""
        self._manifest = read_manifest(io.BytesIO(self._head))
        self._entries = list(self._manifest.files)
        rest = bytes(self._head[LENGTH_SIZE + size :])
        self._head.clear()
        return rest

    def _current(self) -> "_FileWriter":
        if self._writer is None:
            if not self._entries:
                raise PayloadFault("The payload has more than its manifest names.")
            self.names.append(self._new_name())
            self._writer = _FileWriter(self._folder, self.names[-1], self._key, self._entries.pop(0))
        return self._writer

    def _finish(self, writer: "_FileWriter") -> None:
        writer.finish()
        self._writer = None


class _FileWriter:
    """One file of the payload, sealed for the store as it comes; its digest is compared at the end."""

    def __init__(self, folder: Path, name: str, key: bytes, entry: FileEntry) -> None:
        self.entry = entry
        self._left = entry.size
        self._digest = hashlib.sha256()
        sealed_file.create(folder / name, key, name)
        self._file = sealed_file.Appending(folder / name, key, name)

    @property
    def is_full(self) -> bool:
        return not self._left

    def take(self, piece: bytes) -> bytes:
        """Write what belongs to this file; return what comes after it."""
        content, rest = piece[: self._left], piece[self._left :]
        self._digest.update(content)
        self._left -= len(content)
        if content:
            self._file.write(content)
        return rest

    def finish(self) -> None:
        self._file.write(b"", last=True)
        self._file.sync()
        self.close()
        if self._digest.hexdigest() != self.entry.sha256:
            raise PayloadFault(f"The file “{self.entry.name}” is not the one that was sealed.")

    def close(self) -> None:
        self._file.__exit__()
