"""The start as its page shows it: what the person does next, and what this version does not do for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access, assembly
from core.access import Person
from core.assembly import HomeSection, Note
from core.models import Membership
from procurement.web import queries


@dataclass(frozen=True, slots=True)
class HomeShape:
    """`headline` and `lead`: how much waits; `roles`: one line per authority, `role` all of them in one.

    Notes stand above what is listed only where nothing waits: they never push work down.
    """

    role: str
    roles: tuple[str, ...]
    headline: str
    lead: str
    notes: tuple[Note, ...]
    sections: tuple[HomeSection, ...]
    beside: tuple[HomeSection, ...]
    notes_beside: tuple[Note, ...]
    notes_below: tuple[Note, ...]


def home_shape(user: Person, *, now: datetime) -> HomeShape:
    """The sections and notes that stages bring for this person (core.assembly), the most urgent first."""
    sections = assembly.home_sections(user, now)
    counts = [section.count for section in sections if section.count]
    notes = tuple(assembly.home_notes(user, last=False)) or tuple(_note_without_role(user))
    roles = role_lines(queries.memberships_of(user))
    return HomeShape(
        role=_role(roles),
        roles=tuple(roles),
        headline=counts[0] if counts else _("Nothing waits for you"),
        lead=" · ".join(counts[1:]),
        notes=() if counts else notes,
        sections=tuple(section for section in sections if not section.beside),
        beside=tuple(section for section in sections if section.beside),
        notes_beside=notes if counts else (),
        notes_below=tuple(assembly.home_notes(user, last=True)),
    )


def role_lines(memberships: Iterable[Membership]) -> list[str]:
    """One line per authority: 'Procurement officer, Opener: City of Larkmouth'."""
    by_authority: dict[str, list[str]] = {}
    for membership in memberships:
        by_authority.setdefault(membership.authority.name, []).append(str(membership.get_role_display()))
    return [f"{', '.join(roles)}: {authority}" for authority, roles in by_authority.items()]


def _role(roles: Sequence[str]) -> str:
    """The first of these lines, and how many more there are."""
    if len(roles) < 2:
        return "".join(roles)
    more = ngettext("and one more authority", "and %(count)d more authorities", len(roles) - 1)
    return f"{roles[0]}, {more % {'count': len(roles) - 1}}"


def _note_without_role(user: Person) -> Iterable[Note]:
    """To one for whom no stage has a word, because it is nothing here yet."""
    if not access.roles_of(user):
        yield Note(
            _("You hold no role yet"),
            _(
                "You can read every published tender, ask about it and follow it. Do you bid for an organisation? "
                "Register it in five minutes, or have a colleague invite you. To work for an authority ask its "
                "administrator for a role."
            ),
            reverse("our:register"),
            _("Register your organisation"),
        )
