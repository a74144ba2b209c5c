"""Award criteria as a form: a row for each node of the tree, and the scales that marks are given on."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.number_fields import ExactField, written
from procurement.tenders.forms.answers import LinesField, LongTextField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.models import Family
from procurement.tenders.sections import (
    CriteriaTree,
    CriterionEntry,
    LevelEntry,
    LotEntry,
    ScaleEntry,
    SectionValue,
    TenderContent,
    weights,
)

SHARE = "share"
_LEVEL = re.compile(r"\s*([^|]*?)\s*\|\s*([^|]*?)\s*\|\s*(.*?)\s*")
# How a criterion is judged: what people choose, and the kind and input that it stands for.
WAYS = {
    "mark": ("scored", "mark"),
    "verdict": ("machine", "verdict"),
    "price": ("formula", "price"),
    "cost": ("formula", "cost"),
    "offer": ("formula", "offer"),
    "group": ("scored", ""),
    "pass_fail": ("pass_fail", ""),
}
WAY_CHOICES = [
    ("mark", gettext_lazy("Marked by the panel on a scale")),
    ("price", gettext_lazy("The price, by the formula")),
    ("cost", gettext_lazy("A cost that is added to the price")),
    ("offer", gettext_lazy("What a bid offers for indicators")),
    ("verdict", gettext_lazy("Evidence for the interfaces")),
    ("group", gettext_lazy("The sum of the criteria below it")),
    ("pass_fail", gettext_lazy("Passed or failed, without points")),
]


class LevelsField(LinesField):
    """Marks of a scale, one a line: mark | what it is called | what a bid must show for it."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return "\n".join(f"{written(level.value)} | {level.label} | {level.descriptor}" for level in value)
        return value

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value)
        lines = [(no, line) for no, line in enumerate(text.splitlines(), start=1) if line.strip()]
        return tuple(_level(no, line) for no, line in lines)


def _level(number: int, line: str) -> LevelEntry:
    match = _LEVEL.fullmatch(line)
    try:
        return LevelEntry(Fraction(match[1]), match[2], match[3])  # type: ignore[index]
    except (TypeError, ValueError, ZeroDivisionError):
        sentence = _("Line %(number)d: write a mark, what it is called and what a bid must show, with | between them.")
        raise ValidationError(sentence % {"number": number}) from None


class CriterionForm(RowForm):
    """A node of the tree."""

    kind = CriterionEntry
    noun = gettext_lazy("Criterion")

    key = forms.SlugField(
        label=gettext_lazy("Key"), required=False, max_length=60, help_text=gettext_lazy("A short name, as: design.")
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    weight = ExactField(label=gettext_lazy("Weight"), required=False)
    family = forms.ChoiceField(label=gettext_lazy("Family"), required=False, choices=[("", "–"), *Family.choices])
    way = forms.ChoiceField(label=gettext_lazy("Judged by"), required=False, choices=[("", "–"), *WAY_CHOICES])
    parent = forms.SlugField(
        label=gettext_lazy("Below"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The key of the criterion above."),
    )
    lots = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Lots"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple, empty_value=[]
    )
    scale = forms.CharField(label=gettext_lazy("Scale"), required=False, max_length=60)
    minimum = ExactField(label=gettext_lazy("Out below"), required=False)
    text = LongTextField(label=gettext_lazy("What it is about"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lots"].choices = self.editing.lot_choices  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, entry: CriterionEntry) -> dict[str, Any]:
        way = next((way for way, meant in WAYS.items() if meant == (entry.kind, entry.input)), "")
        return {**super().initial_of(entry), "way": way, "lots": list(entry.lots)}

    def entry(self) -> CriterionEntry:
        typed = self.texts()
        kind, source = WAYS.get(typed.pop("way"), ("scored", ""))
        lots = tuple(sorted(typed.pop("lots")))
        before = next((entry for entry in self._before() if entry.key == typed["key"]), CriterionEntry(typed["key"]))
        return replace(before, **typed, lots=lots, kind=kind, input=source)

    def _before(self) -> tuple[CriterionEntry, ...]:
        """As they are saved: what the row does not show stays."""
        return self.editing.content.criteria.criteria


class ScaleForm(RowForm):
    """A scale by its name."""

    kind = ScaleEntry
    noun = gettext_lazy("Scale")

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=60)
    levels = LevelsField(
        label=gettext_lazy("What each mark means"),
        rows=6,
        help_text=gettext_lazy("One mark a line: 3 | good | What a bid must show for it."),
    )


@dataclass(frozen=True, slots=True)
class FamilyShare:
    """What a family weighs in a lot, as figures and as the class of a bar."""

    family: Family
    letter: str
    weight: str


@dataclass(frozen=True, slots=True)
class LotSum:
    """The sum of a lot's criteria: `state` is empty where it is 100; `act` shares what is missing."""

    title: str
    total: str
    state: str
    families: tuple[FamilyShare, ...]
    act: str


def _lot_sum(content: TenderContent, lot: LotEntry) -> LotSum:
    total = weights.total(weights.roots(weights.criteria_of_lot(content, lot.no)))
    missing = weights.ALL - total
    number = {"number": weights.number_text(abs(missing))}
    state = "" if not missing else _("%(number)s short") % number if missing > 0 else _("%(number)s over") % number
    families = weights.family_totals(content, lot.no)
    return LotSum(
        title=_("Lot %(number)d: %(title)s") % {"number": lot.no, "title": lot.title},
        total=weights.number_text(total),
        state=state,
        families=tuple(
            FamilyShare(family, family.letter, weights.number_text(families[family]))
            for family in Family
            if family in families
        ),
        act=f"{SHARE}:{lot.no}",
    )


class CriteriaForm(SectionForm):
    """The tree; buttons share what is missing to 100 among the criteria of the top, in proportion."""

    kind = CriteriaTree
    template = "tenders/edit/criteria.html"
    row_forms = {"criteria": CriterionForm, "scales": ScaleForm}

    @property
    def sums(self) -> list[LotSum]:
        """What the saved criteria of each lot total."""
        content = self.editing.content
        return [_lot_sum(content, lot) for lot in content.purchase.lots]

    def refilled(self, act: str) -> SectionValue | None:
        """After "share:1": the weights of the top of lot 1 total 100, nothing saved."""
        verb, _colon, lot = act.partition(":")
        if verb != SHARE or not lot.isdecimal():
            return None
        tree = self.section()
        assert isinstance(tree, CriteriaTree)
        entries = replace(self.editing.content, criteria=tree)
        top = weights.roots(weights.criteria_of_lot(entries, int(lot)))
        if not top or any(entry.weight is not None and entry.weight < 0 for entry in top):
            return None
        shares = weights.share_rest([entry.weight or Fraction(0) for entry in top], weights.ALL)
        by_key = dict(zip((entry.key for entry in top), shares, strict=True))
        criteria = tuple(
            replace(entry, weight=by_key[entry.key]) if entry.key in by_key and not entry.parent else entry
            for entry in tree.criteria
        )
        return replace(tree, criteria=criteria)
