"""What a template is: one text, or a text for one thing and a text for any other number of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plural:
    """`by` names the value that is counted; `singular` is the form for 1, `other` that for every other number."""

    by: str
    singular: str
    other: str

    @property
    def forms(self) -> tuple[str, str]:
        """Both texts."""
        return self.singular, self.other


Template = str | Plural
