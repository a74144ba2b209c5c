"""Award criteria as a form: a row for each node of the tree, and the scales that marks are given on."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.number_fields import PERCENT, ExactField
from procurement.tenders.forms.answers import LongTextField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.forms.sums import GIVE, SHARE, LotSum, lot_sums
from procurement.tenders.forms.trial import TrialSheet, split_note, trial_sheets, warning
from procurement.tenders.models import Family
from procurement.tenders.sections import (
    CriteriaTree,
    CriterionEntry,
    LevelEntry,
    ScaleEntry,
    SectionValue,
    TenderContent,
    weights,
)

MOST_LEVELS = 30
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


class WeightField(ExactField):
    """A weight. With three decimal places it is written with four: 27.451 could be read as thousands."""

    def prepare_value(self, value: Any) -> Any:
        text = super().prepare_value(value)
        thousandths = isinstance(value, Fraction) and (value * 1000).denominator == 1
        return f"{text}0" if thousandths and (value * 100).denominator != 1 else text


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion in a line: its family, its title, how it is judged."""

    title: str
    letter: str
    family: str
    judged_by: str
    is_below: bool
    is_weighted: bool


class CriterionForm(RowForm):
    """A node of the tree."""

    kind = CriterionEntry
    noun = gettext_lazy("Criterion")

    key = forms.SlugField(
        label=gettext_lazy("Key"), required=False, max_length=60, help_text=gettext_lazy("A short name, as: design.")
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)
    weight = WeightField(label=gettext_lazy("Weight"), required=False)
    family = forms.ChoiceField(label=gettext_lazy("Family"), required=False, choices=[("", "–"), *Family.choices])
    way = forms.ChoiceField(label=gettext_lazy("Judged by"), required=False, choices=[("", "–"), *WAY_CHOICES])
    parent = forms.SlugField(
        label=gettext_lazy("Below"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("The key of the criterion above."),
    )
    lots = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Lots"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        empty_value=[],
        help_text=gettext_lazy("None ticked: every lot."),
    )
    scale = forms.CharField(label=gettext_lazy("Scale"), required=False, max_length=60)
    minimum = ExactField(label=gettext_lazy("Out below"), required=False)
    elements = forms.MultipleChoiceField(
        label=gettext_lazy("Lines of the price table that it sums up"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("For a price or a cost. None ticked: all lines of the lot."),
    )
    past_record = forms.BooleanField(label=gettext_lazy("It counts how a supplier performed before"), required=False)
    neutral = ExactField(
        label=gettext_lazy("Without a record, % of the points"),
        required=False,
        scale=PERCENT,
        help_text=gettext_lazy("What a supplier gets who is new. Needed where a past record counts."),
    )
    text = LongTextField(label=gettext_lazy("What it is about"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lots"].choices = self.editing.lot_choices  # type: ignore[attr-defined]
        lines = {line.code: line.title or line.code for line in self.editing.content.method.elements}
        gone = {code: code for code in self["elements"].value() or () if code not in lines}
        self.fields["elements"].choices = [*lines.items(), *gone.items()]  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, entry: CriterionEntry) -> dict[str, Any]:
        way = next((way for way, meant in WAYS.items() if meant == (entry.kind, entry.input)), "")
        return {**super().initial_of(entry), "way": way, "lots": list(entry.lots), "elements": list(entry.elements)}

    @property
    def is_open(self) -> bool:
        """Whether all of its fields are shown: it is new, or a fault is in it."""
        return not self.initial.get("title") or bool(self.judged and self.is_bound and self.errors)

    @property
    def line(self) -> CriterionLine:
        """What is read without opening it."""
        family = self["family"].value()
        way = self["way"].value()
        return CriterionLine(
            title=str(self["title"].value() or _("New criterion")),
            letter=Family(family).letter if family in Family.values else "",
            family=str(Family(family).label) if family in Family.values else "",
            judged_by=str(dict(WAY_CHOICES).get(way, "")),
            is_below=bool(self["parent"].value()),
            is_weighted=way != "pass_fail",
        )

    def entry(self) -> CriterionEntry:
        typed = self.texts()
        kind, source = WAYS.get(typed.pop("way"), ("scored", ""))
        lots = tuple(sorted(typed.pop("lots")))
        elements = tuple(typed.pop("elements"))
        return CriterionEntry(**typed, lots=lots, kind=kind, input=source, elements=elements)


class ScaleForm(RowForm):
    """A scale by its name, with fields for each mark and for one more, which stays empty or adds a mark."""

    kind = ScaleEntry
    noun = gettext_lazy("Scale")

    name = forms.CharField(label=gettext_lazy("Name"), required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(self._level_count() + 1):
            self.fields[f"mark-{number}"] = ExactField(label=_("Mark"), required=False)
            self.fields[f"label-{number}"] = forms.CharField(label=_("Called"), required=False, max_length=60)
            self.fields[f"levels-{number}"] = LongTextField(label=_("A bid gets it when"), rows=1)
        self.adapt_to(self.editing)

    def _level_count(self) -> int:
        if not self.is_bound:
            return len(self.initial.get("levels", ()))
        return sum(self.add_prefix(f"mark-{number}") in self.data for number in range(MOST_LEVELS))

    @classmethod
    def initial_of(cls, entry: ScaleEntry) -> dict[str, Any]:
        fields: dict[str, Any] = super().initial_of(entry)
        for number, level in enumerate(entry.levels):
            fields[f"mark-{number}"], fields[f"label-{number}"] = level.value, level.label
            fields[f"levels-{number}"] = level.descriptor
        return fields

    @property
    def levels_id(self) -> str:
        """Where a finding of its marks leads."""
        return f"id_{self.prefix}-levels"

    @property
    def levels(self) -> list["LevelFields"]:
        """The fields of each mark, with the points that it earns where they are known."""
        tops = [level.value for level in self.initial.get("levels", ())]
        users = [entry for entry in self._criteria() if entry.scale == self.initial.get("name") and entry.weight]
        numbers = [int(name.partition("-")[2]) for name in self.fields if name.startswith("mark-")]
        return [
            LevelFields(
                mark=self[f"mark-{number}"],
                label=self[f"label-{number}"],
                descriptor=self[f"levels-{number}"],
                points=_points_of(users, tops, number),
            )
            for number in numbers
        ]

    def _criteria(self) -> tuple[CriterionEntry, ...]:
        return self.editing.content.criteria.criteria

    def clean(self) -> dict[str, Any]:
        """Words without a mark say nothing."""
        for number in range(MOST_LEVELS):
            typed = [self.cleaned_data.get(f"{name}-{number}") for name in ("mark", "label", "levels")]
            if typed[0] is None and any(typed[1:]) and f"mark-{number}" not in self.errors:
                self.add_error(f"mark-{number}", _("Which mark do these words describe?"))
        return self.cleaned_data

    def entry(self) -> ScaleEntry:
        typed = self.texts()
        levels = (
            LevelEntry(typed[f"mark-{number}"], typed[f"label-{number}"], typed[f"levels-{number}"])
            for number in range(MOST_LEVELS)
            if typed.get(f"mark-{number}") is not None
        )
        return ScaleEntry(typed["name"], tuple(sorted(levels, key=lambda level: level.value)))


@dataclass(frozen=True, slots=True)
class LevelFields:
    """A mark of a scale as three fields. `points`: as "9" or, where several criteria use the scale, "9 · 3"."""

    mark: BoundField
    label: BoundField
    descriptor: BoundField
    points: str


def _points_of(users: list[CriterionEntry], marks: list[Fraction], number: int) -> str:
    if number >= len(marks) or not marks or marks[-1] <= 0:
        return ""
    return " · ".join(weights.number_text((entry.weight or 0) * marks[number] / marks[-1]) for entry in users)


class CriteriaForm(SectionForm):
    """The tree; buttons share what is missing to 100 in proportion, or give it to a criterion. Nothing is saved."""

    kind = CriteriaTree
    template = "tenders/edit/criteria.html"
    row_forms = {"criteria": CriterionForm, "scales": ScaleForm}

    @property
    def content(self) -> TenderContent:
        """The tender with the criteria that the form shows; those it began with while it cannot be read."""
        is_read = self.is_bound and self.judged and self.is_valid()
        tree = self.section() if is_read else self.value
        assert isinstance(tree, CriteriaTree)
        return replace(self.editing.content, criteria=tree)

    @property
    def sums(self) -> list[LotSum]:
        """What the criteria total, lots with the same criteria together."""
        return lot_sums(self.content)

    @property
    def warning(self) -> str:
        """Why the method deserves a second look, unless it is written why it stays."""
        return "" if self.content.method.kept_why else warning(self.content)

    @property
    def split(self) -> str:
        """That these weights change no order, where the method reads none."""
        return split_note(self.content.method.formula)

    @property
    def trials(self) -> list[TrialSheet]:
        """What the criteria do with three invented bids, lot by lot."""
        return trial_sheets(self.content)

    def refilled(self, act: str) -> SectionValue | None:
        """After "share:1" or "give:1:price": the weights of the top of lot 1 total 100, what is below them follows."""
        verb, _colon, rest = act.partition(":")
        lot, _colon, key = rest.partition(":")
        if verb not in {SHARE, GIVE} or bool(key) != (verb == GIVE) or not lot.isdecimal():
            return None
        tree = self.section()
        assert isinstance(tree, CriteriaTree)
        entries = weights.criteria_of_lot(replace(self.editing.content, criteria=tree), int(lot))
        shared = weights.shared_out(entries, key)
        criteria = tuple(
            replace(entry, weight=shared[entry.key]) if entry in entries and entry.key in shared else entry
            for entry in tree.criteria
        )
        return replace(tree, criteria=criteria) if shared else None
