"""Fingerprints: sha256 over a fixed head, what it is, and the canonical bytes. Source: SCORING §12."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from scoring import canonical, codec
from scoring.types import VERSION, Case, Spec

KINDS = ("spec", "facts", "result", "annex", "findings", "finding", "rule")


@dataclass(frozen=True, slots=True)
class CaseDigests:
    """The fingerprints of one judgement, in hex. `spec` is printed in the notice."""

    spec: str
    facts: str
    result: str


def digest(kind: str, value: object) -> str:
    """The sha256 of a value's canonical bytes, in hex. Raises ValueError for an unknown kind, TypeError for floats."""
    return of_bytes(kind, canonical.dumps(value))


def of_bytes(kind: str, data: bytes) -> str:
    """The fingerprint of canonical bytes as they are stored. Raises ValueError for an unknown kind."""
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not one of {', '.join(KINDS)}")
    return sha256(f"{VERSION}\n{kind}\n".encode() + data).hexdigest()


def of_spec(spec: Spec) -> str:
    """What the notice prints, so that nobody can change the method afterwards unseen."""
    return digest("spec", spec)


def digests(case: Case, result: codec.Result) -> CaseDigests:
    """The fingerprints of a case and its result. The order in which bids were recorded changes nothing."""
    written = codec.case_to_json(case)
    return CaseDigests(
        spec=digest("spec", written["spec"]),
        facts=digest("facts", written["facts"]),
        result=digest("result", codec.result_to_json(result)),
    )


def record(case: Case, result: codec.Result) -> dict[str, Any]:
    """evaluation.json: the case, the result and their fingerprints, as plain JSON values."""
    written, answer = codec.case_to_json(case), codec.result_to_json(result)
    marks = {"spec": digest("spec", written["spec"]), "facts": digest("facts", written["facts"])}
    return {
        "version": VERSION,
        "case": written,
        "result": answer,
        "digests": {**marks, "result": digest("result", answer)},
    }


def record_bytes(case: Case, result: codec.Result) -> bytes:
    """The canonical bytes of `record`."""
    return canonical.dumps(record(case, result))
