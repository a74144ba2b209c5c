"""What every form of a section does: it begins with what is saved, takes rows, and becomes a section again.

A section may be half-written, so nothing is required; an error is only what cannot be read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.pages.number_fields import ExactField
from procurement.tenders.forms.answers import LotField, MoneyField
from procurement.tenders.models import Tender
from procurement.tenders.sections import SectionValue, TenderContent
from procurement.tenders.sections.entry_names import entry_name

MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class UploadFault:
    """Why a file that came with the form was not taken, and the field in which it came."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Editing:
    """Who writes which draft, and what all of it says now."""

    tender: Tender
    content: TenderContent
    user: User

    @property
    def currency(self) -> str:
        return self.content.purchase.currency or self.tender.currency

    @property
    def lot_choices(self) -> list[tuple[int, str]]:
        """(number, "Lot 1: title") of each lot."""
        return [
            (lot.no, f"{_('Lot')} {lot.no}: {lot.title}" if lot.title else f"{_('Lot')} {lot.no}")
            for lot in self.content.purchase.lots
        ]


def field_id(value: SectionValue, place: str) -> str:
    """The id of the control that holds a place of a section: "breaks/2/month" is "id_breaks-1-month"."""
    name, _slash, rest = place.partition("/")
    entry, _slash, field = rest.partition("/")
    entries = getattr(value, name, ())
    if not entry or not isinstance(entries, tuple):
        return f"id_{name}"
    names = [entry_name(row, position) for position, row in enumerate(entries, start=1)]
    if entry not in names:
        return f"rows-{name}"
    index = names.index(entry)
    return f"id_{name}-{index}-{field.replace('/', '-')}" if field else f"{name}-{index}"


class Judged(forms.Form):
    """A form whose faults are shown only once somebody means to save it."""

    judged = True
    use_required_attribute = False

    def full_clean(self) -> None:
        if self.judged:
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def adapt_to(self, editing: Editing) -> None:
        """Numbers are read as the authority writes them, amounts in the currency of the tender; nothing is optional."""
        for field in self.fields.values():
            field.conditional = True  # type: ignore[attr-defined]  # read by core.pages.forms
            if isinstance(field, ExactField):
                field.locale = editing.tender.authority.locale
            if isinstance(field, MoneyField):
                field.currency = editing.currency
            if isinstance(field, LotField):
                field.offer(editing.lot_choices)

    def texts(self) -> dict[str, Any]:
        """What was typed, with one kind of line end."""
        return {name: _one_line_end(value) for name, value in self.cleaned_data.items()}


def _one_line_end(value: Any) -> Any:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


class RowForm(Judged):
    """An entry of a list. `kind`: its class; `noun`: what it is called. Hidden fields keep what nobody types."""

    kind: ClassVar[type]
    noun: ClassVar[Any] = _("Entry")

    def __init__(self, *args: Any, editing: Editing, **kwargs: Any) -> None:
        self.editing = editing
        super().__init__(*args, **kwargs)
        self.adapt_to(editing)

    @classmethod
    def initial_of(cls, entry: Any) -> dict[str, Any]:
        """What the row begins with; by default each field of the entry under its name."""
        return {field.name: getattr(entry, field.name) for field in fields_of(entry)}

    @property
    def is_blank(self) -> bool:
        """Whether nothing that people see was filled in."""
        visible = [self.cleaned_data.get(field.name) for field in self.visible_fields()]
        return all(value in (None, "", (), [], False) for value in visible)

    @property
    def legend(self) -> str:
        number = int(str(self.prefix).rpartition("-")[2]) + 1
        return f"{self.noun} {number}"

    def entry(self) -> Any:
        """The entry of a valid row; by default its class with what was typed."""
        return self.kind(**self.texts())


class RowSet(BaseFormSet):
    """The rows of a list of entries."""

    judged = True

    def initial_form_count(self) -> int:
        """All that were sent: none of them may be left out of the check for looking untouched."""
        return self.total_form_count() if self.is_bound else super().initial_form_count()

    def full_clean(self) -> None:
        if self.judged:
            super().full_clean()
            return
        self._errors = [form.errors for form in self.forms]
        self._non_form_errors = ErrorList()

    def unjudged(self) -> None:
        self.judged = False
        for row in self.forms:
            row.judged = False

    def entries(self) -> tuple[Any, ...]:
        """The entries of valid rows, without rows in which nobody wrote anything."""
        return tuple(row.entry() for row in self.forms if not row.is_blank)


class SectionForm(Judged):
    """A section as a form. `kind`: its class; `template`: its page; `row_forms`: the form of each list of entries.

    By default every field, and every list, has the name of a field of the section. What a form does not show stays as
    it was in `value`, the save that the person read.
    """

    kind: ClassVar[type[Any]]
    template: ClassVar[str]
    row_forms: ClassVar[Mapping[str, type[RowForm]]] = {}

    def __init__(self, data: Any = None, *, value: SectionValue, editing: Editing) -> None:
        self.value, self.editing = value, editing
        self.file_faults: Sequence[UploadFault] = ()
        self.brought: int | None = None  # the row to which files were just brought
        super().__init__(data, initial=self.initial_of(value))
        self.adapt_to(editing)
        self.rows: dict[str, RowSet] = {name: self._row_set(name, form) for name, form in self.row_forms.items()}

    def initial_of(self, value: Any) -> dict[str, Any]:
        """What the form begins with."""
        return {field.name: getattr(value, field.name) for field in fields_of(value)}

    def rows_of(self, value: Any, name: str) -> list[dict[str, Any]]:
        """What the rows of a list begin with."""
        return [self.row_forms[name].initial_of(entry) for entry in getattr(value, name)]

    def _row_set(self, name: str, form: type[RowForm]) -> Any:
        factory = formset_factory(
            form, formset=RowSet, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
        )
        initial = self.rows_of(self.value, name)
        kwargs = {"editing": self.editing}
        return factory(self.data if self.is_bound else None, prefix=name, initial=initial, form_kwargs=kwargs)

    def is_valid(self) -> bool:
        return all([super().is_valid(), not self.file_faults, *(rows.is_valid() for rows in self.rows.values())])

    def section(self) -> SectionValue:
        """The section that was typed, after `is_valid`."""
        lists = {name: rows.entries() for name, rows in self.rows.items()}
        changes: dict[str, Any] = {**self.texts(), **lists}
        return replace(self.value, **changes)

    def refilled(self, act: str) -> SectionValue | None:
        """The section after a button of its own, not saved; None for an act that the form does not know."""
        del act
        return None

    def unjudged(self) -> None:
        """Show what was typed and no faults of it."""
        self.judged = False
        for rows in self.rows.values():
            rows.unjudged()

    def focus_on(self, name: str, index: int) -> None:
        """Let the keyboard begin in a row, in the last one if there are fewer."""
        forms_of_list = self.rows[name].forms
        if forms_of_list:
            row = forms_of_list[min(index, len(forms_of_list) - 1)]
            row.visible_fields()[0].field.widget.attrs["autofocus"] = True

    def find_in(self, index: int) -> None:
        """Let the keyboard begin where a row of the form looks for codes; a form without such rows does nothing."""

    def problems(self) -> list[dict[str, str]]:
        """Every fault with a link to its field, as the summary on top shows them."""
        files = [{"text": fault.sentence, "href": f"#id_{fault.field}"} for fault in self.file_faults]
        if not self.judged:
            return files
        return [*files, *_faults(self), *(fault for rows in self.rows.values() for fault in _faults_of_rows(rows))]


def _faults(form: forms.Form, legend: str = "") -> Iterator[dict[str, str]]:
    for sentence in form.non_field_errors():
        yield {"text": str(sentence), "href": ""}
    for field in form:
        label = f"{legend}, {field.label}" if legend else field.label
        for sentence in field.errors:
            yield {"text": f"{label}: {sentence}", "href": f"#{getattr(field, 'first_id', field.auto_id)}"}


def _faults_of_rows(rows: RowSet) -> Iterator[dict[str, str]]:
    for sentence in rows.non_form_errors():
        yield {"text": str(sentence), "href": ""}
    for row in rows.forms:
        yield from _faults(row, row.legend)


# --- buttons of rows ---


@dataclass(frozen=True, slots=True)
class RowAct:
    """A button of a list: add a row, drop or raise the row at `index`."""

    verb: str
    name: str
    index: int = 0


_ACT = re.compile(r"(?P<verb>add|drop|up):(?P<name>[a-z0-9_-]+)(:(?P<index>\d{1,3}))?")


def row_act(text: str) -> RowAct | None:
    """The act of a button such as "add:lots" or "drop:lots:2"; None for anything else."""
    match = _ACT.fullmatch(text)
    return RowAct(match["verb"], match["name"], int(match["index"] or 0)) if match else None


def after_act(data: QueryDict, act: RowAct) -> tuple[QueryDict, int]:
    """What a form would have sent had the row been there (gone, one higher), and the row to look at then."""
    total = data.get(f"{act.name}-TOTAL_FORMS", "")
    count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() else 0
    order = list(range(count))
    index = act.index
    if act.verb == "drop" and index < count:
        order.remove(index)
    elif act.verb == "up" and 0 < index < count:
        order[index - 1 : index + 1] = [index, index - 1]
        index -= 1
    added = int(act.verb == "add" and count < MOST_ROWS)
    sent = _reordered(data, act.name, order)
    sent[f"{act.name}-TOTAL_FORMS"] = sent[f"{act.name}-INITIAL_FORMS"] = str(len(order) + added)
    return sent, len(order) if added else index


def _reordered(data: QueryDict, name: str, order: list[int]) -> QueryDict:
    """The same data with the rows of a list in another order, under new numbers."""
    place_of = {str(old): new for new, old in enumerate(order)}
    row = re.compile(rf"{re.escape(name)}-(\d+)-(.+)")
    sent = QueryDict(mutable=True)
    for key, values in data.lists():
        match = row.fullmatch(key)
        if match is None:
            sent.setlist(key, values)
        elif match[1] in place_of:
            sent.setlist(f"{name}-{place_of[match[1]]}-{match[2]}", values)
    return sent
