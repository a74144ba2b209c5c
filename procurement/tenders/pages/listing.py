"""The rows of a list of tenders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.codes.forms import LONGEST_QUESTION
from core.codes.pages import PICKS, CodeRow, code_page
from core.pages import formats
from core.pages.paging import CountedPage
from core.pages.tones import Tone, tone_of
from procurement.tenders import methods
from procurement.tenders.models import Origin
from procurement.tenders.queries import ListedTender
from procurement.tenders.states import TenderState, state_label

TONES: Mapping[str, Tone] = {
    TenderState.OPEN: "good",
    TenderState.CLOSED: "warn",
    TenderState.OPENED: "accent",
    TenderState.DECIDED: "accent",
    TenderState.COMPLETE: "accent",
}
TITLE_LETTERS = 160


class TenderRow(TypedDict):
    """A tender in a list; `imported` is empty for one run here, `test` for one that no source marks as a test."""

    url: str
    ref: str
    title: str
    authority: str
    state: str
    tone: Tone
    imported: str
    test: str
    deadline: str
    value: str
    lots: str
    method: str


def rows(page: CountedPage[ListedTender]) -> list[TenderRow]:
    """The rows of a list."""
    return [_row(values) for values in page.rows]


def _row(values: ListedTender) -> TenderRow:
    return {
        "url": reverse("tenders:detail", args=[values["id"]]),
        "ref": values["ref"],
        "title": short(values["title"]),
        "authority": values["authority__name"],
        "state": state_label(values["state"], values["suspended_at"]),
        "tone": state_tone(values["state"], values["suspended_at"]),
        "imported": str(Origin.IMPORTED.label) if values["origin"] == Origin.IMPORTED else "",
        "test": _("Test of its source") if values["is_test"] else "",
        "deadline": _deadline(values),
        "value": formats.price(values["value"], values["currency"]),
        "lots": ngettext("%(number)d lot", "%(number)d lots", values["lots"]) % {"number": values["lots"]},
        "method": methods.name(values["price_formula"]) if values["price_formula"] else _("None stated"),
    }


def state_tone(state: str, suspended_at: datetime | None) -> Tone:
    """The tone of a tender's state; a suspended one is no good news."""
    return "warn" if state == TenderState.OPEN and suspended_at is not None else tone_of(TONES, state)


def _deadline(values: ListedTender) -> str:
    if values["state"] == TenderState.OPEN and values["suspended_at"] is not None:
        return _("Time stands still")
    return formats.moment(values["deadline_at"], values["authority__zone"])


def count(page: CountedPage[Any]) -> str:
    """How many tenders the filters leave: "10,000+ tenders"."""
    if page.capped:
        return _("More than %(number)s tenders") % {"number": formats.number(page.total)}
    return ngettext("%(number)s tender", "%(number)s tenders", page.total) % {"number": formats.number(page.total)}


@dataclass(frozen=True, slots=True)
class CodeLink:
    """A code by which the list can be narrowed."""

    code: str
    title: str
    under: str
    url: str


@dataclass(frozen=True, slots=True)
class CodeLinks:
    """What to choose where the filter of codes holds words, or a code with others below it. `above`: those over it."""

    heading: str
    links: tuple[CodeLink, ...]
    above: tuple[CodeLink, ...]
    is_open: bool


def code_links(asked: QueryDict) -> CodeLinks | None:
    """The codes that answer what stands in the filter; None where nothing does, or nothing is below it."""
    question = asked.get("cpv", "").strip()[:LONGEST_QUESTION]
    answer = code_page(question, PICKS) if question else None
    if answer is None or not (answer.rows or answer.above):
        return None
    heading = (
        f"{answer.chosen.code} {answer.chosen.title}: {answer.count}"
        if answer.chosen
        else _("“%(text)s” among the codes: %(count)s") % {"text": question, "count": answer.count}
    )
    links, above = (tuple(_code_link(asked, row) for row in rows) for rows in (answer.rows, answer.above))
    return CodeLinks(heading, links, above, is_open=answer.chosen is None)


def _code_link(asked: QueryDict, row: CodeRow) -> CodeLink:
    narrowed = asked.copy()
    narrowed["cpv"] = row.code
    narrowed.pop("before", None)
    return CodeLink(row.code, row.title, row.under, f"{reverse('tenders:list')}?{narrowed.urlencode()}")


def short(title: str) -> str:
    """A title that fits a list; the whole stands on the tender's own page."""
    line = " ".join(title.split())
    return line if len(line) <= TITLE_LETTERS else line[: TITLE_LETTERS - 1].rstrip() + "…"
