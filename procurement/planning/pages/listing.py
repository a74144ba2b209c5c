"""The rows of a list of standards."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from core.pages.tones import Tone, tone_of
from procurement.planning import labels, summary
from procurement.planning.shapes import StandardRowShape
from scoring.standards import COUNTED_FACTS

TONES: Mapping[str, Tone] = {"open": "good", "partly": "accent", "closed": "bad", "unknown": "warn"}


class StandardRow(TypedDict):
    """A standard in a list. `openness` is said in words and as a number, `known` how much of it is known."""

    url: str
    title: str
    purpose: str
    publisher: str
    openness: str
    tone: Tone
    figure: str
    known: str
    disputed: bool
    evidence: list[str]


def rows(standards: Iterable[StandardRowShape], query: str = "") -> list[StandardRow]:
    """The rows of a list; `query` is kept on their addresses."""
    return [_row(standard, query) for standard in standards]


def count(standards: Sequence[object]) -> str:
    """How many standards the filters leave."""
    number = len(standards)
    return ngettext("%(number)s standard", "%(number)s standards", number) % {"number": formats.number(number)}


def known_sentence(standard: StandardRowShape) -> str:
    """How many of the facts are known: "4 of 6 facts known"."""
    of = len(COUNTED_FACTS)
    return _("%(known)s of %(of)s facts known") % {"known": of - len(standard.missing), "of": of}


def openness_figure(standard: StandardRowShape) -> str:
    """The openness as a share, with its interval where something is not known: "75% (50% to 83.3%)"."""
    figure = formats.percent(standard.openness)
    if standard.lowest == standard.highest:
        return figure
    interval = _("%(low)s to %(high)s") % {
        "low": formats.percent(standard.lowest),
        "high": formats.percent(standard.highest),
    }
    return interval if standard.openness is None else f"{figure} ({interval})"


def _row(standard: StandardRowShape, query: str) -> StandardRow:
    kind = summary.openness_class(standard.openness)
    return {
        "url": reverse("standards:detail", args=[standard.id]) + query,
        "title": standard.title,
        "purpose": standard.purpose,
        "publisher": standard.publisher,
        "openness": str(labels.OPENNESS[kind]),
        "tone": tone_of(TONES, kind),
        "figure": openness_figure(standard),
        "known": known_sentence(standard),
        "disputed": standard.disputed,
        "evidence": [str(labels.EVIDENCE[kind]) for kind in standard.evidence],
    }
