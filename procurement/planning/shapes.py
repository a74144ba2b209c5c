"""The typed shape of what is shown of standards: pages and API are made from it."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from core.rest.shapes import Url

UNKNOWN_OPENNESS = "0 to 1; null if not one of the six facts is known."


@dataclass(frozen=True, slots=True)
class StandardRowShape:
    """A standard in a list, with its openness as the authority that is asked for knows it."""

    id: str
    title: str
    purpose: str
    publisher: str
    domains: tuple[str, ...] = field(metadata={"help": "Domains of needs in which it usually applies."})
    evidence: tuple[str, ...] = field(metadata={"help": "Kinds of files that a bid can bring for it."})
    openness: Fraction | None = field(metadata={"help": UNKNOWN_OPENNESS})
    strength: Fraction = field(metadata={"help": "The share of the six facts that is known."})
    lowest: Fraction = field(metadata={"help": "Its openness with every unknown fact taken as no."})
    highest: Fraction = field(metadata={"help": "Its openness with every unknown fact taken as yes."})
    missing: tuple[str, ...] = field(metadata={"help": "Facts that are not known, or are disputed."})
    disputed: bool = field(metadata={"help": "Whether any authority disputes one of its facts."})


@dataclass(frozen=True, slots=True)
class CitationShape:
    """Where something was read; `url` is empty where only a copy or an excerpt was."""

    title: str
    place: str
    url: str
    version: str


@dataclass(frozen=True, slots=True)
class StandardEntryShape:
    """What an authority entered about a fact, and what held before; the latest `no` of an authority holds."""

    authority: str
    authority_id: UUID
    fact: str
    no: int
    act: str = field(metadata={"help": "recorded, disputed or withdrawn."})
    value: str
    source: str
    was: str
    was_source: str
    catalogue: str = field(metadata={"help": "The version of the catalogue that was seen: sha256 of its files."})
    at: datetime


@dataclass(frozen=True, slots=True)
class StandardFactShape:
    """A fact: the value that counts, the catalogue's, and the number of the authority's latest entry, 0 if none."""

    fact: str
    value: str
    catalogue_value: str
    counted: bool = field(metadata={"help": "Whether it counts for openness."})
    entered: int


@dataclass(frozen=True, slots=True)
class ClauseShape:
    """A clause ready to paste; words in braces are filled by the officer."""

    id: str
    text: str
    rests_on_law: bool
    law: str
    version: str
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class UseShape:
    """A situation in which a standard usually applies, and what kind of duty stands behind it where."""

    rule: str
    situation: str
    duty: str
    basis: str
    places: tuple[str, ...]
    domains: tuple[str, ...]
    evidence: str
    alternatives: str
    sources: tuple[CitationShape, ...]


@dataclass(frozen=True, slots=True)
class AssessmentShape:
    """A European assessment, 0 to 100: shown, never mixed into openness."""

    score: str
    strength: str


@dataclass(frozen=True, slots=True)
class AdviceReasonShape:
    """A rule that fired: its situation, what fired it, and the duty that it has for this buyer.

    `local`: it holds where the buyer sits; the rule of another place is at most recommended.
    """

    rule: str
    situation: str
    duty: str
    basis: str
    places: tuple[str, ...]
    local: bool
    triggers: tuple[str, ...]
    cpv: tuple[str, ...]
    alternatives: str
    sources: tuple[CitationShape, ...]


@dataclass(frozen=True, slots=True)
class AdviceShape:
    """A standard that usually applies, with its reasons, the strongest first, and what asks for it."""

    standard: StandardRowShape
    duty: str = field(metadata={"help": "law, comply_or_explain, recommended or practice."})
    must_explain: bool = field(metadata={"help": "Whether leaving it out asks for a reason."})
    weighable: bool = field(metadata={"help": "Whether it may carry weight; else it enters with weight 0."})
    evidence: tuple[str, ...] = field(metadata={"help": "Kinds of files that a bid can bring; empty: a person looks."})
    reasons: tuple[AdviceReasonShape, ...]
    clauses: tuple[ClauseShape, ...]


@dataclass(frozen=True, slots=True)
class AdviceAnswerShape:
    """Which standards usually apply to a need: advice, nothing of it stored.

    `rider`: the clause on equivalents, once per specification. `known_by`: whose entries count, null for none.
    """

    place: str
    known_by: str | None
    advices: tuple[AdviceShape, ...]
    rider: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class StandardShape:
    """Everything that is known of a standard. `known_by`: the authority whose entries count here, null for none."""

    summary: StandardRowShape
    known_by: str | None
    publisher_kind: str
    subject: str
    url: str
    text_licence: str
    royalty_basis: str
    mim: str
    lists: tuple[str, ...]
    readable_as: str
    assessment: AssessmentShape | None
    views: tuple[str, ...]
    note: str
    facts: tuple[StandardFactShape, ...]
    entries: tuple[StandardEntryShape, ...]
    uses: tuple[UseShape, ...]
    clauses: tuple[ClauseShape, ...]
    sources: tuple[CitationShape, ...]
    catalogue: str = field(metadata={"help": "The version of the catalogue: sha256 of its files."})


@dataclass(frozen=True, slots=True)
class ProfileFileShape:
    """A file of a reference profile; `url` hands out its bytes."""

    no: int
    role: str = field(metadata={"help": "reference, passing or failing; the first reference is the main file."})
    name: str
    sha256: str
    size: int
    url: Url


@dataclass(frozen=True, slots=True)
class ProfileShape:
    """A reference profile: what an interface must be, as files that a machine reads, and samples."""

    sha256: str
    kind: str
    dialect: str
    samples_checked: bool = field(metadata={"help": "Whether a machine saw the samples pass and fail: not yet."})
    at: datetime
    files: tuple[ProfileFileShape, ...]
