"""What every operation of the API's document says beside its own answer: how it refuses (RFC 9457)."""

from typing import Any

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "The reason and the cure, in a sentence."},
        "instance": {"type": "string", "description": "The address that was asked."},
        "errors": {
            "type": "array",
            "description": "One entry for each field to be corrected.",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "reason": {"type": "string", "description": "A word for programs, where the status does not say all."},
        "findings": {
            "type": "array",
            "description": "Every reason, a sentence each, where there are several.",
            "items": {"type": "string"},
        },
        "attempt": {"type": "string", "description": "The number under which the attempt is kept, where one is."},
    },
}
_REFUSALS = {
    "400": "The request cannot be used: something in it is to be corrected.",
    "401": "Nobody is signed in, or the token is not valid any more.",
    "403": "This person may not do this; the sentence says why.",
    "404": "There is no such object, or this person may not know of it.",
    "409": "The state of the object does not allow this now.",
    "413": "The request is larger than what is taken.",
    "422": "The same key came before with something else.",
    "429": "Too many requests; Retry-After says when to come back.",
    "503": "A fault of the site, or too much at once; try again, after Retry-After where it is named.",
}
REFUSALS = "x-refusals"  # what else an operation refuses by, as `extend_schema(extensions=…)` names it
_SAFE = ("get",)


def with_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook of the document's generator: each operation names its refusals, all of one shape."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path, item in result["paths"].items():
        for verb, operation in item.items():
            if isinstance(operation, dict) and "responses" in operation:
                for code in [*_codes(path, verb), *operation.pop(REFUSALS, ())]:
                    operation["responses"].setdefault(code, _answer(code))
    return result


def _codes(path: str, verb: str) -> list[str]:
    """404 where the address names an object, 409 where something is changed."""
    named = {"404"} if "{" in path else set()
    return sorted({"400", "401", "403", "429"} | named | (set() if verb in _SAFE else {"409"}))


def _answer(code: str) -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/Problem"}
    return {"description": _REFUSALS[code], "content": {"application/problem+json": {"schema": shape}}}
