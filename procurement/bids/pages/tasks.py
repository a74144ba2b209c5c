"""A bid as a list of tasks: what is missing first, each row says what exactly and who; then what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from core.pages import formats
from procurement.bids.gather.drafts import DraftContent
from procurement.bids.gather.parties import PartiesReading
from procurement.bids.models import Bid
from procurement.bids.outline import BidOutline
from procurement.bids.pages import parties as party_pages
from procurement.bids.queries.drafts import KeyHandout
from procurement.bids.rules.completeness import BidTask, look_twice, task_states
from procurement.bids.rules.filled import FilledBid
from procurement.bids.rules.prices import amount_text, lot_total
from procurement.bids.states import BidState
from procurement.tenders.models import Lot, Tender

Crumb = dict[str, str]
TONES = {BidState.SUBMITTED: "good", BidState.NEEDS_RECONFIRMATION: "warn"}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row: `sentences` say what is missing, or the value that stands. `ask_url`: where a partner is asked again."""

    title: str
    url: str
    act: str
    sentences: tuple[str, ...]
    is_done: bool
    ask_url: str = ""


@dataclass(frozen=True, slots=True)
class TaskList:
    """The rows in order, and how many things are missing in them."""

    missing: tuple[TaskRow, ...]
    done: tuple[TaskRow, ...]
    count: int

    @property
    def is_complete(self) -> bool:
        return not self.count


def task_list(rows: Sequence[tuple[TaskRow, int]]) -> TaskList:
    """The rows, each with the number of things that it lacks."""
    return TaskList(
        missing=tuple(row for row, _count in rows if not row.is_done),
        done=tuple(row for row, _count in rows if row.is_done),
        count=sum(count for _row, count in rows),
    )


def own_rows(bid: Bid, reading: PartiesReading, asked: Mapping[int, Sequence[datetime]]) -> list[tuple[TaskRow, int]]:
    """In how many bids one is, where that stands in the way; who bids, and the facts."""
    rows = [_facts_row(bid, reading)]
    if len(reading.parts) > 1:
        rows.insert(0, _parties_row(bid, reading, asked))
    if double := party_pages.double_sentences(reading):
        row = TaskRow(_("One bid for a lot"), list_url(), _("Look"), tuple(double), is_done=False)
        rows.insert(0, (row, 1))
    return rows


def _parties_row(bid: Bid, reading: PartiesReading, asked: Mapping[int, Sequence[datetime]]) -> tuple[TaskRow, int]:
    lacking = party_pages.lack_sentences(reading, of_facts=False)
    lacking += [party_pages.waiting_sentence(part, asked.get(part.no, ())) for part in reading.unsigned]
    url = reverse("bids:parties", args=[bid.pk])
    waiting = next(iter(reading.unsigned), None)
    if lacking:
        ask_url = reverse("bids:ask", args=[bid.pk, waiting.no]) if waiting is not None else ""
        return TaskRow(_("Who bids"), url, _("Look"), tuple(lacking), is_done=False, ask_url=ask_url), len(lacking)
    sentence = " ".join(filter(None, [_("All have signed."), party_pages.shares_line(reading)]))
    return TaskRow(_("Who bids"), url, _("Look"), (sentence,), is_done=True), 0


def _facts_row(bid: Bid, reading: PartiesReading) -> tuple[TaskRow, int]:
    lacking = party_pages.lack_sentences(reading, of_facts=True)
    if reading.waiting:
        lacking.append(_("Say that your facts are still true."))
    url = reverse("bids:facts", args=[bid.pk])
    if lacking:
        return TaskRow(_("Our facts"), url, _("Mend"), tuple(lacking), is_done=False), len(lacking)
    sentences = (_("All true on the day of the deadline."), *party_pages.soon_sentences(reading)[:1])
    return TaskRow(_("Our facts"), url, _("Look"), sentences, is_done=True), 0


_TITLES: Mapping[BidTask, tuple[Promise, str]] = {
    BidTask.ANSWERS: (_lazy("Answers"), "bids:answers"),
    BidTask.PRICES: (_lazy("Prices"), "bids:prices"),
    BidTask.PERFORMANCE: (_lazy("Performance offered"), "bids:performance"),
    BidTask.CLAIMS: (_lazy("Interfaces"), "bids:claims"),
    BidTask.FILES: (_lazy("Files"), "bids:files"),
}


def writing_rows(bid: Bid, outline: BidOutline, filled: FilledBid) -> list[tuple[TaskRow, int]]:
    """What the tender asks to be written, a row for each part of the bid."""
    rows = []
    for state in task_states(outline, filled):
        title, route = _TITLES[state.task]
        act = _("Change") if state.is_done else _("Fill in")
        row = TaskRow(str(title), _address(route, bid), act, (state.sentence,), is_done=state.is_done)
        rows.append((row, len(state.missing)))
    return rows


def twice_sentences(outline: BidOutline, filled: FilledBid) -> list[str]:
    """What is there and is not what the tender asks: it stops nothing."""
    return [f"{item.title}: {item.sentence}" for item in look_twice(outline, filled)]


def total_lines(bid: Bid, outline: BidOutline, filled: FilledBid) -> list[tuple[str, list[str], str]]:
    """The total of each lot as the city will read it, with the way to the prices; nothing where none is complete."""
    vat = _("with VAT") if outline.basis == "gross" else _("without VAT")
    lines = []
    for lot in outline.lots:
        totals = lot_total(lot, filled.prices, outline.currency)
        if lot.prices and totals.is_complete:
            amount = f"{amount_text(totals.total, outline.currency)} {vat}"
            lines.append(
                _("Lot %(no)d: %(amount)s") % {"no": lot.no, "amount": amount} if len(outline.lots) > 1 else amount
            )
    return [(_("Price"), lines, reverse("bids:prices", args=[bid.pk]))] if lines else []


def heading(count: int) -> str:
    """The answer on top."""
    if not count:
        return _("Nothing is missing. Check and submit")
    text = ngettext(
        "%(count)d thing is missing before you can submit", "%(count)d things are missing before you can submit", count
    )
    return text % {"count": count}


def lead_sentence(bid: Bid, parts: int) -> str:
    """What is bought, and with whom."""
    if parts == 1:
        return _("%(title)s. You bid alone.") % {"title": bid.tender.title}
    text = ngettext(
        "%(title)s. You lead, with %(count)d partner.", "%(title)s. You lead, with %(count)d partners.", parts - 1
    )
    return text % {"title": bid.tender.title, "count": parts - 1}


def over_line(bid: Bid, lots: Sequence[Lot], of: int) -> str:
    """Which tender and lots."""
    if len(lots) == 1:
        slots = {"ref": bid.tender.ref, "no": lots[0].no, "of": of, "title": lots[0].title}
        return _("%(ref)s · lot %(no)d of %(of)d: %(title)s") % slots
    numbers = ", ".join(str(lot.no) for lot in lots)
    return _("%(ref)s · lots %(numbers)s of %(of)d") % {"ref": bid.tender.ref, "numbers": numbers, "of": of}


def state_tag(bid: Bid) -> tuple[str, str]:
    return str(BidState(bid.state).label), TONES.get(BidState(bid.state), "")


def handouts_line(handouts: Sequence[KeyHandout], zone: str) -> str:
    """On what devices the pass may be. Nobody knows which of them have it still, so the paper is always to be kept."""
    if len(handouts) <= 1:
        return _(
            "The pass was typed on no other device yet, so perhaps only this one holds it. Keep the paper: nobody can "
            "restore it."
        )
    latest = handouts[-1]
    text = ngettext(
        "The pass was typed %(count)d time since the draft was begun, last by %(name)s on %(when)s. Which devices "
        "hold it still nobody knows. Keep the paper: nobody can restore it.",
        "The pass was typed %(count)d times since the draft was begun, last by %(name)s on %(when)s. Which devices "
        "hold it still nobody knows. Keep the paper: nobody can restore it.",
        len(handouts) - 1,
    )
    return text % {"count": len(handouts) - 1, "when": formats.moment(latest.at, zone), "name": latest.name}


def saved_line(content: DraftContent, zone: str) -> str:
    """When anything was saved for the last time."""
    times = [part.at for part in content.parts.values() if part.at is not None]
    return _("Saved %(moment)s") % {"moment": formats.moment(max(times), zone)} if times else ""


def crumbs(bid: Bid, *, inside: bool = False) -> list[Crumb]:
    """The way from the list to a page of a bid."""
    way = [{"label": _("Bids"), "url": reverse("bids:list")}]
    tender = {"label": bid.tender.ref, "url": reverse("tenders:detail", args=[bid.tender_id])}
    tasks = {"label": _("Tasks"), "url": reverse("bids:tasks", args=[bid.pk])}
    return [*way, tender, tasks] if inside else [*way, tender]


class BidFrame(TypedDict):
    """What every page of a bid has: which tender, the state, the way back to the tasks."""

    bid: Bid
    over: str
    tags: list[tuple[str, str]]
    crumbs: list[Crumb]


def bid_frame(bid: Bid) -> BidFrame:
    over = f"{bid.tender.ref} · {bid.tender.title}"
    return {"bid": bid, "over": over, "tags": [state_tag(bid)], "crumbs": crumbs(bid, inside=True)}


def page_frame(bid: Bid, **about: object) -> Mapping[str, object]:
    """The frame with what one page says."""
    return {**bid_frame(bid), **about}


def list_url() -> str:
    return reverse("bids:list")


def tender_crumb(tender: Tender) -> Crumb:
    return {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])}


def submit_url(bid: Bid) -> str:
    """Where a bid is submitted; empty where this site takes none yet."""
    return _address("bids:submit", bid)


def _address(route: str, bid: Bid) -> str:
    """The address of a page of the bid; empty where this site has no such page yet."""
    try:
        return reverse(route, args=[bid.pk])
    except NoReverseMatch:
        return ""
