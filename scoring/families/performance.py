"""Performance: what a bid offers to be measured and paid by. share = sum weight*linear(offer) / sum weight."""

from fractions import Fraction

from scoring.families.judged import LeafFinding, LeafJudgement, of_shares
from scoring.results import Exclusion, Gap
from scoring.types import Curve, KpiRule, Leaf
from scoring.view import Blocked, View


def judge(leaf: Leaf, view: View, bids: tuple[str, ...]) -> LeafJudgement:
    """Shares 0..1 of a leaf with offers, by its indicators or by its curve. A missing offer is a gap. Raises Blocked.

    A relative curve compares with the best of `bids`, which must then be the reference set. Where all offers are zero
    (or one is not positive under "less is better") there is no ratio: a gap of kind undefined.
    """
    if leaf.curve is None:
        return of_shares(leaf, view, bids, "kpi", lambda bid: _kpis(leaf, view, bid))
    if leaf.curve.kind != "relative":
        return of_shares(leaf, view, bids, f"curve_{leaf.curve.kind}", lambda bid: _curve(leaf, view, bid))
    best = _best(leaf, view, bids)
    return of_shares(leaf, view, bids, "curve_relative", lambda bid: _relative(leaf, view, bid, best))


def below_minimum(leaf: Leaf, view: View, bid: str) -> list[Exclusion]:
    """The indicators for which the bid offers less than the published minimum; a missing offer is not judged here."""
    exclusions = []
    for kpi in leaf.kpis:
        offer = view.bids[bid].offers.get(kpi.code)
        if offer is not None and (offer < kpi.minimum if kpi.direction == "up" else offer > kpi.minimum):
            exclusions.append(Exclusion(bid, "offer", f"{leaf.id}/{kpi.code}", "below_minimum", offer, kpi.minimum))
    return exclusions


def linear(offer: Fraction, minimum: Fraction, best: Fraction) -> Fraction:
    """0 at `minimum`, 1 at `best`, clipped; `best` may lie above or below."""
    return min(max(Fraction(offer - minimum) / (best - minimum), Fraction(0)), Fraction(1))


def share_of(curve: Curve, offer: Fraction) -> Fraction:
    """The share that a linear or lookup curve gives an offer; the bands cover every value."""
    if curve.kind == "linear" and curve.minimum is not None and curve.best is not None:
        return linear(offer, curve.minimum, curve.best)
    return next(
        band.share
        for band in curve.bands
        if (band.low is None or band.low <= offer) and (band.high is None or offer < band.high)
    )


def _kpis(leaf: Leaf, view: View, bid: str) -> LeafFinding | list[Gap]:
    offers = view.bids[bid].offers
    missing = [kpi.code for kpi in leaf.kpis if offers.get(kpi.code) is None]
    if missing and leaf.neutral is None:
        return [Gap(bid, leaf.id, "missing", f"offer:{code}") for code in missing]
    shares = [_share_of_kpi(kpi, offers.get(kpi.code), leaf.neutral) for kpi in leaf.kpis]
    share = sum(shares, Fraction(0)) / sum(kpi.weight for kpi in leaf.kpis)
    only = offers.get(leaf.kpis[0].code) if len(leaf.kpis) == 1 else None
    inputs = tuple(f"offer:{kpi.code}={_text(offers.get(kpi.code))}" for kpi in leaf.kpis)
    return LeafFinding(only, share, inputs)


def _share_of_kpi(kpi: KpiRule, offer: Fraction | None, neutral: Fraction | None) -> Fraction:
    if offer is None:
        return kpi.weight * (neutral or 0)
    return kpi.weight * linear(offer, kpi.minimum, kpi.best)


def _text(offer: Fraction | None) -> str:
    return "neutral" if offer is None else str(offer)


def _missing(leaf: Leaf, bid: str) -> LeafFinding | list[Gap]:
    if leaf.neutral is None:
        return [Gap(bid, leaf.id, "missing", "offer")]
    return LeafFinding(None, leaf.neutral, ("offer:neutral",))


def _curve(leaf: Leaf, view: View, bid: str) -> LeafFinding | list[Gap]:
    offer = view.bids[bid].offers.get(leaf.id)
    if offer is None or leaf.curve is None:
        return _missing(leaf, bid)
    return LeafFinding(offer, share_of(leaf.curve, offer), (f"offer={offer}",))


def _best(leaf: Leaf, view: View, bids: tuple[str, ...]) -> Fraction | None:
    offers = [offer for bid in bids if (offer := view.bids[bid].offers.get(leaf.id)) is not None]
    if not offers:
        return None
    up = leaf.curve is not None and leaf.curve.direction == "up"
    best = max(offers) if up else min(offers)
    if best == 0 or min(offers) < 0:
        raise Blocked([Gap(bid, leaf.id, "undefined", "no_ratio") for bid in bids])
    return best


def _relative(leaf: Leaf, view: View, bid: str, best: Fraction | None) -> LeafFinding | list[Gap]:
    offer = view.bids[bid].offers.get(leaf.id)
    if offer is None or best is None:
        return _missing(leaf, bid)
    up = leaf.curve is not None and leaf.curve.direction == "up"
    share = offer / best if up else best / offer
    return LeafFinding(offer, share, (f"offer={offer}", f"best={best}"))
