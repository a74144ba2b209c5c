"""Reads a response of the European Single Procurement Document into proposals for one supplier (OPENDATA §6).

The bytes are read in the bounded child (`core.gate.espd_reader`); here its rows get their meaning. The key of a
criterion is its CriterionTypeCode; answers join questions by ValidatedCriterionPropertyID, never by their place.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from core.child import ChildLimits, ChildStopped, StopReason, run_in_child
from core.gate import espd_reader
from procurement.opendata.readers import espd_values
from procurement.opendata.readers.espd_answers import CriterionAnswers, Response, rows_of
from procurement.opendata.readers.espd_facts import Declarant, DeclarationProposal, EspdIssue, EspdLevel, EspdResult
from suppliers.declarations import declarations

MOST_BYTES = 5_000_000
LIMITS = ChildLimits(cpu=8, wall=20.0)
_LONGEST_DETAIL = 80


def read_response(content: bytes, *, supplier: Declarant) -> EspdResult:
    """What a file proposes to a supplier, with everything that was noticed. Never raises for what the file holds.

    Refused as a whole: a file that is no ESPD response, that is too large, or that is another party's.
    """
    if len(content) > MOST_BYTES:
        return _refused("too_large")
    try:
        rows = json.loads(run_in_child(espd_reader.read_espd, content, LIMITS))
    except ChildStopped as stopped:
        return _refused("failed" if stopped.reason is StopReason.FAILED else "stopped")
    if fault := rows.get("fault"):
        return _refused(fault["code"], fault["detail"])
    return _result(rows, supplier)


def _result(rows: dict[str, Any], supplier: Declarant) -> EspdResult:
    if len(rows["parties"]) != 1 or not any(rows["parties"][0].values()):
        return _refused("party_count")
    [party] = rows["parties"]
    if not _is_of(party, supplier):
        return _refused("other_party", party["name"] or party["ids"][0])
    issued = espd_values.day(rows["issued"])
    issues = [] if party["ids"] else [_note("no_identifier")]
    issues += [] if issued else [_note("no_date")]
    criteria, more = _criteria(rows)
    proposals: list[DeclarationProposal] = []
    for criterion in criteria:
        proposal, noted = criterion.read()
        proposals += [proposal] if proposal else []
        more += noted
    return EspdResult(tuple(proposals), (*issues, *more), party["name"], issued)


def _criteria(rows: dict[str, Any]) -> tuple[list[CriterionAnswers], list[EspdIssue]]:
    """The criteria that we know, in our order, each with its answers; and answers that have no place."""
    known = declarations()
    trees: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows["criteria"]:
        trees[row["code"]].append(row)
    counts = Counter(prop["id"] for row in rows["criteria"] for prop in row["properties"])
    twice = [number for number, count in counts.items() if number and count > 1]
    answers: defaultdict[str, list[Response]] = defaultdict(list)
    for response in rows["responses"]:
        answers[response["property"]].append(response)
    unique = {number: responses for number, responses in answers.items() if number and counts[number] == 1}
    homeless = [number for number in answers if not number or not counts[number]]
    issues = [
        *_notes("unknown_code", (code for code in trees if code not in known)),
        *_notes("property_twice", (number for number in twice if number in answers)),
        *_notes("no_property", homeless),
    ]
    evidence = {row["id"]: row for row in rows["evidence"] if row["id"]}
    criteria = [CriterionAnswers(code, rows_of(trees[code]), unique, evidence) for code in known if code in trees]
    return criteria, issues


def _is_of(party: dict[str, Any], supplier: Declarant) -> bool:
    """Whether the file is this supplier's: by any identifier that it names, by the name only where it names none."""
    if party["ids"]:
        known = {form for number in supplier.identifiers for form in _forms(number, supplier.country)}
        return any(form in known for number in party["ids"] for form in _forms(number, supplier.country))
    return bool(party["name"]) and party["name"].casefold() == " ".join(supplier.name.split()).casefold()


def _forms(identifier: str, country: str) -> Iterator[str]:
    """An identifier without blanks and dots, and the same without the supplier's country before it."""
    plain = "".join(letter for letter in identifier.upper() if letter.isalnum())
    if plain:
        yield plain
    if country and plain.startswith(country.upper()) and len(plain) > len(country):
        yield plain.removeprefix(country.upper())


def _refused(kind: str, detail: str = "") -> EspdResult:
    return EspdResult(issues=(EspdIssue(kind, EspdLevel.REFUSED, details=(detail[:200],) if detail else ()),))


def _note(kind: str) -> EspdIssue:
    return EspdIssue(kind, EspdLevel.NOTED)


def _notes(kind: str, details: Iterable[str]) -> Sequence[EspdIssue]:
    shortened = tuple(detail[:_LONGEST_DETAIL] or "—" for detail in details)
    return [EspdIssue(kind, EspdLevel.NOTED, details=shortened)] if shortened else []
