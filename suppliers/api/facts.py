"""Facts over REST: read, entered, replaced, withdrawn, confirmed. Each can be sent again and happens once.

A new fact has the next number of its kind and `after` 0; a change names the version that was read. What was sent before
and is in force answers what is there.
"""

from dataclasses import fields
from typing import Any
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.documents import files, uploads
from core.documents.checks import FileRefused
from core.documents.uploads import UploadLimits
from core.models import User
from core.pages import formats
from core.rest.framework import Conflict, TooLarge
from core.rest.lists import complete, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from suppliers import access, queries, services, summary
from suppliers.access import SupplierAction
from suppliers.api.asking import done, sent
from suppliers.forms import FORMS
from suppliers.models import FactVersion, Supplier, VersionAct
from suppliers.pages import kinds, labels
from suppliers.rules.entries import DeclarationEntry, FactEntry
from suppliers.rules.facts import FactKind
from suppliers.serializers import DeclarationsIn, EvidenceIn, FactIn, FactSeenIn
from suppliers.shapes import AnyFactVersionShape, DeclarationShape, FactsConfirmationShape, SupplierFactsShape

LIMITS = UploadLimits(most_files=1, together=uploads.USUAL.most_bytes)


def _kind(slug: str) -> FactKind:
    if slug not in labels.SLUGS:
        raise NotFound
    return labels.SLUGS[slug]


def _latest(supplier: Supplier, slug: str, no: int) -> FactVersion:
    row = queries.latest(_kind(slug), supplier, no)
    if row is None:
        raise NotFound
    return row


class SupplierFactsView(ApiView):
    @extend_schema(
        operation_id="supplier_facts", summary="Read the facts", responses=serializer_for(SupplierFactsShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What is in force, kind by kind, and how it stands today; for members alone."""
        supplier = access.door(request.user, pk, SupplierAction.SEE_FACTS)
        return Response(to_json(summary.facts_shape(supplier, clock.db_now().date())))


class SupplierDeclarationsView(ApiView):
    @extend_schema(
        operation_id="supplier_declare",
        summary="Declare criteria of the ESPD",
        request=DeclarationsIn,
        responses=list_of(DeclarationShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Answer many criteria at once: all or none. What is declared so already stays as it is."""
        supplier = access.door(request.user, pk, SupplierAction.ENTER)
        by, at = signed_in(request.user), clock.db_now()
        known = queries.facts_of(supplier).by_code
        rows = sent(DeclarationsIn, request)["declarations"]
        entries = [DeclarationEntry(**row) for row in rows]
        new = [entry for entry in entries if not _is_declared(entry, known.get(entry.code))]
        if new:
            done(lambda: services.declare(supplier=supplier, entries=new, by=by, at=at))
        codes = {entry.code for entry in entries}
        declared = queries.facts_of(supplier).declarations
        return complete(summary.fact_shape(row) for row in declared if row.code in codes)


def _is_declared(entry: DeclarationEntry, row: Any) -> bool:
    if row is None or (row.answer, row.text) != (entry.answer, entry.text.strip()):
        return False
    return entry.expires_date in {None, row.expires_date}


class SupplierFactView(ApiView):
    @extend_schema(
        operation_id="supplier_fact", summary="Read a fact with its versions", responses=list_of(AnyFactVersionShape)
    )
    def get(self, request: Request, pk: UUID, kind: str, no: int) -> Response:
        """Every version of a fact, the latest first; `kind` as in the addresses of the pages: certificates."""
        supplier = access.door(request.user, pk, SupplierAction.SEE_FACTS)
        versions = queries.versions_of(_kind(kind), supplier, no)
        if not versions:
            raise NotFound
        return complete(summary.fact_shape(row) for row in versions)

    @extend_schema(
        operation_id="supplier_fact_put",
        summary="Put in a fact or its next version",
        request=FactIn,
        responses={
            status.HTTP_200_OK: serializer_for(AnyFactVersionShape),
            status.HTTP_201_CREATED: serializer_for(AnyFactVersionShape),
        },
    )
    def put(self, request: Request, pk: UUID, kind: str, no: int) -> Response:
        """A new fact has the next free number and `after` 0. Its document comes at `evidence/` and stays."""
        supplier = access.door(request.user, pk, SupplierAction.ENTER)
        asked, chosen = sent(FactIn, request), _kind(kind)
        if chosen not in FORMS:
            raise Conflict(_("Declarations have an address of their own."))
        latest = queries.latest(chosen, supplier, no)
        entry = _entry(chosen, asked["content"], latest)
        if latest is not None and _is_sent_again(latest, entry, asked["after"]):
            return Response(to_json(summary.fact_shape(latest)))
        who = {"by": signed_in(request.user), "at": clock.db_now()}
        row = done(lambda: _put(supplier, chosen, no, asked["after"], latest, entry, who))
        return Response(to_json(summary.fact_shape(row)), status=status.HTTP_201_CREATED)


def _entry(chosen: FactKind, content: dict[str, Any], latest: FactVersion | None) -> FactEntry:
    form = FORMS[chosen](content, has_evidence=bool(latest and latest.evidence))
    if unknown := sorted(set(content) - set(form.fields)):
        raise ValidationError({f"content/{name}": [_("A fact of this kind has no such field.")] for name in unknown})
    if not form.is_valid():
        raise ValidationError({f"content/{name}": list(map(str, texts)) for name, texts in form.errors.items()})
    return form.entry()


def _is_sent_again(latest: FactVersion, entry: FactEntry, after: int) -> bool:
    """Whether the version after the one that was read says just this."""
    same = all(getattr(entry, field.name) == getattr(latest, field.name) for field in fields(entry))
    return latest.version == after + 1 and latest.act != VersionAct.WITHDRAWN and same


def _put(
    supplier: Supplier,
    chosen: FactKind,
    no: int,
    after: int,
    latest: FactVersion | None,
    entry: FactEntry,
    who: dict[str, Any],
) -> FactVersion:
    if latest is None:
        if after or no != queries.next_no(chosen, supplier):
            raise Conflict(_("The next fact of this kind has another number. Read the facts again."))
        return services.enter_fact(supplier=supplier, entry=entry, **who)
    return services.replace_fact(fact=_seen(latest, after), entry=entry, evidence=latest.evidence, **who)


def _seen(latest: FactVersion, after: int) -> FactVersion:
    if latest.version != after or latest.act == VersionAct.WITHDRAWN:
        raise services.FactChanged(_("This fact has been changed meanwhile. Read it again."))
    return latest


class SupplierWithdrawalView(ApiView):
    @extend_schema(
        operation_id="supplier_fact_withdraw",
        summary="Withdraw a fact",
        request=FactSeenIn,
        responses=serializer_for(AnyFactVersionShape),
    )
    def post(self, request: Request, pk: UUID, kind: str, no: int) -> Response:
        """Say that a fact holds no more, in the version that was read; its versions stay. Again it changes nothing."""
        supplier = access.door(request.user, pk, SupplierAction.ENTER)
        after, latest = sent(FactSeenIn, request)["after"], _latest(supplier, kind, no)
        if latest.act == VersionAct.WITHDRAWN and latest.version == after + 1:
            return Response(to_json(summary.fact_shape(latest)))
        by, at = signed_in(request.user), clock.db_now()
        row = done(lambda: services.withdraw_fact(fact=_seen(latest, after), by=by, at=at))
        return Response(to_json(summary.fact_shape(row)))


class SupplierEvidenceView(ApiView):
    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Say how much is read before a session's token is looked for in the form."""
        self.fits = request.method != "POST" or uploads.accept_files(request, LIMITS)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if not self.fits:
            raise TooLarge(_("A file has at most %(most)s.") % {"most": formats.filesize(LIMITS.most_bytes)})
        super().initial(request, *args, **kwargs)

    @extend_schema(
        operation_id="supplier_evidence",
        summary="Show a fact by a document",
        request={"multipart/form-data": EvidenceIn},
        responses={
            status.HTTP_200_OK: serializer_for(AnyFactVersionShape),
            status.HTTP_201_CREATED: serializer_for(AnyFactVersionShape),
        },
    )
    def post(self, request: Request, pk: UUID, kind: str, no: int) -> Response:
        """The next version of a fact, with this document. The same document again answers what is there."""
        supplier = access.door(request.user, pk, SupplierAction.ENTER)
        if faults := uploads.faults_of(request._request):  # noqa: SLF001 -- the framework's own name
            raise ValidationError({"file": str(faults[0])})
        asked, latest = sent(EvidenceIn, request), _latest(supplier, kind, no)
        by = signed_in(request.user)
        try:
            stored = files.store_file(file=asked["file"], name=asked["file"].name, by=by, at=clock.db_now())
        except FileRefused as refused:
            raise ValidationError({"file": str(refused)}) from refused
        if latest.evidence_id == stored.pk and latest.act != VersionAct.WITHDRAWN:
            return Response(to_json(summary.fact_shape(latest)))
        row = done(lambda: _with_evidence(_seen(latest, asked["after"]), stored, by))
        return Response(to_json(summary.fact_shape(row)), status=status.HTTP_201_CREATED)


def _with_evidence(fact: FactVersion, stored: Any, by: User) -> FactVersion:
    entry = kinds.entry_of(fact)
    return services.replace_fact(fact=fact, entry=entry, evidence=stored, by=by, at=clock.db_now())


class SupplierConfirmationView(ApiView):
    @extend_schema(
        operation_id="supplier_confirm",
        summary="Say that all facts are still true",
        request=None,
        responses=serializer_for(FactsConfirmationShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Every declaration is true for twelve months from today; a certificate still ends when its issuer says."""
        supplier = access.door(request.user, pk, SupplierAction.CONFIRM)
        by, at = signed_in(request.user), clock.db_now()
        row = done(lambda: services.confirm_facts(supplier=supplier, by=by, at=at))
        return Response(to_json(summary.confirmation_shape(row)))


_FACT = "suppliers/<uuid:pk>/facts/<slug:kind>/<int:no>/"
routes = [
    path("suppliers/<uuid:pk>/facts/", SupplierFactsView.as_view(), name="supplier-facts"),
    path("suppliers/<uuid:pk>/declarations/", SupplierDeclarationsView.as_view(), name="supplier-declarations"),
    path("suppliers/<uuid:pk>/confirmation/", SupplierConfirmationView.as_view(), name="supplier-confirmation"),
    path(_FACT, SupplierFactView.as_view(), name="supplier-fact"),
    path(f"{_FACT}withdrawal/", SupplierWithdrawalView.as_view(), name="supplier-withdrawal"),
    path(f"{_FACT}evidence/", SupplierEvidenceView.as_view(), name="supplier-evidence"),
]
