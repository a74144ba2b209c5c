"""A study in sentences and figures, the same for its page and its PDF. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.studies.shapes import ReversalsShape, StudyMethodShape, StudyPlaceShape, StudyShape
from scoring import price


def study_sentences(study: StudyShape) -> dict[str, Any]:
    """Methods side by side, the expected bids, their places under each method, and what one losing bid can do."""
    candidates = study.candidates
    currency = study.study.currency
    return {
        "methods": [_method(candidate, currency) for candidate in candidates],
        "heads": [
            {"letter": candidate.id, "title": candidate.title, "figure": _unit(candidate, currency)}
            for candidate in candidates
        ],
        "bids": [
            {
                "name": bid.id,
                "price": formats.money(bid.price, currency),
                "quality": formats.percent(bid.quality),
                "places": cells,
                "leaving": [_leaving(candidate, bid.id) for candidate in candidates],
            }
            for bid, cells in zip(study.bids, _places(study), strict=True)
        ],
        "decided": [_decides(candidate) for candidate in candidates],
    }


def origin(study: StudyShape) -> str:
    """Where the expected bids come from."""
    drawn = study.drawn
    if drawn is None:
        return _("%(count)d, typed in") % {"count": len(study.bids)}
    values = {"count": drawn.count, "low": formats.number(drawn.low), "high": formats.number(drawn.high)}
    return _("%(count)d, drawn from the seed: prices %(low)s to %(high)s, quality 50 to 100%%") % values


# --- a method ---


def _method(candidate: StudyMethodShape, currency: str) -> dict[str, Any]:
    return {
        "letter": candidate.id,
        "title": candidate.title,
        "sentence": candidate.sentence,
        "source": candidate.source,
        "params": [
            (name, _value_text(candidate.params[name])) for name in _order(candidate) if name in candidate.params
        ],
        "extras": _extras(candidate),
        "warnings": [found.text for found in candidate.warnings],
        "wins": _wins(candidate, currency),
    }


def _order(candidate: StudyMethodShape) -> list[str]:
    """The parameters of a formula in its own order; a database may have kept them in another."""
    return [*price.formula(candidate.formula, "price_formula").settings()]


def _value_text(value: Any) -> str:
    """A parameter as it is published; price ranges one after the other."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {formats.number(Fraction(amount))}" for name, amount in sorted(value.items()))
    if isinstance(value, list):
        return "; ".join(_band(end, Fraction(share)) for end, share in value)
    return formats.number(Fraction(value)) if value[:1].isdigit() else str(value)


def _band(end: str | None, share: Fraction) -> str:
    if end is None:
        return _("from there on %(share)s") % {"share": formats.percent(share)}
    return _("below %(end)s: %(share)s") % {"end": formats.number(Fraction(end)), "share": formats.percent(share)}


def _extras(candidate: StudyMethodShape) -> list[str]:
    extras = []
    if candidate.scaling == "best":
        extras.append(_("Quality is scaled so that the best bid has all quality points."))
    if candidate.quality_minimum is not None:
        least = formats.percent(candidate.quality_minimum)
        extras.append(_("A bid with less than %(least)s of the quality is excluded.") % {"least": least})
    return extras


def _wins(candidate: StudyMethodShape, currency: str) -> str:
    """Who wins by it, in a sentence."""
    if candidate.winner is None:
        return " ".join(candidate.gaps) or _("No bid is admissible under it.")
    first = candidate.ranking[0]
    names = {"bid": first.bid, "price": formats.money(first.price, currency)}
    if len(candidate.ranking) == 1:
        return _("%(bid)s is the only bid that it ranks, at %(price)s.") % names
    second = candidate.ranking[1]
    names |= {"second": second.bid}
    return _("%(bid)s wins at %(price)s, before %(second)s.") % names


def option(letter: str, title: str, warnings: int) -> str:
    """A method to choose, with how many warnings come with it."""
    counted = ngettext("%(count)d warning", "%(count)d warnings", warnings) % {"count": warnings}
    return f"{letter}. {title} ({counted if warnings else _('no warning')})"


# --- places ---


def _unit(candidate: StudyMethodShape, currency: str) -> str:
    return {"points": _("points"), "money": currency}.get(candidate.kind, _("figure"))


def figures(candidate: StudyMethodShape) -> list[str]:
    """The figures that rank, with as many decimals as tell them apart."""
    values = [row.figure for row in candidate.ranking]
    return formats.apart(values, 4 if candidate.kind == "index" else 2)


def _places(study: StudyShape) -> list[list[dict[str, Any]]]:
    """For each bid its place and figure under each method; place None and the reason where it is not ranked."""
    rows = []
    for candidate in study.candidates:
        ranked = {
            row.bid: {"place": row.place, "figure": figure, "points": _points(row), "why": ""}
            for row, figure in zip(candidate.ranking, figures(candidate), strict=True)
        }
        out = {row.bid: row.sentence for row in candidate.excluded}
        rows.append((ranked, out))
    nothing = {"place": None, "figure": "", "points": ""}
    return [
        [ranked.get(bid.id) or {**nothing, "why": out.get(bid.id, "")} for ranked, out in rows] for bid in study.bids
    ]


def _points(row: StudyPlaceShape) -> str:
    earned = row.price_points
    return "" if earned is None else _("%(points)s for the price") % {"points": formats.points(earned)}


# --- what one losing bid can do ---


def _leaving(candidate: StudyMethodShape, bid: str) -> dict[str, str]:
    """What changes when this bid leaves."""
    if bid == candidate.winner:
        return {"effect": _("wins"), "tone": ""}
    leaving = next((row for row in candidate.leaving if row.bid == bid), None)
    if leaving is None:
        return {"effect": _("not ranked"), "tone": ""}
    if leaving.winner is None:
        return {"effect": _("no ranking any more"), "tone": "bad"}
    if leaving.winner != candidate.winner:
        return {"effect": _("%(bid)s wins instead") % {"bid": leaving.winner}, "tone": "bad"}
    if leaving.order_changes:
        return {"effect": _("others change places"), "tone": "warn"}
    return {"effect": _("nothing changes"), "tone": ""}


def _decides(candidate: StudyMethodShape) -> str:
    """What the losing bids of this study can do under a method, in a sentence."""
    turned = [row for row in candidate.leaving if row.winner != candidate.winner]
    if candidate.winner is None:
        return _("There is no winner to change.")
    if not turned:
        return _("No losing bid of these decides who wins.")
    names = ", ".join(row.bid for row in turned)
    return _("Who wins hangs on a bid that loses: %(names)s.") % {"names": names}


# --- rates ---


def rates(study: StudyShape) -> list[dict[str, str]]:
    """How often a losing bid decided, for each method that was simulated."""
    return [_rate(candidate, candidate.reversals) for candidate in study.candidates if candidate.reversals is not None]


def _rate(candidate: StudyMethodShape, rates: ReversalsShape) -> dict[str, str]:
    return {
        "method": f"{candidate.id}. {candidate.title}",
        "rate": formats.percent(rates.rate, 2),
        "reversed": formats.number(rates.reversed),
        "tenders": formats.number(rates.tenders),
        "undecided": formats.number(rates.undecided),
    }


def thinned(points: Sequence[Any]) -> list[Any]:
    """Every fourth point of a curve, for a table that a person reads."""
    return list(points[::4])
