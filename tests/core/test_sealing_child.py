"""The child that seals a bid: what it writes opens with two keys, what it cannot write it says, and it leaves nothing."""

import errno
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest

from core import sealed_file, sealing_child
from core.child import MEBIBYTE, ChildLimits, ChildStopped, StopReason, run_in_child
from core.sealing_child import SealedPart, keyset_as_json, seal_bid
from offline.reading import Fields
from offline.sealing import envelopes, payloads
from offline.sealing.envelopes import Envelope, commitment
from offline.sealing.headers import EnvelopeKind, read_header
from offline.sealing.shares import read_wrap
from tests.core import child_functions
from tests.offline.sealing.samples import key_of, keyset

KEY = bytes(range(32))
ROOT = Path(sealing_child.__file__).parents[1]
LIMITS = ChildLimits(cpu=20, wall=30.0, memory=512 * MEBIBYTE, file=300 * MEBIBYTE)


@dataclass
class Desk:
    """Folders of drafts and envelopes, and a job as the site makes it."""

    drafts: Path
    folder: Path

    def file(self, content, name="offer.pdf"):
        """A stored file of the draft, as a job names it."""
        file_id = f"file-{len(list(self.drafts.iterdir()))}"
        sealed_file.create(self.drafts / file_id, KEY, file_id)
        with sealed_file.Appending(self.drafts / file_id, KEY, file_id) as file:
            file.write(content, last=True)
        digest = hashlib.sha256(content).hexdigest()
        named = {"name": name, "type": "application/pdf", "size": len(content), "sha256": digest}
        return named | {"id": file_id, "path": str(self.drafts / file_id)}

    def job(self, *parts, key=KEY):
        return {
            "draft_key": key.hex(),
            "folder": str(self.folder),
            "host": "city.example",
            "tender": "5f0c",
            "bid": "b1",
            "supplier": "s1",
            "revision": 2,
            "criteria_hash": "ab" * 32,
            "keyset": keyset_as_json(keyset()),
            "parts": list(parts),
        }

    def seal(self, *parts, key=KEY, limits=LIMITS, folder=None):
        content = json.dumps(self.job(*parts, key=key)).encode()
        return json.loads(
            run_in_child(seal_bid, content, limits, reads=(self.drafts,), writes=(folder or self.folder,))
        )

    def opened(self, part, pair=(1, 2)):
        """The payload of a part, by the keys of two members."""
        header = read_header(part.header.encode())
        wraps = tuple(read_wrap(Fields(wrap, "wrap")) for wrap in json.loads(part.wraps))
        envelope = Envelope(header, wraps, part.size, bytes.fromhex(part.body_sha256))
        out = BytesIO()
        with (self.folder / f"{part.object_name}.part").open("rb") as body:
            envelopes.open_envelope(header, key_of(envelope, pair), body, out)
        out.seek(0)
        return out


def part(name="aa", kind=EnvelopeKind.TECHNICAL, answers=None, files=()):
    return {"object_name": name, "lot": "1", "kind": kind.value, "answers": answers or {}, "files": list(files)}


@pytest.fixture
def desk(tmp_path):
    for name in ("drafts", "envelopes"):
        (tmp_path / name).mkdir()
    return Desk(tmp_path / "drafts", tmp_path / "envelopes")


def test_both_parts_of_a_bid_open_with_two_keys(desk):
    plan, table = os.urandom(100_000), b"a table"
    files = [desk.file(plan, "plan.pdf"), desk.file(table, "Tür & Tor.pdf")]
    parts = [part("aa", answers={"r1": "yes"}, files=files), part("bb", EnvelopeKind.PRICE, {"price": "87654.32"})]

    technical, price = (SealedPart(**sealed) for sealed in desk.seal(*parts)["envelopes"])

    payload = desk.opened(technical)
    manifest = payloads.read_manifest(payload)
    assert (manifest.answers, [file.name for file in manifest.files]) == ({"r1": "yes"}, ["plan.pdf", "Tür & Tor.pdf"])
    assert payload.read() == plan + table
    assert payloads.read_manifest(desk.opened(price, pair=(2, 3))).answers == {"price": "87654.32"}
    assert [(each.lot, each.kind) for each in (technical, price)] == [("1", "technical"), ("1", "price")]
    assert sorted(path.name for path in desk.folder.iterdir()) == ["aa.part", "bb.part"]


def test_what_it_says_of_a_part_is_what_lies_there(desk):
    sealed = SealedPart(**desk.seal(part(answers={"r1": "yes"}))["envelopes"][0])

    path = desk.folder / "aa.part"
    header = read_header(sealed.header.encode())
    digest = hashlib.sha256(desk.opened(sealed).read()).digest()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (sealed.size, sealed.body_sha256) == (path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())
    assert header.keyset_hash == keyset().digest()
    assert (header.host, header.tender, header.bid, header.supplier, header.revision) == (
        "city.example",
        "5f0c",
        "b1",
        "s1",
        2,
    )
    assert header.criteria_hash.hex() == "ab" * 32
    assert commitment(bytes.fromhex(sealed.nonce), digest).hex() == sealed.commitment == header.commitment.hex()
    assert sealed.nonce not in repr(sealed)


def test_neither_key_nor_answers_are_in_arguments_or_environment():
    """As another process of the machine would read them."""
    content = json.dumps({"draft_key": KEY.hex(), "answers": {"price": "87654.32"}}).encode()

    seen = run_in_child(child_functions.command_line, content, reads=(Path("/proc"),))

    assert b"child_main" in seen
    assert (KEY.hex().encode() in seen, b"87654.32" in seen) == (False, False)


def test_a_wrong_key_seals_nothing(desk):
    with pytest.raises(ChildStopped, match="failed WrongKey"):
        desk.seal(part("aa"), part("bb", files=[desk.file(b"a plan")]), key=bytes(32))

    assert list(desk.folder.iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: content + b"x",
    ],
)
def test_a_draft_file_that_is_damaged_seals_nothing(desk, damage):
    file = desk.file(b"a plan")
    Path(file["path"]).write_bytes(damage(Path(file["path"]).read_bytes()))

    with pytest.raises(ChildStopped, match="failed DraftFileDamaged"):
        desk.seal(part("aa"), part("bb", files=[file]))

    assert list(desk.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "fault"), [({"size": 5}, "PayloadChanged|DraftFileDamaged"), ({"sha256": "00" * 32}, "FileChanged")]
)
def test_a_file_that_is_not_what_its_row_says_seals_nothing(desk, changes, fault):
    file = desk.file(b"a plan") | changes

    with pytest.raises(ChildStopped, match=fault):
        desk.seal(part(files=[file]))

    assert list(desk.folder.iterdir()) == []


def test_a_full_disk_is_said_by_its_number_and_leaves_nothing(desk):
    file = desk.file(os.urandom(300_000))

    answer = desk.seal(part("aa"), part("bb", files=[file]), limits=ChildLimits(file=200_000))

    assert answer == {"errno": errno.EFBIG}
    assert list(desk.folder.iterdir()) == []


def test_an_object_that_is_there_is_never_written_over(desk):
    (desk.folder / "aa.part").write_bytes(b"another's")

    assert desk.seal(part("aa")) == {"errno": errno.EEXIST}


def test_it_writes_in_its_folder_and_nowhere_else(desk, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    assert desk.seal(part("aa"), folder=elsewhere) == {"errno": 0}
    assert list(desk.folder.iterdir()) == []


def test_a_child_that_takes_too_long_is_ended(desk):
    with pytest.raises(ChildStopped) as stopped:
        desk.seal(part(files=[desk.file(os.urandom(1_000_000))]), limits=ChildLimits(wall=0.01, file=MEBIBYTE))

    assert stopped.value.reason is StopReason.TIME


def test_its_module_brings_no_django():
    assert run_in_child(child_functions.modules_beside, sealing_child.__name__.encode(), reads=(ROOT,)) == b""
