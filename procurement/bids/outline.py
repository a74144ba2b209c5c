"""What a bid must contain, computed from what the tender publishes: nothing of it is stored, nobody types it again.

A bid is written in four sections, each a part of its draft. A field of a part has a name that says what it answers:
the key of a requirement, "1/lamp" for a price of lot 1, the code of an indicator, "I2/statement" of an interface. What
is asked once for the whole tender is answered once in a bid, whatever lots it is for; prices are asked in each lot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from procurement.tenders.sections import (
    CriterionEntry,
    InterfaceEntry,
    KpiEntry,
    PriceElement,
    RequirementEntry,
    TenderContent,
)
from scoring.price import ESCO_SAVINGS, ESCO_TERMS, FORMULAS

MONEY_INPUTS = frozenset({"price", "cost"})
TOTAL_PRICE = "price"  # the element of a lot whose tender lists none
CLAIM_FIELDS = ("statement", "standard", "version")
YEAR = 365  # days, as the formula counts them


class DraftSection(StrEnum):
    """The parts of a draft that its team writes, by the names under which they are kept."""

    ANSWERS = "answers"
    PRICES = "prices"
    PERFORMANCE = "performance"
    CLAIMS = "claims"


@dataclass(frozen=True, slots=True)
class Question:
    """A requirement, as a bid answers it; its field is `key`. Limits are written in `datatype`.

    `mandatory`: a bid fails without it. `lot` None: answered once for the bid. A `file` is answered by stored files
    that belong to `place`.
    """

    key: str
    text: str
    datatype: str = "text"
    minimum: str | None = None
    maximum: str | None = None
    expected: str | None = None
    mandatory: bool = False
    lot: int | None = None
    unit: str = ""
    choices: tuple[str, ...] = ()
    group: str = ""
    evidence_kinds: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return self.key

    @property
    def place(self) -> str:
        """What a file belongs to that answers it."""
        return f"question:{self.key}"


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price that a bid states in a lot: for one `unit`, of which `quantity` are compared; None: it is the total.

    `kind`: acquisition, use, maintenance, exit, end_of_life or other.
    """

    code: str
    title: str
    unit: str
    quantity: Fraction | None
    kind: str
    lot: int

    @property
    def field(self) -> str:
        return f"{self.lot}/{self.code}"

    @property
    def times(self) -> Fraction:
        """How many units the price is multiplied by."""
        return Fraction(1) if self.quantity is None else self.quantity


@dataclass(frozen=True, slots=True)
class OfferedNumber:
    """A number beside the price that the published formula reads, by its code. Bounds include themselves."""

    code: str
    title: str
    datatype: str
    lot: int
    maximum: Fraction | None = None

    @property
    def field(self) -> str:
        return f"{self.lot}/{self.code}"


@dataclass(frozen=True, slots=True)
class KpiQuestion:
    """An indicator for which bids offer a level; its field is `code`.

    An offer worse than `minimum` fails, one of `best` earns all; `target` is what the tender would agree without one.
    """

    code: str
    title: str
    unit: str = ""
    direction: str = "up"
    minimum: Fraction | None = None
    best: Fraction | None = None
    target: Fraction | None = None
    lot: int | None = None

    @property
    def field(self) -> str:
        return self.code


@dataclass(frozen=True, slots=True)
class InterfaceQuestion:
    """An interface about which a bid makes a claim: what it states, the standard it means, the files that show it.

    `must_state`: a bid without a statement is not complete; else it only earns nothing. `evidence_kind` "none": no
    file shows it, a person makes the `acceptance_test`.
    """

    code: str
    title: str
    standard: str
    standard_version: str
    direction: str = "provides"
    role: str = "must_meet"
    evidence_kind: str = ""
    profile_sha: str = ""
    weight: Fraction = Fraction(0)
    min_rung: int = 0
    acceptance_test: str = ""
    lot: int | None = None

    @property
    def must_state(self) -> bool:
        return self.role == "must_meet" or self.min_rung > 0

    def field(self, name: str) -> str:
        """The field of a part of its claim, one of CLAIM_FIELDS."""
        return f"{self.code}/{name}"

    @property
    def place(self) -> str:
        """What a file belongs to that shows it."""
        return f"claim:{self.code}"


@dataclass(frozen=True, slots=True)
class LotOutline:
    """What a bid contains for one lot. What is asked of the whole tender stands in every lot."""

    no: int
    title: str
    questions: tuple[Question, ...] = ()
    prices: tuple[PriceRow, ...] = ()
    numbers: tuple[OfferedNumber, ...] = ()
    kpis: tuple[KpiQuestion, ...] = ()
    interfaces: tuple[InterfaceQuestion, ...] = ()

    @property
    def priced(self) -> tuple[PriceRow | OfferedNumber, ...]:
        """What is sealed with the prices."""
        return (*self.prices, *self.numbers)


@dataclass(frozen=True, slots=True)
class BidOutline:
    """What a bid for these lots contains. Money is in `currency` on the tender's `basis`, net or gross of VAT."""

    currency: str
    basis: str
    lots: tuple[LotOutline, ...]

    def lot(self, no: int) -> LotOutline:
        """One of the lots. Raises LookupError where the bid is not for it."""
        for lot in self.lots:
            if lot.no == no:
                return lot
        raise LookupError(f"The bid is not for lot {no}.")

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every requirement of the lots, once, in the order of the tender's first lot that asks it."""
        return tuple(dict.fromkeys(question for lot in self.lots for question in lot.questions))

    @property
    def kpis(self) -> tuple[KpiQuestion, ...]:
        return tuple(dict.fromkeys(kpi for lot in self.lots for kpi in lot.kpis))

    @property
    def interfaces(self) -> tuple[InterfaceQuestion, ...]:
        return tuple(dict.fromkeys(interface for lot in self.lots for interface in lot.interfaces))

    def fields(self, section: DraftSection) -> tuple[str, ...]:
        """The names of all fields of a section, in its order. A file has none: it is stored beside the draft."""
        match section:
            case DraftSection.ANSWERS:
                return tuple(question.field for question in self.questions if question.datatype != "file")
            case DraftSection.PRICES:
                return tuple(asked.field for lot in self.lots for asked in lot.priced)
            case DraftSection.PERFORMANCE:
                return tuple(kpi.field for kpi in self.kpis)
            case DraftSection.CLAIMS:
                return tuple(interface.field(name) for interface in self.interfaces for name in CLAIM_FIELDS)

    @property
    def file_places(self) -> tuple[tuple[str, str], ...]:
        """(place, what stands there) of everything to which a file of the bid can belong."""
        asked = [(question.place, question.text) for question in self.questions if question.datatype == "file"]
        return (*asked, *((interface.place, interface.title) for interface in self.interfaces))


def outline_of(content: TenderContent, lots: Iterable[int]) -> BidOutline:
    """What a bid for these lots contains by the published content, lots in the tender's order.

    Raises LookupError for a lot that the tender does not have.
    """
    wanted = set(lots)
    published = [lot for lot in content.purchase.lots if lot.no in wanted]
    if missing := wanted - {lot.no for lot in published}:
        raise LookupError(f"The tender has no lot {min(missing)}.")
    return BidOutline(
        currency=content.purchase.currency,
        basis=content.purchase.basis,
        lots=tuple(_lot(content, lot.no, lot.title) for lot in published),
    )


def _lot(content: TenderContent, no: int, title: str) -> LotOutline:
    criteria = [entry for entry in content.criteria.criteria if not entry.lots or no in entry.lots]
    return LotOutline(
        no=no,
        title=title,
        questions=tuple(_question(entry) for entry in content.requirements.entries if entry.lot in {None, no}),
        prices=tuple(_prices(content, criteria, no)),
        numbers=tuple(_numbers(content.method.formula, no)),
        kpis=tuple(_kpis(content, criteria, no)),
        interfaces=tuple(_interface(entry) for entry in content.interfaces.entries if entry.lot in {None, no}),
    )


def _question(entry: RequirementEntry) -> Question:
    return Question(
        key=entry.key,
        text=entry.text,
        datatype=entry.datatype,
        minimum=entry.minimum,
        maximum=entry.maximum,
        expected=entry.expected,
        mandatory=entry.mandatory,
        lot=entry.lot,
        unit=entry.unit,
        choices=entry.choices,
        group=entry.group,
        evidence_kinds=entry.evidence_kinds,
    )


def _prices(content: TenderContent, criteria: Iterable[CriterionEntry], no: int) -> Iterator[PriceRow]:
    """The price table of a lot, then what a criterion sums up and no table lists; without either one total price."""
    rows = {element.code: _row(element, no) for element in content.method.elements if element.lot in {None, no}}
    for entry in criteria:
        for code in entry.elements if entry.input in MONEY_INPUTS else ():
            rows.setdefault(code, PriceRow(code, entry.title or code, "", None, "other", no))
    if not rows:
        rows[TOTAL_PRICE] = PriceRow(TOTAL_PRICE, _("Total price"), "", None, "other", no)
    yield from rows.values()


def _row(element: PriceElement, no: int) -> PriceRow:
    return PriceRow(element.code, element.title or element.code, element.unit, element.quantity, element.kind, no)


def _numbers(formula: str, no: int) -> Iterator[OfferedNumber]:
    """What the published formula reads of a bid beside its price, in its order (SCORING §5)."""
    known = FORMULAS.get(formula)
    questions = {number.code: number for number in _energy_service(no)}
    yield from (questions[code] for code in (known.offered if known else ()))


def _energy_service(no: int) -> Iterator[OfferedNumber]:
    """What the net present value of an energy service is computed from."""
    years, days, share = ESCO_TERMS
    yield OfferedNumber(years, _("Whole years of the contract"), "integer", no, Fraction(len(ESCO_SAVINGS) - 1))
    yield OfferedNumber(days, _("Days of the contract beyond its whole years"), "integer", no, Fraction(YEAR - 1))
    yield OfferedNumber(share, _("Share of the saving that is paid to you, from 0 to 1"), "decimal", no, Fraction(1))
    for number, code in enumerate(ESCO_SAVINGS, start=1):
        yield OfferedNumber(code, _("Saving in period %(number)d") % {"number": number}, "money", no)


def _kpis(content: TenderContent, criteria: Iterable[CriterionEntry], no: int) -> Iterator[KpiQuestion]:
    """The indicators whose offers earn points, and those for which the tender sets no target itself."""
    earning = {entry.key for entry in criteria if entry.input == "offer"}
    for kpi in content.performance.kpis:
        if kpi.lot in {None, no} and (kpi.criterion in earning or kpi.target is None):
            yield _kpi(kpi)


def _kpi(kpi: KpiEntry) -> KpiQuestion:
    return KpiQuestion(
        kpi.code, kpi.title or kpi.code, kpi.unit, kpi.direction, kpi.minimum, kpi.best, kpi.target, kpi.lot
    )


def _interface(entry: InterfaceEntry) -> InterfaceQuestion:
    return InterfaceQuestion(
        code=entry.code,
        title=entry.title or entry.code,
        standard=entry.standard,
        standard_version=entry.standard_version,
        direction=entry.direction,
        role=entry.role,
        evidence_kind=entry.evidence_kind,
        profile_sha=entry.profile_sha,
        weight=entry.weight,
        min_rung=entry.min_rung,
        acceptance_test=entry.acceptance_test,
        lot=entry.lot,
    )
