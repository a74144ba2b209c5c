"""A bid as its team has written it, in the clear: it exists in the memory of one request, never in a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from procurement.bids.outline import DraftSection


@dataclass(frozen=True, slots=True)
class FilledFile:
    """A stored file of a draft. `belongs_to`: the place of what it answers or shows, empty: of the bid as a whole."""

    id: str
    name: str
    belongs_to: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class FilledBid:
    """{field: text} of each section as it is kept, and the stored files. Its text shows nothing of what is in it."""

    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    prices: Mapping[str, str] = field(default_factory=dict, repr=False)
    performance: Mapping[str, str] = field(default_factory=dict, repr=False)
    claims: Mapping[str, str] = field(default_factory=dict, repr=False)
    files: tuple[FilledFile, ...] = field(default=(), repr=False)

    def section(self, section: DraftSection) -> Mapping[str, str]:
        texts: Mapping[str, str] = getattr(self, section.value)
        return texts

    def files_of(self, place: str) -> tuple[FilledFile, ...]:
        """Those that belong to a place of the outline."""
        return tuple(file for file in self.files if file.belongs_to == place)
