"""What a reader of the first screen must not miss: what turns the result, and what waits to be decided."""

from collections.abc import Iterator
from typing import TypedDict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.evaluations.pages.findings import FindingsSection
from procurement.evaluations.shapes import SummaryShape
from procurement.evaluations.shapes.findings import FindingsShape
from scoring.findings import OF_ANNEX

NAMED = 3  # things that a note names; the others stand below


class FirstScreenNote(TypedDict):
    """`tag` stands over the title on a phone; `button` leads to `url` if the reader may act there, else `link`."""

    id: str
    tone: str
    tag: str
    title: str
    text: str
    items: list[str]
    url: str
    button: str
    link: str


def notes(summary: SummaryShape, shape: FindingsShape, section: FindingsSection) -> list[FirstScreenNote]:
    """At most two."""
    return [*_turns(summary), *_open(shape, section)]


def _turns(summary: SummaryShape) -> Iterator[FirstScreenNote]:
    turns = summary.answer.turns
    if not turns.title:
        return
    sentences = [turn.sentence for turn in turns.marks]
    yield {
        "id": "turns",
        "tone": "warn" if turns.fragile else "plain",
        "tag": _("Fragile") if turns.fragile else _("What turns it"),
        "title": turns.title,
        "text": turns.text,
        "items": sentences[:NAMED],
        "url": "#firm",
        "button": "",
        "link": _more(len(sentences) - NAMED) if len(sentences) > NAMED else _("How firm the result is"),
    }


def _more(count: int) -> str:
    return ngettext("%(n)s more mark", "%(n)s more marks", count) % {"n": count}


def _open(shape: FindingsShape, section: FindingsSection) -> Iterator[FirstScreenNote]:
    """Decisions that two officers still owe; without one, that there is something to look at twice.

    What is settled, and what the note before says already, stands below only.
    """
    listed = zip([*section["rows"], *section["later"]], [*shape.noticed, *shape.later, *shape.unlisted], strict=True)
    unsettled = [(row, finding) for row, finding in listed if finding.settled is None]
    waiting = [row for row, finding in unsettled if finding.needs_decision]
    rows = [row for row, finding in unsettled if finding.kind not in OF_ANNEX]
    if waiting:
        title = ngettext("%(n)s decision is open", "%(n)s decisions are open", len(waiting)) % {"n": len(waiting)}
        url = next((row["url"] for row in waiting if row["url"]), "")
        yield {
            "id": "open",
            "tone": "warn",
            "tag": title,
            "title": title,
            "text": "",
            "items": [f"{row['sentence']} {row['without']}".strip() for row in waiting],
            "url": url or "#twice",
            "button": _("Decide with a second officer") if url else "",
            "link": _("Two officers decide"),
        }
    elif rows:
        title = ngettext("%(n)s thing to look at twice", "%(n)s things to look at twice", len(rows)) % {"n": len(rows)}
        yield {
            "id": "open",
            "tone": "plain",
            "tag": title,
            "title": title,
            "text": rows[0]["sentence"] if len(rows) == 1 else "",
            "items": [row["sentence"] for row in rows[:NAMED]] if len(rows) > 1 else [],
            "url": "#twice",
            "button": "",
            "link": _("All of them, with who acts") if len(rows) > NAMED else _("Who acts on it"),
        }
