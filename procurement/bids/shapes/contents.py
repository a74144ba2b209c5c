"""The typed shapes of what a bid is asked for, what it lacks, and its files, for a program that writes it."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from procurement.bids.gather.files import FileReading
from procurement.bids.outline import (
    CLAIM_FIELDS,
    BidOutline,
    DraftSection,
    InterfaceQuestion,
    KpiQuestion,
    OfferedNumber,
    PriceRow,
    Question,
)
from procurement.bids.rules.completeness import MissingItem, title_of
from procurement.bids.rules.fields import Asked, asked_by_field
from procurement.bids.rules.readings import number_text

MONEY, NUMBER, TEXT = "money", "decimal", "text"


@dataclass(frozen=True, slots=True)
class AskedFieldShape:
    """A field of a part of the draft: by `field` it is written, by `code` it is sealed. Numbers are plain digits."""

    part: str = dataclasses.field(metadata={"choices": [section.value for section in DraftSection]})
    field: str
    code: str
    title: str
    datatype: str
    is_required: bool = dataclasses.field(metadata={"help": "Whether a bid without it is not complete."})
    lots: tuple[int, ...] = dataclasses.field(metadata={"help": "For which lots of the bid; it is written once."})
    unit: str = ""
    minimum: str | None = None
    maximum: str | None = None
    expected: str | None = dataclasses.field(
        default=None, metadata={"help": "What the tender expects; of a standard, what counts where nothing is written."}
    )
    quantity: str | None = dataclasses.field(default=None, metadata={"help": "How many units of a price are compared."})
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedPlaceShape:
    """To what a file of the bid can belong, beside `technical` and `price`."""

    place: str
    title: str
    is_required: bool
    lots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BidContentsShape:
    """Everything that the tender asks of a bid for these lots. Money is on the tender's basis, net or gross."""

    currency: str
    basis: str
    lots: tuple[int, ...]
    fields: tuple[AskedFieldShape, ...]
    places: tuple[AskedPlaceShape, ...]


@dataclass(frozen=True, slots=True)
class BidItemShape:
    """A field or place of a bid, and what there is to say of it."""

    task: str
    field: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BidCheckShape:
    """The last look before a bid is submitted."""

    is_ready: bool = dataclasses.field(metadata={"help": "Whether it would be taken at this moment."})
    missing: tuple[BidItemShape, ...]
    parties: tuple[str, ...] = dataclasses.field(metadata={"help": "What parties and facts lack, a sentence each."})
    not_now: tuple[str, ...] = dataclasses.field(metadata={"help": "Why no bid is taken at this moment."})
    look_twice: tuple[BidItemShape, ...] = dataclasses.field(
        metadata={"help": "Not as the tender asks. It stops nothing."}
    )


@dataclass(frozen=True, slots=True)
class DraftFileShape:
    """A file of the draft. It counts once it is whole."""

    id: UUID
    name: str = dataclasses.field(repr=False)
    type: str = dataclasses.field(repr=False)
    size: int | None
    arrived: int | None = dataclasses.field(metadata={"help": "How many bytes lie here; null where it was lost."})
    belongs_to: str = dataclasses.field(repr=False)
    is_stored: bool


def bid_contents_shape(outline: BidOutline) -> BidContentsShape:
    asked = [
        _field(outline, section, name, entry)
        for section in DraftSection
        for name, entry in asked_by_field(outline, section).items()
    ]
    return BidContentsShape(
        currency=outline.currency,
        basis=outline.basis,
        lots=tuple(lot.no for lot in outline.lots),
        fields=tuple(asked),
        places=tuple(_places(outline)),
    )


def _field(outline: BidOutline, section: DraftSection, name: str, asked: Asked) -> AskedFieldShape:
    """One field: what every one has, then what its kind says besides."""
    common = AskedFieldShape(
        part=section.value,
        field=name,
        code=asked.key if isinstance(asked, Question) else asked.code,
        title=asked.text if isinstance(asked, Question) else title_of(asked),
        datatype=MONEY,
        is_required=True,
        lots=_lots_asking(outline, asked),
    )
    match asked:
        case Question():
            return dataclasses.replace(
                common,
                datatype=asked.datatype,
                is_required=asked.mandatory,
                unit=asked.unit,
                minimum=asked.minimum,
                maximum=asked.maximum,
                expected=asked.expected,
                choices=asked.choices,
            )
        case PriceRow():
            return dataclasses.replace(common, unit=asked.unit, quantity=number_text(asked.times))
        case OfferedNumber():
            return dataclasses.replace(common, datatype=asked.datatype, maximum=_text(asked.maximum))
        case KpiQuestion():
            return _level(common, asked)
        case InterfaceQuestion():
            return _claim_field(common, asked)


def bid_item_shape(item: MissingItem) -> BidItemShape:
    return BidItemShape(item.task.value, item.field, item.title, item.sentence)


def draft_file_shape(reading: FileReading) -> DraftFileShape:
    return DraftFileShape(
        id=reading.row.pk,
        name=reading.name,
        type=reading.facts.type,
        size=reading.size,
        arrived=reading.arrived,
        belongs_to=reading.facts.belongs_to,
        is_stored=reading.is_stored,
    )


def _places(outline: BidOutline) -> Iterator[AskedPlaceShape]:
    asked: dict[str, Question | InterfaceQuestion] = {question.place: question for question in outline.questions}
    asked |= {interface.place: interface for interface in outline.interfaces}
    for place, title in outline.file_places:
        entry = asked[place]
        required = isinstance(entry, Question) and entry.mandatory
        yield AskedPlaceShape(place, title, required, _lots_asking(outline, entry))


def _lots_asking(outline: BidOutline, asked: Asked) -> tuple[int, ...]:
    """The lots of the bid that ask for something."""
    return tuple(lot.no for lot in outline.lots if asked in (*lot.questions, *lot.priced, *lot.kpis, *lot.interfaces))


def _level(common: AskedFieldShape, kpi: KpiQuestion) -> AskedFieldShape:
    """A level that is offered: which of its bounds fails depends on the direction."""
    bounds = _text(kpi.minimum), _text(kpi.best)
    lowest, highest = bounds if kpi.direction == "up" else bounds[::-1]
    return dataclasses.replace(
        common, datatype=NUMBER, unit=kpi.unit, minimum=lowest, maximum=highest, expected=_text(kpi.target)
    )


def _claim_field(common: AskedFieldShape, asked: InterfaceQuestion) -> AskedFieldShape:
    """A statement, the standard that it means, or its version."""
    statement, standard, _version = (asked.field(each) for each in CLAIM_FIELDS)
    is_statement = common.field == statement
    return dataclasses.replace(
        common,
        datatype=TEXT,
        is_required=is_statement and asked.must_state,
        expected={statement: None, standard: asked.standard}.get(common.field, asked.standard_version),
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else number_text(value)
