"""Watch lists as pages show them."""

from dataclasses import dataclass

from django.urls import reverse

from core.pages import formats
from procurement.tenders import watched
from procurement.tenders.models import WatchList


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A watch list; `conditions` is empty where every tender is watched for."""

    name: str
    conditions: list[tuple[str, str]]
    url: str
    feed: str
    calendar: str
    day: str
    rename: str
    delete: str


def watch_row(watch_list: WatchList) -> WatchRow:
    return WatchRow(
        name=watch_list.name,
        conditions=watched.conditions(watch_list.query),
        **addresses(watch_list.query),
        day=formats.moment(watch_list.made_at),
        rename=reverse("tenders:watch-list-rename", args=[watch_list.pk]),
        delete=reverse("tenders:watch-list-delete", args=[watch_list.pk]),
    )


def addresses(query: str) -> dict[str, str]:
    """Where the filters of a query lead: the list, its feed and its calendar."""
    routes = {"url": "tenders:list", "feed": "tenders:feed", "calendar": "tenders:calendar"}
    return {key: f"{reverse(route)}?{query}" if query else reverse(route) for key, route in routes.items()}
