"""A response of the European Single Procurement Document, read in the child: what it says, as plain rows; no meaning.

The answer is JSON, see `read_espd`. What the rows mean is decided where the 62 criteria are known. ESPD-EDM 4.1.0 on
UBL 2.3; elements are known by their names in the two component namespaces, whatever the prefix.
"""

import json
from collections.abc import Iterator
from typing import Any

from core.gate import formats
from core.gate.formats import GateFault

_AGGREGATE = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_BASIC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_RESPONSE = "{urn:oasis:names:specification:ubl:schema:xsd:QualificationApplicationResponse-2}"
_REQUEST = "{urn:oasis:names:specification:ubl:schema:xsd:QualificationApplicationRequest-2}"
_GROUPS = (
    f"{_AGGREGATE}TenderingCriterionPropertyGroup",
    f"{_AGGREGATE}SubsidiaryTenderingCriterionPropertyGroup",
)
# What an answer may be, by the element that holds it.
_VALUES = (
    "ResponseIndicator",
    "Description",
    "ResponseAmount",
    "ResponseDate",
    "ResponseQuantity",
    "ResponseNumeric",
    "ResponseID",
    "ResponseURI",
    "ResponseCode",
)
LONGEST_TEXT = 2000
MOST_CRITERIA = 500
MOST_PROPERTIES = 20_000
MOST_RESPONSES = 20_000
MOST_EVIDENCES = 5_000

Row = dict[str, Any]


def warm_up() -> None:
    """As `formats.warm_up`."""
    formats.warm_up()


def read_espd(content: bytes) -> bytes:
    """The rows of a response, or the fault of a file that is none: {"fault": {"code", "detail"}}.

    {"issued", "parties": [{"name", "ids"}], "criteria": [{"code", "groups": [{"parent", "kind"}],
    "properties": [{"id", "group", "type", "data", "question"}]}], "responses": [{"property", "values": [{"kind",
    "text", "unit"}], "periods": [{"start", "end"}], "evidence": [id]}], "evidence": [{"id", "number", "uri", "issuer",
    "embedded"}]}. `group`, `parent`: a place in `groups`, -1 for none. Texts are cut at 2,000 characters and then end
    with "…". An address is a text here: nothing is fetched.
    """
    try:
        return json.dumps(_rows(formats.read_xml(content))).encode()
    except GateFault as fault:
        return json.dumps({"fault": {"code": fault.code, "detail": fault.detail}}).encode()


def _rows(root: Any) -> Row:
    if root.tag == f"{_REQUEST}QualificationApplicationRequest":
        raise GateFault("espd_request")
    if root.tag != f"{_RESPONSE}QualificationApplicationResponse":
        raise GateFault("no_espd")
    criteria = root.findall(f"{_AGGREGATE}TenderingCriterion")
    responses = root.findall(f"{_AGGREGATE}TenderingCriterionResponse")
    evidence = root.findall(f"{_AGGREGATE}Evidence")
    _bound(criteria, MOST_CRITERIA)
    _bound(responses, MOST_RESPONSES)
    _bound(evidence, MOST_EVIDENCES)
    rows = [_criterion(element) for element in criteria]
    _bound([row for criterion in rows for row in criterion["properties"]], MOST_PROPERTIES)
    return {
        "issued": _text(root, "IssueDate"),
        "parties": [_party(element) for element in root.findall(f"{_AGGREGATE}EconomicOperatorParty")],
        "criteria": rows,
        "responses": [_response(element) for element in responses],
        "evidence": [_evidence(element) for element in evidence],
    }


def _bound(rows: list[Any], most: int) -> None:
    if len(rows) > most:
        raise GateFault("too_many_nodes")


def _party(element: Any) -> Row:
    party = element.find(f"{_AGGREGATE}Party")
    if party is None:
        return {"name": "", "ids": []}
    ids = (_text(row, "ID") for row in party.findall(f"{_AGGREGATE}PartyIdentification"))
    names = (_text(row, "Name") for row in party.findall(f"{_AGGREGATE}PartyName"))
    return {"name": next((name for name in names if name), ""), "ids": [number for number in ids if number]}


def _criterion(element: Any) -> Row:
    """The properties of a criterion in the order of the document, each with its place in the tree of groups."""
    groups: list[Row] = []
    properties: list[Row] = []
    waiting = [(group, -1) for group in reversed(list(_groups(element)))]
    while waiting:
        group, parent = waiting.pop()
        number = len(groups)
        groups.append({"parent": parent, "kind": _text(group, "PropertyGroupTypeCode")})
        properties += [_property(row, number) for row in group.findall(f"{_AGGREGATE}TenderingCriterionProperty")]
        waiting += [(below, number) for below in reversed(list(_groups(group)))]
    return {"code": _text(element, "CriterionTypeCode"), "groups": groups, "properties": properties}


def _groups(element: Any) -> Iterator[Any]:
    return (child for child in element if child.tag in _GROUPS)


def _property(element: Any, group: int) -> Row:
    return {
        "id": _text(element, "ID"),
        "group": group,
        "type": _text(element, "TypeCode"),
        "data": _text(element, "ValueDataTypeCode"),
        "question": _text(element, "Description"),
    }


def _response(element: Any) -> Row:
    values = [
        {"kind": name, "text": _content(value), "unit": value.get("currencyID") or value.get("unitCode") or ""}
        for holder in element.findall(f"{_AGGREGATE}ResponseValue")
        for name in _VALUES
        for value in holder.findall(f"{_BASIC}{name}")
    ]
    periods = [
        {"start": _text(period, "StartDate"), "end": _text(period, "EndDate")}
        for period in element.iter(f"{_AGGREGATE}ApplicablePeriod")
    ]
    evidence = [_text(row, "ID") for row in element.findall(f"{_AGGREGATE}EvidenceSupplied")]
    return {
        "property": _text(element, "ValidatedCriterionPropertyID"),
        "values": values,
        "periods": periods,
        "evidence": evidence,
    }


def _evidence(element: Any) -> Row:
    reference = element.find(f"{_AGGREGATE}DocumentReference")
    row = {"id": _text(element, "ID"), "number": "", "uri": "", "issuer": "", "embedded": False}
    if reference is None:
        return row
    uri = reference.find(f"{_AGGREGATE}Attachment/{_AGGREGATE}ExternalReference/{_BASIC}URI")
    issuer = reference.find(f"{_AGGREGATE}IssuerParty/{_AGGREGATE}PartyName/{_BASIC}Name")
    embedded = reference.find(f"{_AGGREGATE}Attachment/{_BASIC}EmbeddedDocumentBinaryObject")
    return row | {
        "number": _text(reference, "ID"),
        "uri": _content(uri),
        "issuer": _content(issuer),
        "embedded": embedded is not None,
    }


def _text(element: Any, name: str) -> str:
    """The text of the first child of this name, empty without one."""
    return _content(element.find(f"{_BASIC}{name}"))


def _content(element: Any) -> str:
    text = "" if element is None else " ".join((element.text or "").split())
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
