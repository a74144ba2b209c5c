"""The acts on one person as its page offers them: in words, what follows, who may, and the service that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.accounts.mails import sends_mail
from core.models import Authority, FactorReset, Role, User
from core.people import factors, queries, services
from core.people.access import PeopleAction
from core.people.refusals import PeopleRefused


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """A person in an authority as it is now: what its acts depend on."""

    person: User
    authority: Authority
    roles: tuple[Role, ...]
    has_factor: bool
    reset: FactorReset | None

    @property
    def other_roles(self) -> tuple[Role, ...]:
        return tuple(role for role in Role if role not in self.roles)


@dataclass(frozen=True, slots=True)
class Doing:
    """By whom, when, why, and for an act on a role which."""

    by: User
    at: datetime
    reason: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PersonAct:
    """`roles`: those that can be chosen; empty for an act on the account. `done`: what the page says afterwards."""

    key: str
    action: PeopleAction
    label: str | Promise
    follows: Sequence[str | Promise]
    done: str | Promise
    is_open: Callable[[PersonStanding], bool]
    do: Callable[[PersonStanding, Doing], object]
    roles: Callable[[PersonStanding], Sequence[Role]] = lambda _standing: ()
    asks_reason: bool = True
    is_grave: bool = False


def _waiting(standing: PersonStanding) -> FactorReset:
    if standing.reset is None:
        raise PeopleRefused(str(_("This reset waits no more. Ask for a new one.")))
    return standing.reset


def _grant(standing: PersonStanding, doing: Doing) -> None:
    assert doing.role is not None  # the form asks for it
    services.grant_role(
        person=standing.person,
        authority=standing.authority,
        role=doing.role,
        reason=doing.reason,
        by=doing.by,
        at=doing.at,
    )


def _withdraw(standing: PersonStanding, doing: Doing) -> None:
    assert doing.role is not None  # the form asks for it
    services.withdraw_role(
        person=standing.person,
        authority=standing.authority,
        role=doing.role,
        reason=doing.reason,
        by=doing.by,
        at=doing.at,
    )


def _ask_reset(standing: PersonStanding, doing: Doing) -> None:
    factors.request_reset(
        person=standing.person, authority=standing.authority, reason=doing.reason, by=doing.by, at=doing.at
    )


_STAYS = _("The act stays in the audit log with your reason, and the person gets a notice.")
ACTS = {
    act.key: act
    for act in (
        PersonAct(
            "grant",
            PeopleAction.GRANT,
            _("Give a role"),
            [_("The role counts from the person's next page on."), _STAYS],
            _("The role is given."),
            lambda standing: standing.person.is_active and bool(standing.other_roles),
            _grant,
            lambda standing: standing.other_roles,
        ),
        PersonAct(
            "withdraw",
            PeopleAction.WITHDRAW,
            _("Withdraw a role"),
            [_("The role ends at the person's next page."), _STAYS],
            _("The role has ended."),
            lambda standing: bool(standing.roles),
            _withdraw,
            lambda standing: standing.roles,
        ),
        PersonAct(
            "close",
            PeopleAction.CLOSE,
            _("Close the account"),
            [
                _("The person can no longer sign in; what is open on its screen ends at the next page."),
                _("Its API tokens end. Its roles stay written, and count again if you open the account."),
                _("The act stays in the audit log with your reason."),
            ],
            _("The account is closed."),
            lambda standing: standing.person.is_active,
            lambda standing, doing: services.deactivate(
                person=standing.person, reason=doing.reason, by=doing.by, at=doing.at
            ),
            is_grave=True,
        ),
        PersonAct(
            "open",
            PeopleAction.OPEN,
            _("Open the account again"),
            [
                _("The person signs in as before, and its roles count again."),
                _("The act stays in the audit log with your reason."),
            ],
            _("The account is open."),
            lambda standing: not standing.person.is_active,
            lambda standing, doing: services.reactivate(
                person=standing.person, reason=doing.reason, by=doing.by, at=doing.at
            ),
        ),
        PersonAct(
            "link",
            PeopleAction.LINK,
            _("Show a link to a new passphrase"),
            [
                _("This site sends no mail, so you see the link, once, and hand it over yourself."),
                _("Make sure that you give it to the person itself: whoever opens it chooses the passphrase."),
                _("The person gets a notice, and the security log an event."),
            ],
            "",
            lambda standing: standing.person.is_active and not sends_mail(),
            lambda standing, doing: services.show_passphrase_link(
                person=standing.person, by=doing.by, request=None, at=doing.at
            ),
            asks_reason=False,
        ),
        PersonAct(
            "reset",
            PeopleAction.ASK_RESET,
            _("Ask to reset the second factor"),
            [
                _("Make sure who is asking: call the person back, or meet it."),
                _("Nothing changes until another administrator confirms, within a week."),
                _STAYS,
            ],
            _("Another administrator confirms now."),
            lambda standing: standing.has_factor and standing.reset is None,
            _ask_reset,
        ),
        PersonAct(
            "confirm",
            PeopleAction.CONFIRM_RESET,
            _("Confirm the reset of the second factor"),
            [
                _("The person's authenticator app and recovery codes count no more; its API tokens end."),
                _("It signs in with its passphrase alone and must set up a new factor at once."),
                _("The act stays in the audit log, and the person gets a notice."),
            ],
            _("The second factor is gone."),
            lambda standing: standing.reset is not None,
            lambda standing, doing: factors.confirm_reset(reset=_waiting(standing), by=doing.by, at=doing.at),
            asks_reason=False,
            is_grave=True,
        ),
        PersonAct(
            "refuse",
            PeopleAction.CONFIRM_RESET,
            _("Refuse the reset of the second factor"),
            [_("The person's second factor stays as it is. The act stays in the audit log.")],
            _("The reset is refused."),
            lambda standing: standing.reset is not None,
            lambda standing, doing: factors.withdraw_reset(reset=_waiting(standing), by=doing.by, at=doing.at),
            asks_reason=False,
        ),
    )
}


NOT_OPEN = _("This is not to be done any more: look at what is so now.")


def person_in(authority: Authority, pk: UUID, at: datetime) -> PersonStanding:
    """A person with a role in the authority, as it is now. Raises Http404. Four queries."""
    person = get_object_or_404(User.objects.filter(memberships__authority=authority).distinct(), pk=pk)
    return standing_of(person, authority, at)


def standing_of(person: User, authority: Authority, at: datetime) -> PersonStanding:
    """The person as it is now. Three queries."""
    return PersonStanding(
        person,
        authority,
        tuple(queries.roles_in(authority, person)),
        queries.has_factor(person),
        queries.waiting_reset(person, at),
    )
