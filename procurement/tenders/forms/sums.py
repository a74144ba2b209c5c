"""What the criteria of each lot total, as the bar on top of them shows it."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from procurement.tenders.models import Family
from procurement.tenders.sections import CriterionEntry, TenderContent, weights

SHARE, GIVE = "share", "give"


@dataclass(frozen=True, slots=True)
class FamilyShare:
    """What a family weighs: in figures, and where its part of the bar begins and how long it is, of 100."""

    family: Family
    letter: str
    weight: str
    start: str
    length: str

    @property
    def fill(self) -> str:
        return f"fam-fill-{self.letter.lower()}"


@dataclass(frozen=True, slots=True)
class SumButton:
    """A button that fills the form: what it is called, and the act it sends."""

    label: str
    act: str


@dataclass(frozen=True, slots=True)
class LotSum:
    """The sum of a lot's criteria, or of several with the same ones: then `title` names them; empty for all.

    `state` is empty where it is 100; `buttons` share what is missing.
    """

    lots: str
    title: str
    total: str
    state: str
    families: tuple[FamilyShare, ...]
    buttons: tuple[SumButton, ...]


def lot_sums(content: TenderContent) -> list[LotSum]:
    """In the order of the lots; a tender without a criterion has none."""
    groups: dict[tuple[CriterionEntry, ...], list[int]] = {}
    for lot in content.purchase.lots:
        groups.setdefault(tuple(weights.criteria_of_lot(content, lot.no)), []).append(lot.no)
    return [_sum(content, entries, lots, is_all=len(groups) == 1) for entries, lots in groups.items() if entries]


def _sum(content: TenderContent, entries: tuple[CriterionEntry, ...], lots: list[int], *, is_all: bool) -> LotSum:
    total = weights.total(weights.roots(entries))
    missing = weights.ALL - total
    number = {"number": weights.number_text(abs(missing))}
    state = "" if not missing else _("%(number)s short") % number if missing > 0 else _("%(number)s over") % number
    numbers = ", ".join(str(lot) for lot in lots)
    return LotSum(
        lots=" ".join(str(lot) for lot in lots),
        title="" if is_all else _("Lot %(numbers)s:") % {"numbers": numbers},
        total=weights.number_text(total),
        state=state,
        families=tuple(_families(content, lots[0])),
        buttons=tuple(_buttons(entries, lots[0], missing)) if missing else (),
    )


def _families(content: TenderContent, lot: int) -> list[FamilyShare]:
    """By leaves; by the criteria of the top while what stands below one of them does not total its weight."""
    top = weights.roots(weights.criteria_of_lot(content, lot))
    totals = dict(weights.family_totals(content, lot))
    if sum(totals.values()) != weights.total(top):
        totals = {family: weights.total(entry for entry in top if entry.family == family) for family in totals}
    start, shares = Fraction(0), []
    for family in Family:
        if family in totals:
            weight = totals[family]
            length = max(weight, Fraction(0))
            texts = [weights.number_text(figure) for figure in (weight, start, length)]
            shares.append(FamilyShare(family, family.letter, *texts))
            start += length
    return shares


def _buttons(entries: tuple[CriterionEntry, ...], lot: int, missing: Fraction) -> list[SumButton]:
    """Share it among all of the top; give it, or take it off, the price or else the heaviest."""
    number = {"number": weights.number_text(abs(missing))}
    buttons = []
    if weights.shared_out(entries):
        buttons.append(SumButton(_("Share the %(number)s") % number, f"{SHARE}:{lot}"))
    top = weights.roots(entries)
    heaviest = max(top, key=lambda entry: (entry.input == "price", entry.weight or 0), default=None)
    if heaviest is not None and heaviest.key and weights.shared_out(entries, heaviest.key):
        label = _("Give all %(number)s to %(title)s") if missing > 0 else _("Take all %(number)s off %(title)s")
        title = heaviest.title or heaviest.key
        buttons.append(SumButton(label % {**number, "title": title}, f"{GIVE}:{lot}:{heaviest.key}"))
    return buttons
