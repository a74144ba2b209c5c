"""Seeded inputs of the benchmarks (seed 1): lots of marks, as a case and as what a tender tells, and weightings."""

import random
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scoring.types import Basis, BidFacts, Case, Facts, Leaf, MarkColumn, MarkScale, PriceFacts, ScaleLevel, Spec
from tests.past.bids import alias

TOP = 100
REASON = "The offer shows it, with an example and a date."


@dataclass(frozen=True, slots=True)
class Size:
    bids: int
    leaves: int
    evaluators: int


LOT = Size(50, 40, 5)


def weights(count: int, total: int, rng: random.Random) -> list[int]:
    """`count` whole numbers above 0 that sum to `total`."""
    cuts = sorted(rng.sample(range(1, total), count - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]


def marks_case(size: Size = LOT, seed: int = 1) -> Case:
    """A lot with marks 0..100 by several evaluators, their mean counts, and a price between fixed bounds."""
    rng = random.Random(seed)
    shares = weights(size.leaves - 1, 60_000, rng)
    scale = MarkScale("percent", tuple(ScaleLevel(Fraction(value)) for value in range(TOP + 1)))
    leaves = tuple(
        Leaf(f"c{number}", "value_for_money", Fraction(share, 1000), "scored", "mark", scale="percent")
        for number, share in enumerate(shares, start=1)
    )
    price = Leaf("price", "value_for_money", Fraction(40), "formula", "price", elements=("price",))
    evaluators = tuple(f"E{number}" for number in range(1, size.evaluators + 1))
    bids = tuple(
        BidFacts(
            f"B{number:03}", prices={"price": PriceFacts(Fraction(rng.randint(7_000_000, 13_000_000), 100), "EUR")}
        )
        for number in range(1, size.bids + 1)
    )
    columns = tuple(
        MarkColumn(leaf.id, 1, evaluators, tuple(rng.randint(0, TOP) for _ in range(size.bids * size.evaluators)))
        for leaf in leaves
    )
    spec = Spec(
        id="bench",
        version=1,
        method="best price-quality ratio",
        price_formula="fixed_linear",
        params={"Pmin": "70000", "Pmax": "130000"},
        leaves=(*leaves, price),
        basis=Basis("EUR", "net"),
        scales=(scale,),
        panel_method="mean",
        tie_chain=("lower_price", "draw"),
    )
    return Case(spec, Facts(bids=bids, marks=columns, draw_seed="bench"))


def weightings(draws: int, criteria: int, seed: int = 1) -> list[list[int]]:
    """Whole-numbered weights of 2^20 together, each above 0."""
    rng = random.Random(seed)
    return [weights(criteria, 2**20, rng) for _ in range(draws)]


def tender_data(size: Size = LOT, seed: int = 1, top: int = TOP) -> dict[str, Any]:
    """What `builders.data()` is to be changed by, so that its lot holds marks 0 to `top`: the mean of the panel counts."""
    rng = random.Random(seed)
    keys = [f"c{number}" for number in range(1, size.leaves)]
    aliases = [alias(number, size.bids) for number in range(1, size.bids + 1)]
    shares = weights(size.leaves - 1, 6_000, rng)
    marked = {"family": "value_for_money", "kind": "scored", "input": "mark", "scale": "percent"}
    price = {"family": "value_for_money", "kind": "formula", "input": "price", "element": "price", "weight": "40"}
    return {
        "criteria": [
            *(
                {"key": key, "title": f"Criterion {key}", "weight": f"{share / 100:.2f}", **marked}
                for key, share in zip(keys, shares, strict=True)
            ),
            {"key": "price", "title": "Price", **price},
        ],
        "scales": {"percent": [{"value": str(value), "label": str(value)} for value in range(top + 1)]},
        "params": {"Pmin": "70000", "Pmax": "130000"},
        "panel": [f"E{number}" for number in range(1, size.evaluators + 1)],
        "panel_method": "mean",
        "rounding": {"stage": "none", "places": 2, "mode": "half_up"},
        "tie_chain": ["lower_price", "draw"],
        "marks": {
            key: {bidder: [[str(rng.randint(0, top)), REASON] for _ in range(size.evaluators)] for bidder in aliases}
            for key in keys
        },
        "agreed": {},
        "interfaces": [],
        "kpis": [],
        "bids": [_bid(number, rng) for number in range(1, size.bids + 1)],
    }


def _bid(number: int, rng: random.Random) -> dict[str, Any]:
    return {
        "submitted": f"-5 {8 + number // 60:02}:{number % 60:02}",
        "parties": [{"name": f"Firm {number}", "id_scheme": "XX", "id_value": str(number), "size": "small"}],
        "prices": {"1": {"price": f"{Decimal(rng.randint(7_000_000, 13_000_000)) / 100}"}},
    }


def reviewed(bids: int, seed: int = 1) -> dict[str, Any]:
    """A lot for a review: 24 marked criteria by five evaluators, and two texts of 70 words in each bid."""
    rng = random.Random(seed)
    data = tender_data(Size(bids, 25, 5), seed, top=5)
    for by_bid in data["marks"].values():
        for marks in by_bid.values():
            marks[:] = [[value, ""] for value, _ in marks]
    codes = ("events", "assets")
    for bid in data["bids"]:
        bid["claims"] = {code: {"statement": " ".join(rng.choices(VOCABULARY, k=70)) + "."} for code in codes}
    interface = {
        "direction": "provides",
        "role": "must_meet",
        "standard_id": "gtfs-rt",
        "weight": "50",
        "openness": "1",
    }
    named = {"standard_title": "GTFS Realtime", "standard_version": "2.0", "min_rung": 0}
    return data | {"interfaces": [{"code": code, "title": f"Feed of {code}", **interface, **named} for code in codes]}


TEXT = """
The city sensor platform reports every event as open data and keeps its history, so that others can build on it with a
documented interface whose versions stay valid for two years after notice, while our team in the region answers within
an hour, trains staff, measures availability and repairs what fails before anybody has to ask.
"""
VOCABULARY = re.findall(r"\w+", TEXT)


def release_package(tenders: int, seed: int = 1, bids: int = 13) -> dict[str, Any]:
    """Releases of past tenders by price, with up to twice as many bids as said, of 500 suppliers and 20 buyers."""
    rng = random.Random(seed)
    return {
        "version": "1.1",
        "releases": [_release(number, rng, rng.randint(1, 2 * bids)) for number in range(tenders)],
    }


def _release(number: int, rng: random.Random, bids: int) -> dict[str, Any]:
    ocid, buyer, firms = f"ocds-bench-{number:06}", rng.randrange(20), rng.sample(range(500), bids)
    parties = [_organisation("buyer", buyer), *(_organisation("tenderer", firm) for firm in firms)]
    offers = [
        {
            "id": str(place),
            "status": "valid",
            "date": f"2024-04-01T10:{place:02}:00Z",
            "tenderers": [{"id": f"tenderer-{firm}", "name": f"tenderer {firm}"}],
            "value": {"amount": rng.randint(80_000, 130_000) / 100, "currency": "EUR"},
        }
        for place, firm in enumerate(firms, start=1)
    ]
    period = {"startDate": "2024-03-01T00:00:00Z", "endDate": "2024-04-02T00:00:00Z"}
    tender = {
        "id": ocid,
        "title": f"Lamps {number}",
        "description": " ".join(rng.choices(VOCABULARY, k=60)),
        "status": "complete",
        "awardCriteria": "priceOnly",
        "value": {"amount": 1200, "currency": "EUR"},
        "tenderPeriod": period,
    }
    about = {"ocid": ocid, "id": f"{ocid}-1", "date": "2024-05-01T00:00:00Z", "tag": ["compiled"]}
    named = {"id": f"buyer-{buyer}", "name": f"buyer {buyer}"}
    return {**about, "parties": parties, "buyer": named, "tender": tender, "bids": {"details": offers}}


def _organisation(role: str, number: int) -> dict[str, Any]:
    identifier = {"scheme": "XX-REG", "id": f"{role}{number}"}
    return {"id": f"{role}-{number}", "name": f"{role} {number}", "identifier": identifier, "roles": [role]}
