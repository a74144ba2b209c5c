"""What a new draft can begin with. Whoever has more (a template, an earlier tender) adds a source here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Authority, User
from procurement.tenders import queries, services
from procurement.tenders.models import Tender
from procurement.tenders.ready import ReadyTender, ready_tenders
from procurement.tenders.sections import Purchase, SectionValue


@dataclass(frozen=True, slots=True)
class Beginning:
    """A first content of a draft. `key` goes into the log; `text`: what an officer gets by it.

    `values`: the sections, made for an authority and the officer who begins.
    """

    key: str
    title: str | Promise
    text: str | Promise
    values: Callable[[Authority, User], Iterable[SectionValue]]


def _empty(authority: Authority, _user: User) -> list[SectionValue]:
    return [Purchase(currency=authority.currency, basis=authority.basis)]


EMPTY = Beginning("empty", _("Nothing"), _("Ten empty sections."), _empty)


def _empty_draft(_user: User) -> Iterable[Beginning]:
    return [EMPTY]


def _ready_tenders(_user: User) -> Iterable[Beginning]:
    """The ready tenders for common city buys."""
    return [_of_ready(ready) for ready in ready_tenders().values()]


def _of_ready(ready: ReadyTender) -> Beginning:
    def values(authority: Authority, user: User) -> Iterable[SectionValue]:
        return services.ready_sections(ready, authority=authority, by=user, at=clock.db_now())

    return Beginning(ready.key, ready.title, ready.text, values)


def _earlier_tenders(user: User) -> Iterable[Beginning]:
    """The latest tenders of the person's authorities that were written here."""
    return [_of_tender(tender) for tender in queries.copyable_by(user)]


def _of_tender(tender: Tender) -> Beginning:
    def values(_authority: Authority, _user: User) -> Iterable[SectionValue]:
        return services.copied_sections(tender)

    title = _("A copy of %(ref)s: %(title)s") % {"ref": tender.ref, "title": tender.title}
    text = _("All its sections, without its dates. What was mandatory is confirmed anew.")
    return Beginning(f"copy:{tender.pk}", title, text, values)


# Each gives the beginnings that a person can choose; the first of all is proposed.
SOURCES: tuple[Callable[[User], Iterable[Beginning]], ...] = (_empty_draft, _ready_tenders, _earlier_tenders)


def beginnings_for(user: User) -> dict[str, Beginning]:
    """All that a person can begin with, by key, in the order in which they are offered."""
    return {beginning.key: beginning for source in SOURCES for beginning in source(user)}


def titled(values: Iterable[SectionValue], title: str, authority: Authority) -> list[SectionValue]:
    """The same sections under the title that the officer typed; a need is added where none is among them."""
    sections = list(values)
    if not any(isinstance(value, Purchase) for value in sections):
        sections = [Purchase(currency=authority.currency, basis=authority.basis), *sections]
    return [replace(value, title=title) if isinstance(value, Purchase) else value for value in sections]
