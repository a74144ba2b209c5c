"""What a bid must answer as a form: requirements, one opened at a time, each with where it comes from."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import numbers
from core.pages.number_fields import written
from procurement.tenders.forms.answers import LinesField, LongTextField, LotField, YesNoField
from procurement.tenders.forms.editing import RowForm, SectionForm
from procurement.tenders.sections import Provenance, RequirementEntry, RequirementList
from procurement.tenders.sections.checks.requirements import NUMBERS

LEGEND_LETTERS = 90
DATATYPES = [
    ("text", gettext_lazy("A text")),
    ("boolean", gettext_lazy("Yes or no")),
    ("integer", gettext_lazy("A whole number")),
    ("decimal", gettext_lazy("A number")),
    ("date", gettext_lazy("A day")),
    ("money", gettext_lazy("An amount of money")),
    ("file", gettext_lazy("A file")),
    ("choice", gettext_lazy("One of a list")),
]
LIMITS = ("minimum", "maximum", "expected")
PROVENANCES = ("law", "interface", "meeting", "comment", "incident")


class ProvenanceField(LinesField):
    """Where a requirement comes from, a source a line: "law; Directive 2014/24/EU, article 42; everybody can bid"."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, tuple | list):
            return value
        return "\n".join("; ".join(filter(None, (entry.source, entry.ref, entry.why))) for entry in value)

    def clean(self, value: Any) -> Any:
        return tuple(_provenance(line) for line in super().clean(value))


def _provenance(line: str) -> Provenance:
    source, _mark, rest = line.partition(";")
    ref, _mark, why = rest.partition(";")
    if source.strip().lower() not in PROVENANCES or not ref.strip():
        sentence = _("Begin with one of %(sources)s, then what it is, such as: law; act 12 of 2020; so it is printed.")
        raise ValidationError(sentence % {"sources": ", ".join(PROVENANCES)})
    return Provenance(source.strip().lower(), ref.strip(), why.strip())


class LimitField(numbers.NumbersField):
    """A limit of what is answered, as text; where that is a number, as people write it. No number: the gate says so."""

    datatype = ""

    def interpret(self, text: str, marks: numbers.Marks | None) -> tuple[str, str]:
        if self.datatype not in NUMBERS:
            return text, ""
        try:
            number = numbers.read(text, marks=marks, currency=self.currency, locale=self.locale)
        except numbers.NoNumber:
            return text, ""
        if number.plain:
            return text, ""
        return written(number.value), written(number.value)


class RequirementForm(RowForm):
    kind = RequirementEntry
    noun = gettext_lazy("Requirement")

    key = forms.SlugField(
        label=gettext_lazy("Key"), required=False, max_length=60, help_text=gettext_lazy("Empty: the next number.")
    )
    text = LongTextField(label=gettext_lazy("What a bid must answer"), rows=3)
    group = forms.CharField(label=gettext_lazy("Under the heading"), required=False, max_length=200)
    lot = LotField()
    functional = YesNoField(label=gettext_lazy("Does it say what is needed, not how it is built?"))
    mandatory = forms.BooleanField(label=gettext_lazy("A bid fails without it"), required=False)
    mandatory_confirmed = forms.BooleanField(
        label=gettext_lazy("I have checked that a bid must fail without it"), required=False
    )
    datatype = forms.ChoiceField(label=gettext_lazy("Answered with"), required=False, choices=DATATYPES)
    unit = forms.CharField(label=gettext_lazy("Unit"), required=False, max_length=40)
    minimum = LimitField(label=gettext_lazy("At least"), required=False, max_length=60)
    maximum = LimitField(label=gettext_lazy("At most"), required=False, max_length=60)
    expected = LimitField(label=gettext_lazy("Exactly"), required=False, max_length=300)
    choices = LinesField(label=gettext_lazy("The list to choose from"), rows=2)
    criterion = forms.ChoiceField(label=gettext_lazy("Criterion that it informs"), required=False)
    evidence_kinds = LinesField(label=gettext_lazy("What may prove it"), rows=2)
    provenance = ProvenanceField(
        label=gettext_lazy("Where it comes from"),
        rows=2,
        help_text=gettext_lazy(
            "A source a line: law, interface, meeting, comment or incident; which one; and why. Suppliers read it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        criteria = [(entry.key, entry.title or entry.key) for entry in self.editing.content.criteria.criteria]
        for name in LIMITS:
            limit = self.fields[name]
            assert isinstance(limit, LimitField)
            limit.datatype = str(self["datatype"].value() or "")
            limit.locale = self.editing.tender.authority.locale
            limit.currency = self.editing.currency if limit.datatype == "money" else ""
        sent = str(self["criterion"].value() or "")
        gone = [(sent, sent)] if sent and sent not in dict(criteria) else []  # kept: a finding names it
        self.fields["criterion"].choices = [("", _("None")), *criteria, *gone]  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        return not any(self.cleaned_data[name] for name in ("key", "text", "group", "provenance"))

    @property
    def legend(self) -> str:
        key, text = self["key"].value() or "", " ".join(str(self["text"].value() or "").split())
        return f"{key} {text[:LEGEND_LETTERS]}".strip() or _("New requirement")

    @property
    def is_open(self) -> bool:
        """Whether it must be looked at: new, at fault, or asked for."""
        focused = any(field.field.widget.attrs.get("autofocus") for field in self.visible_fields())
        return focused or bool(self.is_bound and self.errors) or not (self["text"].value() or "")

    def entry(self) -> RequirementEntry:
        typed = self.texts()
        limits = {name: typed[name].strip() or None for name in LIMITS}
        return RequirementEntry(**{**typed, **limits, "datatype": typed["datatype"] or "text"})


class RequirementsForm(SectionForm):
    kind = RequirementList
    template = "tenders/edit/requirements.html"
    row_forms = {"entries": RequirementForm}

    def section(self) -> Any:
        """The requirements; one without a key gets the next number."""
        requirements = super().section()
        assert isinstance(requirements, RequirementList)
        taken = {entry.key for entry in requirements.entries if entry.key}
        entries = []
        for entry in requirements.entries:
            key = entry.key or next(f"R{no}" for no in range(1, len(requirements.entries) + 1) if f"R{no}" not in taken)
            taken.add(key)
            entries.append(replace(entry, key=key))
        return RequirementList(tuple(entries))
