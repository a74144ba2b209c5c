"""What a new draft can begin with. Whoever has more (a template, an earlier tender) adds a source here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Authority, User
from procurement.tenders import access, gather, queries, services
from procurement.tenders.gather import ImportedContent
from procurement.tenders.models import Origin, Tender
from procurement.tenders.pages.editors import title_of
from procurement.tenders.ready import ReadyTender, ready_tenders
from procurement.tenders.sections import Purchase, SectionKey, SectionValue, TenderContent


@dataclass(frozen=True, slots=True)
class Beginning:
    """A first content of a draft. `key` goes into the log; `text`: what an officer gets by it.

    `values`: the sections, made for an authority and the officer who begins. `lacking`: what is not in the file of an
    imported tender, in words.
    """

    key: str
    title: str | Promise
    text: str | Promise
    values: Callable[[Authority, User], Iterable[SectionValue]]
    lacking: str = ""


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


def beginnings_for(user: User, chosen: str = "") -> dict[str, Beginning]:
    """All that a person can begin with, by key, in the order in which they are offered.

    `chosen`: the key of an imported tender, which then is the first; there are too many to offer them all.
    """
    imported = beginning_of_imported(user, chosen)
    offered = [beginning for source in SOURCES for beginning in source(user)]
    return {beginning.key: beginning for beginning in ([imported] if imported else []) + offered}


# --- from the file of an imported tender ---

IMPORTED = "imported:"
_PLACES: Mapping[str, str | Promise] = {
    "purchase/text": _("what is needed"),
    "purchase/estimate": _("estimated values"),
    "purchase/cpv": _("CPV codes"),
    "purchase/variants": _("whether variants are allowed"),
    "requirements/provenance": _("where requirements come from"),
    "criteria/family": _("the families of criteria"),
    "criteria/weight": _("some weights"),
    "method/formula": _("the formula of the price"),
    "contract/exit": _("how the contract is left"),
}


def beginning_of_imported(user: User, key: str) -> Beginning | None:
    """The beginning "imported:<id of the tender>"; None where the person can see no such tender."""
    try:
        tender = access.door(user, UUID(key.removeprefix(IMPORTED))) if key.startswith(IMPORTED) else None
    except (ValueError, Http404):
        return None
    if tender is None or tender.origin != Origin.IMPORTED:
        return None
    from_file = gather.imported_content(tender)
    title = _("What the file of %(ref)s says: %(title)s") % {"ref": tender.ref, "title": tender.title}
    return Beginning(
        key, title, _counted(from_file.content), lambda _authority, _user: from_file.values, _lacking(from_file)
    )


def _counted(content: TenderContent) -> str:
    lots, criteria = len(content.purchase.lots), len(content.criteria.criteria)
    asked = len(content.requirements.entries)
    parts = [
        ngettext("%(n)d lot", "%(n)d lots", lots) % {"n": lots},
        ngettext("%(n)d criterion", "%(n)d criteria", criteria) % {"n": criteria},
        ngettext("%(n)d requirement", "%(n)d requirements", asked) % {"n": asked},
    ]
    counted = gettext("%(parts)s; without its dates. A bid fails by none of its requirements until you say so.")
    return counted % {"parts": ", ".join(parts)}


def _lacking(from_file: ImportedContent) -> str:
    names = [str(_PLACES[place]) if place in _PLACES else title_of(SectionKey(place)) for place in from_file.missing]
    return gettext("Not in the file: %(names)s.") % {"names": ", ".join(names)}


def titled(values: Iterable[SectionValue], title: str, authority: Authority) -> list[SectionValue]:
    """The same sections under the title that the officer typed; a need is added where none is among them."""
    sections = list(values)
    if not any(isinstance(value, Purchase) for value in sections):
        sections = [Purchase(currency=authority.currency, basis=authority.basis), *sections]
    return [replace(value, title=title) if isinstance(value, Purchase) else value for value in sections]
