"""The first start of a site: a link, printed by `serve`, makes the first authority and its administrator."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.law import calendars
from core.law import services as law
from core.models import Authority, Membership, Role, SetupLink, User
from core.people import queries
from core.people.links import new_secret, secret_sha
from core.people.refusals import PeopleRefused, StaleInvitation

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class AuthoritySetup:
    """What an authority begins with; `country` and `parts` are those of its calendar."""

    name: str
    id_scheme: str
    id_value: str
    zone: str
    locale: str
    currency: str
    basis: str
    law_profile: str
    country: str
    parts: tuple[str, ...] = ()


@transaction.atomic
def make_link(*, at: datetime) -> str:
    """The secret of a link to the first start, for 24 hours; it ends those before. Who: an operator.

    Raises PeopleRefused once an administrator exists.
    """
    if queries.has_administrator():
        raise PeopleRefused(_("This site has an administrator, who invites everybody else."))
    SetupLink.objects.filter(used_at=None).delete()
    secret = new_secret()
    SetupLink.objects.create(secret_sha=secret.sha, made_at=at, expires_at=at + LIFETIME)
    return secret.text


def of_secret(secret: str, *, at: datetime) -> SetupLink:
    """The link of this secret. Raises StaleInvitation for one that ended, and once an administrator exists."""
    link = SetupLink.objects.filter(secret_sha=secret_sha(secret), used_at=None, expires_at__gt=at).first()
    if link is None or queries.has_administrator():
        raise StaleInvitation(_("This link is not valid any more. Start the site again for a new one."))
    return link


@transaction.atomic
def begin(*, link: SetupLink, setup: AuthoritySetup, email: str, name: str, passphrase: str, at: datetime) -> User:
    """Make the authority and its administrator. Who: whoever has the link.

    An authority of that identifier which an import made is taken where nobody is its member. Effects: the link is used;
    an Authority with settings, law profile and calendar; a User with the role; leaves authority.created,
    account.created, membership.granted, and those of settings, law and calendar. Raises StaleInvitation for a second
    call; PeopleRefused, law.LawRefused or CalendarRefused for what is not right, and then nothing is made.
    """
    if not SetupLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at).update(used_at=at):
        raise StaleInvitation(_("This link is not valid any more. Start the site again for a new one."))
    if not setup.name.strip():
        raise PeopleRefused(_("Say what the authority is called."), field="authority_name")
    if User.objects.filter(email=email.lower()).exists():
        raise PeopleRefused(_("An account has this address already."), field="email")
    person = User.objects.create_user(email, passphrase, name=name.strip())
    audit.record(CoreLeafKind.ACCOUNT_CREATED, person, by=None, at=at)
    authority = _authority(setup, by=person, at=at)
    Membership.objects.create(user=person, authority=authority, role=Role.ADMINISTRATOR)
    facts = {"role": Role.ADMINISTRATOR.value, "authority": str(authority.pk)}
    audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, person, by=None, at=at, facts=facts)
    who = {"authority": authority, "by": person, "at": at}
    law.settle(zone=setup.zone, locale=setup.locale, currency=setup.currency, basis=setup.basis, **who)  # type: ignore[arg-type]
    if authority.law_profile != setup.law_profile:
        law.choose_profile(profile=setup.law_profile, **who)  # type: ignore[arg-type]
    calendars.start(country=setup.country.upper(), parts=setup.parts, **who)  # type: ignore[arg-type]
    return person


def _authority(setup: AuthoritySetup, *, by: User, at: datetime) -> Authority:
    """The authority of this identifier, if nobody is its member; else a new one."""
    scheme, value = setup.id_scheme.strip(), setup.id_value.strip()
    if bool(scheme) != bool(value):
        raise PeopleRefused(
            _("An identifier is a register and the number in it: give both, or none."), field="id_value"
        )
    known = Authority.objects.filter(id_scheme=scheme, id_value=value, same_name_as=None).first() if value else None
    if known is not None and known.memberships.exists():
        raise PeopleRefused(_("Another authority has this identifier."), field="id_value")
    if known is not None:
        return known
    authority = Authority.objects.create(name=setup.name.strip(), id_scheme=scheme, id_value=value)
    audit.record(CoreLeafKind.AUTHORITY_CREATED, authority, by=by, at=at)
    return authority
