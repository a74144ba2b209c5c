"""Abnormally low tenders: a published rule flags bids to be asked. It never excludes; that takes a ruling.

Request and reply come first: Directive 2014/24/EU art. 69. Source: SCORING §8.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.abnormal import compared, drawn, italy, spain
from scoring.abnormal.base import Flag, FlagWorking, Round, Rule, Setting
from scoring.basis import normalised
from scoring.errors import BadParameter, ScoringError
from scoring.numbers import fraction
from scoring.results import Outcome, Sentence
from scoring.types import AltRule, Case
from scoring.vectors import fractions_of

__all__ = [
    "RULES",
    "Findings",
    "Flag",
    "FlagWorking",
    "Rule",
    "described",
    "detect",
    "faults",
    "flags",
    "said",
    "workings",
]

RULES: Mapping[str, Rule] = {rule.id: rule for rule in (*compared.RULES, *spain.RULES, *italy.RULES, *drawn.RULES)}
_BY_LAW = frozenset({"cut", "change"})  # the law's figure where the tender publishes no other
_PERCENT = frozenset({"share", "x", "x_mean", "x_next", "cut", "change"})


@dataclass(frozen=True, slots=True)
class Findings:
    """What a rule found: the bids compared, in the order of their ids, those flagged, and why it may have no answer."""

    rule: str
    compared: tuple[str, ...]
    flags: tuple[Flag, ...]
    notes: tuple[Sentence, ...] = ()


def faults(rule: AltRule, where: str = "alt_rule") -> Iterator[ScoringError]:
    """Everything wrong with a published rule: an unknown id, parameters unknown, missing or out of range."""
    known = RULES.get(rule.id)
    if known is None:
        yield BadParameter(f"{where}/id", why=f"{rule.id!r} is not one of {', '.join(RULES)}")
    else:
        yield from known.faults(rule.params, f"{where}/params")


def flags(
    rule: AltRule,
    prices: Mapping[str, Fraction],
    order: Sequence[str] = (),
    base: Fraction | None = None,
    estimate: Fraction | None = None,
    opening: Mapping[str, Fraction] | None = None,
) -> Findings:
    """The bids that the rule asks about, by bid.

    `prices` as evaluated, in one currency and on one VAT basis; `opening` as opened (None: the same); `order` the
    ranking, best first, read by rules that compare with the next. `base` and `estimate` stand for the published
    parameters of that name. Too few bids: no flag, and a note. Raises the first fault of the rule (see `faults`), and
    BadParameter for a ranking that is needed and does not name every bid once.
    """
    published = {name: value for name, value in (("base", base), ("estimate", estimate)) if value is not None}
    known, params = _published(AltRule(rule.id, {**rule.params, **published}))
    bids = tuple(sorted(prices))
    if known.ranks and tuple(sorted(order)) != bids:
        raise BadParameter("order", why="the ranking names every bid once")
    needed = int(fraction(params["min_bids"]))
    if len(bids) < needed:
        return Findings(known.id, bids, (), (Sentence("alt.too_few_bids", {"count": len(bids), "needed": needed}),))
    opened = prices if opening is None else opening
    compared = {bid: prices[bid] for bid in bids}
    measured = known.measure(Round(compared, {bid: opened[bid] for bid in bids}, order, params))
    if isinstance(measured, Sentence):
        return Findings(known.id, bids, (), (measured,))
    beyond = [flag for flag in measured if flag.margin > 0 or (not flag.margin and params["at_threshold"] == "flag")]
    return Findings(known.id, bids, tuple(sorted(beyond, key=lambda flag: flag.bid)))


def _published(rule: AltRule) -> tuple[Rule, Mapping[str, object]]:
    """The rule of the registry and all its parameters. Raises the first fault."""
    for fault in faults(rule):
        raise fault
    known = RULES[rule.id]
    return known, known.filled(rule.params)


def detect(case: Case, evaluation: Outcome, first: Outcome | None = None) -> Findings | None:
    """The findings of the specification's rule over the bids of an evaluation; None where it publishes no rule.

    Prices are those evaluated, life-cycle costs apart; opening prices are those stated, before any ruling. `first` is
    the evaluation before later exclusions: where the rule publishes `recompute` no, its bids, prices and ranking stay
    and only flags of bids that still stand are given. Raises as `flags`.
    """
    rule = case.spec.alt_rule
    if rule is None:
        return None
    if first is not None and rule.params.get("recompute") == "no":
        findings = _of(case, rule, first)
        standing = set(evaluation.reference)
        return Findings(
            findings.rule, findings.compared, tuple(f for f in findings.flags if f.bid in standing), findings.notes
        )
    return _of(case, rule, evaluation)


def workings(case: Case, evaluation: Outcome) -> Mapping[tuple[str, str], FlagWorking]:
    """The flags of `detect` as calculations, by bid and rule: what was measured, and the limit it was held against.

    A rule of several measures flags by each of them, under its own id. Raises as `flags`.
    """
    if case.spec.alt_rule is None:
        return {}
    _, params = _published(case.spec.alt_rule)
    prices, order, opening = _compared(case, evaluation)
    ordered = {bid: prices[bid] for bid in sorted(prices)}
    bidding = Round(ordered, {bid: opening[bid] for bid in ordered}, order, params)
    noticed = _of(case, case.spec.alt_rule, evaluation).flags
    return {(flag.bid, flag.rule): RULES[flag.rule].working(bidding, flag) for flag in noticed}


def _of(case: Case, rule: AltRule, evaluation: Outcome) -> Findings:
    prices, order, opening = _compared(case, evaluation)
    return flags(rule, prices, order, opening=opening)


def _compared(case: Case, evaluation: Outcome) -> tuple[dict[str, Fraction], list[str], dict[str, Fraction]]:
    """Prices as evaluated, the ranking, and prices as opened."""
    prices = dict.fromkeys(evaluation.reference, Fraction(0))
    priced = {leaf.id for leaf in case.spec.leaves if leaf.input == "price"}
    for column in evaluation.columns:
        if column.leaf in priced:
            for bid, amount in zip(column.bids, fractions_of(column.raw), strict=True):
                prices[bid] += amount
    return prices, [place.bid for place in evaluation.order], _opening(case, prices)


def _opening(case: Case, evaluated: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Prices as stated at the opening, on the tender's basis; the evaluated price where an element was not stated."""
    elements = [element for leaf in case.spec.leaves if leaf.input == "price" for element in leaf.elements]
    opening = dict(evaluated)
    for bid in case.facts.bids:
        stated = [(element, bid.prices.get(element)) for element in elements]
        amounts = [
            normalised(price, case.spec.basis, f"bids/{bid.id}/prices/{element}")
            for element, price in stated
            if price is not None
        ]
        if bid.id in evaluated and len(amounts) == len(stated):
            opening[bid.id] = sum(amounts, Fraction(0))
    return opening


# --- sentences ---


def described(rule: AltRule) -> Sentence:
    """The published rule in words, with its parameters. Raises the first fault of the rule."""
    known, params = _published(rule)
    values = {name: _printable(name, known.settings()[name], value) for name, value in params.items()}
    choices = {name: Sentence(f"alt.{name}.{params[name]}") for name in ("at_threshold", "recompute")}
    values["more"] = Sentence("alt.more", {**values, **choices})
    return Sentence(f"alt_rule.{known.id}", values)


def _printable(name: str, setting: Setting, value: object) -> object:
    """A share as percent, a number as one, a word as published; nothing published is said so."""
    if value == "":
        return Sentence("alt.by_law" if name in _BY_LAW else "alt.not_published")
    if name in _BY_LAW:
        return Sentence("alt.percent", {"share": fraction(value, name) * 100})
    if name in _PERCENT:
        return fraction(value, name) * 100
    return value if setting.kind == "word" or value in setting.keywords else fraction(value, name)


def flag_sentence(flag: Flag, currency: str) -> Sentence:
    """Why a bid is to be asked: what was compared with what, and the limit. Amounts are in `currency`."""
    scale = 100 if RULES[flag.rule].unit == "share" else 1
    inputs = {name: fraction(value, name) * 100 if name in _PERCENT else value for name, value in flag.inputs.items()}
    figures = {"value": flag.value * scale, "threshold": flag.threshold * scale, "margin": flag.margin * scale}
    values: dict[str, object] = {**inputs, **figures, "bid": flag.bid, "currency": currency}
    if "basis" not in values:
        return Sentence(f"flag.{flag.rule}", values)
    basis = Sentence(f"flag.{flag.rule}.{values['basis']}", values)
    return Sentence(f"flag.{flag.rule}", {**values, "basis": basis})
