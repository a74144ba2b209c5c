"""Reference profiles of interfaces: what is handed in, its limits, its digest, and what the bounded child says of it.

A profile is the files that say what an interface must be, and samples that pass and fail. Nothing here touches the
database. Source: EVIDENCE §2, §3, §7.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.canon import digest
from core.child import ChildLimits, ChildStopped, StopReason, run_in_child
from core.gate import profile_reader

MEBIBYTE = 1024 * 1024
MOST_BYTES = 5 * MEBIBYTE  # of one file
MOST_TOGETHER = 20 * MEBIBYTE
MOST_FILES = 40
MOST_SAMPLES = 40
LONGEST_NAME = 300
LIMITS = ChildLimits(cpu=20, wall=30.0)


class ProfileKind(StrEnum):
    """What the main file of a profile is."""

    OPENAPI = "openapi"
    ASYNCAPI = "asyncapi"
    JSON_SCHEMA = "json-schema"
    XSD = "xsd"
    SHACL = "shacl"
    CSVW = "csvw"


class ProfileRole(StrEnum):
    """What a file of a profile is for."""

    REFERENCE = "reference"
    PASSING = "passing"
    FAILING = "failing"


_JSON = {".json": "json"}
_JSON_OR_YAML = {**_JSON, ".yaml": "yaml", ".yml": "yaml"}
# {ending of a name: how a file is read}
FORMATS: Mapping[ProfileKind, Mapping[str, str]] = {
    ProfileKind.OPENAPI: _JSON_OR_YAML,
    ProfileKind.ASYNCAPI: _JSON_OR_YAML,
    ProfileKind.JSON_SCHEMA: _JSON,
    ProfileKind.XSD: {".xsd": "xml"},
    ProfileKind.SHACL: {".ttl": "text", ".nt": "text", ".jsonld": "json"},
    ProfileKind.CSVW: _JSON,
}
SAMPLE_FORMATS: Mapping[str, str] = {
    **_JSON_OR_YAML,
    **dict.fromkeys((".jsonld", ".geojson"), "json"),
    ".xml": "xml",
    **dict.fromkeys((".csv", ".ttl", ".nt", ".txt"), "text"),
}
SENTENCES: Mapping[str, Promise] = {
    "not_utf8": gettext_lazy("%(file)s is not in UTF-8."),
    "nul": gettext_lazy("%(file)s holds a zero byte, so it is no text."),
    "empty": gettext_lazy("%(file)s is empty."),
    "too_deep": gettext_lazy("%(file)s is nested more than 100 levels deep."),
    "too_many_nodes": gettext_lazy("%(file)s holds more than 200,000 values."),
    "not_json": gettext_lazy("%(file)s is no JSON. %(detail)s"),
    "duplicate_key": gettext_lazy("%(file)s names a key twice in one object: %(detail)s"),
    "not_a_number": gettext_lazy("%(file)s holds a number that JSON does not know (NaN or infinity)."),
    "not_yaml": gettext_lazy("%(file)s is no YAML that reads as JSON. %(detail)s"),
    "alias": gettext_lazy("%(file)s repeats a part by an alias, which is not read: %(detail)s"),
    "several_documents": gettext_lazy("%(file)s holds more than one document."),
    "not_xml": gettext_lazy("%(file)s is no XML. %(detail)s"),
    "doctype": gettext_lazy("%(file)s has a document type; such files are not read."),
    "no_object": gettext_lazy("%(file)s is no object at its top."),
    "no_dialect": gettext_lazy(
        "%(file)s does not say in which version of its language it is written. Known: %(detail)s"
    ),
    "vacuous": gettext_lazy("%(file)s asks for nothing, so that no file could fail it."),
    "outside": gettext_lazy("%(file)s refers to %(detail)s, which is not among the files."),
    "no_file": gettext_lazy("A profile has at least one file."),
    "too_many_files": gettext_lazy("A profile has at most 40 files and 40 samples."),
    "no_passing": gettext_lazy("Add a sample that passes."),
    "no_failing": gettext_lazy("Add a sample that fails: a profile that nothing fails checks nothing."),
    "too_large": gettext_lazy("%(file)s is larger than 5 MB."),
    "too_large_together": gettext_lazy("The files are larger than 20 MB together."),
    "bad_name": gettext_lazy("%(file)s is no name for a file: write a relative path or an address, without blanks."),
    "name_twice": gettext_lazy("%(file)s comes twice."),
    "wrong_ending": gettext_lazy("%(file)s does not end in one of: %(detail)s"),
    "stopped": gettext_lazy("Reading the files took too long, or too much memory."),
    "failed": gettext_lazy("The files could not be read."),
}


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """A file of a profile by the URI under which others refer to it; the first one is the main file."""

    uri: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProfileSample:
    """A file that meets the profile, or one that does not."""

    name: str
    content: bytes
    passes: bool


@dataclass(frozen=True, slots=True)
class ProfileFault:
    """One thing that speaks against a profile, as a sentence; `file` may be empty."""

    code: str
    file: str = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        return (str(SENTENCES[self.code]) % {"file": self.file, "detail": self.detail}).strip()


class ProfileRefused(ValueError):
    """A profile that is not stored, with everything that speaks against it."""

    def __init__(self, faults: Sequence[ProfileFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(fault.sentence for fault in faults) or _("The profile is refused."))


def profile_digest(kind: str, files: Sequence[tuple[str, str]], samples: Iterable[tuple[str, bool, str]]) -> str:
    """The SHA-256 by which a profile is known: over kind, main file, (URI, SHA-256) of its files sorted, its samples.

    `files`: the main one first; `samples`: (name, whether it passes, SHA-256).
    """
    return digest(
        {
            "v": 1,
            "kind": str(kind),
            "main": files[0][0],
            "files": [list(pair) for pair in sorted(files)],
            "samples": [list(row) for row in sorted(samples)],
        }
    )


def dialect_of(kind: ProfileKind, files: Sequence[ReferenceFile], samples: Sequence[ProfileSample]) -> str:
    """The language and version of the main file, once everything was read. Raises ProfileRefused with all faults.

    Limits and names are checked here, every byte in the bounded child. That samples pass and fail is not checked.
    """
    if faults := [*_faults_of_list(files, samples), *_faults_of_names(kind, files, samples)]:
        raise ProfileRefused(faults)
    order = json.dumps(
        {
            "kind": kind,
            "files": [_row(file.uri, file.content, FORMATS[kind]) for file in files],
            "samples": [_row(sample.name, sample.content, SAMPLE_FORMATS) for sample in samples],
        }
    )
    try:
        answer = json.loads(run_in_child(profile_reader.read_profile, order.encode(), LIMITS))
    except ChildStopped as stopped:
        code = "failed" if stopped.reason is StopReason.FAILED else "stopped"
        raise ProfileRefused([ProfileFault(code)]) from stopped
    if answer["faults"]:
        raise ProfileRefused([ProfileFault(**fault) for fault in answer["faults"]])
    return str(answer["dialect"])


def sha256(content: bytes) -> str:
    """The hex SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


def _row(name: str, content: bytes, formats: Mapping[str, str]) -> dict[str, str]:
    return {"name": name, "format": formats[_ending(name)], "data": base64.b64encode(content).decode()}


def _ending(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def _faults_of_list(files: Sequence[ReferenceFile], samples: Sequence[ProfileSample]) -> Iterable[ProfileFault]:
    if not files:
        yield ProfileFault("no_file")
    if len(files) > MOST_FILES or len(samples) > MOST_SAMPLES:
        yield ProfileFault("too_many_files")
    if not any(sample.passes for sample in samples):
        yield ProfileFault("no_passing")
    if all(sample.passes for sample in samples):
        yield ProfileFault("no_failing")
    contents = [(file.uri, file.content) for file in files] + [(sample.name, sample.content) for sample in samples]
    for name, content in contents:
        if len(content) > MOST_BYTES:
            yield ProfileFault("too_large", name)
    if sum(len(content) for _, content in contents) > MOST_TOGETHER:
        yield ProfileFault("too_large_together")


def _faults_of_names(
    kind: ProfileKind, files: Sequence[ReferenceFile], samples: Sequence[ProfileSample]
) -> Iterable[ProfileFault]:
    for names, formats in (
        ([file.uri for file in files], FORMATS[kind]),
        ([sample.name for sample in samples], SAMPLE_FORMATS),
    ):
        for name in sorted(set(names)):
            if not _is_name(name):
                yield ProfileFault("bad_name", name[:LONGEST_NAME])
            elif _ending(name) not in formats:
                yield ProfileFault("wrong_ending", name, ", ".join(formats))
            if names.count(name) > 1:
                yield ProfileFault("name_twice", name)


def _is_name(name: str) -> bool:
    """A relative path or an address: printable, without blanks, never up and out of its folder, with no fragment."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or " " in name or set(name) & set('\\#?"'):
        return False
    parts = name.split("/")
    return ".." not in parts and bool(parts[-1]) and not name.startswith("/")
