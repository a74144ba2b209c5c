"""How bids are ranked, as a form: price table, formula with its figures, ties, rounding, currencies, low bids."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages.number_fields import ExactField, WholeField
from procurement.tenders.forms.answers import LinesField, LongTextField, LotField
from procurement.tenders.forms.editing import Editing, RowForm, SectionForm
from procurement.tenders.forms.figures import FigureFields, FigureGroup, FiguresField, params_of
from procurement.tenders.forms.trial import TrialSheet, split_note, trial_sheets, warning
from procurement.tenders.sections import LowBidRule, Method, PriceElement, RateEntry, SectionValue
from procurement.tenders.sections.trial import FIXED, with_fixed_limits
from scoring import abnormal
from scoring.price import FORMULAS

CURE = "cure"
FIGURES = "figures"
REPLY_DAYS = LowBidRule("").reply_days
# Choices that keep what is saved where nothing was sent.
CHOSEN = ("scaling", "rounding_stage", "rounding_mode", "threshold_on")
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
MODES = [
    ("half_up", gettext_lazy("halves go up")),
    ("half_even", gettext_lazy("halves go to the even digit")),
    ("down", gettext_lazy("what is beyond the places is cut off")),
]
COMPARED = [
    ("exact", gettext_lazy("the exact figure of a bid")),
    ("rounded", gettext_lazy("the figure as it is rounded and shown")),
]


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


@dataclass(frozen=True, slots=True)
class FormulaWords:
    """A formula by what it is called, what it does with its figures by their names, and its source."""

    title: str
    sentence: str
    source: str


class RankingForm(SectionForm):
    """The method; a button puts fixed limits in place of a price that is compared with other bids."""

    kind = Method
    template = "tenders/edit/method.html"
    row_forms = {"elements": ElementForm, "rates": RateForm}

    formula = forms.ChoiceField(label=gettext_lazy("How prices become points"), required=False)
    figures = FiguresField(
        label=gettext_lazy("Other figures"),
        help_text=gettext_lazy("The formula does not read these. Empty the field to be rid of them."),
    )
    scaling = forms.ChoiceField(
        label=gettext_lazy("Points of the best bid in a criterion"),
        choices=[("none", gettext_lazy("as earned")), ("best", gettext_lazy("raised to all points"))],
        required=False,
    )
    rounding_stage = forms.ChoiceField(label=gettext_lazy("What is rounded"), choices=ROUNDINGS, required=False)
    rounding_places = WholeField(label=gettext_lazy("Decimal places"), required=False, least=0, most=12)
    rounding_mode = forms.ChoiceField(label=gettext_lazy("How"), choices=MODES, required=False)
    threshold_on = forms.ChoiceField(
        label=gettext_lazy("A least mark or number of points is compared with"), choices=COMPARED, required=False
    )
    tie_chain = LinesField(
        label=gettext_lazy("Equal bids: what counts then"),
        help_text=gettext_lazy("One step a line, as: higher_group(performance), lower_price; the last one is draw."),
    )
    low_rule = forms.ChoiceField(label=gettext_lazy("Which low prices are asked about"), required=False)
    reply_days = WholeField(label=gettext_lazy("Working days for a reply"), required=False, least=1, most=MOST_DAYS)
    kept_why = LongTextField(label=gettext_lazy("Why a warning does not change the method"), rows=2)

    def __init__(self, data: Any = None, *, value: SectionValue, editing: Editing) -> None:
        super().__init__(data, value=value, editing=editing)
        self._offer("formula", [(formula.id, formula.title) for formula in FORMULAS.values()])
        self._offer("low_rule", [(rule.id, rule.title) for rule in abnormal.RULES.values()])
        self.formula_figures, self.rule_figures = self._figures_of_formula(), self._figures_of_rule()
        for figures in (self.formula_figures, self.rule_figures):
            self.fields.update(figures.fields(editing.currency, editing.tender.authority.locale))
            self.initial.update(figures.initial())
        self.initial["figures"] = self.formula_figures.others()
        self.adapt_to(editing)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = [("", _("Not decided yet")), *choices]  # type: ignore[attr-defined]

    def _figures_of_formula(self) -> FigureFields:
        """Those of the formula that the form shows, with what is saved while it is the saved one."""
        method: Method = self.value  # type: ignore[assignment]
        formula, is_saved = FORMULAS.get(self.chosen("formula")), self.chosen("formula") == method.formula
        return FigureFields(
            "p",
            formula.settings() if formula else {},
            common=method.params if is_saved else {},
            by_lot=method.lot_params if is_saved else {},
            lots=self.editing.lot_choices,
        )

    def _figures_of_rule(self) -> FigureFields:
        method: Method = self.value  # type: ignore[assignment]
        rule, low = abnormal.RULES.get(self.chosen("low_rule")), method.low_bids
        is_saved = low is not None and low.id == self.chosen("low_rule")
        common = low.params if low is not None and is_saved else {}
        return FigureFields("low", params_of(rule.params) if rule else {}, common=common)

    def chosen(self, name: str) -> str:
        """What a choice says now, sent or saved."""
        return str(self[name].value() or "")

    @property
    def about(self) -> FormulaWords | None:
        """What the chosen formula does, and where it comes from; None where none is chosen."""
        formula = FORMULAS.get(self.chosen("formula"))
        if formula is None:
            return None
        names = {name: name for name in formula.settings()}
        return FormulaWords(formula.title, formula.template.format_map(names), formula.source)

    @property
    def figure_groups(self) -> list[FigureGroup]:
        return self.formula_figures.groups(self)

    @property
    def low_groups(self) -> list[FigureGroup]:
        return self.rule_figures.groups(self)

    def initial_of(self, value: Any) -> dict[str, Any]:
        low = value.low_bids
        return {
            **super().initial_of(value),
            "low_rule": low.id if low else "",
            "reply_days": low.reply_days if low else None,
        }

    def section(self) -> SectionValue:
        typed = self.texts()
        method: Method = self.value  # type: ignore[assignment]
        places = typed["rounding_places"]
        params, lot_params = self._figures(typed)
        return replace(
            method,
            formula=typed["formula"],
            params=params,
            lot_params=lot_params,
            **{name: typed[name] or getattr(method, name) for name in CHOSEN},
            rounding_places=method.rounding_places if places is None else places,
            tie_chain=typed["tie_chain"],
            low_bids=self._low_bids(typed),
            kept_why=typed["kept_why"] if "kept_why" in self.data else method.kept_why,
            elements=self.rows["elements"].entries(),
            rates=self.rows["rates"].entries(),
        )

    def _figures(self, typed: dict[str, Any]) -> tuple[dict[str, object], dict[str, dict[str, object]]]:
        """Those with a field, and what stands under the other figures."""
        common, by_lot = typed["figures"]
        params, lot_params = self.formula_figures.read(typed)
        lots = dict.fromkeys((*by_lot, *lot_params))
        return {**common, **params}, {lot: {**by_lot.get(lot, {}), **lot_params.get(lot, {})} for lot in lots}

    def _low_bids(self, typed: dict[str, Any]) -> LowBidRule | None:
        rule = typed["low_rule"]
        if not rule:
            return None
        figures, _by_lot = self.rule_figures.read(typed)
        return LowBidRule(rule, {**self.rule_figures.others()[0], **figures}, typed["reply_days"] or REPLY_DAYS)

    @property
    def warning(self) -> str:
        """Why the saved method deserves a second look; empty if nothing speaks against it."""
        method: Method = self.value  # type: ignore[assignment]
        return warning(replace(self.editing.content, method=method))

    @property
    def can_be_cured(self) -> bool:
        """Whether fixed limits would be another formula than the saved one."""
        method: Method = self.value  # type: ignore[assignment]
        return method.formula != FIXED

    @property
    def split(self) -> str:
        """That weights change no order under the chosen formula, where it reads none."""
        return split_note(self.chosen("formula"))

    @property
    def trials(self) -> list[TrialSheet]:
        """What the saved method does with three invented bids, lot by lot."""
        return trial_sheets(self.editing.content)

    def refilled(self, act: str) -> SectionValue | None:
        """After "figures": with the fields of the chosen formula. After "cure": the price on a straight line between
        two limits for each lot. Nothing is saved.
        """
        method = self.section()
        if act == FIGURES:
            return method
        if act != CURE or not isinstance(method, Method) or method.formula == FIXED:
            return None
        content = replace(self.editing.content, method=method)
        cured: dict[str, Any] = {}
        for lot in content.purchase.lots:
            cured |= with_fixed_limits(content, lot).method.lot_params
        return replace(method, formula=FIXED, params={}, lot_params=cured)
