"""Answers and files in one row of bytes, and back."""

from io import BytesIO

import pytest

from offline.reading import SignedFileFault
from offline.sealing import payloads
from offline.sealing.payloads import Manifest, PayloadFault
from tests.offline.sealing.samples import payload

FILES = (b"first", b"", b"third" * 1000)


def _stream(*files, **changes):
    return BytesIO(b"".join(payload(*files, **changes).pieces()))


def test_a_payload_is_taken_apart_as_it_was_put_together():
    stream = _stream(*FILES)
    manifest = payloads.read_manifest(stream)
    contents = []
    for entry in manifest.files:
        target = BytesIO()
        payloads.copy_file(entry, stream, target)
        contents.append(target.getvalue())

    assert (manifest, tuple(contents), stream.read()) == (payload(*FILES).manifest, FILES, b"")


def test_the_length_is_known_before():
    assert payload(*FILES).length == len(_stream(*FILES).getvalue())


def test_numbers_are_text():
    with pytest.raises(TypeError, match="float"):
        Manifest({"price": 1.5}).canon()


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (0, "The file “file 1.pdf” is not the one that was sealed."),
        (1, "The file “file 1.pdf” ends 1 bytes too early."),
    ],
)
def test_a_file_that_is_another_is_named(entry, sentence):
    stream = BytesIO(_stream(b"first").getvalue()[:-1] + b"!" * (1 - entry))
    manifest = payloads.read_manifest(stream)

    with pytest.raises(PayloadFault) as refused:
        payloads.copy_file(manifest.files[0], stream, BytesIO())

    assert str(refused.value) == sentence


@pytest.mark.parametrize("content", [b"", b"\x00\x00", b"\x00\x00\x00\x09{}", b"\xff\xff\xff\xff{}"])
def test_bytes_that_are_no_payload_are_refused(content):
    with pytest.raises(PayloadFault):
        payloads.read_manifest(BytesIO(content))


@pytest.mark.parametrize(
    "manifest",
    [
        b"{}",
        b'{"answers":{},"files":[],"more":1}',
        b'{"answers":{}, "files":[]}',
        b'{"files":[],"answers":{}}',
        b"[]",
        b'{"answers":{},"files":[{"name":"a","sha256":"' + b"0" * 64 + b'","size":-1,"type":"b"}]}',
    ],
)
def test_a_manifest_that_is_none_is_refused(manifest):
    with pytest.raises(SignedFileFault):
        payloads.read_manifest(BytesIO(len(manifest).to_bytes(4) + manifest))
