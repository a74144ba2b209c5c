"""Who has the form of a section open right now. It informs and locks nothing; after five minutes it is forgotten."""

from datetime import datetime, timedelta

from django.core.cache import cache

from core.models import User
from procurement.tenders.models import Tender
from procurement.tenders.sections import SectionKey

OPEN_FOR = timedelta(minutes=5)


def note_writing(*, tender: Tender, key: SectionKey, by: User, at: datetime) -> None:
    """Remember that a person has a section open. Of two at one moment one may be forgotten: nothing depends on it."""
    entries = {**cache.get(_entry(tender, key), {}), str(by.pk): (str(by), at)}
    cache.set(_entry(tender, key), _recent(entries, at), OPEN_FOR.total_seconds())


def forget_writing(*, tender: Tender, key: SectionKey, by: User, at: datetime) -> None:
    """A person has left a section."""
    entries = {pk: entry for pk, entry in cache.get(_entry(tender, key), {}).items() if pk != str(by.pk)}
    cache.set(_entry(tender, key), _recent(entries, at), OPEN_FOR.total_seconds())


def writers_of(tender: Tender, *, besides: User, at: datetime) -> dict[SectionKey, list[str]]:
    """Names of others who have a section open, by section. One read of the cache."""
    entries = cache.get_many([_entry(tender, key) for key in SectionKey])
    recent = {key: _recent(entries.get(_entry(tender, key), {}), at) for key in SectionKey}
    names = {
        key: sorted(name for pk, (name, _at) in writers.items() if pk != str(besides.pk))
        for key, writers in recent.items()
    }
    return {key: writers for key, writers in names.items() if writers}


def _recent(entries: dict[str, tuple[str, datetime]], at: datetime) -> dict[str, tuple[str, datetime]]:
    return {pk: entry for pk, entry in entries.items() if at - entry[1] < OPEN_FOR}


def _entry(tender: Tender, key: SectionKey) -> str:
    return f"writing:{tender.pk}:{key.value}"
