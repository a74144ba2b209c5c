"""A tender belongs to another authority than was thought."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core import audit, authorities
from core.audit import CoreLeafKind
from core.models import Authority, User
from procurement.tenders import queries
from procurement.tenders.models import Tender
from procurement.tenders.services.versions import freeze_version
from procurement.tenders.states import TenderLeafKind

MOST_MERGED = 200  # tenders of an authority that is merged from a page


class NotMergeable(ValueError):
    """An authority cannot be merged into the other; the sentence says why."""


@transaction.atomic
def move_to_authority(*, tender: Tender, authority: Authority, by: User | None, at: datetime) -> None:
    """Give a tender to the authority that it belongs to, with all that its officers may read. Who: an administrator.

    Effects: the tender's authority; its next version, where it is published; leaf tender.moved. Moving it to where it
    is changes nothing.
    """
    row = queries.with_authority().select_for_update(of=("self",)).get(pk=tender.pk)
    earlier = row.authority
    if earlier.pk != authority.pk:
        row.authority = authority
        Tender.objects.filter(pk=row.pk).update(authority=authority, search_text=queries.search_text_of(row))
        about = {"was": str(earlier.pk), "now": str(authority.pk)}
        if queries.latest_version_no(row):
            reason = _("The buyer is corrected: it is %(name)s.") % {"name": authority}
            about["version"] = freeze_version(tender=row, reason=reason, by=by, at=at).digest
        audit.record(TenderLeafKind.MOVED, row, by=by, at=at, facts=about)
    tender.refresh_from_db()


@transaction.atomic
def merge_authorities(*, duplicate: Authority, into: Authority, reason: str = "", by: User | None, at: datetime) -> int:
    """Decide that an authority without members is another one: its tenders are that one's. Who: an administrator.

    Effects, the duplicate's row locked: `move_to_authority` for each of its tenders, whose number is returned; leaf
    authority.merged, the reason as a secret; the duplicate's row is deleted, or stays without tenders where an import
    or a review that is kept names it. Raises authorities.HasMembers, so a second call, too; NotMergeable for itself,
    for one that waits under another name, and for two that a register knows by different identifiers.
    """
    obstacle = merge_obstacle(duplicate, into)
    if obstacle:
        raise NotMergeable(obstacle)
    tenders = list(Tender.objects.filter(authority=authorities.require_unowned(duplicate)).order_by("pk"))
    for tender in tenders:
        move_to_authority(tender=tender, authority=into, by=by, at=at)
    facts = {"into": str(into.pk), "tenders": len(tenders)}
    secret = {"reason": reason.strip()} if reason.strip() else {}
    audit.record(CoreLeafKind.AUTHORITY_MERGED, duplicate, by=by, at=at, facts=facts, secret=secret)
    _delete_unless_named(duplicate)
    return len(tenders)


def merge_obstacle(duplicate: Authority, into: Authority) -> str:
    """Why these two cannot be one authority, in a sentence; empty if they can. No query."""
    if duplicate.pk == into.pk:
        return _("An authority is not merged into itself.")
    if into.same_name_as_id is not None:
        return _("%(name)s waits to be adopted or merged itself.") % {"name": into}
    if duplicate.id_value and duplicate.id_scheme == into.id_scheme and duplicate.id_value != into.id_value:
        return _("Both have an identifier in the register %(register)s, and it is not the same: they are two.") % {
            "register": into.id_scheme
        }
    return ""


def _delete_unless_named(authority: Authority) -> None:
    with suppress(ProtectedError), transaction.atomic():
        authority.delete()
