"""Whose keys open the bids of a tender, as its notice says it: by role and fingerprint, without who they are."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Person
from core.pages import formats
from offline.sealing.keysets import KeyRole
from procurement.bids.queries import keys as queries
from procurement.bids.shapes import keys as shapes
from procurement.bids.shapes.keys import KeysetShape
from procurement.tenders import access as tender_access
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import PUBLISHED


@dataclass(frozen=True, slots=True)
class KeysetPage:
    """The keyset in words. `warning`: why these keys protect nothing; empty for keys of people.

    `replace_url`: where an officer changes the keys of an open tender; empty for all others.
    """

    brief: str
    lead: str
    digests: tuple[tuple[str, str], ...]
    warning: str
    replace_url: str = ""


def keyset_of_tender(tender: Tender, user: Person, _now: datetime) -> KeysetPage | None:
    """For everybody who sees the notice; None before the publication and for what is not run here. Two queries."""
    if tender.origin == Origin.IMPORTED or tender.state not in PUBLISHED:
        return None
    frozen = queries.latest_keyset(tender)
    if frozen is None:
        return None
    page = keyset_page(shapes.keyset(frozen, queries.members_of(frozen)))
    may_change = tender_access.may(user, tender_access.TenderAction.CHANGE, tender)
    return replace(page, replace_url=reverse("bids:keys-replace", args=[tender.pk])) if may_change else page


def keyset_page(shape: KeysetShape) -> KeysetPage:
    """The sentences of page and paper. No query."""
    facts = {"count": len(shape.members), "digest": formats.short_digest(shape.digest)}
    warning = _("These are the keys of a demonstration. Their passphrases are printed, so everybody can open the bids.")
    return KeysetPage(
        brief=_("%(count)d keys, digest %(digest)s") % facts,
        lead=_(
            "Bids are sealed so that any two of these keys open them together, after the deadline. One alone opens "
            "nothing, and this site has none of them."
        ),
        digests=tuple(_digests(shape)),
        warning=warning if shape.is_demonstration else "",
    )


def _digests(shape: KeysetShape) -> Iterator[tuple[str, str]]:
    names = {KeyRole.OPENER.value: _("Key %(no)d, of an opener"), KeyRole.ESCROW.value: _("Key %(no)d, the spare key")}
    yield _("Digest of these keys; receipts name it"), shape.digest
    for member in shape.members:
        yield names[member.role] % {"no": member.number}, member.fingerprint
