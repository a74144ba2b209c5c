"""Share codes: made, ended, looked up."""

import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Authority, User
from core.signing import services as signing
from core.signing.keyfile import KeyFault
from offline import share_codes
from suppliers import gather, queries
from suppliers.models import ShareCode, ShareCodeLookup, Supplier
from suppliers.rules import codes
from suppliers.services.locking import locked
from suppliers.services.refusals import SupplierRefused
from suppliers.states import ShareLeafKind

LIFETIME = timedelta(days=90)
WRONG_AT_MOST, WITHIN = 10, 3600  # tries of one person, seconds


class CodeUnknown(SupplierRefused):
    """There is no such code now: wrong, ended and over are one answer."""


class TooManyTries(SupplierRefused):
    """The person typed too many codes that there are not."""


@transaction.atomic
def make_share_code(*, supplier: Supplier, by: User, at: datetime) -> ShareCode:
    """Sign the supplier's facts as they are now, for whoever is given the code, for 90 days. Who: a member.

    Effects: a ShareCode; the one before it ends; leaf share_code.made with the digest of the document as a secret.
    Raises SupplierRefused without a fact, for an erased supplier, and where the site cannot sign.
    """
    row = locked(supplier)
    if before := queries.open_code(row):
        _end(before, by=by, at=at)
    code = _new_code()
    document = gather.share_document(row, code, made_at=at, ends_at=at + LIFETIME)
    if not document.facts:
        raise SupplierRefused(_("There is nothing to share yet. Enter your facts first."))
    try:
        envelope = signing.sign(share_codes.KIND, document, at=at)
    except KeyFault as fault:
        raise SupplierRefused(str(fault)) from fault
    share_code = ShareCode.objects.create(
        supplier=row, code=code, snapshot=envelope.file().decode(), made_by=by, made_at=at, ends_at=at + LIFETIME
    )
    facts = {"facts": len(document.facts), "key": envelope.fingerprint}
    audit.record(ShareLeafKind.CODE_MADE, share_code, by=by, at=at, facts=facts)
    return share_code


@transaction.atomic
def end_share_code(*, supplier: Supplier, by: User, at: datetime) -> None:
    """Nobody looks the supplier's code up any more; files that were saved stay with who has them. Who: a member.

    Effects: the code ends; leaf share_code.ended. Raises SupplierRefused where there is none, so a second time, too.
    """
    share_code = queries.current_code(locked(supplier), at)
    if share_code is None:
        raise SupplierRefused(_("You have no code that is good now."))
    _end(share_code, by=by, at=at)


def look_up(*, text: str, on_behalf_of: Supplier | Authority, by: User, at: datetime) -> ShareCodeLookup:
    """Open what a supplier shares, with the code that it gave. Who: an officer, or whoever acts for a supplier.

    Effects: a ShareCodeLookup, which the supplier sees by the organisation; leaf share_code.looked_up. A second time
    within a day is the same lookup. Never within a caller's transaction: a try that is rolled back would not be
    counted. Raises CodeUnknown, counted; TooManyTries after ten of them within an hour, leaf
    share_code.lookups_limited once.
    """
    _require_tries_left(by, at=at)
    code = codes.read_code(text)
    share_code = queries.good_code(code, at) if code else None
    if share_code is None:
        _count_try(by)
        raise CodeUnknown(_("There is no such code now. Compare it with what you were given; it may also have ended."))
    with transaction.atomic():
        latest = share_code.lookups.select_for_update().filter(by=by, **_organisation(on_behalf_of)).first()
        if latest is not None and latest.at > at - timedelta(days=1):
            return latest
        lookup = ShareCodeLookup.objects.create(share_code=share_code, by=by, at=at, **_organisation(on_behalf_of))
        facts = {"as": "officer" if isinstance(on_behalf_of, Authority) else "supplier"}
        audit.record(ShareLeafKind.LOOKED_UP, share_code, by=by, at=at, facts=facts)
    return lookup


def _organisation(on_behalf_of: Supplier | Authority) -> dict[str, Supplier | Authority]:
    return {"for_authority" if isinstance(on_behalf_of, Authority) else "for_supplier": on_behalf_of}


def _end(share_code: ShareCode, *, by: User, at: datetime) -> None:
    ShareCode.objects.filter(pk=share_code.pk, ended_at=None).update(ended_by=by, ended_at=at)
    audit.record(ShareLeafKind.ENDED, share_code, by=by, at=at)


def _new_code() -> str:
    """60 random bits that no code had yet."""
    while True:
        code = codes.in_groups("".join(secrets.choice(codes.ALPHABET) for _place in range(codes.SIZE)))
        if not ShareCode.objects.filter(code=code).exists():
            return code


def _tries_key(by: User) -> str:
    return f"share-code-tries:{by.pk}"


def _require_tries_left(by: User, *, at: datetime) -> None:
    tries = cache.get(_tries_key(by), 0)
    if tries < WRONG_AT_MOST:
        return
    if tries == WRONG_AT_MOST:
        _count_try(by)  # the leaf once, however often the person goes on
        with transaction.atomic():
            audit.record(ShareLeafKind.LOOKUPS_LIMITED, by, by=by, at=at, facts={"tries": WRONG_AT_MOST})
    raise TooManyTries(_("Too many codes that there are not. Wait an hour, and ask the supplier for the code again."))


def _count_try(by: User) -> None:
    """Set, not `incr`: that one would shorten the time to the cache's usual five minutes."""
    cache.set(_tries_key(by), cache.get(_tries_key(by), 0) + 1, WITHIN)
