"""The typed shape of what is shown of an ESPD response: to members of the supplier alone."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EspdOfferShape:
    """What the file says under a criterion, beside what the supplier declares now. Nothing of it is stored."""

    code: str
    title: str
    group: str = field(metadata={"help": "exclusion, selection or other."})
    answer: str = field(metadata={"help": "yes, no, or empty: the file gives values alone and you say which it is."})
    text: str = field(metadata={"help": "Further answers and named evidence, in lines: the text of your declaration."})
    declared: str = field(metadata={"help": "What you declare now: yes, no, or empty for nothing."})
    declared_text: str
    declared_until: str | None
    is_same: bool = field(metadata={"help": "Whether adopting it would only renew what you declare."})
    obstacle: str = field(metadata={"help": "Why it cannot be adopted as it is; empty where it can."})


@dataclass(frozen=True, slots=True)
class EspdShape:
    """A response as it was read for a supplier. `refusal` says why the file is not used, and then there is no offer."""

    party: str
    issued: str | None
    refusal: str
    offers: tuple[EspdOfferShape, ...]
    notes: tuple[str, ...] = field(metadata={"help": "What was noticed and left out, in sentences."})


@dataclass(frozen=True, slots=True)
class AdoptedDeclarationShape:
    """A declaration that you have signed: its version, and its last day."""

    code: str
    answer: str
    version: int
    until: str
