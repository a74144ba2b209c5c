"""What a bid still lacks before it can be submitted, task by task, and what its team should look at twice.

Only what is not there, or cannot be read, is missing. An answer that is not what the tender asks is not missing: it is
the tenderer's to give, so it is shown beside the button and stops nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procurement.bids.outline import BidOutline, DraftSection, PriceRow, Question
from procurement.bids.rules.claims import read_claim
from procurement.bids.rules.fields import Asked, WritingPlace, asked_by_field, read_field
from procurement.bids.rules.filled import FilledBid
from procurement.bids.rules.readings import Reading

SHORT = 60  # letters of a requirement that name it in a list


class BidTask(StrEnum):
    """What is to be done for a bid, in the order of its pages."""

    ANSWERS = "answers"
    PRICES = "prices"
    PERFORMANCE = "performance"
    CLAIMS = "claims"
    FILES = "files"


@dataclass(frozen=True, slots=True)
class MissingItem:
    """One thing that is missing: of which task, the name of its field or place, what it is called, and what to do."""

    task: BidTask
    field: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TaskState:
    """How far a task is: `ready` of `asked`; `sentence` is its row in the list of tasks."""

    task: BidTask
    asked: int
    missing: tuple[MissingItem, ...]
    sentence: str

    @property
    def ready(self) -> int:
        return self.asked - len(self.missing)

    @property
    def is_done(self) -> bool:
        return not self.missing


def missing_of(outline: BidOutline, filled: FilledBid) -> tuple[MissingItem, ...]:
    """Everything that is missing or cannot be read, by task and in the order of the tender. Empty: nothing is."""
    return (*_fields(outline, filled), *_claims(outline, filled), *_files(outline, filled))


def task_states(outline: BidOutline, filled: FilledBid) -> tuple[TaskState, ...]:
    """Every task that asks for something, with what it lacks."""
    missing = missing_of(outline, filled)
    counts = {
        BidTask.ANSWERS: len(outline.fields(DraftSection.ANSWERS)),
        BidTask.PRICES: len(outline.fields(DraftSection.PRICES)),
        BidTask.PERFORMANCE: len(outline.kpis),
        BidTask.CLAIMS: len(outline.interfaces),
        BidTask.FILES: sum(question.datatype == "file" for question in outline.questions),
    }
    states = []
    for task, asked in counts.items():
        items = tuple(item for item in missing if item.task is task)
        if asked:
            states.append(TaskState(task, asked, items, task_sentence(task, asked, items)))
    return tuple(states)


def task_sentence(task: BidTask, asked: int, items: tuple[MissingItem, ...]) -> str:
    """The row of a task: "2 of 2.", or "1 of 4 has no amount: calibration." with what is missing by name."""
    if not items:
        return _("%(count)d of %(asked)d.") % {"count": asked, "asked": asked}
    count = len(items)
    sentences = {
        BidTask.ANSWERS: ngettext("%(count)d of %(all)d has no answer", "%(count)d of %(all)d have no answer", count),
        BidTask.PRICES: ngettext("%(count)d of %(all)d has no amount", "%(count)d of %(all)d have no amount", count),
        BidTask.PERFORMANCE: ngettext("%(count)d of %(all)d has no offer", "%(count)d of %(all)d have no offer", count),
        BidTask.CLAIMS: ngettext("%(count)d of %(all)d is not stated", "%(count)d of %(all)d are not stated", count),
        BidTask.FILES: ngettext("%(count)d of %(all)d has no file", "%(count)d of %(all)d have no file", count),
    }
    counts = sentences[task] % {"count": count, "all": asked}
    titles = "; ".join(item.title.rstrip(".") for item in items)
    return _("%(counts)s: %(titles)s.") % {"counts": counts, "titles": titles}


def look_twice(outline: BidOutline, filled: FilledBid) -> tuple[MissingItem, ...]:
    """What is there and is not what the tender asks, or could be shown better. It stops nothing."""
    return (*_outside(outline, filled), *_unshown(outline, filled))


# --- what is missing ---


def _fields(outline: BidOutline, filled: FilledBid) -> Iterator[MissingItem]:
    for section in (DraftSection.ANSWERS, DraftSection.PRICES, DraftSection.PERFORMANCE):
        for name, asked, reading in _readings(outline, filled, section):
            sentence = _lack(asked, reading)
            if sentence:
                yield MissingItem(BidTask(section), name, title_of(asked), sentence)


def _readings(outline: BidOutline, filled: FilledBid, section: DraftSection) -> Iterator[tuple[str, Asked, Reading]]:
    place, texts = WritingPlace(outline.currency), filled.section(section)
    for name, asked in asked_by_field(outline, section).items():
        yield name, asked, read_field(asked, texts.get(name, ""), place)


def _lack(asked: Asked, reading: Reading) -> str:
    """Why a field is not ready; empty where it is. What need not be answered may be blank, and not unreadable."""
    if reading.fault:
        return reading.fault
    if reading.value is not None or (isinstance(asked, Question) and not asked.mandatory):
        return ""
    if isinstance(asked, PriceRow):
        return _("Missing. Write 0 if it costs nothing.")
    if isinstance(asked, Question):
        return _("%(key)s is not answered.") % {"key": asked.key}
    return _("Missing. Say what you offer.")


def _claims(outline: BidOutline, filled: FilledBid) -> Iterator[MissingItem]:
    for interface in outline.interfaces:
        claim = read_claim(interface, filled.claims)
        name = interface.field("statement")
        if claim.fault:
            yield MissingItem(BidTask.CLAIMS, name, interface.title, claim.fault)
        elif interface.must_state and not claim.is_stated:
            yield MissingItem(BidTask.CLAIMS, name, interface.title, _("Say how your offer meets it."))


def _files(outline: BidOutline, filled: FilledBid) -> Iterator[MissingItem]:
    for question in outline.questions:
        if question.datatype == "file" and question.mandatory and not filled.files_of(question.place):
            sentence = _("No file answers %(key)s yet.") % {"key": question.key}
            yield MissingItem(BidTask.FILES, question.place, title_of(question), sentence)


def title_of(asked: Asked) -> str:
    """What something asked is called in a list: a requirement by its key and how it begins."""
    if not isinstance(asked, Question):
        return asked.title
    text = " ".join(asked.text.split())
    begins = text if len(text) <= SHORT else f"{text[:SHORT].rsplit(' ', 1)[0]} …"
    return f"{asked.key} {begins}".strip()


# --- what should be looked at twice ---


def _outside(outline: BidOutline, filled: FilledBid) -> Iterator[MissingItem]:
    for section in (DraftSection.ANSWERS, DraftSection.PERFORMANCE):
        for name, asked, reading in _readings(outline, filled, section):
            if reading.outside:
                yield MissingItem(BidTask(section), name, title_of(asked), reading.outside)


def _unshown(outline: BidOutline, filled: FilledBid) -> Iterator[MissingItem]:
    """Interfaces that files can show, stated without one; and those that need no statement and have none."""
    for interface in outline.interfaces:
        claim = read_claim(interface, filled.claims)
        if claim.fault:
            continue
        if not claim.is_stated and not interface.must_state:
            sentence = _("Not stated: it earns no points.")
        elif claim.is_stated and interface.evidence_kind not in {"", "none"} and not filled.files_of(interface.place):
            sentence = _("Stated only: no file shows it.")
        else:
            continue
        yield MissingItem(BidTask.CLAIMS, interface.field("statement"), interface.title, sentence)
