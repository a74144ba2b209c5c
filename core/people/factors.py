"""A lost second factor: two administrators take it away together; where there is but one, an operator on the server."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.models import Authority, FactorReset, Membership, Role, SecurityKind, User
from core.notices.queries import people_with
from core.notices.services import notify
from core.people import access, queries, services
from core.people.access import PeopleAction
from core.people.notices import PeopleNotice
from core.people.refusals import PeopleRefused
from core.security import writing


@transaction.atomic
def request_reset(*, person: User, authority: Authority, reason: str, by: User, at: datetime) -> FactorReset:
    """Ask that a person's second factor be taken away. Who: an administrator, who has made sure who is asking.

    Effects: a FactorReset, which waits a week for a second administrator; leaf account.factor_reset_requested, its
    reason as a secret; notices to the person and to the other administrators. Raises PeopleRefused without a reason,
    for the own account, for a person without a factor, and while another waits.
    """
    services.require_reason(reason)
    if person.pk == by.pk:
        raise PeopleRefused(_("Two other administrators reset your second factor."))
    if not Authenticator.objects.filter(user=person).exists():
        raise PeopleRefused(_("%(person)s has no second factor.") % {"person": person})
    User.objects.select_for_update().get(pk=person.pk)
    if queries.waiting_reset(person, at) is not None:
        raise PeopleRefused(_("A reset of this person's second factor waits already."))
    FactorReset.objects.filter(user=person, confirmed_at=None, withdrawn_at=None).update(withdrawn_at=at)
    row = FactorReset.objects.create(user=person, authority=authority, reason=reason.strip(), by=by, at=at)
    secret = {"reason": row.reason}
    audit.record(CoreLeafKind.ACCOUNT_FACTOR_RESET_REQUESTED, person, by=by, at=at, secret=secret)
    notify(PeopleNotice.RESET_REQUESTED, [person], event=f"reset/{row.pk}/asked", facts={}, at=at)
    others = [user for user in queries.administrators_of(authority) if user.pk not in {by.pk, person.pk}]
    facts = {"name": str(person)}
    notify(PeopleNotice.RESET_TO_CONFIRM, others, event=f"reset/{row.pk}/confirm", facts=facts, at=at)
    return row


@transaction.atomic
def confirm_reset(*, reset: FactorReset, by: User, at: datetime) -> None:
    """Take the second factor away. Who: another administrator than the one who asked, and not the person itself.

    Effects: the person's app and recovery codes go, so it sets up new ones at the next page; its API tokens end;
    leaf account.factor_reset; an event of the security log; a notice. Raises
    PeopleRefused for one who asked or is an administrator no more, for a reset that is older than a week, and for a
    second call.
    """
    if by.pk in {reset.by_id, reset.user_id}:
        raise PeopleRefused(_("Another administrator than the one who asked confirms a reset."))
    if not queries.administrators_of(reset.authority).filter(pk=reset.by_id).exists():
        raise PeopleRefused(_("Whoever asked for this reset is no administrator any more. Ask for a new one."))
    waiting = FactorReset.objects.filter(pk=reset.pk, confirmed_at=None, withdrawn_at=None)
    if not waiting.filter(at__gt=at - queries.RESET_WAITS).update(confirmed_at=at, confirmed_by=by):
        raise PeopleRefused(_("This reset waits no more. Ask for a new one."))
    _take_away(reset.user, by=by, at=at, reason=reset.reason, event=f"reset/{reset.pk}/done")


@transaction.atomic
def withdraw_reset(*, reset: FactorReset, by: User, at: datetime) -> None:
    """End a reset that waits. Who: an administrator. Effects: leaf account.factor_reset_withdrawn.

    Raises PeopleRefused for one that waits no more.
    """
    waiting = FactorReset.objects.filter(pk=reset.pk, confirmed_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=at):
        raise PeopleRefused(_("This reset waits no more. Ask for a new one."))
    audit.record(CoreLeafKind.ACCOUNT_FACTOR_RESET_WITHDRAWN, reset.user, by=by, at=at)


@transaction.atomic
def reset_on_server(*, person: User, reason: str, at: datetime) -> None:
    """Take the second factor away where no two administrators can. Who: an operator with a shell.

    Effects: as `confirm_reset`; notices, by mail where mail is sent, to the person and to the administrators and
    officers of its authorities. Raises PeopleRefused without a reason, without a factor, and where two administrators
    can do it on its page.
    """
    services.require_reason(reason)
    if not Authenticator.objects.filter(user=person).exists():
        raise PeopleRefused(_("%(person)s has no second factor.") % {"person": person})
    if len(able_to_reset(person)) > 1:
        raise PeopleRefused(_("Two administrators can reset it together, on the page of this person."))
    event = f"server-reset/{person.pk}/{at.isoformat()}"
    for authority in Authority.objects.filter(memberships__user=person).distinct():
        hearing = people_with(authority, Role.OFFICER, Role.ADMINISTRATOR).exclude(pk=person.pk)
        facts = {"name": str(person)}
        notify(PeopleNotice.RESET_OF_COLLEAGUE, list(hearing), event=event, facts=facts, at=at)
    _take_away(person, by=None, at=at, reason=reason, event=f"{event}/done")


def able_to_reset(person: User) -> list[User]:
    """The administrators, other than the person, who may take part in a reset. A query for each."""
    able: dict[object, User] = {}
    for authority in Authority.objects.filter(memberships__user=person).distinct():
        for user in queries.administrators_of(authority):
            if access.may(user, PeopleAction.ASK_RESET, authority, person):
                able[user.pk] = user
    return list(able.values())


def _take_away(person: User, *, by: User | None, at: datetime, reason: str, event: str) -> None:
    Authenticator.objects.filter(user=person).delete()
    person.auth_token_set.all().delete()  # type: ignore[attr-defined]  # knox
    secret = {"reason": reason.strip()}
    audit.record(CoreLeafKind.ACCOUNT_FACTOR_RESET, person, by=by, at=at, secret=secret)
    writing.record(SecurityKind.FACTOR_RESET, None, user=person)
    notify(PeopleNotice.RESET_DONE, [person], event=event, facts={}, at=at)


def is_sole_administrator(user: User) -> list[Authority]:
    """The authorities in which this person alone is administrator, by name."""
    rows = Membership.objects.filter(user=user, role=Role.ADMINISTRATOR).select_related("authority")
    return [row.authority for row in rows.order_by("authority__name") if _is_alone(row.authority)]


def _is_alone(authority: Authority) -> bool:
    return queries.administrators_of(authority).count() == 1
