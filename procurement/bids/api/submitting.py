"""A bid is submitted by a program, sealed by the site or by itself; its versions and receipts are read again.

Who is late is told so with a number, also once the tender is closed: the door asks who, the service asks when.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from io import BytesIO
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, UnreadablePostError
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import arrivals, clock
from core.access import signed_in
from core.arrivals import NoSlot
from core.canon import canon
from core.outages import OutOfOrder
from core.pages.downloads import attachment
from core.pages.faults import OutageAdvice
from core.rest.framework import ProblemRefusal
from core.rest.lists import complete, list_of
from core.rest.openapi import REFUSALS
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from core.signing.keyfile import KeyFault
from offline.reading import SignedFileFault
from offline.sealing import bundles
from offline.sealing.bundles import BundledEnvelope, BundleFault
from procurement.bids import access
from procurement.bids.api.requests import DRAFT_KEY, IDEMPOTENCY_KEY, read_idempotency_key, require_draft_key
from procurement.bids.draft_keys import WrongDraftKey
from procurement.bids.models import AttemptReason, Bid, BidRevision
from procurement.bids.pages.receipt import file_name
from procurement.bids.queries import drafts, sealed
from procurement.bids.services import client_sealing, keyset_checks, sealing, submitting
from procurement.bids.services.client_sealing import SentEnvelope
from procurement.bids.services.keysets import KeysetChanged
from procurement.bids.services.submission import (
    OtherContent,
    SealingFailed,
    SendingBroken,
    SubmissionOvertaken,
    SubmissionRefused,
    SubmissionRunning,
)
from procurement.bids.shapes.submitting import BidVersionShape, SealingShape, bid_version_shape, sealing_shape

JSON = "application/json"
BUNDLE = "application/octet-stream"
SOON = 2  # seconds
NOT_READY = "not_ready"
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
# Of a refusal that says its status and nothing else: its word for programs, and when to come again.
_PLAIN: dict[type[Exception], tuple[HTTPStatus, str, int | None]] = {
    SubmissionOvertaken: (HTTPStatus.CONFLICT, "overtaken", None),
    OtherContent: (HTTPStatus.UNPROCESSABLE_ENTITY, "other_content", None),
    SendingBroken: (HTTPStatus.BAD_REQUEST, "aborted", None),
    SealingFailed: (HTTPStatus.SERVICE_UNAVAILABLE, "server_fault", SOON),
    KeyFault: (HTTPStatus.SERVICE_UNAVAILABLE, "server_fault", SOON),
    OutOfOrder: (HTTPStatus.SERVICE_UNAVAILABLE, "server_fault", None),
}
AT_AN_OUTAGE = OutageAdvice(
    (gettext_lazy("Send it again with the same Idempotency-Key: that makes one bid, also if it came in already."),),
    always=gettext_lazy("A bid without a receipt was not taken."),
)
_REFUSALS: tuple[type[Exception], ...] = (SubmissionRefused, SubmissionRunning, *_PLAIN)


class BundleParser(BaseParser):
    """Leaves the body where it is: the view reads it, piece by piece."""

    media_type = BUNDLE

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:  # noqa: ARG002 -- the framework's signature
        return stream


class BidVersionsView(ApiView):
    outage_advice = AT_AN_OUTAGE

    @extend_schema(
        operation_id="bid_versions", summary="List what came in of a bid", responses=list_of(BidVersionShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Every version that was received, the first one first. For the lead's team."""
        bid = access.door(request.user, pk)
        return complete(bid_version_shape(version) for version in sealed.versions_of(bid))

    @extend_schema(
        operation_id="bid_submit",
        summary="Submit a bid that the site seals",
        parameters=[DRAFT_KEY, IDEMPOTENCY_KEY],
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(BidVersionShape)},
        extensions={REFUSALS: ["422", "503"]},
    )
    @sensitive_variables()
    def post(self, request: Request, pk: UUID) -> Response:
        """What the draft says is sealed and received now, as the next version. The same key again gives the same
        version, also where tender, keys or facts were changed since; 422 with the number of that `version` where the
        draft was; 409 with Retry-After while the first one is under way.

        A refusal has a `reason`: after_deadline, not_open, keyset_mismatch, not_ready with all `findings`, running,
        overtaken by another `version`, other_content. What is kept as an attempt has its number.
        """
        started_at = clock.db_now()
        bid, by = access.door(request.user, pk), signed_in(request.user)
        key, idem_key = require_draft_key(request, bid), read_idempotency_key(request)
        return _received(
            bid,
            lambda: submitting.submit_bid(bid=bid, draft_key=key, idem_key=idem_key, by=by, at=started_at),
        )


class SealedVersionsView(ApiView):
    outage_advice = AT_AN_OUTAGE
    parser_classes = (BundleParser,)

    @extend_schema(
        operation_id="bid_submit_sealed",
        summary="Submit a bid that you have sealed",
        parameters=[IDEMPOTENCY_KEY],
        request={BUNDLE: OpenApiTypes.BINARY},
        responses={status.HTTP_201_CREATED: serializer_for(BidVersionShape)},
        extensions={REFUSALS: ["413", "422", "503"]},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """All envelopes at once, as a bundle (SBB1: `offline/sealing/bundles.py`), with Content-Length. Headers are
        those that `sealing/` says. Nobody here reads what is inside: what is missing in it shows at the opening.

        The same key with the same envelopes gives the same version; with others 422. Refusals are those of a bid that
        the site seals, and too_large, aborted.
        """
        started_at = clock.db_now()
        bid, by = access.door(request.user, pk), signed_in(request.user)
        idem_key = read_idempotency_key(request)
        with _slot(request, bid):
            envelopes = _envelopes(request)
            return _received(
                bid,
                lambda: client_sealing.submit_sealed(
                    bid=bid, envelopes=envelopes, idem_key=idem_key, by=by, at=started_at
                ),
            )


class SealingView(ApiView):
    @extend_schema(
        operation_id="bid_sealing",
        summary="Read what is needed to seal a bid",
        responses=serializer_for(SealingShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The facts of every header, the keyset, and which envelopes are sent. 409 where the keys are not those of the
        notice: then seal nothing. For the lead's team.
        """
        bid, at = access.door(request.user, pk), clock.db_now()
        try:
            headers, about = client_sealing.expected_headers(bid, at=at)
        except SubmissionRefused as refused:
            raise _problem(refused) from None
        except KeysetChanged as changed:
            raise _problem(keyset_checks.refusal(changed)) from None
        shape = sealing_shape(
            bid, headers, lots=drafts.lots_of(bid), keyset=about.keyset, tender_version=about.version.no
        )
        return Response(to_json(shape))


class ReceiptView(ApiView):
    @extend_schema(
        operation_id="bid_receipt",
        summary="Read the receipt of a version",
        responses={(status.HTTP_200_OK, JSON): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, pk: UUID, no: int) -> HttpResponse:
        """The signed file, byte for byte: keep it, `python -m offline verify` checks it. For the lead's team."""
        bid = access.door(request.user, pk)
        text = _version(bid, no).receipt.text
        return attachment(text, name=f"{file_name(bid, no)}-receipt.json", content_type=JSON)


class SlipView(ApiView):
    @extend_schema(
        operation_id="bid_slip",
        summary="Read the slip of a version",
        parameters=[DRAFT_KEY],
        responses={(status.HTTP_200_OK, JSON): OpenApiTypes.OBJECT},
    )
    @sensitive_variables()
    def get(self, request: Request, pk: UUID, no: int) -> HttpResponse:
        """The nonces, which show together with the receipt what was sealed. Keep it and show it to nobody: whoever has
        it can try prices. 404 where the sender sealed the bid, or the draft was begun again since.
        """
        bid = access.door(request.user, pk)
        key, closed = require_draft_key(request, bid), _version(bid, no).receipt.sealed_slip
        if closed is None:
            raise Http404
        try:
            slip = sealing.opened_slip(bid, no, bytes(closed), key)
        except WrongDraftKey:
            raise Http404 from None
        return attachment(slip, name=f"{file_name(bid, no)}-slip.json", content_type=JSON)


@sensitive_variables()
def _received(bid: Bid, submit: Callable[[], BidRevision]) -> Response:
    """The version as which a bid came in; a refusal as problem details."""
    try:
        version = submit()
    except _REFUSALS as refused:
        raise _problem(refused) from None
    address = reverse("api:bid-version-receipt", args=[bid.pk, version.number])
    return Response(to_json(bid_version_shape(version)), status=status.HTTP_201_CREATED, headers={"Location": address})


def _problem(refused: Exception) -> ProblemRefusal:
    """How a submission that was not taken is answered."""
    if isinstance(refused, SubmissionRunning):
        soon = min(refused.retry_after, SOON)  # most are done long before their lease ends
        return ProblemRefusal(HTTPStatus.CONFLICT, str(refused), wait=soon, reason="running")
    if isinstance(refused, SubmissionRefused):
        members: dict[str, Any] = {"reason": refused.reason or NOT_READY, "findings": refused.findings}
        if refused.attempt is not None:
            members["attempt"] = str(refused.attempt.pk)
        code = TOO_LARGE if refused.reason == AttemptReason.TOO_LARGE else HTTPStatus.CONFLICT
        return ProblemRefusal(code, str(refused), **members)
    code, reason, wait = next(row for kind, row in _PLAIN.items() if isinstance(refused, kind))
    came_in = {"version": refused.number} if isinstance(refused, (OtherContent, SubmissionOvertaken)) else {}
    return ProblemRefusal(code, str(refused), wait=wait, reason=reason, **came_in)


@contextmanager
def _slot(request: Request, bid: Bid) -> Iterator[None]:
    """The only one of this person and of this supplier. Raises NoSlot, too, where it gave way before all was here."""
    asked = request._request  # noqa: SLF001 -- the framework's own name for Django's request
    with arrivals.slot_for(asked, f"supplier {bid.supplier_id}") as arrival:
        try:
            yield
        except (ParseError, ProblemRefusal) as refused:
            if arrival.is_ended and (isinstance(refused, ParseError) or refused.members.get("reason") == "aborted"):
                raise NoSlot from None
            raise


def _envelopes(request: Request) -> list[SentEnvelope]:
    """What is sent, by its head; bodies are read when they are taken. Raises ParseError (400): it is no bundle."""
    stream: Any = request.data or BytesIO()  # without a body there is no stream
    try:
        head = bundles.read_head(stream)
    except (BundleFault, SignedFileFault, UnreadablePostError) as fault:
        raise ParseError(_("This is no bundle of envelopes: %(why)s") % {"why": fault}) from None
    if head.bundle_size != int(request.META.get("CONTENT_LENGTH") or 0):
        raise ParseError(_("The bundle is not as long as Content-Length says."))
    return [SentEnvelope(canon(each.header), each.wraps, _body(stream, each), each.size) for each in head.envelopes]


def _body(stream: Any, envelope: BundledEnvelope) -> Iterator[bytes]:
    """The body of an envelope, once those before it were read. Raises SendingBroken."""
    try:
        yield from bundles.pieces(stream, envelope.size)
    except (BundleFault, UnreadablePostError):
        raise SendingBroken from None


def _version(bid: Bid, no: int) -> BidRevision:
    version = sealed.version_of(bid, no)
    if version is None:
        raise Http404
    return version


routes = [
    path("bids/<uuid:pk>/versions/", BidVersionsView.as_view(), name="bid-versions"),
    path("bids/<uuid:pk>/versions/sealed/", SealedVersionsView.as_view(), name="bid-versions-sealed"),
    path("bids/<uuid:pk>/versions/<int:no>/receipt/", ReceiptView.as_view(), name="bid-version-receipt"),
    path("bids/<uuid:pk>/versions/<int:no>/slip/", SlipView.as_view(), name="bid-version-slip"),
    path("bids/<uuid:pk>/sealing/", SealingView.as_view(), name="bid-sealing"),
]
