"""What is studied: candidate methods over one split of points, and the bids that are expected."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring import price
from scoring.checks import check
from scoring.errors import ScoringError
from scoring.types import Basis, BidFacts, Case, Curve, Facts, Leaf, Minimum, Params, PriceFacts, Spec

QUALITY, PRICE = "quality", "price"
MOST_METHODS, MOST_BIDS = 4, 12
# A study knows a price and a quality of each bid: formulas that read other offers, or are history, are left out.
STUDIED = tuple(formula.id for formula in price.FORMULAS.values() if formula.studied and not formula.only_imported)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A method to compare: a price formula with its parameters, and whether quality is scaled to the best."""

    id: str
    formula: str
    params: Params = field(default_factory=dict)
    scaling: str = "none"
    quality_minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A bid that might come: its price on the tender's basis and the share 0..1 of the quality points it reaches."""

    id: str
    price: Fraction
    quality: Fraction


@dataclass(frozen=True, slots=True)
class Design:
    """A study: `price_points` of 100, the rest is quality; at most four methods and twelve bids."""

    price_points: Fraction
    candidates: tuple[Candidate, ...]
    bids: tuple[Expected, ...]
    currency: str = "EUR"

    @property
    def quality_points(self) -> Fraction:
        """What is left of 100 points."""
        return 100 - self.price_points


def spec(design: Design, candidate: Candidate) -> Spec:
    """The candidate as a whole specification: one quality criterion, one price."""
    leaves = (
        Leaf(
            QUALITY,
            "value_for_money",
            design.quality_points,
            "formula",
            "offer",
            title="Quality",
            curve=Curve("linear", minimum=Fraction(0), best=Fraction(1)),
        ),
        Leaf(PRICE, "value_for_money", design.price_points, "formula", "price", title="Price", elements=(PRICE,)),
    )
    least = candidate.quality_minimum
    return Spec(
        id="study",
        version=1,
        method=candidate.id,
        price_formula=candidate.formula,
        params=candidate.params,
        leaves=leaves,
        basis=Basis(design.currency),
        scaling=candidate.scaling,
        quality_minimum=None if least is None else Minimum(least, "share"),
        tie_chain=("lower_price", "draw"),
    )


def case(design: Design, candidate: Candidate, bids: tuple[Expected, ...] | None = None) -> Case:
    """The expected bids, or others, under the candidate, as the judge reads them."""
    bidders = design.bids if bids is None else bids
    facts = tuple(
        BidFacts(bidder.id, prices={PRICE: PriceFacts(bidder.price, design.currency)}, offers={QUALITY: bidder.quality})
        for bidder in bidders
    )
    return Case(spec(design, candidate), Facts(facts, draw_seed="study"))


def faults(design: Design) -> Mapping[str, list[ScoringError]]:
    """By candidate, why it cannot be studied; empty lists where it can. A study draws in public, without a seal."""
    return {candidate.id: check(spec(design, candidate), published=True) for candidate in design.candidates}


def generated(count: int, low: int, high: int, *, seed: int) -> tuple[Expected, ...]:
    """`count` bids: whole prices in [low, high], quality in whole percent from 50 to 100. Same seed, same bids."""
    rng = random.Random(seed)  # noqa: S311 -- a seeded example, no secret
    return tuple(
        Expected(f"Bid {number}", Fraction(rng.randint(low, high)), Fraction(rng.randint(50, 100), 100))
        for number in range(1, count + 1)
    )
