"""A field of a bid on a page: what it asks, what is typed, what was understood, and what another wrote meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats
from core.pages.numbers import Marks
from procurement.bids.outline import (
    BidOutline,
    DraftSection,
    InterfaceQuestion,
    KpiQuestion,
    OfferedNumber,
    PriceRow,
    Question,
)
from procurement.bids.rules import answers, performance
from procurement.bids.rules.fields import Asked, WritingPlace, asked_by_field, read_field
from procurement.bids.rules.prices import echo
from procurement.bids.rules.readings import Reading, is_decimal, number_text

LONG_TEXT, TEXT, NUMBER, YES_NO, CHOICE, DAY = "long", "text", "number", "yes_no", "choice", "day"
_CONTROLS = {"text": LONG_TEXT, "boolean": YES_NO, "choice": CHOICE, "date": DAY}


@dataclass(frozen=True, slots=True)
class FieldNote:
    """What stands below a field: `fault` must be mended, `outside` looked at, `understood` is how it was read.

    `readings`: (what is sent, the number in words) where the text may be two numbers.
    """

    fault: str = ""
    outside: str = ""
    understood: str = ""
    readings: tuple[tuple[str, str], ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class FieldClashLine:
    """Two texts for one field: the one that was just sent, and the one that stands."""

    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field of a section. `control`: how it is typed; `options`: (value, label) of what can be chosen."""

    name: str
    id: str
    label: str
    hint: str
    control: str
    value: str
    note: FieldNote
    unit: str = ""
    must: bool = True
    options: tuple[tuple[str, str], ...] = ()
    clash: FieldClashLine | None = None

    @property
    def marks_name(self) -> str:
        return f"{self.name}__marks"

    @property
    def is_wrong(self) -> bool:
        return bool(self.note.fault or self.clash)


def field_lines(
    outline: BidOutline,
    section: DraftSection,
    texts: Mapping[str, str],
    clashes: Mapping[str, FieldClashLine] | None = None,
) -> dict[str, FieldLine]:
    """{name: line} of every field of a section, in its order."""
    asked = asked_by_field(outline, section)
    place = WritingPlace(outline.currency)
    return {
        name: _line(_id(section, no), name, entry, texts.get(name, ""), place, (clashes or {}).get(name))
        for no, (name, entry) in enumerate(asked.items(), start=1)
    }


def field_id(outline: BidOutline, section: DraftSection, name: str) -> str:
    """The anchor of a field on the page of its section."""
    return _id(section, outline.fields(section).index(name) + 1)


def _id(section: DraftSection, no: int) -> str:
    return f"{section.value}-{no}"


def _line(id_: str, name: str, asked: Asked, text: str, place: WritingPlace, clash: FieldClashLine | None) -> FieldLine:
    note = note_of(asked, read_field(asked, text, place), place.currency)
    line = FieldLine(name, id_, label_of(asked, name), hint_of(asked, place.currency), NUMBER, text, note, clash=clash)
    match asked:
        case Question():
            return _of_question(line, asked)
        case InterfaceQuestion():
            return _of_claim(line, asked, name)
        case KpiQuestion() | PriceRow() | OfferedNumber():
            return line


def _of_question(line: FieldLine, question: Question) -> FieldLine:
    options: tuple[tuple[str, str], ...] = ()
    if question.datatype == "boolean":
        options = ((answers.YES, _("Yes")), (answers.NO, _("No")))
    elif question.datatype == "choice":
        options = tuple((choice, choice) for choice in question.choices)
    control = _CONTROLS.get(question.datatype, NUMBER)
    return FieldLine(
        line.name,
        line.id,
        line.label,
        line.hint,
        control,
        line.value,
        line.note,
        unit=question.unit,
        must=question.mandatory,
        options=options,
        clash=line.clash,
    )


def _of_claim(line: FieldLine, interface: InterfaceQuestion, name: str) -> FieldLine:
    control = LONG_TEXT if name == interface.field("statement") else TEXT
    must = interface.must_state and control == LONG_TEXT
    return FieldLine(
        line.name, line.id, line.label, line.hint, control, line.value, line.note, must=must, clash=line.clash
    )


def label_of(asked: Asked, name: str) -> str:
    """What a field is called: a requirement by its key and text."""
    match asked:
        case Question():
            return f"{asked.key}. {asked.text}"
        case InterfaceQuestion():
            labels = {
                asked.field("statement"): _("What you state"),
                asked.field("standard"): _("Another standard, if you offer an equivalent"),
                asked.field("version"): _("Its version"),
            }
            return labels[name]
        case _:
            return asked.title


def hint_of(asked: Asked, currency: str) -> str:
    """What the tender asks of a field, with its unit."""
    match asked:
        case Question():
            limits = answers.asked_text(asked, currency)
            return _("Asked: %(limits)s.") % {"limits": limits} if limits else ""
        case KpiQuestion():
            limits = performance.asked_text(asked)
            return _("Asked: %(limits)s.") % {"limits": limits} if limits else ""
        case _:
            return ""


def note_of(asked: Asked, reading: Reading, currency: str) -> FieldNote:
    """What is said of a text that stands in a field. A missing price says how to write that it costs nothing."""
    if reading.two:
        grouped, decimal = reading.two
        return FieldNote(
            fault=reading.fault,
            readings=(
                (Marks.GROUPS.value, _reading_text(asked, grouped, currency)),
                (Marks.DECIMALS.value, _reading_text(asked, decimal, currency)),
            ),
        )
    if reading.is_blank and isinstance(asked, PriceRow):
        return FieldNote(missing=_("Missing. Write 0 if it costs nothing."))
    return FieldNote(fault=reading.fault, outside=reading.outside, understood=_understood(asked, reading, currency))


def _is_money(asked: Asked) -> bool:
    return isinstance(asked, PriceRow) or (isinstance(asked, Question | OfferedNumber) and asked.datatype == "money")


def _reading_text(asked: Asked, number: Fraction, currency: str) -> str:
    return formats.price(number, currency) if _is_money(asked) and currency else formats.exact_number(number)


def _understood(asked: Asked, reading: Reading, currency: str) -> str:
    """How a number was read, where the same digits are not typed."""
    if reading.number is None:
        return ""
    if _is_money(asked):
        return echo(reading, currency)
    plain = number_text(reading.number) if is_decimal(reading.number) else reading.text.strip()
    if reading.text.strip() in {plain, formats.exact_number(reading.number)}:
        return ""
    return _("read as %(amount)s") % {"amount": formats.exact_number(reading.number)}
