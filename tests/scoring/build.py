"""Small specifications and facts for tests: exact, complete, one line each."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction as F
from hashlib import sha256

from scoring.types import (
    Basis,
    BidFacts,
    Case,
    Facts,
    Leaf,
    MarkColumn,
    MarkScale,
    PriceFacts,
    Ruling,
    ScaleLevel,
    Spec,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def scale(top=5, name="s"):
    return MarkScale(name, tuple(ScaleLevel(F(value), str(value)) for value in range(top + 1)))


def marked(name, points, **more):
    return Leaf(name, "value_for_money", F(points), "scored", "mark", **{"scale": "s", **more})


def priced(points, name="price", **more):
    return Leaf(name, "value_for_money", F(points), "formula", "price", **{"elements": (name,), **more})


def spec(*leaves, formula="relative_lowest", **more):
    """Total points are those of the leaves without a group; 0 to 5 is the scale "s"; the panel agrees."""
    roots = [leaf.points for leaf in leaves if leaf.parent is None]
    lot_spec = Spec(
        id="lot-1",
        version=1,
        method="test",
        price_formula=formula,
        leaves=leaves,
        basis=Basis("EUR"),
        scales=(scale(),),
        total_points=sum(roots, F(0)),
    )
    return replace(lot_spec, **more)


def committed(*leaves, **more):
    """A specification as it can be published: the seed of its draw has a fingerprint."""
    return spec(*leaves, **{"seed_sha256": sha256(b"seed").hexdigest(), **more})


def bid(name, price=None, **more):
    """A bid with one price in EUR, an amount by element, or none."""
    amounts = price if isinstance(price, dict) else {"price": price}
    prices = {element: None if a is None else PriceFacts(F(a), "EUR") for element, a in amounts.items()}
    return BidFacts(name, **{"submitted_at": NOON, "prices": prices, **more})


def agreed(leaf, *values, denominator=1):
    return MarkColumn(leaf, denominator, ("consensus",), values)


def panel(leaf, *rows):
    """One tuple of marks for each bid."""
    names = tuple(f"E{number}" for number in range(1, len(rows[0]) + 1))
    return MarkColumn(leaf, 1, names, tuple(mark for row in rows for mark in row))


def case(lot_spec, *bids, marks=(), rulings=(), seed="seed"):
    return Case(lot_spec, Facts(bids, tuple(marks), tuple(rulings), seed))


def ruling(kind, name, where="", value=None, text="", *, number="r1"):
    return Ruling(number, kind, "0" * 64, name, where, None if value is None else F(value), text)


def two(**more):
    """Quality 60 on one agreed mark, price 40: A has 4 of 5 at 100, B has 5 of 5 at 125."""
    lot_spec = spec(marked("q", 60), priced(40), **more)
    return case(lot_spec, bid("A", 100), bid("B", 125), marks=[agreed("q", 4, 5)])


def figures(result):
    return {place.bid: place.figure for place in result.order}


def gone(result):
    return {exclusion.bid: (exclusion.stage, exclusion.where) for exclusion in result.excluded}
