"""A bid is begun and written: its pass, its parts, its lots. What is offered is sealed before it is stored.

None of this leaves a leaf: whoever reads a tender's log before the opening would count bids by it.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from core import audit
from core.models import User
from procurement.bids import draft_keys
from procurement.bids.draft_keys import DraftKey, Purpose, WrongDraftKey
from procurement.bids.gather.drafts import PART_NAMES, SavedPart, opened_part, sealed_part
from procurement.bids.gather.one_bid import lots_led_elsewhere, why_not_bid
from procurement.bids.models import Bid, BidDraft, BidLot, BidParty, DraftDevice, DraftPart
from procurement.bids.queries import drafts
from procurement.bids.queries.other_bids import IN
from procurement.bids.reminders import timing as reminders
from procurement.bids.rules.merging import FieldClash, merge
from procurement.bids.services.errors import BidRefused, DraftClash, WrongPass
from procurement.bids.states import BidState
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Lot, Tender
from procurement.tenders.states import TenderState
from suppliers import queries as supplier_queries
from suppliers.models import Consortium, Supplier
from suppliers.services.locking import locked as locked_supplier
from suppliers.states import ConsortiumState, PartyRole, PartyState

MOST_FIELDS, LONGEST_FIELD, LONGEST_NAME = 5_000, 20_000, 200
PASS_NAME = "pass"  # noqa: S105 -- what the sealed pass is called, not a pass


@dataclass(frozen=True, slots=True)
class BegunBid:
    """A bid with a new pass: the pass and the key are given to the team and kept by nobody else."""

    bid: Bid
    draft_pass: str = field(repr=False)
    draft_key: DraftKey = field(repr=False)


@transaction.atomic
@sensitive_variables()
def begin_bid(
    *,
    tender: Tender,
    supplier: Supplier,
    consortium: Consortium | None,
    lots: Collection[Lot],
    by: User,
    at: datetime,
    printed_pass: str = "",
) -> BegunBid:
    """A bid of a supplier, alone or as lead of a consortium, for these lots. Who: anybody who acts for the supplier.

    Effects: the bid with its lots and parties, copied from the consortium as they are now; its draft with a new pass,
    and that whoever began it was handed the key. No leaf. Raises BidRefused: the tender takes no bids now, the supplier
    is suspended or not registered, another leads the consortium, no lot, or the supplier leads another bid for one of
    them. `printed_pass`: of a demonstration's drafts, which visitors open; refused elsewhere.
    """
    if printed_pass and not settings.DEMO:
        raise BidRefused(_("A pass that others know opens drafts of a demonstration only."))
    lead = locked_supplier(supplier)
    require_open(tender, at)
    require_may_bid(lead, at)
    _require_lead(consortium, lead)
    chosen = _require_lots(tender, lots)
    _require_no_other(tender, lead, consortium, chosen, besides=None)
    alias = f"~{secrets.token_hex(6)}"
    bid = Bid.objects.create(
        tender=tender, supplier=lead, consortium=consortium, alias=alias, state_at=at, begun_by=by, begun_at=at
    )
    BidLot.objects.bulk_create([BidLot(bid=bid, lot=lot) for lot in chosen])
    BidParty.objects.bulk_create(_parties(bid, lead, consortium))
    reminders.plan(bid, at=at)
    return _with_new_lock(bid, by=by, at=at, draft_pass=printed_pass or draft_keys.make_pass())


@transaction.atomic
@sensitive_variables()
def begin_again(*, bid: Bid, by: User, at: datetime) -> BegunBid:
    """Let a draft go that nobody can open any more, and begin an empty one with a new pass. Who: the lead's team.

    Effects: parts, files and devices of the draft are deleted, for good; lots, parties and what was submitted stay. The
    nonces on the receipts of earlier versions cannot be shown any more. Raises BidRefused after the deadline.
    """
    require_open(bid.tender, at)
    drafts.locked_draft(bid)
    DraftPart.objects.filter(draft=bid.pk).delete()
    BidDraft.objects.get(pk=bid.pk).files.all().delete()
    DraftDevice.objects.filter(draft=bid.pk).delete()
    return _with_new_lock(bid, by=by, at=at, draft_pass=draft_keys.make_pass())


def keep_pass(*, bid: Bid, by: User, at: datetime) -> None:  # noqa: ARG001 -- whoever of the team, it is not recorded
    """Somebody says that the pass is kept. A second call changes nothing."""
    BidDraft.objects.filter(pk=bid.pk, pass_kept_at=None).update(pass_kept_at=at)


@sensitive_variables()
def unlock(*, bid: Bid, typed: str, by: User, at: datetime) -> DraftKey:
    """The key that a typed pass makes, if it is this draft's. Who: the lead's team. The caller counts the tries.

    Effects: that a device was handed the key is kept, with whose it is and when. Raises WrongPass.
    """
    draft = drafts.draft_of(bid)
    if draft_keys.is_pass(typed):
        key = draft_keys.derive(typed, bytes(draft.salt))
        if key.fits(bytes(draft.key_check)):
            DraftDevice.objects.create(draft=draft, user=by, at=at)
            return key
    raise WrongPass(_("That is not the pass of this draft. Check the paper: the four groups, one by one."))


@sensitive_variables()
def pass_of(bid: Bid, draft_key: DraftKey) -> str:
    """The draft pass, for a device that has the key. One query. Raises WrongDraftKey."""
    draft = drafts.draft_of(bid)
    return draft_key.open(Purpose.PASS, bid.pk, PASS_NAME, bytes(draft.sealed_pass)).decode()


@transaction.atomic
@sensitive_variables()
def save_part(
    *, bid: Bid, draft_key: DraftKey, name: str, fields: Mapping[str, str], seen: int, by: User, at: datetime
) -> SavedPart:
    """Save fields of a part ("answers", "prices", "performance", "claims"). Who: the lead's team, until the deadline.

    `fields`: those that were on the page, an empty text for one without; `seen`: the version that they were read in.
    What another saved meanwhile is brought together with them field by field. Effects: a new version, sealed, unless
    nothing changed; versions before the last twenty are let go. Raises DraftClash where another wrote a field of these
    in between, and then saves nothing; BidRefused; WrongDraftKey for another draft's key.
    """
    _require_fields(name, fields)
    require_open(bid.tender, at)
    draft = drafts.locked_draft(bid)
    if not draft_key.fits(bytes(draft.key_check)):
        raise WrongDraftKey
    row = drafts.latest_part(bid, name)
    standing = opened_part(bid.pk, draft_key, row) if row is not None else SavedPart()
    merged = merge(_base(bid, draft_key, name, seen, standing), standing.fields, fields)
    if merged.clashes:
        raise _clash(len(merged.clashes), standing, merged.clashes, at)
    if merged.fields == standing.fields:
        return standing
    no = standing.no + 1
    sealed = sealed_part(bid.pk, draft_key, name, no, merged.fields)
    DraftPart.objects.create(draft=draft, name=name, no=no, sealed=sealed, by=by, at=at)
    DraftPart.objects.filter(draft=draft, name=name, no__lte=no - drafts.VERSIONS_KEPT).delete()
    return SavedPart(no, merged.fields, str(by), at)


@transaction.atomic
def choose_lots(*, bid: Bid, lots: Collection[Lot], by: User, at: datetime) -> None:  # noqa: ARG001 -- not recorded
    """Bid for these lots instead. What was written for others stays in the draft and is not sent. Who: the lead's team.

    The lots of a bid that is in are those that were sealed: it is withdrawn first, which leaves its line in the log.
    Raises BidRefused: the bid is in, the tender takes no bids now, no lot, or the supplier leads another bid for one of
    them.
    """
    lead = locked_supplier(bid.supplier) if bid.supplier is not None else None
    require_open(bid.tender, at)
    chosen = _require_lots(bid.tender, lots)
    if lead is not None:
        _require_no_other(bid.tender, lead, bid.consortium, chosen, besides=bid)
    audit.hold(bid.audit_origin)  # no version comes in meanwhile
    if Bid.objects.filter(pk=bid.pk, state__in=IN).exists() and set(chosen) != set(drafts.lots_of(bid)):
        raise BidRefused(_("This bid is in for its lots. Withdraw it first, or begin another bid for other lots."))
    BidLot.objects.filter(bid=bid).exclude(lot__in=chosen).delete()
    there = set(BidLot.objects.filter(bid=bid).values_list("lot_id", flat=True))
    BidLot.objects.bulk_create([BidLot(bid=bid, lot=lot) for lot in chosen if lot.pk not in there])


def require_open(tender: Tender, at: datetime) -> None:
    """Raises BidRefused where a bid is not written at this moment. Of a tender that is suspended time stands still, and
    drafting goes on. One query, a second after the deadline.
    """
    state, deadline = Tender.objects.filter(pk=tender.pk).values_list("state", "deadline_at").get()
    if state != TenderState.OPEN or deadline is None:
        raise BidRefused(_("This tender takes no bids now."))
    if at > deadline and tender_queries.current_suspension(tender) is None:
        raise BidRefused(_("The deadline has passed."))


def takes_bids(tender: Tender, at: datetime) -> bool:
    """Whether a bid is written at this moment; the queries of `require_open`."""
    try:
        require_open(tender, at)
    except BidRefused:
        return False
    return True


def require_may_bid(supplier: Supplier, at: datetime) -> None:
    """Raises BidRefused for a supplier that may not bid now: suspended, not handed in yet, or turned down. No query."""
    if why := why_not_bid(supplier, at):
        raise BidRefused(why)


@sensitive_variables()
def _with_new_lock(bid: Bid, *, by: User, at: datetime, draft_pass: str) -> BegunBid:
    salt = draft_keys.make_salt()
    key = draft_keys.derive(draft_pass, salt)
    lock = {
        "salt": salt,
        "key_check": key.check(),
        "sealed_pass": key.seal(Purpose.PASS, bid.pk, PASS_NAME, draft_pass.encode()),
        "pass_kept_at": None,
        "at": at,
    }
    draft, _is_new = BidDraft.objects.update_or_create(bid=bid, defaults=lock)
    DraftDevice.objects.create(draft=draft, user=by, at=at)
    return BegunBid(bid, draft_pass, key)


def _parties(bid: Bid, lead: Supplier, consortium: Consortium | None) -> list[BidParty]:
    """The lead, then the others that have joined, as their terms are now."""
    if consortium is None:
        return [_party(bid, lead, 1, PartyRole.LEAD, None, "")]
    joined = [party for party in supplier_queries.standing_of(consortium) if party.state == PartyState.JOINED]
    joined.sort(key=lambda party: (party.supplier_id != lead.pk, party.no))
    rows = []
    for no, party in enumerate(joined, start=1):
        terms = supplier_queries.latest_terms(party)
        if party.supplier is not None:
            rows.append(_party(bid, party.supplier, no, terms.role, terms.share, terms.tasks))
    return rows


def _party(bid: Bid, supplier: Supplier, no: int, role: str, share: Decimal | None, tasks: str) -> BidParty:
    return BidParty(
        bid=bid,
        supplier=supplier,
        no=no,
        name=supplier.name,
        id_scheme=supplier.id_scheme,
        id_value=supplier.id_value,
        country=supplier.country,
        size=supplier.size,
        role=role,
        share=share,
        tasks=tasks,
    )


def _require_lead(consortium: Consortium | None, lead: Supplier) -> None:
    if consortium is None:
        return
    if consortium.lead_id != lead.pk:
        raise BidRefused(_("The lead of a consortium begins its bids."), field="consortium")
    if consortium.state != ConsortiumState.ACTIVE:
        raise BidRefused(_("This consortium was dissolved."), field="consortium")
    if not any(
        party.supplier_id == lead.pk and party.state == PartyState.JOINED
        for party in supplier_queries.standing_of(consortium)
    ):
        raise BidRefused(_("Sign your own part in the consortium first."), field="consortium")


def _require_lots(tender: Tender, lots: Collection[Lot]) -> list[Lot]:
    chosen = sorted(lots, key=lambda lot: lot.no)
    if not chosen:
        raise BidRefused(_("Choose at least one lot."), field="lots")
    if any(lot.tender_id != tender.pk for lot in chosen):
        raise BidRefused(_("Choose lots of this tender."), field="lots")
    return chosen


def _require_no_other(
    tender: Tender, lead: Supplier, consortium: Consortium | None, lots: Collection[Lot], *, besides: Bid | None
) -> None:
    """One bid of the same parties for a lot: it is replaced instead. With others, what the tender says of two bids."""
    others = lots_led_elsewhere(
        tender,
        lead.pk,
        consortium.pk if consortium else None,
        {lot.pk for lot in lots},
        besides=besides.pk if besides else None,
    )
    taken = sorted({lot.no for bid in others for lot in bid.lots.all()} & {lot.no for lot in lots})
    if taken:
        numbers = ", ".join(str(no) for no in taken)
        raise BidRefused(
            ngettext(
                "You lead another bid for lot %(lots)s already. Go on with that one.",
                "You lead another bid for lots %(lots)s already. Go on with that one.",
                len(taken),
            )
            % {"lots": numbers},
            field="lots",
        )


def _require_fields(name: str, fields: Mapping[str, str]) -> None:
    if name not in PART_NAMES:
        raise BidRefused(_("A bid has no such part."))
    if len(fields) > MOST_FIELDS or any(len(key) > LONGEST_NAME for key in fields):
        raise BidRefused(_("These are more fields than a bid has."))
    if any(len(text) > LONGEST_FIELD for text in fields.values()):
        raise BidRefused(_("A text has at most 20,000 characters. Put more into a file."))


def _base(bid: Bid, key: DraftKey, name: str, seen: int, standing: SavedPart) -> Mapping[str, str] | None:
    """What the fields were written over; None where that version was let go."""
    if seen == standing.no:
        return standing.fields
    if seen == 0:
        return {}
    row = drafts.part_version(bid, name, seen)
    return opened_part(bid.pk, key, row).fields if row is not None else None


def _clash(count: int, standing: SavedPart, clashes: tuple[FieldClash, ...], at: datetime) -> DraftClash:
    sentence = ngettext(
        "Somebody else wrote %(count)d of these fields meanwhile. Nothing was saved: choose which text stays.",
        "Somebody else wrote %(count)d of these fields meanwhile. Nothing was saved: choose which texts stay.",
        count,
    )
    return DraftClash(sentence % {"count": count}, no=standing.no, clashes=clashes, at=at)


def is_writable(bid: Bid) -> bool:
    """Whether a bid in this state is still written: until it is opened. No query."""
    return bid.state not in {BidState.OPENED, BidState.UNREADABLE}
