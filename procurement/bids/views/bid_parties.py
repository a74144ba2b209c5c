"""Who bids and whether each has signed; a partner's own part; whether the lead's facts are still true."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.access import require, signed_in
from core.pages import formats
from procurement.bids import access
from procurement.bids.access import BidAction
from procurement.bids.forms.drafting import ReadPartForm
from procurement.bids.gather import parties as gather
from procurement.bids.models import Bid, BidParty
from procurement.bids.pages import parties as pages
from procurement.bids.pages import tasks as task_pages
from procurement.bids.queries import other_bids
from procurement.bids.rules.parties import PartyStanding
from procurement.bids.services import bid_parties
from procurement.bids.services.errors import BidRefused
from procurement.bids.views.drafting import for_bid, framed
from procurement.tenders import gather as tender_gather

FORM = ["GET", "HEAD", "POST"]


@for_bid()
@require_safe
def parties(request: HttpRequest, bid: Bid) -> HttpResponse:
    """Every party with its part, its share and its signature, for the lead's team."""
    reading = gather.parties_of(bid, tender_gather.content_of(bid.tender))
    may_ask = bool(access.may(request.user, BidAction.WRITE, bid))
    lacking = pages.lack_sentences(reading, of_facts=False)
    context = framed(
        bid,
        heading=_("Who bids"),
        lead=_("Each partner signs its own part with its facts. You lead, and submit."),
        lines=pages.party_lines(bid, reading, bid_parties.asked_days(bid), may_ask=may_ask),
        shares=pages.shares_line(reading),
        lacking=lacking,
        covers=pages.lack_sentences(reading, of_facts=True),
    )
    return render(request, "bids/parties.html", context)


@for_bid(BidAction.WRITE)
@require_POST
def ask(request: HttpRequest, bid: Bid, no: int) -> HttpResponse:
    """Ask a partner to sign; once a day."""
    party = next((row for row in bid.parties.all() if row.no == no and row.supplier_id != bid.supplier_id), None)
    if party is None:
        raise Http404
    try:
        is_new = bid_parties.ask(bid=bid, party=party, by=signed_in(request.user), at=clock.db_now())
    except BidRefused as refused:
        messages.warning(request, str(refused))
        return redirect("bids:parties", bid.pk)
    if is_new:
        messages.success(request, _("%(party)s is asked.") % {"party": party.name})
    else:
        messages.info(request, _("%(party)s was asked today already. Once a day is enough.") % {"party": party.name})
    return redirect("bids:parties", bid.pk)


@for_bid(BidAction.SEE_PART)
@require_http_methods(FORM)
def sign(request: HttpRequest, bid: Bid) -> HttpResponse:
    """A partner's own part: what it does, which facts go in, and the signature; POST signs."""
    party = _party_of_person(request, bid)
    if request.method == "POST":
        access_to_sign(request, bid)
        return _signed(request, bid, party)
    content = tender_gather.content_of(bid.tender)
    reading = gather.parties_of(bid, content)
    part = next(part for part in reading.parts if part.no == party.no)
    other = gather.other_bid_of(bid, party, content)
    is_signed = part.standing is PartyStanding.SIGNED
    zone = bid.tender.authority.zone
    slots = {"lead": bid.supplier.name if bid.supplier else "", "moment": formats.moment(bid.tender.deadline_at, zone)}
    context = {
        "bid": bid,
        "over": f"{bid.tender.ref} · {bid.tender.title}",
        "tags": [(_("Signed"), "good") if is_signed else (_("Waits for you"), "warn")],
        "crumbs": task_pages.crumbs(bid),
        "heading": _("You have signed your part") if is_signed else _("Sign your part of this bid"),
        "lead": _("Led by %(lead)s. By %(moment)s.") % slots,
        "part": part,
        "tag": pages.standing_tag(part),
        "work": ", ".join(filter(None, [part.tasks, pages.share_text(part)])),
        "facts": pages.facts_line(reading, part),
        "fact_rows": pages.fact_rows(reading, part),
        "other": pages.other_line(other),
        "is_in": bid.state in other_bids.IN,
        "is_signed": is_signed,
        "may_sign": bool(access.may(request.user, BidAction.SIGN, bid)),
        "signer": str(request.user),
        "form": ReadPartForm(initial={"terms": part.terms, "facts": part.facts}),
    }
    return render(request, "bids/sign.html", context)


@for_bid(BidAction.SIGN)
@require_POST
def take_back(request: HttpRequest, bid: Bid) -> HttpResponse:
    """Stand by one's part no more."""
    try:
        bid_parties.take_back(
            bid=bid, party=_party_of_person(request, bid), by=signed_in(request.user), at=clock.db_now()
        )
        messages.success(request, _("Taken back. The lead is told; you can sign again."))
    except BidRefused as refused:
        messages.warning(request, str(refused))
    return redirect("bids:sign", bid.pk)


@for_bid(BidAction.SIGN)
@require_POST
def decline(request: HttpRequest, bid: Bid) -> HttpResponse:
    """Say no to one's part."""
    try:
        bid_parties.decline(
            bid=bid, party=_party_of_person(request, bid), by=signed_in(request.user), at=clock.db_now()
        )
        messages.success(request, _("Declined. The lead is told."))
    except BidRefused as refused:
        messages.warning(request, str(refused))
    return redirect("bids:sign", bid.pk)


@for_bid()
@require_http_methods(FORM)
def facts(request: HttpRequest, bid: Bid) -> HttpResponse:
    """The lead's facts as they go in; POST says that they are still true."""
    reading = gather.parties_of(bid, tender_gather.content_of(bid.tender))
    if request.method == "POST":
        access_to_write(request, bid)
        party = next(row for row in bid.parties.all() if row.supplier_id == bid.supplier_id)
        return _signed(request, bid, party)
    part = reading.lead
    lacking = pages.lack_sentences(reading, of_facts=True)
    context = framed(
        bid,
        heading=_facts_heading(lacking, waiting=reading.waiting),
        lead=_("They go into the bid as they stand, with a fingerprint that the receipt names."),
        lacking=lacking,
        soon=pages.soon_sentences(reading),
        facts=pages.facts_line(reading, part),
        fact_rows=pages.fact_rows(reading, part),
        waiting=reading.waiting,
        part=part,
        may_write=bool(access.may(request.user, BidAction.WRITE, bid)),
        form=ReadPartForm(initial={"terms": part.terms, "facts": part.facts}),
    )
    return render(request, "bids/facts.html", context)


def access_to_sign(request: HttpRequest, bid: Bid) -> None:
    """Raises Refused with the reason."""
    require(access.may(request.user, BidAction.SIGN, bid))


def access_to_write(request: HttpRequest, bid: Bid) -> None:
    """Raises Refused with the reason."""
    require(access.may(request.user, BidAction.WRITE, bid))


def _facts_heading(lacking: list[str], *, waiting: bool) -> str:
    if lacking:
        return _("These facts need somebody")
    return _("Are your facts still true?") if waiting else _("All true on the day of the deadline")


def _party_of_person(request: HttpRequest, bid: Bid) -> BidParty:
    party = access.own_party(request.user, bid)
    if party is None:
        raise Http404
    return party


def _signed(request: HttpRequest, bid: Bid, party: BidParty) -> HttpResponse:
    """Sign what stood on the page, and go where one came from."""
    form = ReadPartForm(request.POST)
    read = form.cleaned_data if form.is_valid() else {"terms": "", "facts": ""}
    leads = party.supplier_id == bid.supplier_id
    try:
        bid_parties.sign(bid=bid, party=party, **read, by=signed_in(request.user), at=clock.db_now())
    except BidRefused as refused:
        messages.warning(request, str(refused))
        return redirect("bids:facts" if leads else "bids:sign", bid.pk)
    if leads:
        messages.success(request, _("Confirmed for this bid."))
        return redirect("bids:tasks", bid.pk)
    messages.success(request, _("Signed. The lead is told."))
    return redirect("bids:sign", bid.pk)
