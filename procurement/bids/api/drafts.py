"""Bids that are being written, over REST. What is offered is read and saved with the draft key, in `Draft-Key`."""

from uuid import UUID

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.bids import access
from procurement.bids.access import BidAction, devices
from procurement.bids.api.requests import DRAFT_KEY, PRIVATE, outcome_of, read_body, require_draft_key
from procurement.bids.gather import drafts as draft_gather
from procurement.bids.gather import parties as party_gather
from procurement.bids.models import Bid, BidParty
from procurement.bids.pages import parties as pages
from procurement.bids.queries import drafts, envelope_checks
from procurement.bids.serializers.drafts import BeginBidIn, BidLotsIn, DraftPassIn, ReadPartIn, SavePartIn
from procurement.bids.services import bid_parties, draft_ends, drafting
from procurement.bids.services.errors import WrongPass
from procurement.bids.shapes.drafts import (
    BegunBidShape,
    BidPartyShape,
    BidRowShape,
    BidShape,
    DraftKeyShape,
    DraftPartShape,
    PartyReminderShape,
    bid_party_shape,
    bid_row_shape,
    bid_shape,
    draft_part_shape,
)
from procurement.tenders import access as tender_access
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Lot, Origin, Tender
from suppliers import access as supplier_access
from suppliers import queries as supplier_queries
from suppliers.access import SupplierAction
from suppliers.models import Consortium


class BidsView(ApiView):
    @extend_schema(operation_id="bids", summary="List your bids", responses=list_of(BidRowShape))
    def get(self, request: Request) -> Response:
        """The bids in which your supplier leads or has a part, what is due first. Nobody else learns of one."""
        bids = list(drafts.bids_of(request.user))
        lots = drafts.lots_of_all(bids)
        leads = supplier_queries.roles_of(request.user)
        return complete(
            to_json(bid_row_shape(bid, lots.get(bid.pk, []), leads=bid.supplier_id in leads)) for bid in bids
        )

    @extend_schema(
        operation_id="bid_begin",
        summary="Begin a bid",
        request=BeginBidIn,
        responses={status.HTTP_201_CREATED: serializer_for(BegunBidShape)},
    )
    @sensitive_variables()
    def post(self, request: Request) -> Response:
        """For an open tender. The answer has the pass and the key of its draft: keep them, the site does not."""
        body = read_body(BeginBidIn, request)
        supplier = supplier_access.door(request.user, body["supplier"], SupplierAction.SEE_FACTS)
        tender = tender_access.door(request.user, body["tender"])
        if tender.origin != Origin.OWN:
            raise Http404
        lots = _lots(tender, body["lots"])
        by, at, consortium = signed_in(request.user), clock.db_now(), _consortium(request, body["consortium"])
        begun = outcome_of(
            lambda: drafting.begin_bid(tender=tender, supplier=supplier, consortium=consortium, lots=lots, by=by, at=at)
        )
        bid_parties.ask_all(bid=begun.bid, by=by, at=at)
        shape = BegunBidShape(begun.bid.pk, begun.draft_pass, begun.draft_key.raw.hex())
        return Response(to_json(shape), status=status.HTTP_201_CREATED, headers=PRIVATE)


class BidView(ApiView):
    @extend_schema(operation_id="bid", summary="Read a bid that you lead", responses=serializer_for(BidShape))
    def get(self, request: Request, pk: UUID) -> Response:
        """Lots, parties with what each has signed, and what they lack on the day of the deadline."""
        return _bid_answer(access.door(request.user, pk))

    @extend_schema(operation_id="bid_give_up", summary="Give a bid up", responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Of a bid of which nothing is in: everything written and every file of it are deleted for good, and its
        partners are told. A conflict answers where a version is in: withdraw it instead.
        """
        bid = access.door(request.user, pk, BidAction.WRITE)
        outcome_of(lambda: draft_ends.give_up(bid=bid, by=signed_in(request.user), at=clock.db_now()))
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftKeyView(ApiView):
    @extend_schema(
        operation_id="bid_draft_key",
        summary="Make the draft key of the pass",
        request=DraftPassIn,
        responses=serializer_for(DraftKeyShape),
    )
    @sensitive_variables()
    def post(self, request: Request, pk: UUID) -> Response:
        """For a program that has the pass of a draft that was begun elsewhere. Ten wrong tries an hour, then none."""
        bid, by = access.door(request.user, pk), signed_in(request.user)
        if not hasattr(bid, "draft"):
            raise Conflict(_("This draft was deleted."))
        typed = read_body(DraftPassIn, request)["draft_pass"]
        try:
            with devices.counted_try(request._request, bid, by):  # noqa: SLF001 -- the limit reads Django's own
                key = drafting.unlock(bid=bid, typed=typed, by=by, at=clock.db_now())
        except devices.TooManyPassTries:
            raise Throttled(wait=3600) from None
        except WrongPass as refused:
            raise ValidationError({"draft_pass": [str(refused)]}) from None
        return Response(to_json(DraftKeyShape(key.raw.hex())), headers=PRIVATE)


class NewDraftView(ApiView):
    @extend_schema(
        operation_id="bid_new_draft",
        summary="Begin the draft of a bid again",
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(BegunBidShape)},
    )
    @sensitive_variables()
    def post(self, request: Request, pk: UUID) -> Response:
        """Where nobody has the key any more: what was written and its files are deleted for good, an empty draft with
        another pass and key takes their place. Lots, parties and what was submitted stay.
        """
        bid = access.door(request.user, pk, BidAction.WRITE)
        begun = outcome_of(lambda: drafting.begin_again(bid=bid, by=signed_in(request.user), at=clock.db_now()))
        shape = BegunBidShape(begun.bid.pk, begun.draft_pass, begun.draft_key.raw.hex())
        return Response(to_json(shape), status=status.HTTP_201_CREATED, headers=PRIVATE)


class BidLotsView(ApiView):
    @extend_schema(
        operation_id="bid_lots",
        summary="Choose the lots of a bid",
        request=BidLotsIn,
        responses=serializer_for(BidShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """All lots that the bid is for from now on. What was written for others stays in the draft and is not sent."""
        bid = access.door(request.user, pk, BidAction.WRITE)
        lots = _lots(bid.tender, read_body(BidLotsIn, request)["lots"])
        by, at = signed_in(request.user), clock.db_now()
        outcome_of(lambda: drafting.choose_lots(bid=bid, lots=lots, by=by, at=at))
        return _bid_answer(access.door(request.user, pk))


class PartyReminderView(ApiView):
    @extend_schema(
        operation_id="bid_party_ask",
        summary="Ask a partner to sign",
        request=None,
        responses=serializer_for(PartyReminderShape),
    )
    def post(self, request: Request, pk: UUID, no: int) -> Response:
        """A notice to everybody who acts for the partner, once a day, whoever asks. For the lead's team."""
        bid = access.door(request.user, pk, BidAction.WRITE)
        party = next((row for row in bid.parties.all() if row.no == no and row.supplier_id != bid.supplier_id), None)
        if party is None:
            raise Http404
        by, at = signed_in(request.user), clock.db_now()
        is_new = outcome_of(lambda: bid_parties.ask(bid=bid, party=party, by=by, at=at))
        return Response(to_json(PartyReminderShape(is_new)))


class DraftPartView(ApiView):
    @extend_schema(
        operation_id="bid_part",
        summary="Read a part of a draft",
        parameters=[DRAFT_KEY],
        responses=serializer_for(DraftPartShape),
    )
    @sensitive_variables()
    def get(self, request: Request, pk: UUID, name: str) -> Response:
        """`answers`, `prices`, `performance` or `claims`: texts by field."""
        bid = access.door(request.user, pk)
        key = require_draft_key(request, bid)
        return _part_answer(name, draft_gather.part_of(bid, key, _known(name)))

    @extend_schema(
        operation_id="bid_part_save",
        summary="Save fields of a part of a draft",
        parameters=[DRAFT_KEY],
        request=SavePartIn,
        responses=serializer_for(DraftPartShape),
    )
    @sensitive_variables()
    def put(self, request: Request, pk: UUID, name: str) -> Response:
        """Fields that another saved meanwhile stay beside yours; 409 where you both wrote one: read the part again."""
        bid = access.door(request.user, pk, BidAction.WRITE)
        key, body = require_draft_key(request, bid), read_body(SavePartIn, request)
        by, at = signed_in(request.user), clock.db_now()
        saved = outcome_of(
            lambda: drafting.save_part(
                bid=bid, draft_key=key, name=_known(name), fields=body["fields"], seen=body["seen"], by=by, at=at
            )
        )
        return _part_answer(name, saved)


class BidSignatureView(ApiView):
    @extend_schema(
        operation_id="bid_own_part", summary="Read your part of a bid", responses=serializer_for(BidPartyShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What your supplier is to do, and the digests of that and of its facts on the day of the deadline."""
        bid = access.door(request.user, pk, BidAction.SEE_PART)
        return _party_answer(bid, _party_of_person(request, bid))

    @extend_schema(
        operation_id="bid_sign",
        summary="Sign your part of a bid",
        request=ReadPartIn,
        responses=serializer_for(BidPartyShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """With the digests that you have read; 409 where part or facts are others now."""
        bid = access.door(request.user, pk, BidAction.SIGN)
        party, read = _party_of_person(request, bid), read_body(ReadPartIn, request)
        by, at = signed_in(request.user), clock.db_now()
        outcome_of(lambda: bid_parties.sign(bid=bid, party=party, by=by, at=at, **read))
        return _party_answer(bid, party)

    @extend_schema(
        operation_id="bid_take_back",
        summary="Take a signature under a bid back",
        responses=serializer_for(BidPartyShape),
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Until the deadline; the lead is told."""
        bid = access.door(request.user, pk, BidAction.SIGN)
        party, by, at = _party_of_person(request, bid), signed_in(request.user), clock.db_now()
        outcome_of(lambda: bid_parties.take_back(bid=bid, party=party, by=by, at=at))
        return _party_answer(bid, party)


class BidRefusalView(ApiView):
    @extend_schema(
        operation_id="bid_decline",
        summary="Decline your part of a bid",
        request=None,
        responses=serializer_for(BidPartyShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """The lead is told. It may be signed later all the same."""
        bid = access.door(request.user, pk, BidAction.SIGN)
        party, by, at = _party_of_person(request, bid), signed_in(request.user), clock.db_now()
        outcome_of(lambda: bid_parties.decline(bid=bid, party=party, by=by, at=at))
        return _party_answer(bid, party)


class BidFactsView(ApiView):
    @extend_schema(
        operation_id="bid_facts_confirm",
        summary="Say that the lead's facts are still true",
        request=ReadPartIn,
        responses=serializer_for(BidPartyShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """With the digests of the lead's party as the bid has them."""
        bid = access.door(request.user, pk, BidAction.WRITE)
        party = next(row for row in bid.parties.all() if row.supplier_id == bid.supplier_id)
        read, by, at = read_body(ReadPartIn, request), signed_in(request.user), clock.db_now()
        outcome_of(lambda: bid_parties.sign(bid=bid, party=party, by=by, at=at, **read))
        return _party_answer(bid, party)


def _lots(tender: Tender, numbers: list[int]) -> list[Lot]:
    """The lots of a tender by their numbers, each once. Raises ValidationError for one that it does not have."""
    known = {lot.no: lot for lot in tender_queries.lots_of(tender)}
    if unknown := [no for no in numbers if no not in known]:
        raise ValidationError({"lots": [_("The tender has no lot %(no)d.") % {"no": unknown[0]}]})
    return [known[no] for no in dict.fromkeys(numbers)]


def _bid_answer(bid: Bid) -> Response:
    reading = party_gather.parties_of(bid, tender_gather.content_of(bid.tender))
    missing = [
        *pages.double_sentences(reading),
        *pages.lack_sentences(reading, of_facts=False),
        *(pages.waiting_sentence(part, ()) for part in reading.unsigned),
        *pages.lack_sentences(reading, of_facts=True),
    ]
    is_damaged = bid.pk in envelope_checks.damaged_among([bid])
    return Response(to_json(bid_shape(bid, drafts.lots_of(bid), reading, missing, is_damaged=is_damaged)))


def _known(name: str) -> str:
    if name not in draft_gather.PART_NAMES:
        raise Http404
    return name


def _party_of_person(request: Request, bid: Bid) -> BidParty:
    party = access.own_party(request.user, bid)
    if party is None:
        raise Http404
    return party


def _party_answer(bid: Bid, party: BidParty) -> Response:
    row = BidParty.objects.select_related("supplier").prefetch_related("signatures__by").get(pk=party.pk)
    return Response(to_json(bid_party_shape(party_gather.part_of(bid, row))))


def _part_answer(name: str, saved: draft_gather.SavedPart) -> Response:
    return Response(to_json(draft_part_shape(name, saved)), headers=PRIVATE)


def _consortium(request: Request, pk: UUID | None) -> Consortium | None:
    return None if pk is None else supplier_access.consortium_door(request.user, pk)


routes = [
    path("bids/", BidsView.as_view(), name="bids"),
    path("bids/<uuid:pk>/", BidView.as_view(), name="bid"),
    path("bids/<uuid:pk>/draft-key/", DraftKeyView.as_view(), name="bid-draft-key"),
    path("bids/<uuid:pk>/new-draft/", NewDraftView.as_view(), name="bid-new-draft"),
    path("bids/<uuid:pk>/lots/", BidLotsView.as_view(), name="bid-lots"),
    path("bids/<uuid:pk>/parties/<int:no>/asking/", PartyReminderView.as_view(), name="bid-party-asking"),
    path("bids/<uuid:pk>/parts/<str:name>/", DraftPartView.as_view(), name="bid-part"),
    path("bids/<uuid:pk>/signature/", BidSignatureView.as_view(), name="bid-signature"),
    path("bids/<uuid:pk>/signature/refusal/", BidRefusalView.as_view(), name="bid-signature-refusal"),
    path("bids/<uuid:pk>/facts/", BidFactsView.as_view(), name="bid-facts"),
]
