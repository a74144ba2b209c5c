"""Interfaces as a form: what is exchanged, by which standard, what a bid shows; and what the adviser proposes."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.documents.uploads import UploadLimits
from core.law.days import day_of
from core.pages.number_fields import ExactField
from procurement.planning import profiles
from procurement.planning.catalogue import catalogue
from procurement.planning.labels import EVIDENCE
from procurement.tenders import gather
from procurement.tenders.forms.answers import LongTextField, LotField
from procurement.tenders.forms.editing import Editing, RowForm, SectionForm
from procurement.tenders.sections import InterfaceEntry, InterfaceList, LeftOutStandard, SectionValue

NO_FILE = "none"
PROFILE_LIMITS = UploadLimits(  # of the test files of an interface
    most_bytes=profiles.MOST_BYTES,
    most_files=profiles.MOST_FILES + profiles.MOST_SAMPLES,
    together=profiles.MOST_TOGETHER,
    endings=tuple(sorted({*profiles.SAMPLE_FORMATS, *(end for kind in profiles.FORMATS.values() for end in kind)})),
)
SHORTEST_WHY, LONGEST_WHY = 20, 2_000
NEAREST = 3
DIRECTIONS = [
    ("provides", gettext_lazy("what is bought gives it out")),
    ("consumes", gettext_lazy("what is bought takes it in")),
]
ROLES = [
    ("must_meet", gettext_lazy("must be met")),
    ("plugs_into", gettext_lazy("plugs into a system that is there")),
    ("extends", gettext_lazy("extends a system that is there")),
]
RUNGS = [
    ("0", gettext_lazy("nothing asked")),
    ("1", gettext_lazy("1: a declaration")),
    ("2", gettext_lazy("2: a file that can be read")),
    ("3", gettext_lazy("3: a file that passes the test files")),
    ("4", gettext_lazy("4: proven in depth")),
]
# What a row that nobody has filled in sends all the same.
PRESET = {"direction", "role", "min_rung", "lot"}


class StandardField(forms.CharField):
    """A standard of the catalogue by its key or its title; the control lists what the letters occur in."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"list": "standards", "autocomplete": "off"})
        super().__init__(required=False, max_length=300, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        standards = catalogue().standards
        if not text or text in standards:
            return text
        sought = text.casefold()
        for standard in standards.values():
            if sought in {standard.id.casefold(), standard.title.casefold()}:
                return standard.id
        raise ValidationError(_unknown(text))


def _unknown(text: str) -> str:
    """That the catalogue has no such standard, with the nearest that it has."""
    sought = text.casefold().split()
    near = [
        standard.id
        for standard in catalogue().standards.values()
        if any(part in f"{standard.id} {standard.title} {standard.purpose}".casefold() for part in sought)
    ]
    sentence = _("The catalogue has no standard “%(text)s”.") % {"text": text}
    return f"{sentence} {_('Near it: %(keys)s.') % {'keys': ', '.join(near[:NEAREST])}}" if near else sentence


class RungField(forms.TypedChoiceField):
    """A step of the ladder of evidence, 0 to 4."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, required=False, choices=RUNGS, **kwargs)

    def clean(self, value: Any) -> int:
        return int(super().clean(value) or 0)


class InterfaceForm(RowForm):
    """An interface. Without a file that shows it, it weighs nothing and a person tests it."""

    kind = InterfaceEntry
    noun = gettext_lazy("Interface")

    title = forms.CharField(label=gettext_lazy("What is exchanged"), required=False, max_length=300)
    weight = ExactField(label=gettext_lazy("Weight"), required=False)
    code = forms.CharField(label=gettext_lazy("Code"), required=False, max_length=60)
    lot = LotField()
    standard = StandardField(
        label=gettext_lazy("Standard"), help_text=gettext_lazy("Type a part of its name, or its key in the catalogue.")
    )
    standard_version = forms.CharField(label=gettext_lazy("Version"), required=False, max_length=60)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False, choices=DIRECTIONS)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False, choices=ROLES)
    system = forms.CharField(
        label=gettext_lazy("System that is there"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Its name or its code in the register."),
    )
    evidence_kind = forms.ChoiceField(label=gettext_lazy("A bid shows"), required=False)
    min_rung = RungField(label=gettext_lazy("Least step of evidence"))
    profile_sha = forms.ChoiceField(
        label=gettext_lazy("Test files"),
        required=False,
        help_text=gettext_lazy("What a bid's file is checked against, fixed by its SHA-256."),
    )
    acceptance_test = LongTextField(
        label=gettext_lazy("How a person tests it at acceptance"),
        rows=2,
        help_text=gettext_lazy("Needed where no file can show it."),
    )

    def __init__(self, *args: Any, editing: Editing, **kwargs: Any) -> None:
        super().__init__(*args, editing=editing, **kwargs)
        cast("LotField", self.fields["lot"]).offer(editing.lot_choices)
        kinds = [("", _("Not chosen yet")), *EVIDENCE.items()]
        cast("forms.ChoiceField", self.fields["evidence_kind"]).choices = kinds
        self.fields["profile_sha"].widget.attrs["class"] = "wide"

    def offer_profiles(self, stored: Mapping[str, str]) -> None:
        """The stored profiles to choose from, and the one that the interface has."""
        name = self.add_prefix("profile_sha")
        value = str(self.data.get(name, "") if self.is_bound else self.initial.get("profile_sha") or "")
        present = {value: value[:12]} if value and value not in stored else {}
        choices = [("", _("None chosen")), *{**stored, **present}.items()]
        cast("forms.ChoiceField", self.fields["profile_sha"]).choices = choices

    @property
    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name not in PRESET)

    def entry(self) -> InterfaceEntry:
        typed = self.texts()
        return InterfaceEntry(**{**typed, "weight": typed["weight"] or Fraction(0)})


class LeftOutForm(RowForm):
    """A standard that an officer left out, kept from one page to the next."""

    kind = LeftOutStandard
    noun = gettext_lazy("Left out")

    standard = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    why = forms.CharField(required=False, max_length=LONGEST_WHY, widget=forms.HiddenInput)
    lot = LotField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, editing: Editing, **kwargs: Any) -> None:
        super().__init__(*args, editing=editing, **kwargs)
        cast("LotField", self.fields["lot"]).offer(editing.lot_choices)

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        return {"standard": entry.standard, "why": entry.why, "lot": entry.lot}

    @property
    def is_blank(self) -> bool:
        return not self.cleaned_data.get("standard")

    def entry(self) -> LeftOutStandard:
        """By whoever writes now; `InterfacesForm` keeps who left it out before."""
        typed = self.cleaned_data
        today = day_of(clock.db_now(), self.editing.tender.authority.zone)
        return LeftOutStandard(typed["standard"], typed["why"], str(self.editing.user), today, typed["lot"])


class InterfacesForm(SectionForm):
    """Buttons of its own: take a proposal of the adviser, leave it out with a reason, consider it again."""

    kind = InterfaceList
    template = "tenders/edit/interfaces.html"
    row_forms = {"entries": InterfaceForm, "left_out": LeftOutForm}

    def __init__(self, data: Any = None, *, value: SectionValue, editing: Editing) -> None:
        super().__init__(data, value=value, editing=editing)
        choices = gather.profile_choices()
        for row in self.rows["entries"].forms:
            row.offer_profiles(choices)
        self.refused: dict[str, str] = {}

    def section(self) -> InterfaceList:
        """What was typed; who left out a standard, and when, stays as it was unless the reason is another."""
        typed: Any = super().section()
        read: Any = self.value
        before = {(entry.standard, entry.lot, entry.why): entry for entry in read.left_out}
        left_out = tuple(before.get((entry.standard, entry.lot, entry.why), entry) for entry in typed.left_out)
        return InterfaceList(typed.entries, left_out)

    def refilled(self, act: str) -> InterfaceList | None:
        verb, _colon, rest = act.partition(":")
        standard, _colon, lot_text = rest.partition(":")
        lot = int(lot_text) if lot_text.isascii() and lot_text.isdigit() and len(lot_text) < 5 else None
        if standard not in catalogue().standards:
            return None
        acts = {"take": self._take, "leave": self._leave, "again": self._again}
        return acts[verb](standard, lot) if verb in acts else None

    def _take(self, standard: str, lot: int | None) -> InterfaceList:
        """The proposal as an interface that weighs nothing yet: a person gives the weight."""
        typed, entry = self.section(), catalogue().standards[standard]
        kinds = entry.evidence or (NO_FILE,)
        taken = InterfaceEntry(
            code=_free_code(typed), title=entry.purpose[:300], lot=lot, standard=standard, evidence_kind=kinds[0]
        )
        return InterfaceList((*typed.entries, taken), typed.left_out)

    def _leave(self, standard: str, lot: int | None) -> InterfaceList | None:
        why = str(self.data.get(f"why-{standard}", "")).strip()
        if not SHORTEST_WHY <= len(why) <= LONGEST_WHY:
            self.refused[standard] = _("Say why in at least %(least)d characters. Suppliers will read it.") % {
                "least": SHORTEST_WHY
            }
            return None
        typed = self.section()
        today = day_of(clock.db_now(), self.editing.tender.authority.zone)
        left_out = LeftOutStandard(standard, why, str(self.editing.user), today, lot)
        return InterfaceList(typed.entries, (*typed.left_out, left_out))

    def _again(self, standard: str, lot: int | None) -> InterfaceList:
        typed = self.section()
        kept = tuple(entry for entry in typed.left_out if (entry.standard, entry.lot) != (standard, lot))
        return InterfaceList(typed.entries, kept)


def _free_code(typed: InterfaceList) -> str:
    codes = {entry.code for entry in typed.entries}
    return next(code for number in range(1, len(codes) + 2) if (code := f"I{number}") not in codes)
