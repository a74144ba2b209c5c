"""Who reads the log of a tender: who reads its bids, and no earlier; its length would tell how many came in."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import Decision, Person, no
from core.assembly import LogPart
from procurement.tenders import access, queries
from procurement.tenders.models import Tender


def may_read_log(user: Person, key: str) -> Decision:
    """The rule of its bids. One query, plus one for roles."""
    tender = _tender(key)
    return access.may(user, access.TenderAction.SEE_BIDS, tender) if tender else no(_("There is no such tender."))


def name_of_log(key: str) -> tuple[str, str]:
    """The tender by its reference and title, and its address. One query."""
    tender = _tender(key)
    if tender is None:
        return key, ""
    name = f"{tender.ref}, {tender.title}"
    return name, reverse("tenders:detail", args=[tender.pk])


def _tender(key: str) -> Tender | None:
    try:
        pk = UUID(key)
    except ValueError:
        return None
    return queries.with_authority().filter(pk=pk).first()


LOG_PART = LogPart("tender:", may_read_log, name_of_log)
