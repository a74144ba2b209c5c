"""What the pages about people show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.models import Authority, Invitation, JobState, Role, User
from core.pages import formats
from core.people import access, queries
from core.people.acts import ACTS, PersonAct, PersonStanding
from core.people.roles import RoleRow, role_rows


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    email: str
    url: str
    roles: str
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """`mail`: how far the mail is, empty where none was asked for; `link_url`: where the link is shown instead."""

    email: str
    roles: str
    until: str
    by: str
    mail: str
    tone: str
    withdraw_url: str
    link_url: str


@dataclass(frozen=True, slots=True)
class PeopleSection:
    """The people of one authority; `alone`: it has one administrator only."""

    id: str
    title: str
    invite_url: str
    settings_url: str
    people: tuple[PersonRow, ...]
    invitations: tuple[InvitationRow, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class ActRow:
    """A button of the person's page: where it leads, or why not."""

    label: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    name: str
    email: str
    authority: str
    is_closed: bool
    factor: str
    waits: str
    roles: tuple[RoleRow, ...]
    acts: tuple[ActRow, ...]


def section(authority: Authority, at: datetime) -> PeopleSection:
    """Everybody with a role, and who is invited. Four queries."""
    waiting = queries.waiting_invitations(authority, at)
    asked = queries.people_with_waiting_reset(authority, at)
    return PeopleSection(
        f"people-{authority.pk}",
        authority.name,
        reverse("people:invite", args=[authority.pk]),
        reverse("authority:settings", args=[authority.pk]),
        tuple(_person_row(row, authority, asked=row.person.pk in asked) for row in queries.colleagues(authority)),
        tuple(_invitation_row(row, authority) for row in waiting),
        queries.administrators_of(authority).count() == 1,
    )


def _person_row(row: queries.Colleague, authority: Authority, *, asked: bool) -> PersonRow:
    tags = [
        (_("Closed"), "bad", not row.person.is_active),
        (_("Reset waits for a second administrator"), "warn", asked),
        (_("No second factor"), "warn", not row.has_factor and row.person.is_active),
    ]
    return PersonRow(
        str(row.person),
        row.person.email,
        reverse("people:person", args=[authority.pk, row.person.pk]),
        _labels(row.roles),
        tuple((label, tone) for label, tone, is_so in tags if is_so),
    )


def _invitation_row(row: Invitation, authority: Authority) -> InvitationRow:
    return InvitationRow(
        row.email,
        _labels(row.role_list),
        formats.moment(row.expires_at, authority.zone),
        str(row.by or _("on the server")),
        *_mail_state(row),
        reverse("people:withdraw-invitation", args=[authority.pk, row.pk]),
        reverse("people:invitation-link", args=[authority.pk, row.pk]) if _can_show_link(row) else "",
    )


def _mail_state(row: Invitation) -> tuple[str, str]:
    """What became of the mail, and in which tone that is said."""
    mail = getattr(row, "mail", None)
    if mail is None:
        return "", ""
    if mail.sent_at is not None:
        return _("Mailed"), "good"
    if mail.job is not None and mail.job.state == JobState.FAILED:
        return _("Mail not sent"), "bad"
    return _("Mail waits"), "warn"


def _can_show_link(row: Invitation) -> bool:
    mail = getattr(row, "mail", None)
    return bool(row.salt) and mail is not None and mail.sent_at is None


def _labels(roles: Sequence[Role]) -> str:
    return ", ".join(str(role.label) for role in roles)


def person_page(standing: PersonStanding, user: Person) -> PersonPage:
    """The person, its roles in words, and what may be done."""
    person, reset = standing.person, standing.reset
    waits = ""
    if reset is not None:
        facts = {"by": reset.by, "at": formats.moment(reset.at, standing.authority.zone), "reason": reset.reason}
        waits = _("%(by)s asked on %(at)s that the second factor be taken away: “%(reason)s”") % facts
    return PersonPage(
        str(person),
        person.email,
        standing.authority.name,
        not person.is_active,
        _("Set up") if standing.has_factor else _("Not set up"),
        waits,
        tuple(role_rows(standing.roles)),
        tuple(_act_row(act, standing, user) for act in ACTS.values() if act.is_open(standing)),
    )


def _act_row(act: PersonAct, standing: PersonStanding, user: Person) -> ActRow:
    decision = access.may(user, act.action, standing.authority, standing.person)
    url = reverse("people:act", args=[standing.authority.pk, standing.person.pk, act.key])
    why = str(decision.why)
    if decision and act.key == "confirm" and standing.reset and user.pk == standing.reset.by_id:
        why = _("Another administrator than the one who asked confirms a reset.")
    return ActRow(str(act.label), url, why)


def crumbs(authority: Authority | None = None, person: User | None = None) -> list[dict[str, str]]:
    """The way from the list to the page."""
    way = [{"label": str(_("People")), "url": reverse("people:list")}]
    if authority and person:
        way.append({"label": str(person), "url": reverse("people:person", args=[authority.pk, person.pk])})
    return way
