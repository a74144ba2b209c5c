"""The closed list of notices: each kind with its words and where it leads. A stage brings its own in `parts.py`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.functional import Promise

MOST_LETTERS = 200  # of a fact: a title, a name


class NoticeKind(StrEnum):
    """Something that people are told of. Each stage lists its own; nothing else is sent."""


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A kind in words: `title` may hold %(name)s of its facts; it leads to the page `route`, of the fact `id`."""

    kind: NoticeKind
    title: str | Promise
    route: str

    def sentence(self, facts: Mapping[str, str]) -> str:
        return str(self.title) % facts

    def url(self, facts: Mapping[str, str]) -> str:
        return reverse(self.route, args=[facts["id"]] if "id" in facts else [])


def checked(facts: Mapping[str, str]) -> dict[str, str]:
    """The facts of a notice, long ones cut. Raises TypeError for what is no text."""
    for name, value in facts.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} of a notice is a {type(value).__name__}, not a text.")
    return {
        name: value if len(value) <= MOST_LETTERS else f"{value[: MOST_LETTERS - 1]}…" for name, value in facts.items()
    }
