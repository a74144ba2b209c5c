"""What an administrator decides about an authority: its settings, its law profile, and that a lawyer confirmed it."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.audit import CoreLeafKind
from core.law.profiles import digest, profile_of
from core.models import Authority, LawConfirmation, LawProfileId, PriceBasis, User


class LawRefused(ValueError):
    """A setting or confirmation was not taken; `field` names what it is about, the sentence says why."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def settle(*, authority: Authority, zone: str, locale: str, currency: str, basis: str, by: User, at: datetime) -> None:
    """Say where the authority is, how it writes numbers, and what its amounts are in. Who: an administrator.

    Effects: the fields; leaf authority.settled. Tenders keep what they were made with. Raises LawRefused for a zone,
    locale, currency or basis that nobody knows.
    """
    known_zone, known_locale = _require_zone(zone), _require_locale(locale)
    if currency not in list_currencies():
        raise LawRefused("currency", _("“%(text)s” is no currency. Write its code, such as EUR.") % {"text": currency})
    if basis not in set(PriceBasis):
        raise LawRefused("basis", _("Amounts are net or gross."))
    facts = {"zone": known_zone, "locale": known_locale, "currency": currency, "basis": str(basis)}
    Authority.objects.filter(pk=authority.pk).update(**facts)
    audit.record(CoreLeafKind.AUTHORITY_SETTLED, authority, by=by, at=at, facts=facts)
    authority.refresh_from_db()


def _require_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise LawRefused("zone", _("“%(text)s” is no time zone. Write it as Europe/Lisbon.") % {"text": zone})
    return ZoneInfo(zone).key


def _require_locale(locale: str) -> str:
    try:
        return str(Locale.parse(locale))
    except (ValueError, TypeError, UnknownLocaleError):
        sentence = _("“%(text)s” is no locale. Write language and country, such as pt_PT.")
        raise LawRefused("locale", sentence % {"text": locale}) from None


@transaction.atomic
def choose_profile(*, authority: Authority, profile: str, by: User, at: datetime) -> None:
    """Say which law applies. Who: an administrator. Tenders keep the profile that they pinned.

    Effects: the field; leaf authority.law_chosen. A lawyer confirms it then (`core.law.status`). Raises LawRefused
    for a profile that is not here or is chosen already, so a second call, too.
    """
    if profile not in set(LawProfileId):
        raise LawRefused("law_profile", _("No law profile has the id %(id)s.") % {"id": profile})
    if not Authority.objects.filter(pk=authority.pk).exclude(law_profile=profile).update(law_profile=profile):
        raise LawRefused("law_profile", _("This law profile is chosen already."))
    facts = {"profile": str(profile), "digest": digest(profile_of(profile))}
    audit.record(CoreLeafKind.LAW_CHOSEN, authority, by=by, at=at, facts=facts)
    authority.refresh_from_db()


@transaction.atomic
def record_confirmation(
    *, authority: Authority, lawyer: str, reference: str = "", by: User, at: datetime
) -> LawConfirmation:
    """Record that a lawyer read the chosen profile and confirmed it. Who: an administrator.

    Effects: a LawConfirmation of what the profile says today; leaf authority.law_confirmed, the lawyer's name beside it
    as a secret. A later confirmation follows. Raises LawRefused without a profile or without a name.
    """
    if not authority.law_profile:
        raise LawRefused("law_profile", _("Choose a law profile first."))
    if not lawyer.strip():
        raise LawRefused("lawyer", _("Say which lawyer confirmed the profile."))
    confirmed = digest(profile_of(authority.law_profile))
    row = LawConfirmation.objects.create(
        authority=authority,
        profile=authority.law_profile,
        digest=confirmed,
        lawyer=lawyer.strip(),
        reference=reference.strip(),
        by=by,
        at=at,
    )
    facts = {"profile": authority.law_profile, "digest": confirmed}
    audit.record(CoreLeafKind.LAW_CONFIRMED, authority, by=by, at=at, facts=facts, secret={"lawyer": lawyer.strip()})
    return row
