"""What an officer asks to be studied: a design, the seed of everything random, how many tenders are simulated.

Pure: it turns a plan into canonical plain values and back, and says what is wrong with it, with the place and the cure.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypedDict

from babel.numbers import list_currencies
from django.utils.translation import gettext as _

from scoring import ScoringError, check, numbers, price
from scoring.price import Formula
from scoring.study import MOST_BIDS, MOST_METHODS, STUDIED, TENDERS, Candidate, Design, Expected, spec

VERSION = 1
LETTERS = "ABCD"
LEAST_BIDS = 2
BIGGEST_PRICE = 10**15
BIGGEST_SEED = 2**31 - 1
# No exponent, multiple or share of a published method comes near; a huge power would keep a machine busy for hours.
BIGGEST_NUMBER = 100
LONGEST = 40  # letters of one number
LONGEST_NAME = 60
_SPACES = re.compile(r"[\s\u00a0\u202f']+")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Expected bids that were drawn from the plan's seed: how many, and whole prices from `low` to `high`."""

    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """A study as it is asked for. `drawn` says how the bids of the design came about; None: somebody typed them."""

    design: Design
    seed: int
    drawn: Drawn | None = None
    tenders: int = TENDERS


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a plan from being studied: its place, such as `candidates/A/params/Pmin`, and a sentence."""

    where: str
    why: str


class Unstudiable(ValueError):
    """A plan with faults; `faults` holds all of them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(" ".join(f"{fault.where}: {fault.why}" for fault in faults))


def formulas() -> dict[str, Formula]:
    """The price formulas that a study can compare, in the order of the registry."""
    return {name: price.FORMULAS[name] for name in STUDIED}


def first_formula() -> str:
    """The formula with which an empty study begins: the first whose price points stand between published bounds."""
    return next(f.id for f in formulas().values() if f.kind == "points" and f.bounded and f.stands_alone)


def to_fraction(text: str) -> Fraction:
    """The number that a person wrote, spaces between digits left out. Raises ValueError, which names the cure."""
    compact = _SPACES.sub("", text)
    if len(compact) > LONGEST or not numbers.is_number(compact) or re.search(r"/0+$", compact):
        sentence = _("“%(text)s” is not a number. Write digits, with a point before decimals, such as 1250000.50.")
        raise ValueError(sentence % {"text": text[:LONGEST]})
    return Fraction(compact)


# --- plain values ---


class StoredCandidate(TypedDict):
    id: str
    formula: str
    params: dict[str, Any]
    scaling: str
    quality_minimum: str | None


class StoredBid(TypedDict):
    id: str
    price: str
    quality: str


class StoredDrawn(TypedDict):
    count: int
    low: int
    high: int


class StoredPlan(TypedDict):
    """The column `inputs` of a study."""

    version: int
    price_points: str
    currency: str
    candidates: list[StoredCandidate]
    bids: list[StoredBid]
    drawn: StoredDrawn | None
    seed: int
    tenders: int


def plain(plan: StudyPlan) -> StoredPlan:
    """The plan as canonical plain values: exact numbers are text."""
    design = plan.design
    drawn = plan.drawn
    return {
        "version": VERSION,
        "price_points": str(design.price_points),
        "currency": design.currency,
        "candidates": [_candidate(candidate) for candidate in design.candidates],
        "bids": [{"id": bid.id, "price": str(bid.price), "quality": str(bid.quality)} for bid in design.bids],
        "drawn": None if drawn is None else {"count": drawn.count, "low": drawn.low, "high": drawn.high},
        "seed": plan.seed,
        "tenders": plan.tenders,
    }


def _candidate(candidate: Candidate) -> StoredCandidate:
    least = candidate.quality_minimum
    return {
        "id": candidate.id,
        "formula": candidate.formula,
        "params": dict(candidate.params),
        "scaling": candidate.scaling,
        "quality_minimum": None if least is None else str(least),
    }


def read(stored: StoredPlan) -> StudyPlan:
    """The plan that `plain` wrote."""
    drawn = stored["drawn"]
    return StudyPlan(
        Design(
            price_points=Fraction(stored["price_points"]),
            candidates=tuple(_read_candidate(candidate) for candidate in stored["candidates"]),
            bids=tuple(Expected(b["id"], Fraction(b["price"]), Fraction(b["quality"])) for b in stored["bids"]),
            currency=stored["currency"],
        ),
        seed=stored["seed"],
        drawn=None if drawn is None else Drawn(**drawn),
        tenders=stored["tenders"],
    )


def candidate_of(stored: StoredPlan, letter: str) -> Candidate:
    """One candidate of a stored plan, as it was asked for."""
    return next(_read_candidate(candidate) for candidate in stored["candidates"] if candidate["id"] == letter)


def _read_candidate(stored: StoredCandidate) -> Candidate:
    least = stored["quality_minimum"]
    minimum = None if least is None else Fraction(least)
    return Candidate(stored["id"], stored["formula"], stored["params"], stored["scaling"], minimum)


# --- what is wrong ---


def faults(plan: StudyPlan) -> list[Fault]:
    """Everything that keeps the plan from being studied, in its order; empty where it can be."""
    framed = [*_frame(plan), *_bids(plan.design)]
    return framed or [*_candidates(plan.design)]


def _frame(plan: StudyPlan) -> Iterator[Fault]:
    if not 1 <= plan.design.price_points <= 100:
        yield Fault("price_points", _("Give the price 1 to 100 of 100 points; quality has the rest."))
    if plan.design.currency not in list_currencies():
        yield Fault("currency", _("Give the code of a currency in three capital letters, such as EUR."))
    if not 0 <= plan.seed <= BIGGEST_SEED:
        yield Fault("seed", _("Give a whole number from 0 to %(most)d.") % {"most": BIGGEST_SEED})
    if not 1 <= plan.tenders <= TENDERS:
        yield Fault("tenders", _("Simulate 1 to %(most)d tenders.") % {"most": TENDERS})


def _bids(design: Design) -> Iterator[Fault]:
    names = [bid.id for bid in design.bids]
    if not LEAST_BIDS <= len(names) <= MOST_BIDS:
        sentence = _("Give %(least)d to %(most)d expected bids.")
        yield Fault("bids", sentence % {"least": LEAST_BIDS, "most": MOST_BIDS})
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault("bids", _("“%(name)s” is there twice: give each bid its own name.") % {"name": name})
    for bid in design.bids:
        if not 1 <= len(bid.id) <= LONGEST_NAME:
            sentence = _("The name of a bid has 1 to %(most)d letters: shorten “%(name)s”.")
            yield Fault("bids", sentence % {"most": LONGEST_NAME, "name": bid.id})
        if not 0 <= bid.price <= BIGGEST_PRICE:
            yield Fault("bids", _("The price of “%(name)s” lies between 0 and 10^15.") % {"name": bid.id})
        if not 0 <= bid.quality <= 1:
            yield Fault("bids", _("The quality of “%(name)s” lies between 0 and 100 percent.") % {"name": bid.id})
    if design.bids and not any(bid.price for bid in design.bids):
        yield Fault("bids", _("One bid at least has a price above 0."))


def _candidates(studied: Design) -> Iterator[Fault]:
    if not 1 <= len(studied.candidates) <= MOST_METHODS:
        yield Fault("candidates", _("Choose 1 to %(most)d methods to compare.") % {"most": MOST_METHODS})
    for candidate in studied.candidates:
        where = f"candidates/{candidate.id}"
        if candidate.formula not in formulas():
            yield Fault(f"{where}/formula", _("Choose one of the methods that a study can compare."))
            continue
        wild = [Fault(f"{where}/params/{name}", why) for name, why in _wild(candidate)]
        problems = [] if wild else check(spec(studied, candidate), published=True)  # a study commits to no seed
        yield from wild or [_fault(where, candidate, error) for error in problems]


def _wild(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Parameters whose size would keep a machine busy, before anything is computed with them."""
    known = formulas()[candidate.formula].settings()
    for name, value in candidate.params.items():
        param = known.get(name)
        most = BIGGEST_NUMBER if param and param.kind == "number" else BIGGEST_PRICE
        if not _all_text(value):
            yield name, _('Write exact numbers as text, such as "1250000.50".')
        elif any(len(text) > LONGEST or _size(text) > most for text in _texts(value)):
            yield name, _("Give a number up to %(most)s.") % {"most": f"{most:,}"}


def _all_text(value: object) -> bool:
    """Whether nothing in a parameter is a number of JSON, which may not be exact; None ends the last price range."""
    if isinstance(value, Mapping):
        return all(_all_text(item) for item in value.values())
    if isinstance(value, list | tuple):
        return all(_all_text(item) for item in value)
    return value is None or isinstance(value, str)


def _texts(value: object) -> Iterator[str]:
    """Every text in a parameter, however deep."""
    if isinstance(value, Mapping):
        value = [*value.values()]
    if isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _size(text: str) -> Fraction:
    """How big a number is; 0 for what is none, since the judge says so."""
    try:
        return abs(to_fraction(text))
    except ValueError:
        return Fraction(0)


def _fault(where: str, candidate: Candidate, error: ScoringError) -> Fault:
    """A fault of the specification at the field that cures it."""
    why = str(error.values.get("why", error))
    sentence = why[:1].upper() + why[1:].rstrip(".") + "."
    head, _slash, name = error.where.rpartition("params/")
    if head or error.where.startswith("params/"):
        return Fault(f"{where}/params/{name}", sentence)
    if error.where.split("/")[-1] == "params":  # about several of them together: said at the first
        return Fault(f"{where}/params/{next(iter(formulas()[candidate.formula].settings()))}", sentence)
    if error.where in {"scaling", "quality_minimum"}:
        return Fault(f"{where}/{error.where}", sentence)
    lacks = formulas()[candidate.formula].needs_quality_minimum and candidate.quality_minimum is None
    return Fault(f"{where}/quality_minimum" if lacks else f"{where}/formula", sentence)
