"""The typed shape of what is shown of policies: pages and API are made from it. Persons are in none of it."""

from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PolicyRowShape:
    """A version in a list."""

    id: UUID
    authority: str
    authority_id: UUID
    zone: str = field(metadata={"help": "The authority's time zone, in which its pages say moments."})
    no: int
    state: str = field(metadata={"help": "draft, consulting, adopted or superseded."})
    valid_from: str | None = field(metadata={"help": "The day of its adoption; null before."})
    review_on: str | None = field(metadata={"help": "The day by which it is reviewed; null before it is adopted."})
    unconsulted: bool = field(metadata={"help": "A first version that was adopted without a consultation."})
    closes_at: datetime | None = field(metadata={"help": "The end of its latest consultation; null if there was none."})


@dataclass(frozen=True, slots=True)
class PolicyFigureShape:
    """A figure that a policy sets for a rule."""

    name: str
    title: str
    value: Fraction
    unit: str = field(metadata={"help": "points, months, days, percent, money (in the policy's) or a thing counted."})


@dataclass(frozen=True, slots=True)
class PolicyRuleShape:
    """A rule as a policy sets it."""

    id: str
    title: str
    group: str
    law: str = field(metadata={"help": "The law on which it rests; empty: the city's own choice."})
    applies: bool
    severity: str = field(metadata={"help": "inform, explain or block; empty: as each finding says."})
    usual: str = field(metadata={"help": "What a finding usually leads to: inform, explain or block."})
    figures: tuple[PolicyFigureShape, ...]


@dataclass(frozen=True, slots=True)
class PolicyTermsShape:
    """A list of terms that texts are read for; one with a capital letter counts as it is written."""

    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyCommentShape:
    """A comment and its answer. `rule` empty: on the policy as a whole; `supplier`: in whose name, if any."""

    id: UUID
    rule: str
    supplier: str
    text: str
    at: datetime
    verdict: str = field(metadata={"help": "accepted, partly or declined; empty: not answered yet."})
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyShape:
    """A version of a policy: what it says and sets, and what was said about it."""

    summary: PolicyRowShape
    text: str
    change_note: str
    currency: str
    basis: str
    law_figures: dict[str, str] = field(metadata={"help": "Figures of the law profile that it makes stricter."})
    rules: tuple[PolicyRuleShape, ...]
    terms: tuple[PolicyTermsShape, ...]
    comments: tuple[PolicyCommentShape, ...]
    unanswered: int
    digest: str = field(metadata={"help": "sha256 of what it says and sets."})
