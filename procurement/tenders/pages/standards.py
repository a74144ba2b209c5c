"""The published tenders that asked for a standard, on its page."""

from datetime import datetime
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import ngettext

from core.access import Person
from core.pages import formats
from core.pages.tones import Tone
from procurement.planning.catalogue import Standard, catalogue
from procurement.tenders import queries
from procurement.tenders.pages.listing import short, state_tone
from procurement.tenders.states import state_label


class AskingTender(TypedDict):
    """A tender that asked for the standard; `version` as it was published."""

    url: str
    title: str
    over: str
    version: str
    state: str
    tone: Tone


class AskingTenders(TypedDict):
    """The latest of them; `more` says how many stand in the list of tenders only."""

    tenders: list[AskingTender]
    more: str


def asking_for(standard: Standard, user: Person, _now: datetime) -> AskingTenders | None:
    """Published tenders whose interfaces name the standard, newest first; None if the person sees none. One query."""
    rows = queries.asking_for(standard.id, user)
    if not rows:
        return None
    left = len(rows) - queries.LATEST_ASKING
    more = ngettext("%(count)s more tender asked for it.", "%(count)s more tenders asked for it.", left)
    return {
        "tenders": [_row(row) for row in rows[: queries.LATEST_ASKING]],
        "more": more % {"count": formats.number(left)} if left > 0 else "",
    }


def standard_url(standard: str) -> str:
    """The page of a standard; empty for a key that the catalogue does not have."""
    return reverse("standards:detail", args=[standard]) if standard in catalogue().standards else ""


def _row(row: queries.AskingRow) -> AskingTender:
    return {
        "url": reverse("tenders:detail", args=[row["tender_id"]]),
        "title": short(row["tender__title"]),
        "over": f"{row['tender__ref']} · {row['tender__authority__name']}",
        "version": row["standard_version"],
        "state": state_label(row["tender__state"], row["suspended_at"]),
        "tone": state_tone(row["tender__state"], row["suspended_at"]),
    }
