"""Opening one envelope: all of it is as its header says, or nothing of it stays; no plain byte reaches a disk."""

import hashlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import sealed_file
from offline.sealing import envelopes, payloads
from offline.sealing.payloads import FileEntry, Manifest, Payload
from procurement.bids.opening_child import open_sealed
from procurement.bids.services import files
from tests.offline.sealing.samples import HEADER, key_of, keyset, payload, sealed

STORAGE_KEY = bytes(range(32))
CANARY = b"the price is 87654.32"
FILES = (CANARY * 20_000, b"", b"short")


def order(tmp_path, envelope, body, *, pair=(1, 2), key=None):
    (tmp_path / "body").write_bytes(body)
    (tmp_path / "store").mkdir(exist_ok=True)
    return json.dumps(
        {
            "header": envelope.header.canon().decode(),
            "key": (key or key_of(envelope, pair)).hex(),
            "body": str(tmp_path / "body"),
            "folder": str(tmp_path / "store"),
            "storage_key": STORAGE_KEY.hex(),
        }
    ).encode()


def answer(*args, **options):
    return json.loads(open_sealed(order(*args, **options)))


def stored(tmp_path):
    return {path.name: path.read_bytes() for path in (tmp_path / "store").iterdir()}


def read(tmp_path, name, length):
    return b"".join(sealed_file.read(tmp_path / "store" / name, STORAGE_KEY, name, length=length))


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3)])
def test_each_pair_has_manifest_nonce_and_files(tmp_path, pair):
    sealing, body = sealed(*FILES)

    opened = answer(tmp_path, sealing.envelope, body, pair=pair)

    assert opened["manifest"] == payload(*FILES).manifest.canon().decode()
    assert opened["nonce"] == sealing.nonce.hex()
    contents = [read(tmp_path, name, len(file)) for name, file in zip(opened["files"], FILES, strict=True)]
    assert contents == list(FILES)
    assert set(stored(tmp_path)) == set(opened["files"])


def test_no_plain_byte_lies_in_the_store(tmp_path):
    sealing, body = sealed(*FILES)

    answer(tmp_path, sealing.envelope, body)

    assert sum(CANARY in content for content in stored(tmp_path).values()) == 0
    assert CANARY in FILES[0]  # what would have been seen


def test_files_in_the_store_are_for_this_program_alone(tmp_path):
    sealing, body = sealed(b"file")

    opened = answer(tmp_path, sealing.envelope, body)

    mode = (tmp_path / "store" / opened["files"][0]).stat().st_mode & 0o777
    assert oct(mode) == oct(0o600)


def test_a_bid_without_files_opens(tmp_path):
    sealing, body = sealed()

    assert answer(tmp_path, sealing.envelope, body)["files"] == []


def test_a_changed_byte_leaves_a_sentence_and_no_file(tmp_path):
    sealing, body = sealed(*FILES)
    changed = bytearray(body)
    changed[len(body) // 2] ^= 1

    opened = answer(tmp_path, sealing.envelope, bytes(changed))

    assert (list(opened), opened["broken"].endswith("was changed, or is missing.")) == (["broken"], True)
    assert stored(tmp_path) == {}


def test_an_envelope_that_is_gone_is_a_sentence(tmp_path):
    sealing, body = sealed(b"file")
    task = json.loads(order(tmp_path, sealing.envelope, body))
    (tmp_path / "body").unlink()

    assert json.loads(open_sealed(json.dumps(task).encode())) == {"broken": "The envelope is not in the store."}


def test_another_key_opens_nothing(tmp_path):
    sealing, body = sealed(b"file")

    opened = answer(tmp_path, sealing.envelope, body, key=bytes(32))

    assert opened == {"broken": "The two halves do not make the key of this envelope."}
    assert stored(tmp_path) == {}


def test_an_envelope_of_another_header_opens_nothing(tmp_path):
    sealing, _body = sealed(b"file")
    other, other_body = sealed(b"other")

    opened = answer(tmp_path, sealing.envelope, other_body)

    assert list(opened) == ["broken"]
    assert other.envelope.header != sealing.envelope.header
    assert stored(tmp_path) == {}


def lying(tmp_path, entries, contents):
    """What opens of a payload whose manifest says one thing and whose bytes are another."""
    return sealed_so(tmp_path, Manifest({"answer": "1"}, tuple(entries)), contents)


def sealed_so(tmp_path, manifest, contents=()):
    lie = Payload(manifest, lambda: contents)
    body_path = tmp_path / "body"
    with body_path.open("wb") as body:
        sealing = envelopes.seal(lie, HEADER, keyset(), body)
    return answer(tmp_path, sealing.envelope, body_path.read_bytes())


def test_a_file_that_is_not_the_one_named_is_dropped_with_those_before_it(tmp_path):
    entries = [entry_of(b"good"), FileEntry("b.pdf", "application/pdf", 4, "0" * 64)]

    opened = lying(tmp_path, entries, (b"good", b"evil"))

    assert opened == {"no_payload": "The file “b.pdf” is not the one that was sealed."}
    assert stored(tmp_path) == {}


class Unchecked:
    """A manifest as a stranger's tool writes it: nothing of it is looked at before it is sealed."""

    def __init__(self, content, files=()):
        self.content, self.files = content, files

    def canon(self):
        return self.content


def named(name="a.pdf", kind="application/pdf", size=0):
    return {"name": name, "sha256": hashlib.sha256(b"").hexdigest(), "size": size, "type": kind}


NOT_SHOWN = "has a name or a type that cannot be shown."


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ({"answers": {}, "files": [named()] * 3000}, "An envelope has at most 100 files; this one has 3000."),
        ({"answers": {}, "files": [named("a\0b")]}, f"The file “a\\x00b” {NOT_SHOWN}"),
        ({"answers": {}, "files": [named("a\x9b0;b")]}, f"The file “a\\x9b0;b” {NOT_SHOWN}"),
        ({"answers": {}, "files": [named(kind="text/plain\n")]}, f"The file “a.pdf” {NOT_SHOWN}"),
        ({"answers": {}, "files": [named("a" * 2000)]}, f"The file “{'a' * 59}…” {NOT_SHOWN}"),
        ({"answers": {"é": 1, "e\u0301": 2}, "files": []}, "the manifest is not written in its canonical form."),
        ({"answers": {"a": [[]] * 500_000}, "files": []}, "The manifest has more than 500000 objects and lists."),
    ],
)
def test_what_no_opening_could_take_is_refused_before_a_file_is_made(tmp_path, monkeypatch, manifest, sentence):
    files_made = []
    monkeypatch.setattr(sealed_file, "create", lambda *place: files_made.append(place))
    content = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()

    assert sealed_so(tmp_path, Unchecked(content)) == {"no_payload": sentence}
    assert files_made == []


def test_a_manifest_that_is_nested_too_deep_for_any_reader_is_refused(tmp_path):
    content = b'{"answers":{"a":' + b"[" * 600 + b"]" * 600 + b'},"files":[]}'

    assert sealed_so(tmp_path, Unchecked(content)) == {
        "no_payload": "The file has more than 64 lists and objects in one another."
    }


def test_a_hundred_files_are_as_many_as_drafts_take(tmp_path):
    assert files.MOST_FILES == payloads.MOST_FILES
    entries = [entry_of(b"", f"{no}.pdf") for no in range(payloads.MOST_FILES)]

    assert len(lying(tmp_path, entries, ())["files"]) == payloads.MOST_FILES


def test_a_folder_that_takes_nothing_is_an_error_and_not_a_broken_seal(tmp_path):
    sealing, body = sealed(b"file")
    task = json.loads(order(tmp_path, sealing.envelope, body))

    with pytest.raises(FileNotFoundError):
        open_sealed(json.dumps({**task, "folder": str(tmp_path / "nowhere")}).encode())


def entry_of(content, name="a.pdf"):
    return FileEntry(name, "application/pdf", len(content), hashlib.sha256(content).hexdigest())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(contents=st.lists(st.binary(max_size=40_000), max_size=4))
def test_whatever_was_sealed_is_what_is_stored(tmp_path_factory, contents):
    folder = tmp_path_factory.mktemp("opening")
    sealing, body = sealed(*contents)

    opened = answer(folder, sealing.envelope, body)

    assert [read(folder, name, len(file)) for name, file in zip(opened["files"], contents, strict=True)] == contents
