"""How bids are ranked, as a form: price table, formula with its figures, ties, rounding, currencies, low bids."""

import json
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.number_fields import ExactField, WholeField
from procurement.tenders.forms.answers import LinesField, LongTextField, LotField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.forms.trial import TrialSheet, trial_sheets, warning
from procurement.tenders.sections import LowBidRule, Method, PriceElement, RateEntry, SectionValue
from procurement.tenders.sections.trial import FIXED, with_fixed_limits
from scoring import abnormal
from scoring.price import FORMULAS

CURE = "cure"
MOST_DAYS = 60
COST_CHOICES = [
    ("acquisition", gettext_lazy("Buying it")),
    ("use", gettext_lazy("Using it")),
    ("maintenance", gettext_lazy("Keeping it running")),
    ("exit", gettext_lazy("Leaving it")),
    ("end_of_life", gettext_lazy("Its end")),
    ("other", gettext_lazy("Other")),
]
ROUNDINGS = [
    ("none", gettext_lazy("Nothing is rounded")),
    ("each_mark", gettext_lazy("Each mark")),
    ("each_leaf", gettext_lazy("The points of each criterion")),
    ("subtotal", gettext_lazy("The points of each group")),
    ("total", gettext_lazy("The total alone")),
]


class FiguresField(forms.CharField):
    """Figures of a formula by their names, one a line: Pmin = 600000. For one lot alone: 2: Pmin = 600000."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea({"rows": 4, "spellcheck": "false"}))
        super().__init__(required=False, max_length=5_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple):
            return value
        common, by_lot = value
        lines = [f"{name} = {_typed(figure)}" for name, figure in common.items()]
        lines += [
            f"{lot}: {name} = {_typed(figure)}" for lot, figures in by_lot.items() for name, figure in figures.items()
        ]
        return "\n".join(lines)

    def clean(self, value: Any) -> Any:
        common: dict[str, object] = {}
        by_lot: dict[str, dict[str, object]] = {}
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            if not line.strip():
                continue
            name, equals, figure = (part.strip() for part in line.partition("="))
            lot, colon, of_lot = (part.strip() for part in name.partition(":"))
            if not equals or not figure or (colon and not lot.isdecimal()):
                raise ValidationError(_("Line %(number)d: write a name, = and a figure.") % {"number": number})
            (by_lot.setdefault(lot, {}) if colon else common)[of_lot if colon else name] = _read(figure)
        return common, by_lot


def _typed(figure: object) -> str:
    return figure if isinstance(figure, str) else json.dumps(figure)


def _read(figure: str) -> object:
    """A list or table of figures as the judge takes it; anything else is its text."""
    if not figure.startswith(("[", "{")):
        return figure
    try:
        return json.loads(figure, parse_float=str, parse_int=str)
    except ValueError:
        raise ValidationError(_("A list of figures cannot be read.")) from None


class ElementForm(RowForm):
    """A line of the price table."""

    kind = PriceElement
    noun = gettext_lazy("Line")

    code = forms.SlugField(label=gettext_lazy("Code"), required=False, max_length=60)
    title = forms.CharField(label=gettext_lazy("What is priced"), required=False, max_length=300)
    cost = forms.ChoiceField(label=gettext_lazy("Kind of cost"), choices=COST_CHOICES, required=False)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=60)
    quantity = ExactField(label=gettext_lazy("Quantity compared"), required=False)
    lot = LotField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lot"].offer(self.editing.lot_choices)  # type: ignore[attr-defined]

    @classmethod
    def initial_of(cls, entry: PriceElement) -> dict[str, Any]:
        return {**super().initial_of(entry), "cost": entry.kind}

    @property
    def is_blank(self) -> bool:
        """The kind of cost is chosen from the start."""
        return not any(self.cleaned_data.get(name) for name in ("code", "title", "unit", "quantity"))

    def entry(self) -> PriceElement:
        typed = self.texts()
        return PriceElement(kind=typed.pop("cost") or "acquisition", **typed)


class RateForm(RowForm):
    """An exchange rate."""

    kind = RateEntry
    noun = gettext_lazy("Rate")

    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3)
    value = ExactField(label=gettext_lazy("One unit is worth"))
    on = forms.DateField(label=gettext_lazy("On the day"), widget=forms.DateInput({"type": "date"}))
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200)

    def entry(self) -> RateEntry:
        typed = self.texts()
        return RateEntry(**{**typed, "currency": typed["currency"].upper()})


class RankingForm(SectionForm):
    """The method; a button puts fixed limits in place of a price that is compared with other bids."""

    kind = Method
    template = "tenders/edit/method.html"
    row_forms = {"elements": ElementForm, "rates": RateForm}

    formula = forms.ChoiceField(label=gettext_lazy("How prices become points"), required=False)
    figures = FiguresField(
        label=gettext_lazy("Its figures"),
        help_text=gettext_lazy("One a line: Pmin = 600000. For one lot alone: 2: Pmin = 600000."),
    )
    scaling = forms.ChoiceField(
        label=gettext_lazy("Points of the best bid in a criterion"),
        choices=[("none", gettext_lazy("as earned")), ("best", gettext_lazy("raised to all points"))],
        required=False,
    )
    rounding_stage = forms.ChoiceField(label=gettext_lazy("What is rounded"), choices=ROUNDINGS, required=False)
    rounding_places = WholeField(label=gettext_lazy("Decimal places"), required=False, least=0, most=12)
    tie_chain = LinesField(
        label=gettext_lazy("Equal bids: what counts then"),
        help_text=gettext_lazy("One step a line, as: higher_group(performance), lower_price; the last one is draw."),
    )
    low_rule = forms.ChoiceField(label=gettext_lazy("Which low prices are asked about"), required=False)
    low_figures = FiguresField(label=gettext_lazy("Its figures"), help_text=gettext_lazy("One a line: x = 2/5."))
    reply_days = WholeField(label=gettext_lazy("Working days for a reply"), required=False, least=1, most=MOST_DAYS)
    kept_why = LongTextField(label=gettext_lazy("Why a warning does not change the method"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formulas = [(formula.id, formula.title) for formula in FORMULAS.values()]
        self.fields["formula"].choices = [("", _("Not decided yet")), *formulas]  # type: ignore[attr-defined]
        rules = [(rule.id, rule.title) for rule in abnormal.RULES.values()]
        self.fields["low_rule"].choices = [("", _("Not decided yet")), *rules]  # type: ignore[attr-defined]

    def initial_of(self, value: Any) -> dict[str, Any]:
        low = value.low_bids
        return {
            **super().initial_of(value),
            "figures": (value.params, value.lot_params),
            "low_rule": low.id if low else "",
            "low_figures": (low.params, {}) if low else "",
            "reply_days": low.reply_days if low else None,
        }

    def section(self) -> SectionValue:
        typed = self.texts()
        params, lot_params = typed["figures"]
        places, low = typed["rounding_places"], typed["low_rule"]
        rule = LowBidRule(low, typed["low_figures"][0], typed["reply_days"] or LowBidRule(low).reply_days)
        method: Method = self.value  # type: ignore[assignment]
        return replace(
            method,
            formula=typed["formula"],
            params=params,
            lot_params=lot_params,
            scaling=typed["scaling"] or method.scaling,
            rounding_stage=typed["rounding_stage"] or method.rounding_stage,
            rounding_places=method.rounding_places if places is None else places,
            tie_chain=typed["tie_chain"],
            low_bids=rule if low else None,
            kept_why=typed["kept_why"] if "kept_why" in self.data else method.kept_why,
            elements=self.rows["elements"].entries(),
            rates=self.rows["rates"].entries(),
        )

    @property
    def warning(self) -> str:
        """Why the saved method deserves a second look; empty if nothing speaks against it."""
        method: Method = self.value  # type: ignore[assignment]
        return warning(replace(self.editing.content, method=method))

    @property
    def trials(self) -> list[TrialSheet]:
        """What the saved method does with three invented bids, lot by lot."""
        return trial_sheets(self.editing.content)

    def refilled(self, act: str) -> SectionValue | None:
        """After "cure": the price on a straight line between two limits for each lot, nothing saved."""
        method = self.section()
        if act != CURE or not isinstance(method, Method) or method.formula == FIXED:
            return None
        content = replace(self.editing.content, method=method)
        cured: dict[str, Any] = {}
        for lot in content.purchase.lots:
            cured |= with_fixed_limits(content, lot).method.lot_params
        return replace(method, formula=FIXED, params={}, lot_params=cured)
