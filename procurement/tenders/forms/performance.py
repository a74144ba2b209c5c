"""Indicators as a form: what is measured, what is offered, how it is rated and what a miss costs."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.pages.number_fields import PERCENT, ExactField, WholeField
from procurement.tenders.forms.answers import LinesField, LotField
from procurement.tenders.forms.editing import Editing, RowForm, SectionForm
from procurement.tenders.sections import BandEntry, KpiEntry, Performance
from procurement.tenders.sections.pay import PayKind
from scoring.pay import RATINGS

MOST_OBSERVATIONS = 1_000_000
MOST_PERIODS = 120
DIRECTIONS = [("up", _("more is better")), ("down", _("less is better"))]
MEASURERS = [
    ("supplier", _("the supplier")),
    ("authority", _("the authority")),
    ("third_party", _("somebody else")),
    ("users", _("those who use it")),
]
FREQUENCIES = [
    ("month", _("every month")),
    ("quarter", _("every quarter")),
    ("half-year", _("every half-year")),
    ("year", _("every year")),
]
PAY_RULES = [
    ("", _("nothing depends on it yet")),
    (PayKind.SHORTFALL, _("a share for each step below the target, in proportion")),
    (PayKind.POINTS, _("a share for a miss, three times that beyond the least offer")),
    (PayKind.STEPS, _("the share of the charges that its rating says")),
    (PayKind.FACTOR, _("a share of the amount at risk for any miss")),
    (PayKind.POOL, _("of a share of the amount at risk as much as its rating says")),
    (PayKind.AWARD_FEE, _("a share of the amount at risk is a fee, of which its rating earns a part")),
    (PayKind.OUTCOME, _("nothing; a share of a saving is paid on top")),
]
CUTS: Mapping[str, str] = {"good": "cut_good", "approaching_target": "cut_near", "requires_improvement": "cut_poor"}
SHARES: Mapping[str, str] = {**{rating: f"share_{cut[4:]}" for rating, cut in CUTS.items()}, RATINGS[-1]: "share_worst"}
# What a row that nobody has filled in sends all the same.
PRESET = {"direction", "frequency", "lot"}


def with_own(choices: list[tuple[str, str | Promise]], value: object) -> list[tuple[str, str | Promise]]:
    """The choices, and the value itself if it is none of them: what came over the API is not lost by a save."""
    known = {key for key, _label in choices}
    return choices if value in known or not value else [*choices, (str(value), str(value))]


class KpiForm(RowForm):
    """An indicator. The worst rating has no cut: it takes everything below the others."""

    kind = KpiEntry
    noun = _("Indicator")

    code = forms.CharField(label=_("Code"), required=False, max_length=60)
    title = forms.CharField(label=_("What is measured"), required=False, max_length=300)
    lot = LotField()
    criterion = forms.ChoiceField(
        label=_("Criterion that counts the offer"), required=False, help_text=_("Empty: bids offer nothing for it.")
    )
    weight = ExactField(label=_("Weight inside the criterion"), required=False)
    unit = forms.CharField(label=_("Unit"), required=False, max_length=60, help_text=_("Such as % of minutes."))
    direction = forms.ChoiceField(label=_("Direction"), required=False, choices=DIRECTIONS)
    minimum = ExactField(label=_("Least offer"), required=False, help_text=_("Earns nothing; worse is refused."))
    best = ExactField(label=_("Best offer"), required=False, help_text=_("Earns everything; better earns no more."))
    target = ExactField(label=_("Target of the contract"), required=False)
    source = forms.CharField(label=_("Where the figure comes from"), required=False, max_length=300)
    measured_by = forms.MultipleChoiceField(
        label=_("Measured by"), required=False, choices=MEASURERS, widget=forms.CheckboxSelectMultiple
    )
    frequency = forms.ChoiceField(label=_("Measured"), required=False, choices=FREQUENCIES)
    min_sample = WholeField(
        label=_("Fewest observations"),
        required=False,
        least=0,
        most=MOST_OBSERVATIONS,
        help_text=_("With fewer nothing is rated or paid by. Empty: any number will do."),
    )
    excuses = LinesField(
        label=_("Does not count where"),
        rows=2,
        help_text=_("One event a line, such as a failure of the mains. Nothing else excuses a miss."),
    )
    cut_good = ExactField(label=_("Good from"), required=False)
    cut_near = ExactField(label=_("Approaching the target from"), required=False)
    cut_poor = ExactField(
        label=_("Needs improvement from"), required=False, help_text=_("Everything worse is inadequate.")
    )
    credit_rule = forms.ChoiceField(label=_("What a miss costs"), required=False, choices=PAY_RULES)
    credit_share = ExactField(
        label=_("Share, %"),
        required=False,
        scale=PERCENT,
        help_text=_("Of the charges, the amount at risk, the saving."),
    )
    credit_step = ExactField(label=_("For each step of"), required=False, help_text=_("In the unit of the indicator."))
    share_good = ExactField(
        label=_("Good: costs or earns, %"),
        required=False,
        scale=PERCENT,
        help_text=_("The four only where the rating says what is paid."),
    )
    share_near = ExactField(label=_("Approaching the target: %"), required=False, scale=PERCENT)
    share_poor = ExactField(label=_("Needs improvement: %"), required=False, scale=PERCENT)
    share_worst = ExactField(label=_("Inadequate: %"), required=False, scale=PERCENT)
    repeat = ExactField(
        label=_("A miss that follows a miss: times"),
        required=False,
        help_text=_("2 doubles what it costs. Empty: as much as the first."),
    )
    cap = ExactField(label=_("At most, % of the charges"), required=False, scale=PERCENT)

    def __init__(self, *args: Any, editing: Editing, **kwargs: Any) -> None:
        super().__init__(*args, editing=editing, **kwargs)
        cast("LotField", self.fields["lot"]).offer(editing.lot_choices)
        entries = editing.content.criteria.criteria
        keys = [(entry.key, entry.title or entry.key) for entry in entries if entry.input == "offer"]
        self._offer("criterion", [("", _("None")), *keys])
        self._offer("frequency", FREQUENCIES)
        self._offer("credit_rule", PAY_RULES)

    def _offer(self, name: str, choices: list[Any]) -> None:
        value = self.initial.get(name) if not self.is_bound else self.data.get(self.add_prefix(name))
        cast("forms.ChoiceField", self.fields[name]).choices = with_own(choices, value)

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        cuts = {CUTS[band.rating]: band.start for band in entry.bands if band.rating in CUTS}
        shares = {SHARES[band.rating]: band.share for band in entry.bands if band.rating in SHARES}
        return {**super().initial_of(entry), **cuts, **shares}

    @property
    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name not in PRESET)

    def entry(self) -> KpiEntry:
        typed = self.texts()
        cuts = {rating: typed.pop(name) for rating, name in CUTS.items()}
        shares = {rating: typed.pop(name) for rating, name in SHARES.items()}
        measured_by = tuple(typed.pop("measured_by"))
        return KpiEntry(**typed, measured_by=measured_by, bands=_bands(cuts, shares))


def _bands(cuts: Mapping[str, Fraction | None], shares: Mapping[str, Fraction | None]) -> tuple[BandEntry, ...]:
    bands = [BandEntry(rating, cut, shares[rating]) for rating, cut in cuts.items() if cut is not None]
    return (*bands, BandEntry(RATINGS[-1], None, shares[RATINGS[-1]])) if bands else ()


class PerformanceForm(SectionForm):
    kind = Performance
    template = "tenders/edit/performance.html"
    row_forms = {"kpis": KpiForm}

    cap = ExactField(
        label=_("All indicators together cost at most, % of the charges"),
        required=False,
        scale=PERCENT,
        help_text=_("Of a month in which everything goes wrong this much is kept back and no more."),
    )

    at_risk = ExactField(
        label=_("At risk, % of the charges"),
        required=False,
        scale=PERCENT,
        help_text=_("What indicators that are paid out of it can cost together."),
    )
    bonus_cap = ExactField(label=_("Paid on top at most, % of the charges"), required=False, scale=PERCENT)
    earn_back_periods = WholeField(
        label=_("Earned back after so many periods on target"),
        required=False,
        least=1,
        most=MOST_PERIODS,
        help_text=_("In a row, after a miss. Empty: what a miss cost is gone."),
    )
    earn_back_share = ExactField(
        label=_("How much of it comes back, %"), required=False, scale=PERCENT, help_text=_("100 is all of it.")
    )

    def refilled(self, act: str) -> Performance | None:
        """What a month costs by what was typed, nothing saved."""
        typed: Any = self.section()
        return typed if act == "preview" else None
