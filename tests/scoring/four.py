"""One tender with all four families, gates, thresholds, several currencies and rulings: what a codec must carry."""

from fractions import Fraction as F

from scoring.types import (
    Adjustment,
    AltRule,
    Basis,
    BidFacts,
    Case,
    Facts,
    Gate,
    Group,
    Interface,
    InterfaceMark,
    KpiRule,
    Leaf,
    MarkColumn,
    Minimum,
    PriceFacts,
    Rate,
    Rounding,
    Ruling,
    Spec,
)
from tests.scoring.build import NOON, scale

REASON = "ab" * 32

SPEC = Spec(
    id="lot-1",
    version=3,
    method="best price-quality ratio",
    price_formula="fixed_linear",
    params={"Pmin": "80000", "Pmax": "160000"},
    basis=Basis("EUR", "net", (Rate("SEK", F(1, 11), "2026-03-01", "ECB"),), places=2),
    panel_method="mean",
    groups=(Group("quality", "value_for_money", F(60), title="Quality", minimum=Minimum(F(1, 5), "share")),),
    scales=(scale(),),
    interfaces=(
        Interface("if1", F(60), 2, "Parking API", "cd" * 32),
        Interface("if2", F(40), 0, "Events"),
    ),
    leaves=(
        Leaf("io", "interoperability", F(15), "machine", "verdict", "quality", "Interfaces"),
        Leaf("os", "open_standards", F(15), "machine", "verdict", "quality", "Open standards"),
        Leaf(
            "method",
            "value_for_money",
            F(20),
            "scored",
            "mark",
            "quality",
            "Méthode",
            "s",
            minimum=Minimum(F(2), "mark"),
        ),
        Leaf(
            "kpis",
            "performance",
            F(10),
            "formula",
            "offer",
            "quality",
            kpis=(KpiRule("availability", "up", F(99), F("99.9"), F(1), True, "Availability", "%"),),
        ),
        Leaf("price", "value_for_money", F(40), "formula", "price", title="Price", elements=("price",)),
    ),
    gates=(Gate("iso", title="ISO 27001"),),
    rounding=Rounding("total", 2),
    tie_chain=("higher_group(quality)", "lower_price", "draw"),
    alt_rule=AltRule("mean_of_others", {"x": "2/5"}),
)

BIDS = (
    BidFacts(
        "B1",
        NOON,
        {"price": PriceFacts(F(1100000), "SEK", adjustments=(Adjustment("discount", F(-11), REASON),))},
        {"availability": F("99.5")},
        (
            InterfaceMark("if1", "declared", F(1), F(1, 2)),
            InterfaceMark("if2", "valid", F(3, 4), verdict_digests=("ee",)),
        ),
        {"iso": True},
        small=True,
    ),
    BidFacts(
        "B2", NOON, {"price": PriceFacts(F(90000), "EUR", "net", F(1, 5))}, {"availability": F(99)}, (), {"iso": True}
    ),
    BidFacts("B3", None, {"price": None}, {"availability": None}, (), {"iso": False}),
)

FACTS = Facts(
    BIDS,
    (MarkColumn("method", 1, ("E1", "E2", "E3"), (4, 4, 5, 3, 2, 3, None, None, None)),),
    (
        Ruling("r1", "set_evidence", REASON, "B2", "if1", text="parsed"),
        Ruling("r2", "mark_is", REASON, "B2", "os", F(1, 4)),
    ),
    "seed of the draw",
)

CASE = Case(SPEC, FACTS)
