"""What is read before other keys are made to open a tender that is open already."""

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import formats
from offline.sealing.keysets import KeyRole
from procurement.bids.models import FrozenKeyset
from procurement.bids.pages.clock import left
from procurement.bids.services import key_changes
from procurement.bids.services.keysets import KeySetReading
from procurement.tenders.models import Tender
from procurement.tenders.services.deadlines import tender_time


def check_page(
    tender: Tender, latest: FrozenKeyset | None, reading: KeySetReading, now: datetime
) -> Mapping[str, object]:
    """The keys of now, the keys to come, what follows; or why it cannot be done. Three queries."""
    zone, deadline = tender.authority.zone, tender.deadline_at
    assert deadline is not None  # an open tender has one
    obstacles = list(reading.missing)
    if not obstacles and latest is not None and not key_changes.is_other(latest, reading):
        obstacles = [_("These are the keys that the tender names already.")]
    if too_late := key_changes.time_obstacle(tender, now):
        obstacles.append(too_late)
    back_url = reverse("tenders:detail", args=[tender.pk])
    return {
        "heading": _("Change the keys that open the bids?"),
        "lead": _("Only where a key is lost or a person has left. Nobody can undo it."),
        "over": f"{tender.ref} · {tender.title}",
        "crumbs": [{"label": tender.ref, "url": back_url}],
        "rows": [
            (_("Keys of the notice now"), _members(latest)),
            (_("Keys after that"), ", ".join(_name(KeyRole(row.key.role), row.number) for row in reading.members)),
            (_("Bids are due"), formats.moment(deadline, zone)),
            (_("Time left"), left(deadline - tender_time(tender, now))),
        ],
        "follows": [
            _("Every bid that is in must be submitted again: what was sealed for the old keys stays shut."),
            _("A bid that is not submitted again by the deadline cannot count."),
            _("Everybody who has begun a bid is told at once, with your reason."),
            _("The notice names the new keys, in a new version of the tender; the log keeps both."),
        ],
        "act": _("Change the keys"),
        "is_grave": True,
        "obstacles": obstacles,
        "changes_url": reverse("tenders:changes", args=[tender.pk]),
        "back_url": back_url,
    }


def _members(latest: FrozenKeyset | None) -> str:
    if latest is None:
        return formats.MISSING
    return ", ".join(_name(KeyRole(row.role), row.number) for row in latest.members.order_by("number"))


def _name(role: KeyRole, number: int) -> str:
    names = {KeyRole.OPENER: _("key %(no)d, of an opener"), KeyRole.ESCROW: _("key %(no)d, the spare key")}
    return names[role] % {"no": number}
