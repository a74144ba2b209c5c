"""What people fill in: a draft, the end of a consultation, a comment, an answer, the day of the review."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.law.profiles import profile_of
from core.models import Authority
from core.pages.number_fields import ExactField, written
from procurement.policies import labels
from procurement.policies.checks import PolicyFinding
from procurement.policies.differences import figure, terms_of
from procurement.policies.states import Verdict
from scoring.compliance import GROUPS, RULES, ComplianceRule, PolicySettings, RuleTerms, Severity
from suppliers.models import Supplier

LONGEST = 20_000
SHORTEST_TERM, LONGEST_TERM, MOST_TERMS, ROWS_OF_TERMS = 2, 100, 500, 8
LARGEST_FIGURE = 10**14
PLACES, PLACES_OF_LAW = 4, 2
NEEDED_TERMS = {"equivalent"}  # without them every name of a standard would be a fault


class TermsField(forms.CharField):
    """A list of terms, one on each line, as a tuple: in their order, each once, blanks inside made single."""

    def __init__(self, *, label: str, terms: Sequence[str], required: bool) -> None:
        super().__init__(
            label=label,
            required=required,
            max_length=LONGEST,
            initial="\n".join(terms),
            widget=forms.Textarea({"rows": ROWS_OF_TERMS}),
        )

    def clean(self, value: Any) -> Any:
        """The terms. Raises ValidationError for one of a single letter, one that is too long, and too many."""
        lines = [" ".join(line.split()) for line in super().clean(value).splitlines()]
        terms = tuple(dict.fromkeys(line for line in lines if line))
        for term in terms:
            if not SHORTEST_TERM <= len(term) <= LONGEST_TERM:
                sentence = _("“%(term)s” is no term: write 2 to 100 letters on each line.")
                raise forms.ValidationError(sentence, params={"term": term[:LONGEST_TERM]})
        if len(terms) > MOST_TERMS:
            raise forms.ValidationError(_("A list has at most %(most)d terms."), params={"most": MOST_TERMS})
        return terms


class FigureField(ExactField):
    """A figure of a rule or of the law, as people write numbers: not below 0, with so many decimal places at most."""

    def __init__(self, *, places: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.places = places

    def clean(self, value: Any) -> Fraction | None:
        number: Fraction | None = super().clean(value)
        if number is None:
            return None
        if not 0 <= number < LARGEST_FIGURE:
            raise forms.ValidationError(_("Give a number that is not below 0, of 14 digits before the point at most."))
        if (number * 10**self.places).denominator != 1:
            raise forms.ValidationError(_("Give at most %(places)d decimal places.") % {"places": self.places})
        return number


class PolicyForm(forms.Form):
    """A draft: its words, and for each rule whether it applies, what it leads to, and its figures. `seen`: a digest.

    Last the lists of terms that texts are read for.
    """

    text = forms.CharField(
        label=gettext_lazy("What the policy says"),
        help_text=gettext_lazy("In your own words: what the city wants of its tenders, and why."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
    )
    change_note = forms.CharField(
        label=gettext_lazy("What changes with this version"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data: object = None, *, authority: Authority, settings: PolicySettings, **options: Any) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        self._settings, self._authority = settings, authority
        self._law_fields = _law_fields(authority)
        for entry in RULES.all():
            self._add_rule(entry, terms_of(settings, entry.id))
        for field in self._law_fields:
            figure_field = FigureField(label=labels.law_figure(field), required=False, places=PLACES_OF_LAW)
            figure_field.locale = authority.locale
            self.fields[f"law-{field}"] = figure_field
        for name, label in labels.TERM_LISTS.items():
            terms = getattr(settings.terms, name)
            self.fields[f"terms-{name}"] = TermsField(label=str(label), terms=terms, required=name in NEEDED_TERMS)

    def _add_rule(self, entry: ComplianceRule, terms: RuleTerms) -> None:
        if not entry.law:
            self.fields[f"{entry.id}-on"] = forms.BooleanField(
                label=_("The rule applies"), required=False, initial=terms.enabled
            )
        self.fields[f"{entry.id}-severity"] = forms.ChoiceField(
            label=_("What a broken rule leads to"),
            choices=[(key, labels.SEVERITIES[key]) for key in _severities(entry)],
            required=False,
            initial=terms.severity,
        )
        for name, parameter in entry.params.items():
            initial = figure(entry, terms, name)
            percent = parameter.unit == "percent"
            field = FigureField(label=_(parameter.title), initial=initial, places=PLACES, percent=percent)
            field.locale = self._authority.locale
            field.currency = self._settings.currency if parameter.unit == "money" else ""
            self.fields[f"{entry.id}-{name}"] = field

    def groups(self) -> Iterator[tuple[str, list[tuple[ComplianceRule, list[BoundField]]]]]:
        """(title of a group, its rules with their fields), in the order of a checklist."""
        for key, title in GROUPS.items():
            entries = [entry for entry in RULES.all() if entry.id.startswith(f"{key}-")]
            yield _(title), [(entry, self._fields_of(f"{entry.id}-")) for entry in entries]

    def law_fields(self) -> list[BoundField]:
        """The figures of the law that can be made stricter."""
        return self._fields_of("law-")

    def term_fields(self) -> list[BoundField]:
        """The lists of terms."""
        return self._fields_of("terms-")

    def has_wrong_terms(self) -> bool:
        """Whether one of the lists is not in order, so that they are shown."""
        return any(field.errors for field in self.term_fields())

    def _fields_of(self, prefix: str) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith(prefix)]

    def settings(self) -> PolicySettings:
        """What the form sets, once it is in order; names of standards stay as they are."""
        rules = {entry.id: self._terms(entry) for entry in RULES.all()}
        lists = {name: self.cleaned_data[f"terms-{name}"] for name in labels.TERM_LISTS}
        terms = replace(self._settings.terms, **lists)
        return PolicySettings(self._settings.currency, self._settings.basis, rules, terms)

    def _terms(self, entry: ComplianceRule) -> RuleTerms:
        cleaned = self.cleaned_data
        params = {name: cleaned[f"{entry.id}-{name}"] for name in entry.params}
        enabled = bool(entry.law) or cleaned[f"{entry.id}-on"]
        return RuleTerms(enabled, cleaned[f"{entry.id}-severity"], params)

    def law_figures(self) -> dict[str, str]:
        """The figures of the law that are set, as text."""
        values = {field: self.cleaned_data[f"law-{field}"] for field in self._law_fields}
        return {field: written(value) for field, value in values.items() if value is not None}

    def add_findings(self, findings: Sequence[PolicyFinding]) -> None:
        """Show what speaks against it, at the fields that it is about."""
        for finding in findings:
            name = field_name(finding.field)
            self.add_error(name if name in self.fields else None, finding.sentence)


def field_name(place: str) -> str:
    """The field of the form for a place such as rules/VFM-1/params/most."""
    kind, _slash, rest = place.partition("/")
    if kind == "law":
        return f"law-{rest}"
    return rest.replace("/params/", "-").replace("/enabled", "-on").replace("/severity", "-severity")


def _law_fields(authority: Authority) -> list[str]:
    """The figures that the authority's law has, of those that have words here."""
    if not authority.law_profile:
        return []
    profile = profile_of(authority.law_profile)
    return [field for field in labels.LAW_FIGURES if _has(profile, field.split("."))]


def _has(part: object, path: Sequence[str]) -> bool:
    for step in path:
        part = getattr(part, step, None)
    return part is not None


def _severities(entry: ComplianceRule) -> list[str]:
    """What a policy may choose: where a law stands behind the rule, nothing milder."""
    order = list(Severity)
    return ["", *order[order.index(entry.severity) if entry.law else 0 :]]


class ConsultationForm(forms.Form):
    """Until when a draft is discussed: to the end of that day."""

    last_date = forms.DateField(
        label=gettext_lazy("Last day of the consultation"),
        help_text=gettext_lazy("It is open until the end of this day where the authority is."),
        widget=forms.DateInput({"type": "date"}),
    )

    use_required_attribute = False


class AdoptionForm(forms.Form):
    """By when the policy is reviewed."""

    review_date = forms.DateField(
        label=gettext_lazy("Reviewed by"),
        help_text=gettext_lazy("Officers and reviewers are reminded 90 and 30 days before, and on the day."),
        widget=forms.DateInput({"type": "date"}),
    )

    use_required_attribute = False


class CommentForm(forms.Form):
    """A comment on a rule or on the whole, in one's own name or a supplier's."""

    rule = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    supplier = forms.ChoiceField(label=gettext_lazy("In the name of"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Your comment"),
        help_text=gettext_lazy("Everybody can read it, with the supplier's name if you choose one. It stays."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
    )

    use_required_attribute = False

    def __init__(self, data: object = None, *, suppliers: Sequence[Supplier], **options: Any) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        rules = [(entry.id, f"{entry.id}: {_(entry.title)}") for entry in RULES.all()]
        self.fields["rule"].choices = [("", _("The policy as a whole")), *rules]  # type: ignore[attr-defined]
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody but myself: no name is shown")),
            *((str(supplier.pk), supplier.name) for supplier in suppliers),
        ]
        if not suppliers:
            self.fields["supplier"].widget = forms.HiddenInput()


class AnswerForm(forms.Form):
    """What the authority does with a comment, and why."""

    verdict = forms.ChoiceField(label=gettext_lazy("The comment is"), choices=Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody can read the answer. It cannot be changed."),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
    )

    use_required_attribute = False
