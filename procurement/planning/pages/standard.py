"""The page of a standard: how open it is and how surely, what a bid can bring, where it is usual, a clause."""

from typing import TypedDict

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from core.pages.tones import Tone
from procurement.planning import labels, summary
from procurement.planning.pages.listing import TONES, known_sentence, openness_figure
from procurement.planning.shapes import (
    CitationShape,
    StandardEntryShape,
    StandardFactShape,
    StandardShape,
    UseShape,
)


class FactRow(TypedDict):
    """A fact: the answer that counts; `catalogued` says what the catalogue has where that is another.

    `url` leads officers to where they say what they know of it.
    """

    title: str
    answer: str
    catalogued: str
    note: str
    url: str


class EntryRow(TypedDict):
    """What an authority entered, and what held before."""

    title: str
    authority: str
    what: str
    source: str
    before: str
    day: str


class UseRow(TypedDict):
    """A situation in which the standard usually applies."""

    situation: str
    duty: str
    basis: str
    where: str
    alternatives: str
    sources: list[str]


class SourceRow(TypedDict):
    """Where something was read."""

    text: str
    url: str


class StandardPage(TypedDict):
    """The context of the page; `answer` says what its openness means for a tender."""

    standard: StandardShape
    title: str
    openness: str
    kind: str
    tone: Tone
    known: str
    answer: str
    facts: list[FactRow]
    entries: list[EntryRow]
    evidence: list[str]
    uses: list[UseRow]
    sources: list[SourceRow]
    about: list[tuple[str, str]]


def detail_page(standard: StandardShape, *, enters: bool) -> StandardPage:
    """The page of a standard; `enters`: the reader may say what its authority knows."""
    row = standard.summary
    return {
        "standard": standard,
        "title": row.title,
        "openness": openness_figure(row),
        "kind": str(labels.OPENNESS[summary.openness_class(row.openness)]),
        "tone": TONES[summary.openness_class(row.openness)],
        "known": known_sentence(row),
        "answer": answer_sentence(standard),
        "facts": [_fact_row(fact, standard, enters=enters) for fact in standard.facts],
        "entries": [_entry_row(entry) for entry in standard.entries],
        "evidence": [capfirst(str(labels.EVIDENCE[kind])) for kind in row.evidence],
        "uses": [_use_row(use) for use in standard.uses],
        "sources": [_source_row(source) for source in standard.sources],
        "about": _about(standard),
    }


def answer_sentence(standard: StandardShape) -> str:
    """What its openness means for a tender."""
    row = standard.summary
    missing = ", ".join(str(labels.FACTS[fact]).lower() for fact in row.missing)
    if row.openness is None:
        return _(
            "None of the six facts is known, so an interface that asks for it enters with weight 0. Record one with "
            "its source: %(missing)s."
        ) % {"missing": missing}
    if row.openness == 0:
        return _("It costs a royalty or cannot be read freely: it is closed, and asking for it is explained.")
    if not missing:
        return _("All six facts are known.")
    return ngettext(
        "One fact is not known and counts in neither direction: %(missing)s.",
        "%(count)d facts are not known and count in neither direction: %(missing)s.",
        len(row.missing),
    ) % {"count": len(row.missing), "missing": missing}


def _fact_row(fact: StandardFactShape, standard: StandardShape, *, enters: bool) -> FactRow:
    differs = fact.value != fact.catalogue_value
    notes = [] if fact.counted else [_("Shown, not counted.")]
    if fact.fact == "royalty_free" and standard.royalty_basis:
        notes.append(standard.royalty_basis)
    return {
        "title": str(labels.FACTS[fact.fact]),
        "answer": str(labels.ANSWERS[fact.value]),
        "catalogued": str(labels.ANSWERS[fact.catalogue_value]) if differs else "",
        "note": " ".join(notes),
        "url": reverse("standards:fact", args=[standard.summary.id, fact.fact]) if enters else "",
    }


def _entry_row(entry: StandardEntryShape) -> EntryRow:
    answer = f": {labels.ANSWERS[entry.value]}" if entry.value else ""
    before = str(labels.ANSWERS[entry.was])
    return {
        "title": str(labels.FACTS[entry.fact]),
        "authority": entry.authority,
        "what": f"{labels.ACTS[entry.act]}{answer}",
        "source": entry.source,
        "before": f"{before} ({entry.was_source})" if entry.was_source else before,
        "day": formats.day(entry.at),
    }


def _use_row(use: UseShape) -> UseRow:
    return {
        "situation": use.situation,
        "duty": capfirst(str(labels.DUTIES[use.duty])),
        "basis": use.basis,
        "where": ", ".join(str(labels.PLACES[place]) for place in use.places),
        "alternatives": use.alternatives,
        "sources": [_source_row(source)["text"] for source in use.sources],
    }


def _source_row(source: CitationShape) -> SourceRow:
    version = _("version %(version)s") % {"version": source.version} if source.version else ""
    return {"text": ", ".join(filter(None, (source.title, source.place, version))), "url": source.url}


def _about(standard: StandardShape) -> list[tuple[str, str]]:
    """What else is known, as pairs; what is not known is left out."""
    publisher = f"{standard.summary.publisher} ({labels.PUBLISHERS[standard.publisher_kind]})"
    assessment = standard.assessment
    score = (
        _("%(score)s of 100, strength %(strength)s; shown, not counted")
        % {"score": assessment.score, "strength": assessment.strength}
        if assessment
        else ""
    )
    pairs = [
        (_("Published by"), publisher),
        (_("Subject"), standard.subject),
        (_("Licence of the text"), standard.text_licence),
        (_("On lists"), "; ".join(standard.lists)),
        (_("Minimal interoperability mechanism"), standard.mim),
        (_("European assessment"), score),
        (_("Readable by programs as"), standard.readable_as),
        (_("Note"), capfirst(standard.note)),
    ]
    return [(label, text) for label, text in pairs if text]
