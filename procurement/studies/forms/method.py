"""One method of a study: a formula and, once it is chosen, the parameters that it needs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import number_fields
from core.pages.wording import PAGE
from procurement.studies import plan
from procurement.studies.forms import entries
from scoring import Sentence, explain
from scoring.price import Formula
from scoring.study import Candidate

KINDS = {
    "points": gettext_lazy("The price earns points beside quality"),
    "index": gettext_lazy("One figure of quality and price"),
    "money": gettext_lazy("The lowest amount of money"),
}


def offered() -> list[Any]:
    """The formulas that a study can compare, by kind, as choices of a select."""
    known = plan.formulas().values()
    groups = [
        (str(label), [(formula.id, formula.title) for formula in known if formula.kind == kind])
        for kind, label in KINDS.items()
    ]
    return [("", _("No method")), *groups]


class MethodForm(forms.Form):
    """The method with one letter. Its parameters are fields `p_<name>`, there once a formula is chosen."""

    formula = forms.ChoiceField(label=gettext_lazy("Method"), required=False)

    use_required_attribute = False

    def __init__(
        self,
        letter: str,
        data: Any = None,
        *,
        initial: Mapping[str, Any] | None = None,
        currency: str,
        locale: str = "",
    ) -> None:
        self.letter = letter
        super().__init__(data, prefix=letter.lower(), initial=dict(initial or {}), auto_id="id_%s")
        self.fields["formula"].choices = offered()  # type: ignore[attr-defined]
        self.fields["formula"].widget.attrs |= {
            "hx-get": reverse_lazy("studies:method"),
            "hx-trigger": "change",
            "hx-target": f"#method-{letter}",
            "hx-include": "closest fieldset, #id_currency",
            "hx-vals": f'{{"letter": "{letter}"}}',
        }
        self.chosen = plan.formulas().get(str(self["formula"].value() or ""))
        if self.chosen:
            self._ask(self.chosen, currency, locale)

    def _ask(self, formula: Formula, currency: str, locale: str) -> None:
        for name, param in formula.settings().items():
            self.fields[f"p_{name}"] = entries.ParameterField(name, param, currency, locale)
        if formula.kind == "points":
            self.fields["scaling"] = forms.BooleanField(
                label=_("Scale quality so that the best bid has all quality points"), required=False
            )
        self.fields["quality_minimum"] = number_fields.ExactField(
            label=_("Least quality, in percent"),
            required=formula.needs_quality_minimum,
            scale=100,
            help_text=_("A bid below it is excluded. Left empty: none."),
            error_messages={"required": _("Give a minimum: else a cheap bid without any quality can win.")},
        )
        self.fields["quality_minimum"].locale = locale  # type: ignore[attr-defined]

    @property
    def about(self) -> dict[str, str]:
        """What the chosen formula does, its parameters by their names, whether points matter, where it comes from."""
        assert self.chosen is not None  # the page asks only then
        sentence = self.chosen.template.format_map({name: name for name in self.chosen.settings()})
        split = "" if self.chosen.split_counts else explain.text(Sentence("split_ignored"), write=PAGE)
        return {"sentence": sentence, "split": split, "source": self.chosen.source}

    def more(self) -> list[Any]:
        """The fields that stand below the choice of the formula."""
        return [field for field in self.visible_fields() if field.name != "formula"]

    def candidate(self) -> Candidate | None:
        """The method as it was cleaned; None where no formula is chosen."""
        if not self.chosen:
            return None
        cleaned = self.cleaned_data
        entered = {name: cleaned.get(f"p_{name}") for name in self.chosen.settings()}
        return Candidate(
            self.letter,
            self.chosen.id,
            {name: value for name, value in entered.items() if value is not None},
            "best" if cleaned.get("scaling") else "none",
            cleaned.get("quality_minimum"),
        )


def initial_of(candidate: Candidate) -> dict[str, object]:
    """A candidate as its form shows it."""
    known = plan.formulas()[candidate.formula].settings()
    least = candidate.quality_minimum
    return {
        "formula": candidate.formula,
        "scaling": candidate.scaling == "best",
        "quality_minimum": None if least is None else number_fields.written(least * 100),
        **{f"p_{name}": entries.typed(known[name], value) for name, value in candidate.params.items()},
    }
