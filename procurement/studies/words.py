"""The dictionary of a study in words and figures, the same for its page and its PDF. Pure: no database, no clock."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from scoring import price

Told = Mapping[str, Any]


def told(whole: Told) -> dict[str, Any]:
    """Methods side by side, the expected bids, their places under each method, and what one losing bid can do."""
    candidates = whole["candidates"]
    currency = whole["study"]["currency"]
    return {
        "methods": [_method(one, currency) for one in candidates],
        "heads": [{"letter": one["id"], "title": one["title"], "figure": _unit(one, currency)} for one in candidates],
        "bids": [
            {
                "name": bid["id"],
                "price": formats.money(Fraction(bid["price"]), currency),
                "quality": formats.percent(Fraction(bid["quality"])),
                "places": cells,
                "leaving": [_leaving(one, bid["id"]) for one in candidates],
            }
            for bid, cells in zip(whole["bids"], _places(whole), strict=True)
        ],
        "decided": [_decides(one) for one in candidates],
    }


def origin(whole: Told) -> str:
    """Where the expected bids come from."""
    drawn = whole["drawn"]
    if drawn is None:
        return _("%(count)d, typed in") % {"count": len(whole["bids"])}
    values = {"count": drawn["count"], "low": formats.number(drawn["low"]), "high": formats.number(drawn["high"])}
    return _("%(count)d, drawn from the seed: prices %(low)s to %(high)s, quality 50 to 100%%") % values


# --- a method ---


def _method(one: Told, currency: str) -> dict[str, Any]:
    return {
        "letter": one["id"],
        "title": one["title"],
        "sentence": one["sentence"],
        "source": one["source"],
        "params": [(name, _given(one["params"][name])) for name in _order(one) if name in one["params"]],
        "extras": _extras(one),
        "warnings": [found["text"] for found in one["warnings"]],
        "wins": _wins(one, currency),
    }


def _order(one: Told) -> list[str]:
    """The parameters of a formula in its own order; a database may have kept them in another."""
    return [*price.formula(one["formula"], "price_formula").settings()]


def _given(given: Any) -> str:
    """A parameter as it is published; price ranges one after the other."""
    if isinstance(given, Mapping):
        return ", ".join(f"{name} {formats.number(Fraction(amount))}" for name, amount in sorted(given.items()))
    if isinstance(given, list):
        return "; ".join(_band(end, Fraction(share)) for end, share in given)
    return formats.number(Fraction(given)) if given[:1].isdigit() else str(given)


def _band(end: str | None, share: Fraction) -> str:
    if end is None:
        return _("from there on %(share)s") % {"share": formats.percent(share)}
    return _("below %(end)s: %(share)s") % {"end": formats.number(Fraction(end)), "share": formats.percent(share)}


def _extras(one: Told) -> list[str]:
    said = []
    if one["scaling"] == "best":
        said.append(_("Quality is scaled so that the best bid has all quality points."))
    if one["quality_minimum"] is not None:
        least = formats.percent(Fraction(one["quality_minimum"]))
        said.append(_("A bid with less than %(least)s of the quality is excluded.") % {"least": least})
    return said


def _wins(one: Told, currency: str) -> str:
    """Who wins by it, in a sentence."""
    if one["winner"] is None:
        return " ".join(one["gaps"]) or _("No bid is admissible under it.")
    first = one["ranking"][0]
    words = {"bid": first["bid"], "price": formats.money(Fraction(first["price"]), currency)}
    if len(one["ranking"]) == 1:
        return _("%(bid)s is the only bid that it ranks, at %(price)s.") % words
    second = one["ranking"][1]
    words |= {"second": second["bid"]}
    return _("%(bid)s wins at %(price)s, before %(second)s.") % words


def option(one: Told) -> str:
    """A method to choose, with how many warnings come with it."""
    count = len(one["warnings"])
    said = ngettext("%(count)d warning", "%(count)d warnings", count) % {"count": count} if count else _("no warning")
    return f"{one['id']}. {one['title']} ({said})"


# --- places ---


def _unit(one: Told, currency: str) -> str:
    return {"points": _("points"), "money": currency}.get(one["kind"], _("figure"))


def figures(one: Told) -> list[str]:
    """The figures that rank, with as many decimals as tell them apart."""
    values = [Fraction(row["figure"]) for row in one["ranking"]]
    return formats.apart(values, 4 if one["kind"] == "index" else 2)


def _places(whole: Told) -> list[list[dict[str, Any]]]:
    """For each bid its place and figure under each method; place None and the reason where it is not ranked."""
    found = []
    for one in whole["candidates"]:
        ranked = {
            row["bid"]: {"place": row["place"], "figure": figure, "points": _points(row), "why": ""}
            for row, figure in zip(one["ranking"], figures(one), strict=True)
        }
        out = {row["bid"]: row["sentence"] for row in one["excluded"]}
        found.append((ranked, out))
    nothing = {"place": None, "figure": "", "points": ""}
    return [
        [ranked.get(bid["id"]) or {**nothing, "why": out.get(bid["id"], "")} for ranked, out in found]
        for bid in whole["bids"]
    ]


def _points(row: Told) -> str:
    earned = row["price_points"]
    return "" if earned is None else _("%(points)s for the price") % {"points": formats.points(Fraction(earned))}


# --- what one losing bid can do ---


def _leaving(one: Told, bid: str) -> dict[str, str]:
    """What changes when this bid leaves."""
    if bid == one["winner"]:
        return {"words": _("wins"), "tone": ""}
    found = next((row for row in one["leaving"] if row["bid"] == bid), None)
    if found is None:
        return {"words": _("not ranked"), "tone": ""}
    if found["winner"] is None:
        return {"words": _("no ranking any more"), "tone": "bad"}
    if found["winner"] != one["winner"]:
        return {"words": _("%(bid)s wins instead") % {"bid": found["winner"]}, "tone": "bad"}
    if found["order_changes"]:
        return {"words": _("others change places"), "tone": "warn"}
    return {"words": _("nothing changes"), "tone": ""}


def _decides(one: Told) -> str:
    """What the losing bids of this study can do under a method, in a sentence."""
    turned = [row for row in one["leaving"] if row["winner"] != one["winner"]]
    if one["winner"] is None:
        return _("There is no winner to change.")
    if not turned:
        return _("No losing bid of these decides who wins.")
    names = ", ".join(row["bid"] for row in turned)
    return _("Who wins hangs on a bid that loses: %(names)s.") % {"names": names}


# --- rates ---


def rates(whole: Told) -> list[dict[str, str]]:
    """How often a losing bid decided, for each method that was simulated."""
    return [_rate(one) for one in whole["candidates"] if one["reversals"]]


def _rate(one: Told) -> dict[str, str]:
    held = one["reversals"]
    return {
        "method": f"{one['id']}. {one['title']}",
        "rate": formats.percent(Fraction(held["rate"]), 2),
        "reversed": formats.number(held["reversed"]),
        "tenders": formats.number(held["tenders"]),
        "undecided": formats.number(held["undecided"]),
    }


def thinned(points: Sequence[Any]) -> list[Any]:
    """Every fourth point of a curve, for a table that a person reads."""
    return list(points[::4])
