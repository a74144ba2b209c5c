"""A past contracting process as a file states it: frozen values that readers make and the import stores.

Amounts are Decimals exactly as written, weights and marks exact Fractions of text, instants aware. None is "the file
does not say", never a number. What no field holds stays in `extras`: JSON pointer within the record -> raw JSON text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from core.identity import OrganisationKey, organisation_key
from procurement.bids.states import SourceFindingKind

PLACES = 3  # of a fault that was found more often than once
DIGITS = 30  # before and after the point: more than any sum of money or price per unit has


def is_storable(amount: Decimal) -> bool:
    """Whether an amount can be kept as it is, without rounding: at most 30 digits before the point and 30 after it."""
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and amount.adjusted() < DIGITS and -exponent <= DIGITS


@dataclass(frozen=True, slots=True)
class SourceParty:
    """An organisation as named in the file; `size` is micro, small, medium, large or None.

    `share`: its percent of the bid.
    """

    name: str
    id_scheme: str = ""
    id_value: str = ""
    size: str | None = None
    country: str = ""
    share: Decimal | None = None

    @property
    def key(self) -> OrganisationKey:
        """Equal for one and the same organisation."""
        return organisation_key(self.name, self.id_scheme, self.id_value)


@dataclass(frozen=True, slots=True)
class MethodFacts:
    """By which rule the source ranks bids: a formula id of scoring, or None and `why` in a sentence.

    `source` names the place or rule it was taken from. `tie_chain` is empty where no rule is known.
    """

    formula: str | None
    source: str
    why: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    tie_chain: tuple[str, ...] = ()
    panel: str = ""
    rounding: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceLot:
    key: str
    title: str
    description: str = ""
    status: str = ""
    estimate: Decimal | None = None
    currency: str | None = None
    cpv: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLevel:
    """A value that a mark may take, and what stands for it."""

    value: Fraction
    label: str
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class SourceCriterion:
    """An award criterion of the lots in `lots`. `weight` is in percent, None where the file gives no one number.

    `input` says what a bid brings: price, cost or mark; in a file of our own form also verdict, offer, or nothing for a
    group and a pass-or-fail criterion. `weight_text` keeps the words a weight came in, `weight_range` the bounds of a
    range, which is no weight. `family`, `kind`, `parent`, `element` and `minimum` are empty where the form has none.
    """

    key: str
    title: str
    input: str
    lots: tuple[str, ...]
    text: str = ""
    weight: Fraction | None = None
    weight_text: str = ""
    weight_range: tuple[Fraction, Fraction] | None = None
    levels: tuple[SourceLevel, ...] = ()
    parent: str = ""
    family: str = ""
    kind: str = ""
    element: str = ""
    minimum: Fraction | None = None


@dataclass(frozen=True, slots=True)
class SourceInterface:
    """An interface that bids had to meet, with what was known of its standard when the tender was published."""

    code: str
    title: str
    direction: str
    role: str
    standard: str
    standard_title: str
    standard_version: str
    evidence_kind: str
    weight: Fraction | None
    rung: int
    openness: Fraction | None
    strength: Fraction | None
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceKpi:
    """An indicator that bids made an offer for."""

    code: str
    title: str
    criterion: str
    unit: str
    direction: str
    minimum: Fraction
    best: Fraction
    weight: Fraction
    credit_rule: str


@dataclass(frozen=True, slots=True)
class SourceRequirement:
    """What a bid must answer. `criterion` is the key of the award criterion it prices, if it does."""

    key: str
    text: str
    lot: str | None = None
    group: str = ""
    criterion: str | None = None
    datatype: str = "string"
    minimum: str | None = None
    maximum: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    requirement: str
    value: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceOffer:
    """A bid's offer for one lot; `counted` as for a bid.

    `price` is what the buyer pays, None where there is none; `elements` its parts, where the method names parts.
    `costs` holds the life-cycle cost per criterion key, None where the answer is missing or no number. `quantities` are
    the other numbers that the method reads, by the code of its formula (energy service: contract, share, savings).
    `stated` is the figure that the source itself computed.
    """

    lot: str
    price: Decimal | None
    currency: str | None
    date: datetime | None = None
    status: str = ""
    counted: bool = True
    quantities: Mapping[str, Fraction | None] = field(default_factory=dict)
    costs: Mapping[str, Decimal | None] = field(default_factory=dict)
    elements: Mapping[str, Decimal | None] = field(default_factory=dict)
    stated: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SourceBid:
    """`counted` is False for a bid that the source leaves out or that could not be placed: the process's findings say.

    `marks` holds the stated mark per criterion key, None where it is missing or none of the criterion's levels;
    `reasons` why, where the file says so. `claims`: what it says of each interface; `targets`: its offer for each KPI.
    """

    key: str
    status: str
    counted: bool
    date: datetime | None = None
    tenderers: tuple[SourceParty, ...] = ()
    offers: tuple[SourceOffer, ...] = ()
    answers: tuple[SourceAnswer, ...] = ()
    marks: Mapping[str, Fraction | None] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """A decision of the source; `bid` and `lot` are None where the file does not say or names an unknown one."""

    key: str
    status: str
    bid: str | None = None
    lot: str | None = None
    date: datetime | None = None
    amount: Decimal | None = None
    currency: str | None = None
    suppliers: tuple[SourceParty, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """Why a bid is not ranked, or why a lot cannot be evaluated; `lot` None means every lot.

    `sentence` may say {bid}: the bid of the file with this key, as it is called here.
    """

    kind: SourceFindingKind
    sentence: str
    bid: str | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True)
class SourceProcess:
    """`is_test`: the source marks it as a test of its system, so that nothing was bought."""

    source_format: str
    source_id: str
    zone: str
    ref: str
    title: str
    buyer: SourceParty | None
    method: MethodFacts
    currency: str | None
    ocid: str = ""
    release_id: str = ""
    description: str = ""
    status: str = ""
    is_test: bool = False
    vat_basis: str | None = None
    modified_at: datetime | None = None
    published_at: datetime | None = None
    deadline_at: datetime | None = None
    lots: tuple[SourceLot, ...] = ()
    criteria: tuple[SourceCriterion, ...] = ()
    requirements: tuple[SourceRequirement, ...] = ()
    interfaces: tuple[SourceInterface, ...] = ()
    kpis: tuple[SourceKpi, ...] = ()
    bids: tuple[SourceBid, ...] = ()
    awards: tuple[AwardFacts, ...] = ()
    findings: tuple[FindingFacts, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)


class IssueLevel(StrEnum):
    """What became of the record: not used at all, used after a repair, or used with a note."""

    QUARANTINE = "quarantine"
    REPAIRED = "repaired"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class SourceIssue:
    """A fault of the file: where, what stood there, what was kept, and a sentence with the cure."""

    code: str
    level: IssueLevel
    pointer: str
    seen: str
    kept: str
    sentence: str


def one_per_kind(issues: Iterable[SourceIssue]) -> list[SourceIssue]:
    """Issues with each kind once, in the order of the first of it: its sentence, how often it was found, and where."""
    kinds: dict[tuple[str, IssueLevel], list[SourceIssue]] = {}
    for issue in issues:
        kinds.setdefault((issue.code, issue.level), []).append(issue)
    return [_summed_up(same) for same in kinds.values()]


def _summed_up(same: Sequence[SourceIssue]) -> SourceIssue:
    if len(same) == 1:
        return same[0]
    places = list(dict.fromkeys(issue.pointer or "the top of the file" for issue in same))[:PLACES]
    sentence = f"{same[0].sentence} Found {len(same)} times, first at {', '.join(places)}."
    return replace(same[0], sentence=sentence)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Leaves (values that are no object and no list) of the record: mapped + ignored by a named rule + extras = all."""

    mapped: int = 0
    ignored: Mapping[str, int] = field(default_factory=dict)
    extras: int = 0

    @property
    def total(self) -> int:
        return self.mapped + sum(self.ignored.values()) + self.extras


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What became of one record of a file. `process` is None where an issue of level quarantine says why.

    `place` finds the record in the file (a JSON pointer or "line 3"), `digest` is the SHA-256 of its canonical text.
    """

    place: str
    process: SourceProcess | None
    issues: tuple[SourceIssue, ...]
    coverage: Coverage = field(default_factory=Coverage)
    digest: str = ""
