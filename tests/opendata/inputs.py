"""Small tenders in the formats that are read, written for tests. `dumps` keeps Decimals as numbers."""

import copy
from typing import Any

from procurement.opendata import readers

BUYER = {"name": "Город City", "identifier": {"scheme": "XX-REG", "id": "1", "legalName": "Город City"}}


def tenderer(name: str, number: int) -> dict[str, Any]:
    return {"name": name, "identifier": {"scheme": "XX-REG", "id": str(number)}, "scale": "micro"}


def prozorro(**changes: Any) -> dict[str, Any]:
    """Three bids under two features; the dearest is the best by 0.25 in evaluated price."""
    tender = {
        "tenderID": "T-1",
        "title": "Sensors",
        "status": "complete",
        "awardCriteria": "lowestCost",
        "procurementMethodType": "aboveThreshold",
        "procuringEntity": BUYER,
        "value": {"amount": 1000, "currency": "EUR", "valueAddedTaxIncluded": False},
        "tenderPeriod": {"startDate": "2024-01-01T00:00:00+02:00", "endDate": "2024-02-01T00:00:00+02:00"},
        "features": [
            {
                "code": "pay",
                "featureOf": "tenderer",
                "title": "Payment",
                "enum": [{"value": 0, "title": "before"}, {"value": 0.2, "title": "after"}],
            }
        ],
        "bids": [
            bid("A", 900, 1, parameters=[{"code": "pay", "value": 0}]),
            bid("B", 1000, 2, parameters=[{"code": "pay", "value": 0.2}]),
        ],
        "awards": [{"id": "w1", "status": "active", "bid_id": "B", "date": "2024-02-10T00:00:00+02:00"}],
    }
    return {**copy.deepcopy(tender), **changes}


def bid(key: str, amount: Any, number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "status": "active",
        "date": f"2024-01-1{number}T10:00:00+02:00",
        "tenderers": [tenderer(f"Firm {key}", number)],
        "value": {"amount": amount, "currency": "EUR", "valueAddedTaxIncluded": False},
        **more,
    }


def life_cycle(answers: dict[str, list[tuple[str, Any]]]) -> dict[str, Any]:
    """A tender with two life-cycle costs; `answers` holds (requirement, value) per bid."""

    def criterion(key: str, requirement: str) -> dict[str, Any]:
        return {
            "id": key,
            "title": f"Cost of {key}",
            "classification": {"scheme": "LAW922", "id": f"CRITERION.OTHER.LIFE_CYCLE_COST.{key.upper()}"},
            "requirementGroups": [
                {
                    "id": "g",
                    "description": "is",
                    "requirements": [{"id": requirement, "title": "sum", "dataType": "number"}],
                }
            ],
        }

    bids = [
        bid(
            key,
            amount,
            number,
            requirementResponses=[{"id": f"{key}-{r}", "requirement": {"id": r}, "value": v} for r, v in answers[key]],
        )
        for number, (key, amount) in enumerate([("A", 500), ("B", 600)], start=1)
    ]
    return prozorro(
        awardCriteria="lifeCycleCost",
        features=[],
        bids=bids,
        criteria=[criterion("use", "r1"), criterion("care", "r2")],
    )


def release(**tender: Any) -> dict[str, Any]:
    """One OCDS release: two bids, price only."""
    return {
        "ocid": "ocds-x-1",
        "id": "1",
        "date": "2024-03-01T00:00:00Z",
        "tag": ["tender"],
        "initiationType": "tender",
        "parties": [
            {"id": "o1", "name": "City", "identifier": {"scheme": "XX-REG", "id": "1"}, "roles": ["buyer"]},
            {"id": "o2", "name": "Firm", "details": {"scale": "small"}, "roles": ["tenderer"]},
        ],
        "buyer": {"id": "o1", "name": "City"},
        "tender": {
            "id": "R-1",
            "title": "Lamps",
            "awardCriteria": "priceOnly",
            "value": {"amount": 100, "currency": "EUR"},
            "tenderPeriod": {"startDate": "2024-01-01T00:00:00Z", "endDate": "2024-02-01T00:00:00Z"},
            **tender,
        },
        "bids": {"details": [offer("b1", 90), offer("b2", 80)]},
    }


def offer(key: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "status": "valid",
        "date": "2024-01-15T00:00:00Z",
        "tenderers": [{"id": "o2", "name": "Firm"}],
        "value": {"amount": amount, "currency": "EUR"},
        **more,
    }


def lot(*criteria: dict[str, Any], key: str = "L", **award: Any) -> dict[str, Any]:
    return {"id": key, "title": f"Lot {key}", "awardCriteria": {"criteria": list(criteria), **award}}


def weight(number: Any, kind: str = "percentageExact", type: str = "quality", **more: Any) -> dict[str, Any]:  # noqa: A002
    return {"type": type, "name": f"{type} {number}", "numbers": [{"number": number, "weight": kind}], **more}


def package(*releases: dict[str, Any]) -> dict[str, Any]:
    return {"uri": "x", "version": "1.1", "releases": list(releases)}


def encoded(value: Any) -> bytes:
    return readers.strict_json.dumps(_exact(value)).encode()


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return readers.strict_json.parse(repr(value)) if isinstance(value, float) else value


def read_record(value: Any) -> Any:
    """What the reader makes of a file with one record in it."""
    [record] = readers.read(value if isinstance(value, bytes) else encoded(value))
    return record


def found_in(read: Any) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.level.value, issue.pointer) for issue in read.issues]
