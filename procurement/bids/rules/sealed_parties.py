"""Who is in a bid, as it was sealed with the technical part: the strict reading of what a stranger may have written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from offline.reading import Fields, malformed

TEXTS = ("name", "id_scheme", "id_value", "role", "tasks")


@dataclass(frozen=True, slots=True)
class SealedParty:
    """A party as it was sealed. `share` as text, None where it has none; `facts` are empty where a program sealed."""

    no: int
    name: str = field(repr=False)
    id_scheme: str = field(repr=False)
    id_value: str = field(repr=False)
    role: str
    tasks: str = field(repr=False)
    share: str | None = None
    facts: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)


def read_parties(answers: Mapping[str, Any]) -> tuple[SealedParty, ...]:
    """The parties that stand beside what is offered; empty where none are named.

    Raises SignedFileFault unless each has every field, of its type, and no other; `facts` alone may be missing.
    """
    if "parties" not in answers:
        return ()
    rows = Fields(answers, "the bid").objects("parties")
    return tuple(_party(Fields({"facts": [], **row}, f"the parties/{number}")) for number, row in enumerate(rows))


def _party(fields: Fields) -> SealedParty:
    party = SealedParty(
        no=fields.whole_number("no"),
        share=fields.text_or_none("share"),
        facts=tuple(fields.objects("facts")),
        **{name: _text(fields, name) for name in TEXTS},
    )
    fields.end()
    return party


def _text(fields: Fields, name: str) -> str:
    text = fields.text(name)
    if "\0" in text:
        raise malformed(f"the parties/{name}", "is no text")
    return text
