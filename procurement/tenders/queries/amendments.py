"""Reads of amendments and of the versions that they publish."""

from django.db.models import QuerySet

from procurement.tenders.models import LIVE, Amendment, Tender, TenderVersion


def live_amendment(tender: Tender) -> Amendment | None:
    """The amendment of a tender that officers work on, with the version it began from. One query."""
    if tender._state.adding:  # noqa: SLF001 -- the documented way to ask whether a row is stored
        return None
    row = Amendment.objects.filter(tender_id=tender.pk, state__in=LIVE).select_related("base", "sent_by").first()
    if row is not None:
        row.tender = tender
    return row


def versions_of(tender: Tender) -> QuerySet[TenderVersion]:
    """Every version of a tender, the latest first, with the amendment that published it. One query."""
    return TenderVersion.objects.filter(tender=tender).select_related("amendment").order_by("-no")
