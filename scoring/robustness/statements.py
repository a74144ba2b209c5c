"""The annex in sentences, so that page and PDF say the same. They compute nothing: every value stands in the annex."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from scoring import explain, price
from scoring.results import Sentence
from scoring.robustness.annex import Annex, Chances, Flip, LeftOut, MarkSteps, Openness, Stable, StepsToFail
from scoring.robustness.leave_out import UnknownStandards
from scoring.types import Spec

_NOBODY = Sentence("robust.nobody")


def sentences(
    spec: Spec, annex: Annex, standards: UnknownStandards | None = None
) -> Mapping[str, tuple[Sentence, ...]]:
    """Every figure of an annex, by measure, in the order in which a report prints them; empty measures are left out.

    An annex counts claims; `standards` (`unknown_standards` of its case) says how many standards they are about.
    """
    if annex.winner is None:
        return {"price": (Sentence("robust.no_winner"),)}
    by_key = {
        "price": [*_prices(spec, annex), *_covers(annex, "price")],
        "steps": [*(_steps(spec, annex, entry) for entry in annex.steps), *_covers(annex, "steps")],
        "fails": [_fails(spec, annex, entry) for entry in annex.fails],
        "without_bid": [*_bids(annex.without_bid), *_covers(annex, "without_bid")],
        "without_evaluator": list(_evaluators(annex)),
        "openness": [] if annex.openness is None else list(_openness(annex.openness, standards)),
        "weights": list(_weights(spec, annex)),
        "chances": [sentence for drawn in annex.chances for sentence in chances(spec, drawn)],
    }
    return {name: tuple(part) for name, part in by_key.items() if part}


def _covers(annex: Annex, measure: str) -> Iterator[Sentence]:
    if measure in annex.covers:
        yield Sentence("robust.covers", {"count": annex.covers[measure]})


def _who(winner: str | None) -> object:
    return _NOBODY if winner is None else winner


# --- price and marks ---


def _prices(spec: Spec, annex: Annex) -> Iterator[Sentence]:
    if annex.most is not None:
        yield _flip(spec, annex.most, "robust.most")
    for flip in annex.prices:
        yield _flip(spec, flip, "robust.price")


def _flip(spec: Spec, flip: Flip, key: str) -> Sentence:
    values: dict[str, object] = {"bid": flip.bid, "now": flip.now, "currency": spec.basis.currency}
    if flip.price is None:
        return Sentence(f"{key}.{flip.reason}", values)
    return Sentence(key, values | {"price": flip.price})


def _steps(spec: Spec, annex: Annex, steps: MarkSteps) -> Sentence:
    kind = price.formula(spec.price_formula, "price_formula").kind
    gap = Sentence(f"distance.{kind}", {"gap": steps.gap, "currency": spec.basis.currency})
    values: dict[str, object] = {"bid": steps.bid, "winner": _who(annex.winner), "gap": gap}
    if steps.steps is None:
        return Sentence("robust.steps.never", values)
    key = "exact" if steps.exact else "found" if steps.confirmed else "about"
    return Sentence(f"robust.steps.{key}", values | {"steps": steps.steps})


def _fails(spec: Spec, annex: Annex, steps: StepsToFail) -> Sentence:
    what = "quality" if steps.stage == "quality" else explain.title(spec, steps.where)
    values: dict[str, object] = {"winner": _who(annex.winner), "what": what}
    if steps.steps is None:
        return Sentence("robust.fails.never", values)
    return Sentence("robust.fails", values | {"steps": steps.steps})


# --- left out ---


def _bids(left_out: LeftOut) -> Iterator[Sentence]:
    if left_out.independent:
        yield Sentence("robust.bids.independent")
    elif not left_out.tried:
        yield Sentence("robust.bids.none")
    elif not left_out.changes:
        yield Sentence("robust.bids.same", {"tried": left_out.tried})
    for change in left_out.changes:
        yield Sentence("robust.without", {"left": change.left, "winner": _who(change.winner)})


def _evaluators(annex: Annex) -> Iterator[Sentence]:
    evaluators = annex.without_evaluator
    if not evaluators.tried:
        yield Sentence("robust.evaluators.few")
        return
    if evaluators.individual:
        yield Sentence("robust.evaluators.individual", {"winner": _who(evaluators.winner)})
    if not evaluators.changes:
        yield Sentence("robust.evaluators.same", {"tried": evaluators.tried})
    for change in evaluators.changes:
        yield Sentence("robust.without", {"left": change.left, "winner": _who(change.winner)})


def _openness(interval: Openness, standards: UnknownStandards | None) -> Iterator[Sentence]:
    if standards is None:
        yield Sentence("robust.openness.claims", {"claims": interval.unknown})
    else:
        asked, unknown = standards.asked, standards.unknown
        yield Sentence("robust.openness.standards", {"unknown": unknown, "asked": asked, "claims": standards.claims})
    if interval.winner_low == interval.winner_high:
        yield Sentence("robust.openness.same", {"low": _who(interval.winner_low)})
        return
    yield Sentence("robust.openness", {"low": _who(interval.winner_low), "high": _who(interval.winner_high)})


# --- weights and draws ---


def _weights(spec: Spec, annex: Annex) -> Iterator[Sentence]:
    weighing = annex.weighing
    if weighing is None:
        yield Sentence("robust.weights.not_applicable")
        return
    closest = next((shift for shift in weighing.shifts if shift.bid == weighing.closest), None)
    if closest is None or closest.moved is None:
        yield Sentence("robust.weights.never")
    else:
        changes = tuple(
            Sentence("robust.weights.change", {"what": explain.title(spec, leaf), "points": points})
            for leaf, points in closest.changes.items()
        )
        yield Sentence("robust.weights.closest", {"bid": closest.bid, "moved": closest.moved, "changes": changes})
    yield from (_stable(spec, interval) for interval in weighing.stable)


def _stable(spec: Spec, stable: Stable) -> Sentence:
    what = explain.title(spec, stable.leaf)
    if stable.low is None or stable.high is None:
        return Sentence("robust.stable.whole", {"what": what})
    values: dict[str, object] = {"what": what, "weight": _percent(stable.weight)}
    return Sentence("robust.stable", values | {"low": _percent(stable.low), "high": _percent(stable.high)})


def drawn_sentence(drawn: Chances) -> Sentence:
    """What moved in these draws, and by how much."""
    reach = drawn.reach if drawn.reach is None or drawn.kind != "relative" else _percent(drawn.reach)
    return Sentence(f"robust.draws.{drawn.kind}", {"draws": drawn.draws, "reach": reach, "count": len(drawn.bids)})


def chances(spec: Spec, drawn: Chances) -> Iterator[Sentence]:
    """What was drawn, how often each bid came first, and under which weights on average."""
    yield drawn_sentence(drawn)
    for bid in drawn.bids:
        first = bid.places.get("1")
        if first:
            yield Sentence("robust.first", {"bid": bid.bid, "share": _percent(first)})
        if bid.central:
            weights = tuple(
                Sentence("robust.weight", {"what": explain.title(spec, leaf), "weight": _percent(weight)})
                for leaf, weight in bid.central.items()
            )
            confidence = _percent(bid.confidence or Fraction(0))
            yield Sentence("robust.central", {"bid": bid.bid, "weights": weights, "confidence": confidence})
    for duel in drawn.duels:
        yield Sentence("robust.duel", {"bid": duel.bid, "against": duel.against, "share": _percent(duel.share)})


def _percent(share: Fraction) -> Fraction:
    return share * 100
