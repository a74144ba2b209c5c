"""What officers read before a closed tender takes bids again, because too few of its opening keys are left."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from core.access import Person
from core.pages import formats
from procurement.bids.models import FrozenMember, LostKeysProposal
from procurement.bids.queries import openings as queries
from procurement.bids.services import keysets, lost_keys
from procurement.bids.services.lost_keys import KeyLoss
from procurement.tenders.models import Tender

FOLLOWS = (
    _lazy("Every bid that is in must be submitted again: what was sealed for the old keys stays shut for good."),
    _lazy("The old envelopes are kept as evidence. Nobody can open them, we neither."),
    _lazy("The time counts from the confirmation: seven days, the same for all."),
    _lazy("Everybody is told at once, with the reason; the log keeps who proposed it and who confirmed it."),
)


def lost_keys_page(tender: Tender, user: Person, now: datetime) -> Mapping[str, object]:
    """Which keys are left, what follows, who proposed it; or why it cannot be done. Ten queries at most."""
    loss = lost_keys.key_loss(tender, at=now)
    obstacles = lost_keys.obstacles(tender)
    if loss is None:
        obstacles.append(_("Two of its keys are in use still: their holders open the bids."))
    proposal = queries.latest_lost_keys_proposal(tender) if loss is not None else None
    may_confirm = proposal is not None and proposal.by_id != user.pk
    missing = list(keysets.set_of(tender.authority, now).missing) if loss is not None else []
    zone = tender.authority.zone
    return {
        "heading": _("Take new bids, because keys are lost?"),
        "lead": _("Only where fewer than two of its keys are left. Nobody can undo it."),
        "over": f"{tender.ref} · {tender.title}",
        "crumbs": [
            {"label": _("Tenders"), "url": reverse("tenders:list")},
            {"label": tender.ref, "url": reverse("tenders:detail", args=[tender.pk])},
            {"label": _("Opening"), "url": reverse("bids:opening", args=[tender.pk])},
        ],
        "rows": _rows(loss, zone) if loss is not None else [],
        "follows": [*FOLLOWS],
        "obstacles": obstacles,
        "missing": missing if not obstacles and may_confirm else [],
        "proposal": _proposal(proposal, zone) if proposal is not None else None,
        "may_confirm": may_confirm,
        "is_mine": proposal is not None and not may_confirm,
        "act": _("Confirm: take new bids") if may_confirm else _("Propose it to another officer"),
        "is_grave": may_confirm,
        "keys_url": reverse("bids:keys"),
        "back_url": reverse("bids:opening", args=[tender.pk]),
    }


def _rows(loss: KeyLoss, zone: str) -> list[tuple[str, str]]:
    return [
        (_("Keys that are lost"), _members(loss.lost)),
        (_("Keys that are left"), _members(loss.left)),
        (_("Bids would be due"), formats.moment(loss.deadline, zone)),
    ]


def _proposal(proposal: LostKeysProposal, zone: str) -> Mapping[str, str]:
    facts = {"name": str(proposal.by), "when": formats.moment(proposal.at, zone)}
    return {"sentence": _("%(name)s proposed it on %(when)s.") % facts, "reason": proposal.text}


def _members(members: Sequence[FrozenMember]) -> str:
    return ", ".join(str(member.key.holder) for member in members) or _("none")
