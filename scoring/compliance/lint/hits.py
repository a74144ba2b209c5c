"""What a check of the texts has noticed: the place, a sentence, and what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.compliance.lint.reading import JoinedDocument
from scoring.results import Sentence

# {check: (title, what is said, the cure)}; {name} is the term.
CHECKS: Mapping[str, tuple[str, str, str]] = {
    "LNT-1": (
        "A brand or product",
        "The text names the brand or product {name}.",
        "Say what it must do, in figures. Keep the name only where nothing else describes the need.",
    ),
    "LNT-2": (
        'A name without "or equivalent"',
        '{name} is named without "or equivalent".',
        'Write "{name} or equivalent", or put the general rider once into the document.',
    ),
    "LNT-3": (
        "A closed format without an open one beside it",
        "{name} is asked for, and no open format beside it.",
        "Name an open format that is accepted as well.",
    ),
    "LNT-4": (
        "Compatible with something existing that has no registered interface",
        "The text asks for compatibility with something existing ({name}) and names no registered interface.",
        "Name the interface from the register, with its profile.",
    ),
    "LNT-5": (
        "A standard without its version",
        "{name} is named without a version.",
        "Name the version, or the lowest one that is accepted.",
    ),
    "LNT-6": (
        "A standard that is not open",
        "{name} is a standard with openness 0.",
        "Ask for an open standard, or explain why this one is needed.",
    ),
    "LNT-7": (
        "Evidence that no program checks",
        "{name} is asked for as evidence, and nothing here checks that kind.",
        "Ask for a kind of evidence that is checked, or write an acceptance test for a person.",
    ),
    "LNT-8": (
        "A certificate of one supplier or for members only",
        "The text asks for a certificate or status that one supplier or a club gives: {name}.",
        "Ask for the ability itself, and accept any other proof of it.",
    ),
    "LNT-9": (
        "A second date or deadline",
        "The text holds a date or time of its own for the procedure: {name}.",
        "Take it out: the tender's one deadline counts, and moves without this text.",
    ),
    "LNT-10": (
        "One-sided change, silent renewal or exclusivity",
        "The text binds one side only or without an end: {name}.",
        "Say who may change what, with which notice, and let options need a decision.",
    ),
}


@dataclass(frozen=True, slots=True)
class LintHit:
    """One thing noticed in a text. `start` and `end` are characters of the part `where` of the document.

    `name`: the term itself; `excerpt`: the sentence around it; `kind`: brand or standard for LNT-2, else empty.
    """

    check: str
    document: str
    where: str
    start: int
    end: int
    name: str
    excerpt: str
    kind: str = ""

    @property
    def sentence(self) -> Sentence:
        """What was noticed."""
        return Sentence(f"lint.{self.check}.said", {"name": self.name})

    @property
    def cure(self) -> Sentence:
        """What to write instead."""
        return Sentence(f"lint.{self.check}.cure", {"name": self.name})


def hit_text(sentence: Sentence) -> str:
    """The English of a hit's sentence or cure. Raises KeyError for another sentence."""
    _, check, part = sentence.key.split(".")
    return CHECKS[check][1 if part == "said" else 2].format_map(sentence.values)


def hit(check: str, document: JoinedDocument, start: int, end: int, kind: str = "") -> LintHit:
    """A hit at these characters of a joined document."""
    part, offset = document.part_at(start)
    first, after = document.sentence_at(start)
    name = document.text[start:end]
    excerpt = document.text[first:after].strip()
    return LintHit(check, document.name, part.where, offset, offset + end - start, name, excerpt, kind)
