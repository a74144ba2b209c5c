"""The whole form of a study: the frame, four places for methods, the expected bids."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Person
from core.models import Authority
from core.pages import number_fields
from procurement.studies import plan, queries
from procurement.studies.forms import entries
from procurement.studies.forms.method import MethodForm, initial_of
from procurement.studies.models import MethodStudy
from procurement.studies.plan import BIGGEST_SEED, LEAST_BIDS, LETTERS, Drawn, Fault, StudyPlan
from scoring.study import MOST_BIDS, Design, Expected, generated

TYPED, DRAWN = "typed", "drawn"
EXAMPLE = "Bid 1; 95000; 80\nBid 2; 110000; 95\nBid 3; 80000; 60"


class FrameForm(forms.Form):
    """What holds for all methods, and how the expected bids come about."""

    authority: "forms.ModelChoiceField[Authority]" = forms.ModelChoiceField(
        label=gettext_lazy("Authority"), queryset=None
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What will be bought, so that others find the study."),
        error_messages={"required": gettext_lazy("Give the study a title.")},
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        help_text=gettext_lazy("Three letters, such as EUR."),
        error_messages={"required": gettext_lazy("Give the currency of the prices.")},
    )
    price_points = number_fields.ExactField(
        percent=True,
        label=gettext_lazy("Points for the price, of 100"),
        help_text=gettext_lazy("Quality has the rest. The policy asks to explain more than 60."),
    )
    how = forms.ChoiceField(
        label=gettext_lazy("Where the expected bids come from"),
        widget=forms.RadioSelect,
        choices=[(TYPED, gettext_lazy("I type them")), (DRAWN, gettext_lazy("They are drawn at random from a seed"))],
        error_messages={"required": gettext_lazy("Choose one of the two.")},
    )
    bids = entries.BidsField(
        label=gettext_lazy("Expected bids"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy("One a line: name; price; quality in percent. Columns of a spreadsheet can be pasted."),
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many bids"), required=False, min_value=LEAST_BIDS, max_value=MOST_BIDS
    )
    low = number_fields.WholeField(label=gettext_lazy("Lowest price"), required=False, least=0, most=plan.BIGGEST_PRICE)
    high = number_fields.WholeField(
        label=gettext_lazy("Highest price"), required=False, least=1, most=plan.BIGGEST_PRICE
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=BIGGEST_SEED,
        help_text=gettext_lazy(
            "Kept with the study: the same seed draws the same bids and simulates the same tenders."
        ),
        error_messages={"required": gettext_lazy("Give a whole number.")},
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, *, user: Person, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in ("bids", "count", "low", "high"):
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        mine = queries.authorities_for(user)
        self.fields["authority"].queryset = mine  # type: ignore[attr-defined]
        if len(mine) == 1:
            self.initial["authority"] = mine[0].pk
            self.fields["authority"].widget = forms.HiddenInput()
        currency = self.typed_currency()
        chosen = str(self["authority"].value() or "")
        self.locale = next((authority.locale for authority in mine if str(authority.pk) == chosen), "")
        for name in ("price_points", "bids", "low", "high"):
            self.fields[name].currency = "" if name == "price_points" else currency  # type: ignore[attr-defined]
            self.fields[name].locale = self.locale  # type: ignore[attr-defined]

    def typed_currency(self) -> str:
        """The currency before it is judged: numbers may be written with it."""
        return str(self["currency"].value() or "")[:3].upper()

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> None:
        cleaned = self.cleaned_data
        if cleaned.get("how") == DRAWN:
            for name in ("count", "low", "high"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Give a whole number: bids are drawn by it."))
            low, high = cleaned.get("low"), cleaned.get("high")
            if low is not None and high is not None and low > high:
                self.add_error("high", _("The highest price is not below the lowest."))

    def drawn(self) -> Drawn | None:
        """How bids are drawn; None where they are typed."""
        cleaned = self.cleaned_data
        return Drawn(cleaned["count"], cleaned["low"], cleaned["high"]) if cleaned["how"] == DRAWN else None

    def expected(self) -> tuple[Expected, ...]:
        """The bids that are expected, typed or drawn."""
        drawn = self.drawn()
        if drawn is None:
            typed: tuple[Expected, ...] = self.cleaned_data["bids"]
            return typed
        return generated(drawn.count, drawn.low, drawn.high, seed=self.cleaned_data["seed"])


class StudyForms:
    """Frame and methods as one form: valid as a whole, and the plan that it describes."""

    def __init__(self, data: Any = None, *, user: Person, initial: Mapping[str, Any] | None = None) -> None:
        begin = initial or {}
        self.frame = FrameForm(data, user=user, initial=begin.get("frame", _fresh()))
        methods = begin.get("methods", {LETTERS[0]: {"formula": plan.first_formula()}})
        manner: dict[str, str] = {"currency": self.frame.typed_currency(), "locale": self.frame.locale}
        self.methods = [MethodForm(letter, data, initial=methods.get(letter), **manner) for letter in LETTERS]

    def is_valid(self) -> bool:
        """Whether all of it is in order; every fault of the plan stands at the field that cures it."""
        parts = [self.frame, *self.methods]
        valid = [part.is_valid() for part in parts]  # every part says what is wrong with it
        if not all(valid):
            return False
        for fault in plan.faults(self.plan()):
            self._point(fault)
        return not any(part.errors for part in parts)

    def plan(self) -> StudyPlan:
        """The plan of forms that are in order so far."""
        candidates = [form.candidate() for form in self.methods]
        design = Design(
            self.frame.cleaned_data["price_points"],
            tuple(candidate for candidate in candidates if candidate is not None),
            self.frame.expected(),
            self.frame.cleaned_data["currency"],
        )
        return StudyPlan(design, self.frame.cleaned_data["seed"], self.frame.drawn())

    def _point(self, fault: Fault) -> None:
        head, _slash, rest = fault.where.partition("/")
        if head != "candidates":
            self.frame.add_error(head if head in self.frame.fields else None, fault.why)
            return
        letter, _slash, field = rest.partition("/")
        form = next((method for method in self.methods if method.letter == letter), self.methods[0])
        name = field.replace("params/", "p_") if field.startswith("params/") else field
        form.add_error(name if name in form.fields else "formula", fault.why)

    def problems(self) -> list[dict[str, str]]:
        """Every error with the place it leads to, for the summary on top."""
        problems_of_forms = [*_problem_lines(self.frame, "")]
        for form in self.methods:
            problems_of_forms += _problem_lines(form, _("Method %(letter)s") % {"letter": form.letter})
        return problems_of_forms


def _problem_lines(form: forms.Form, over: str) -> list[dict[str, str]]:
    problem_lines = [{"text": str(error), "href": ""} for error in form.non_field_errors()]
    for field in form:
        name = ", ".join(filter(None, (over, str(field.label).partition(":")[0])))
        problem_lines += [{"text": f"{name}: {error}", "href": f"#{field.first_id}"} for error in field.errors]  # type: ignore[attr-defined]
    return problem_lines


def _fresh() -> dict[str, object]:
    """What a new study begins with."""
    return {
        "currency": "EUR",
        "price_points": "40",
        "how": TYPED,
        "bids": EXAMPLE,
        "count": 5,
        "low": 80_000,
        "high": 120_000,
        "seed": secrets.randbelow(900_000) + 100_000,
    }


def copy_of(study: MethodStudy) -> dict[str, object]:
    """A study as the beginning of another."""
    plan_of_study = plan.read(study.inputs)
    drawn = plan_of_study.drawn
    frame = _fresh() | {
        "authority": study.authority_id,
        "title": study.title,
        "currency": plan_of_study.design.currency,
        "price_points": number_fields.written(plan_of_study.design.price_points),
        "how": DRAWN if drawn else TYPED,
        "bids": entries.lines(plan_of_study.design.bids),
        "seed": plan_of_study.seed,
    }
    if drawn:
        frame |= {"count": drawn.count, "low": drawn.low, "high": drawn.high}
    methods = {candidate.id: initial_of(candidate) for candidate in plan_of_study.design.candidates}
    return {"frame": frame, "methods": methods}
