"""The trial with invented bids as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import formats
from core.pages.wording import PAGE
from procurement.planning.catalogue import catalogue
from procurement.tenders.sections import LotEntry, TenderContent, weights
from procurement.tenders.sections.facts import order_depends
from procurement.tenders.sections.trial import InventedBid, NoTrial, Trial, TrialRow, trial_of
from scoring import Sentence, explain
from scoring.price import FORMULAS

NAMES: Mapping[InventedBid, str | Promise] = {
    InventedBid.CHEAP: gettext_lazy("Cheap and closed"),
    InventedBid.MIDDLE: gettext_lazy("In the middle"),
    InventedBid.DEAR: gettext_lazy("Dear and open"),
}
WHY_NOT: Mapping[str, str | Promise] = {
    "weights": gettext_lazy("The trial with invented bids runs when the weights add up to 100."),
    "estimate": gettext_lazy("The trial with invented bids runs when the lot has an estimated value."),
    "method": gettext_lazy("The trial with invented bids runs when the method can be applied."),
}
PLACES = 2


@dataclass(frozen=True, slots=True)
class TrialLine:
    """An invented bid in words and figures; `first`, `first_without`, `first_cured`: who is first in each column."""

    name: str
    price: str
    price_points: str
    other_points: str
    total: str
    without: str
    cured: str
    first: bool
    first_without: bool
    first_cured: bool

    @property
    def turns(self) -> bool:
        """Whether this bid wins only because another one is left out."""
        return self.first_without and not self.first


@dataclass(frozen=True, slots=True)
class TrialSheet:
    """The trial of a lot, or why there is none. `left_out` names the bid of the column `without`, if there is one."""

    title: str
    why_not: str = ""
    lines: tuple[TrialLine, ...] = ()
    left_out: str = ""
    has_cure: bool = False
    worth: str = ""


def warning(content: TenderContent) -> str:
    """Why the method deserves a second look; empty if nothing speaks against it. The judge says whether it does."""
    formula = FORMULAS.get(content.method.formula)
    if formula is None:
        return ""
    depends = order_depends(content)
    if not (formula.rivals_reorder if depends is None else depends):
        return ""
    if formula.rivals_reorder:
        return _("The price is compared with other bids, so a bid that loses can decide who wins.")
    return _("Points are scaled, rounded or cut by what others offer, so a bid that loses can decide who wins.")


def split_note(name: str) -> str:
    """That this formula reads no split of points between price and quality; empty where weights count."""
    formula = FORMULAS.get(name)
    if formula is None or formula.split_counts:
        return ""
    return explain.text(Sentence("split_ignored"), write=PAGE)


def trial_sheets(content: TenderContent) -> list[TrialSheet]:
    """Of every lot. Openness is that of the catalogue."""
    openness = {name: standard.measure.openness for name, standard in catalogue().standards.items()}
    return [_sheet(content, lot, openness) for lot in content.purchase.lots]


def _sheet(content: TenderContent, lot: LotEntry, openness: Mapping[str, Fraction | None]) -> TrialSheet:
    title = _("Lot %(number)d: %(title)s") % {"number": lot.no, "title": lot.title}
    try:
        trial = trial_of(content, lot, openness=openness)
    except NoTrial as refused:
        return TrialSheet(title, why_not=str(WHY_NOT[refused.why]))
    currency = content.purchase.currency
    return TrialSheet(
        title,
        lines=tuple(_line(row, currency) for row in sorted(trial.rows, key=_by_total)),
        left_out="" if trial.left_out is None else str(NAMES[trial.left_out]),
        has_cure=any(row.cured is not None for row in trial.rows),
        worth=_worth(trial, currency),
    )


def _by_total(row: TrialRow) -> tuple[bool, Fraction]:
    """The most points first; a bid that is out last."""
    return row.total is None, -(row.total or Fraction(0))


def _line(row: TrialRow, currency: str) -> TrialLine:
    return TrialLine(
        name=str(NAMES[row.bid]),
        price=formats.money(row.price, currency, places=0),
        price_points=_points(row.price_points),
        other_points=_points(row.other_points),
        total=_("out") if row.total is None else _points(row.total),
        without=_points(row.without),
        cured=_points(row.cured),
        first=row.is_first,
        first_without=row.is_first_without,
        first_cured=row.is_first_cured,
    )


def _points(points: Fraction | None) -> str:
    return formats.MISSING if points is None else formats.number(points, places=PLACES)


def _worth(trial: Trial, currency: str) -> str:
    """What a point, and a higher mark, are worth; with fixed limits, and whether anybody can say it now."""
    if trial.point is None:
        return ""
    sentence = _("With fixed limits one point is worth %(amount)s.") % {"amount": _amount(trial.point, currency)}
    step = trial.step
    if step is not None:
        sentence = _(
            "With fixed limits one point is worth %(amount)s, and a %(higher)s instead of a %(lower)s"
            " (%(points)s points) %(more)s."
        ) % {
            "amount": _amount(trial.point, currency),
            "higher": weights.number_text(step.higher),
            "lower": weights.number_text(step.lower),
            "points": weights.number_text(step.points),
            "more": _amount(trial.point * step.points, currency),
        }
    if trial.is_fixed:
        return sentence
    return f"{sentence} {_('As set now, nobody can say before the bids are open.')}"


def _amount(amount: Fraction, currency: str) -> str:
    return formats.money(amount, currency, places=0)
