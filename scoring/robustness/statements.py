"""The annex in sentences, so that page and PDF say the same. They compute nothing: every value stands in the annex."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from scoring import explain
from scoring.results import Sentence
from scoring.robustness.annex import Annex, Chances, Flip, LeftOut, MarkSteps, Openness, Stable, StepsToFail
from scoring.types import Spec

_NOBODY = Sentence("robust.nobody")


def sentences(spec: Spec, annex: Annex) -> Mapping[str, tuple[Sentence, ...]]:
    """Every figure of an annex, by measure, in the order in which a report prints them; empty measures are left out."""
    if annex.winner is None:
        return {"price": (Sentence("robust.no_winner"),)}
    made = {
        "price": [*_prices(spec, annex), *_covers(annex, "price")],
        "steps": [*(_steps(annex, one) for one in annex.steps), *_covers(annex, "steps")],
        "fails": [_fails(spec, annex, one) for one in annex.fails],
        "without_bid": [*_bids(annex.without_bid), *_covers(annex, "without_bid")],
        "without_evaluator": list(_evaluators(annex)),
        "openness": [] if annex.openness is None else list(_openness(annex.openness)),
        "weights": list(_weights(spec, annex)),
        "chances": [s for one in annex.chances for s in chances(spec, one)],
    }
    return {name: tuple(held) for name, held in made.items() if held}


def _covers(annex: Annex, measure: str) -> Iterator[Sentence]:
    if measure in annex.covers:
        yield Sentence("robust.covers", {"count": annex.covers[measure]})


def _who(winner: str | None) -> object:
    return _NOBODY if winner is None else winner


# --- price and marks ---


def _prices(spec: Spec, annex: Annex) -> Iterator[Sentence]:
    if annex.most is not None:
        yield _flip(spec, annex.most, "robust.most")
    for one in annex.prices:
        yield _flip(spec, one, "robust.price")


def _flip(spec: Spec, one: Flip, key: str) -> Sentence:
    values: dict[str, object] = {"bid": one.bid, "now": one.now, "currency": spec.basis.currency}
    if one.price is None:
        return Sentence(f"{key}.{one.reason}", values)
    return Sentence(key, values | {"price": one.price})


def _steps(annex: Annex, one: MarkSteps) -> Sentence:
    values: dict[str, object] = {"bid": one.bid, "winner": _who(annex.winner), "gap": one.gap}
    if one.steps is None:
        return Sentence("robust.steps.never", values)
    key = "exact" if one.exact else "found" if one.confirmed else "about"
    return Sentence(f"robust.steps.{key}", values | {"steps": one.steps})


def _fails(spec: Spec, annex: Annex, one: StepsToFail) -> Sentence:
    what = "quality" if one.stage == "quality" else explain.title(spec, one.where)
    values: dict[str, object] = {"winner": _who(annex.winner), "what": what}
    if one.steps is None:
        return Sentence("robust.fails.never", values)
    return Sentence("robust.fails", values | {"steps": one.steps})


# --- left out ---


def _bids(held: LeftOut) -> Iterator[Sentence]:
    if held.independent:
        yield Sentence("robust.bids.independent")
    elif not held.changes:
        yield Sentence("robust.bids.same", {"tried": held.tried})
    for one in held.changes:
        yield Sentence("robust.without", {"left": one.left, "winner": _who(one.winner)})


def _evaluators(annex: Annex) -> Iterator[Sentence]:
    held = annex.without_evaluator
    if not held.tried:
        yield Sentence("robust.evaluators.few")
        return
    if held.individual:
        yield Sentence("robust.evaluators.individual", {"winner": _who(held.winner)})
    if not held.changes:
        yield Sentence("robust.evaluators.same", {"tried": held.tried})
    for one in held.changes:
        yield Sentence("robust.without", {"left": one.left, "winner": _who(one.winner)})


def _openness(held: Openness) -> Iterator[Sentence]:
    low, high = _who(held.winner_low), _who(held.winner_high)
    yield Sentence("robust.openness", {"unknown": held.unknown, "low": low, "high": high})


# --- weights and draws ---


def _weights(spec: Spec, annex: Annex) -> Iterator[Sentence]:
    held = annex.weighing
    if held is None:
        yield Sentence("robust.weights.not_applicable")
        return
    closest = next((one for one in held.shifts if one.bid == held.closest), None)
    if closest is None or closest.moved is None:
        yield Sentence("robust.weights.never")
    else:
        changes = tuple(
            Sentence("robust.weights.change", {"what": explain.title(spec, leaf), "points": points})
            for leaf, points in closest.changes.items()
        )
        yield Sentence("robust.weights.closest", {"bid": closest.bid, "moved": closest.moved, "changes": changes})
    yield from (_stable(spec, one) for one in held.stable)


def _stable(spec: Spec, one: Stable) -> Sentence:
    what = explain.title(spec, one.leaf)
    if one.low is None or one.high is None:
        return Sentence("robust.stable.whole", {"what": what})
    values: dict[str, object] = {"what": what, "weight": _percent(one.weight)}
    return Sentence("robust.stable", values | {"low": _percent(one.low), "high": _percent(one.high)})


def chances(spec: Spec, held: Chances) -> Iterator[Sentence]:
    """What was drawn, how often each bid came first, and under which weights on average."""
    reach = held.reach if held.reach is None or held.kind != "relative" else _percent(held.reach)
    yield Sentence(f"robust.draws.{held.kind}", {"draws": held.draws, "reach": reach, "count": len(held.bids)})
    for one in held.bids:
        first = one.places.get("1")
        if first:
            yield Sentence("robust.first", {"bid": one.bid, "share": _percent(first)})
        if one.central:
            weights = tuple(
                Sentence("robust.weight", {"what": explain.title(spec, leaf), "weight": _percent(weight)})
                for leaf, weight in one.central.items()
            )
            confidence = _percent(one.confidence or Fraction(0))
            yield Sentence("robust.central", {"bid": one.bid, "weights": weights, "confidence": confidence})
    for duel in held.duels:
        yield Sentence("robust.duel", {"bid": duel.bid, "against": duel.against, "share": _percent(duel.share)})


def _percent(share: Fraction) -> Fraction:
    return share * 100
