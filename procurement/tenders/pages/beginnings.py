"""What a new draft can begin with. Whoever has more (a template, an earlier tender) adds a source here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Authority, User
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


# Each gives the beginnings that a person can choose; the first of all is proposed.
SOURCES: tuple[Callable[[User], Iterable[Beginning]], ...] = (_empty_draft,)


def beginnings_for(user: User) -> dict[str, Beginning]:
    """All that a person can begin with, by key, in the order in which they are offered."""
    return {beginning.key: beginning for source in SOURCES for beginning in source(user)}


def titled(values: Iterable[SectionValue], title: str, authority: Authority) -> list[SectionValue]:
    """The same sections under the title that the officer typed; a need is added where none is among them."""
    sections = list(values)
    if not any(isinstance(value, Purchase) for value in sections):
        sections = [Purchase(currency=authority.currency, basis=authority.basis), *sections]
    return [replace(value, title=title) if isinstance(value, Purchase) else value for value in sections]
