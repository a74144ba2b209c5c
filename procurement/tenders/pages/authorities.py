"""Authorities that nobody looks after: their list, one of them, and what follows from each decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access as core_access
from core.access import Person
from core.assembly import HomeSection, Task
from core.models import Authority, Membership, Role
from core.ownership import access as ownership
from core.ownership.access import Ownership, OwnershipAction
from core.pages import formats, paging
from procurement.tenders import queries, services
from procurement.tenders.models import Tender
from procurement.tenders.pages.listing import short
from procurement.tenders.states import AFTER_OPENING

LISTED = 50
LISTED_TENDERS = 5
LISTED_ON_HOME = 10
READERS = (Role.OFFICER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class UnownedRow:
    """`namesake`: the authority of the same name for which it waits."""

    name: str
    identifier: str
    url: str
    tenders: str
    namesake: str


@dataclass(frozen=True, slots=True)
class UnownedSection:
    """`more`: what to do where not all are listed."""

    id: str
    title: str
    hint: str
    caption: str
    rows: tuple[UnownedRow, ...]
    more: str


@dataclass(frozen=True, slots=True)
class AuthorityDecisionRow:
    """A button: where it leads, or why not."""

    label: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class UnownedPage:
    name: str
    identifier: str
    namesake: str
    tenders: str
    titles: tuple[tuple[str, str], ...]
    decisions: tuple[AuthorityDecisionRow, ...]


@dataclass(frozen=True, slots=True)
class AuthorityCheck:
    """What is decided, and what follows; `obstacle`: why it cannot be."""

    over: str
    title: str
    lead: str
    follows: tuple[str, ...]
    button: str
    is_grave: bool = False
    obstacle: str = ""


def unowned_sections(user: Person, name: str) -> list[UnownedSection]:
    """Those that wait under the name of another one, then the rest; none where there is nothing. Six queries."""
    waiting = _section(
        queries.undecided_authorities(user, waiting=True, name=name),
        "waiting",
        _("The same name as another one"),
        _("Authorities that wait"),
        _("An import named a buyer of this name without an identifier. Nobody is its member until this is decided."),
    )
    rest = _section(
        queries.undecided_authorities(user, waiting=False, name=name),
        "unowned",
        _("Nobody looks after them"),
        _("Authorities without people"),
        _("An import made them. Adopt one if you act for it; else leave it to those who do."),
    )
    return [section for section in (waiting, rest) if section.rows]


def _section(authorities: Any, key: str, title: str, caption: str, hint: str) -> UnownedSection:
    total, capped = paging.count(authorities)
    listed = list(authorities[:LISTED]) if total else []
    counts = queries.tender_counts(listed) if listed else {}
    more = ""
    if total > len(listed):
        number = formats.number(total) if not capped else _("more than %(number)s") % {"number": formats.number(total)}
        more = _("%(count)d of %(total)s are listed. Search by name for the others.")
        more %= {"count": len(listed), "total": number}
    rows = tuple(_unowned_row(row, counts.get(row.pk, 0)) for row in listed)
    return UnownedSection(key, title, hint, caption, rows, more)


def _unowned_row(authority: Authority, tenders: int) -> UnownedRow:
    return UnownedRow(
        authority.name,
        identifier_of(authority),
        reverse("authorities:detail", args=[authority.pk]),
        formats.number(tenders),
        _labelled(authority.same_name_as),
    )


def identifier_of(authority: Authority) -> str:
    """Scheme and identifier, or that there is none."""
    return f"{authority.id_scheme} {authority.id_value}".strip() or _("no identifier")


def _labelled(authority: Authority | None) -> str:
    return f"{authority.name} ({identifier_of(authority)})" if authority else ""


def unowned_page(state: Ownership, user: Person) -> UnownedPage:
    """The authority, its first tenders, and what this person may decide about it. Four queries."""
    authority = state.authority
    listed = queries.visible_to(user).filter(authority=authority)
    tenders = listed.order_by("-publish_no")[:LISTED_TENDERS]
    return UnownedPage(
        authority.name,
        identifier_of(authority),
        _labelled(authority.same_name_as),
        tender_count(listed.count()),
        tuple((f"{row.ref}: {short(row.title)}", reverse("tenders:detail", args=[row.pk])) for row in tenders),
        tuple(_decisions(state, user)),
    )


def _decisions(state: Ownership, user: Person) -> Sequence[AuthorityDecisionRow]:
    adopt = ownership.may(user, OwnershipAction.ADOPT, state)
    merge = ownership.may(user, OwnershipAction.MERGE, state)
    key = state.authority.pk
    rows = [AuthorityDecisionRow(_("Adopt it: I act for it"), reverse("authorities:adopt", args=[key]), str(adopt.why))]
    if state.waits:
        apart = ownership.may(user, OwnershipAction.TELL_APART, state)
        url = reverse("authorities:tell-apart", args=[key])
        rows.append(AuthorityDecisionRow(_("It is another one, not mine"), url, str(apart.why)))
    for into in Authority.objects.filter(pk__in=core_access.authorities_with(user, Role.ADMINISTRATOR)):
        label = _("It is %(name)s: merge it") % {"name": _labelled(into)}
        why = str(merge.why) or services.merge_obstacle(state.authority, into)
        rows.append(AuthorityDecisionRow(label, reverse("authorities:merge", args=[key, into.pk]), why))
    return rows


def tender_count(number: int) -> str:
    return ngettext("%(number)s tender", "%(number)s tenders", number) % {"number": formats.number(number)}


def adopt_page(authority: Authority) -> AuthorityCheck:
    """What follows from adopting it. Two queries."""
    follows = [
        _("You become its administrator, the first one: you invite its people and give them their roles."),
        _("It keeps its tenders: %(tenders)s.") % {"tenders": tender_count(authority_tenders(authority))},
        _opened_sentence(authority, _("Officers and auditors whom you name there")),
    ]
    if authority.same_name_as is not None:
        text = _("It counts as another authority than %(namesake)s, whose people read nothing more of it.")
        follows.append(text % {"namesake": _labelled(authority.same_name_as)})
    follows += [
        _("Every other administrator of this site gets a notice."),
        _("No page undoes it, as an authority keeps an administrator. Your reason stays in the audit log."),
    ]
    lead = _("Only if you act for this authority: who adopts it decides who reads its bids.")
    return AuthorityCheck(_labelled(authority), _("Adopt this authority"), lead, tuple(follows), _("Adopt it"))


def tell_apart_page(authority: Authority) -> AuthorityCheck:
    """What follows from saying that it is not its namesake. No query."""
    namesake = {"namesake": _labelled(authority.same_name_as), "name": authority.name}
    follows = (
        _("It counts as another authority than %(namesake)s, whose people read nothing more of it.") % namesake,
        _("Nobody looks after it yet: any administrator of this site who acts for it can adopt it."),
        _("A later import that names “%(name)s” without an identifier joins it.") % namesake,
        _("The act stays in the audit log with your reason."),
    )
    lead = _("Say so if its tenders are not those of your authority.")
    return AuthorityCheck(_labelled(authority), _("It is another authority"), lead, follows, _("It is another one"))


def merge_page(authority: Authority, into: Authority) -> AuthorityCheck:
    """What follows from merging it into another one. Three queries."""
    number = authority_tenders(authority)
    people = Membership.objects.filter(authority=into, role__in=READERS, user__is_active=True).values("user").distinct()
    readers = ngettext("%(number)s officer or auditor", "%(number)s officers and auditors", len(people))
    readers %= {"number": formats.number(len(people))}
    names = {"tenders": tender_count(number), "into": into.name, "people": readers}
    follows = [
        _("%(tenders)s: from now on of %(into)s. Each gets a new version, which says that the buyer is corrected.")
        % names,
        _opened_sentence(authority, _("%(people)s of %(into)s") % names),
        _("The row of this authority goes, unless an import or a review that is kept names it."),
    ]
    if authority.id_value:
        text = _("A later import that names %(identifier)s makes it anew: the identifier is not taken over.")
        follows.append(text % {"identifier": identifier_of(authority)})
    follows.append(_("This cannot be undone. Your reason stays in the audit log."))
    title = _("Merge it into %(into)s") % {"into": _labelled(into)}
    lead = _("Only if both are the same buyer.")
    obstacle = services.merge_obstacle(authority, into)
    if number > services.MOST_MERGED:
        text = _(
            "A page merges up to %(most)s tenders. An operator does it on the server: manage.py merge_authorities."
        )
        obstacle = obstacle or text % {"most": formats.number(services.MOST_MERGED)}
    over, button = _labelled(authority), _("Merge it")
    return AuthorityCheck(over, title, lead, tuple(follows), button, is_grave=True, obstacle=obstacle)


def authority_tenders(authority: Authority) -> int:
    """How many tenders the authority has, drafts too. One query."""
    return Tender.objects.filter(authority=authority).count()


def _opened_sentence(authority: Authority, readers: str) -> str:
    opened = Tender.objects.filter(authority=authority, state__in=AFTER_OPENING).count()
    if not opened:
        return _("Bids and prices: none of its tenders has bids that are open, so nobody reads any now.")
    text = ngettext(
        "%(readers)s read the bids and prices of %(count)s tender, whose bids are open.",
        "%(readers)s read the bids and prices of %(count)s tenders, whose bids are open.",
        opened,
    )
    return text % {"readers": readers, "count": formats.number(opened)}


def waiting_authorities(user: Person, _now: datetime) -> HomeSection | None:
    """To administrators: authorities that wait under the name of another one. One query; two where one waits."""
    rows = queries.undecided_authorities(user, waiting=True)[:LISTED_ON_HOME]
    if not rows:
        return None
    counts = queries.tender_counts(list(rows))
    number = ngettext("%(n)s authority waits for you", "%(n)s authorities wait for you", len(rows))
    return HomeSection(
        "authorities",
        _("Is it the same authority?"),
        tuple(
            Task(
                row.name,
                reverse("authorities:detail", args=[row.pk]),
                over=_("A buyer of an import"),
                note=_("%(tenders)s, bids read by nobody yet") % {"tenders": tender_count(counts[row.pk])},
                act=_("Decide"),
                act_url=reverse("authorities:detail", args=[row.pk]),
            )
            for row in rows
        ),
        count=formats.counted(number, len(rows), limit=LISTED_ON_HOME),
        more_url=reverse("authorities:list"),
        more_label=_("All that nobody looks after"),
    )


def unowned_of_people(_row: object, user: Person, _now: datetime) -> str | None:
    """Below the list of people: the sentence about authorities that nobody looks after; None where there is none."""
    number = sum(queries.undecided_authorities(user, waiting=flag).count() for flag in (True, False))
    if not number:
        return None
    text = ngettext(
        "An import made %(number)s authority that nobody looks after.",
        "Imports made %(number)s authorities that nobody looks after.",
        number,
    )
    return text % {"number": formats.number(number)}
