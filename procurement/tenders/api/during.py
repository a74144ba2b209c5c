"""What happens to an open tender over REST: questions and answers, more time, a suspension, a cancellation by two."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from core import clock
from core.access import require, signed_in
from core.pages import paging
from core.pages.filters import ListFilters
from core.rest.filters import FilteredView, checked
from core.rest.framework import Conflict, HasSecondFactor
from core.rest.lists import complete, counted, list_of
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from procurement.tenders import access, queries, serializers, services
from procurement.tenders.access import TenderAction
from procurement.tenders.gather.outages import outage_proposal
from procurement.tenders.models import Clarification, Tender
from procurement.tenders.services import NotChangeable, QuestionRefused
from procurement.tenders.shapes.during import (
    AnsweredQuestionShape,
    AskedQuestionShape,
    CancellationProposalShape,
    FollowingShape,
    OpenTenderShape,
    OutageProposalShape,
    WaitingQuestionShape,
    answered_shape,
    asked_shape,
    open_tender_shape,
    outage_proposal_shape,
    proposal_shape,
    waiting_shape,
)
from procurement.tenders.states import UNPUBLISHED

Outcome = TypeVar("Outcome")


def require_published(request: Request, pk: UUID, action: TenderAction = TenderAction.SEE) -> Tender:
    """A published tender on which the person may do this; 404 for a draft, also to its officers."""
    tender = access.door(request.user, pk)
    if tender.state in UNPUBLISHED or tender.published_at is None:
        raise Http404
    require(access.may(request.user, action, tender))
    return tender


class _ReadByAll(ApiView):
    """What a visitor may read, too: 401 in place of 404, for whoever signs in may see it, if it is there."""

    permission_classes = (HasSecondFactor,)

    def published(self, request: Request, pk: UUID) -> Tender:
        try:
            return require_published(request, pk)
        except Http404:
            if request.user.is_authenticated:
                raise
            self.permission_denied(request)


def sent_values(kind: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = kind(data=request.data)
    asked.is_valid(raise_exception=True)
    values: dict[str, Any] = asked.validated_data
    return values


def or_conflict(act: Callable[[], Outcome]) -> Outcome:
    """What a service answers. Raises Conflict with its reason where it refuses."""
    try:
        return act()
    except (NotChangeable, QuestionRefused) as refused:
        raise Conflict(str(refused)) from refused


class OpenTenderView(_ReadByAll):
    @extend_schema(
        operation_id="open_tender", summary="Read how a tender stands", responses=serializer_for(OpenTenderShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The state of a published tender now: its ends, whether time stands still, how many questions are answered."""
        return Response(to_json(open_tender_shape(self.published(request, pk))))


# --- questions ---


class AnsweredQuestionsView(FilteredView, _ReadByAll):
    queryset = Clarification.objects.none()

    @extend_schema(
        operation_id="open_questions",
        summary="List answered questions",
        filters=True,
        responses=list_of(AnsweredQuestionShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Questions with their answers, the latest first, without who asked or when."""
        rows = queries.published_answers(self.published(request, pk))
        filters = checked(ListFilters(request.query_params, rows))
        page = paging.page_of(filters.qs, "no", before=filters.position, size=filters.size)
        return counted(request, filters.qs, page, map(answered_shape, page.rows))


class WaitingQuestionsView(ApiView):
    @extend_schema(
        operation_id="open_questions_waiting",
        summary="List questions that wait",
        responses=list_of(WaitingQuestionShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """To officers: what nobody has answered, without who asked or when. The order says nothing."""
        tender = require_published(request, pk, TenderAction.ANSWER)
        return complete(map(waiting_shape, queries.waiting_questions(tender)))


class AskedQuestionsView(ApiView):
    @extend_schema(
        operation_id="open_questions_mine", summary="List your questions", responses=list_of(AskedQuestionShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What you asked about the tender, the first first, with where it stands."""
        tender = require_published(request, pk)
        return complete(map(asked_shape, queries.questions_by(signed_in(request.user), tender)))


class QuestionView(ApiView):
    @extend_schema(
        operation_id="open_question_ask",
        summary="Ask a question",
        request=serializers.QuestionIn,
        responses={
            status.HTTP_201_CREATED: serializer_for(AskedQuestionShape),
            status.HTTP_200_OK: serializer_for(AskedQuestionShape),
        },
    )
    def put(self, request: Request, pk: UUID, question: UUID) -> Response:
        """Ask under an id that you choose (a random UUID), until the end of questions; you follow the tender by it.

        The same id again asks nothing and answers with the question, so a request that got lost can be sent again.
        """
        tender, by, at = require_published(request, pk), signed_in(request.user), clock.db_now()
        earlier = queries.question_of(tender, question)
        if earlier is None:
            require(access.may(request.user, TenderAction.ASK, tender))
        text = sent_values(serializers.QuestionIn, request)["text"]
        row = or_conflict(lambda: services.ask(tender=tender, text=text, pk=question, by=by, at=at))
        code = status.HTTP_201_CREATED if earlier is None else status.HTTP_200_OK
        return Response(to_json(asked_shape(row)), status=code)


class QuestionAnswerView(ApiView):
    @extend_schema(
        operation_id="open_question_answer",
        summary="Answer to everybody",
        request=serializers.AnswerIn,
        responses={status.HTTP_201_CREATED: serializer_for(AnsweredQuestionShape)},
    )
    def post(self, request: Request, pk: UUID, question: UUID) -> Response:
        """Publish a question, without what tells who asked it, and its answer. After the end for answers the deadline
        moves: name `days`, and a conflict answers if it would move by other days.
        """
        row = _question(request, pk, question)
        sent, by, at = sent_values(serializers.AnswerIn, request), signed_in(request.user), clock.db_now()
        answered = or_conflict(lambda: services.answer(question=row, by=by, at=at, **sent))
        return Response(to_json(answered_shape(answered)), status=status.HTTP_201_CREATED)


class QuestionRefusalView(ApiView):
    @extend_schema(
        operation_id="open_question_refuse",
        summary="Do not answer a question",
        request=serializers.RefusalIn,
        responses={status.HTTP_201_CREATED: serializer_for(WaitingQuestionShape)},
    )
    def post(self, request: Request, pk: UUID, question: UUID) -> Response:
        """Say why a question is not answered; only who asked reads it."""
        row = _question(request, pk, question)
        why, by, at = sent_values(serializers.RefusalIn, request)["why"], signed_in(request.user), clock.db_now()
        refused = or_conflict(lambda: services.refuse(question=row, why=why, by=by, at=at))
        return Response(to_json(waiting_shape(refused)), status=status.HTTP_201_CREATED)


def _question(request: Request, pk: UUID, question: UUID) -> Clarification:
    """A question that the person may answer. 404 for one of another tender."""
    row = queries.question_of(require_published(request, pk, TenderAction.ANSWER), question)
    if row is None:
        raise Http404
    return row


class FollowingView(ApiView):
    @extend_schema(
        operation_id="open_following", summary="Read whether you follow", responses=serializer_for(FollowingShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Whether you are told of whatever happens to the tender."""
        tender = require_published(request, pk)
        return Response(to_json(FollowingShape(queries.follows(signed_in(request.user), tender))))

    @extend_schema(
        operation_id="open_follow", summary="Follow a tender", request=None, responses=serializer_for(FollowingShape)
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Be told of each answer, each change and the end. Nobody learns that you follow. A second time changes
        nothing.
        """
        tender = require_published(request, pk, TenderAction.FOLLOW)
        services.follow(tender=tender, by=signed_in(request.user), at=clock.db_now())
        return Response(to_json(FollowingShape(follows=True)))

    @extend_schema(operation_id="open_unfollow", summary="Follow no more", responses={status.HTTP_204_NO_CONTENT: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Be told no more."""
        services.unfollow(tender=require_published(request, pk), by=signed_in(request.user))
        return Response(status=status.HTTP_204_NO_CONTENT)


# --- changes ---


class ChangeView(ApiView):
    """An act that changes how a tender stands; answers how it stands then."""

    def changed(self, tender: Tender, act: Callable[[], object]) -> Response:
        or_conflict(act)
        tender.refresh_from_db()
        return Response(to_json(open_tender_shape(tender)), status=status.HTTP_201_CREATED)


class ExtensionView(ChangeView):
    @extend_schema(
        operation_id="open_extend",
        summary="Move the deadline",
        request=serializers.ExtensionIn,
        responses={status.HTTP_201_CREATED: serializer_for(OpenTenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Give suppliers more time; ends that are not over move as much. Name the deadline that you know as `was`, and
        a conflict answers if another moved it meanwhile.
        """
        tender, by = require_published(request, pk, TenderAction.CHANGE), signed_in(request.user)
        sent, at = sent_values(serializers.ExtensionIn, request), clock.db_now()
        return self.changed(tender, lambda: services.extend(tender=tender, by=by, at=at, **sent))


class OutageExtensionView(ChangeView):
    @extend_schema(
        operation_id="open_outage_read",
        summary="Read what an outage took",
        responses=serializer_for(OutageProposalShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """To officers: outages of the last 24 hours before the deadline that are not made good. 404 where none is."""
        proposal = outage_proposal(require_published(request, pk, TenderAction.CHANGE), at=clock.db_now())
        if proposal is None:
            raise Http404
        return Response(to_json(outage_proposal_shape(proposal)))

    @extend_schema(
        operation_id="open_outage_extend",
        summary="Make an outage good",
        request=serializers.OutageExtensionIn,
        responses={status.HTTP_201_CREATED: serializer_for(OpenTenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Give everybody the time that the site took, rounded up to a quarter of an hour. Name the outages that you
        have read; a conflict answers if they are others by now.
        """
        tender, by = require_published(request, pk, TenderAction.CHANGE), signed_in(request.user)
        sent, at = sent_values(serializers.OutageExtensionIn, request), clock.db_now()
        return self.changed(tender, lambda: services.extend_for_outage(tender=tender, by=by, at=at, **sent))


class SuspensionView(ChangeView):
    @extend_schema(
        operation_id="open_suspend",
        summary="Suspend a tender",
        request=serializers.SuspensionIn,
        responses={status.HTTP_201_CREATED: serializer_for(OpenTenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Stop the time: nobody can hand in until it is lifted."""
        tender, by = require_published(request, pk, TenderAction.CHANGE), signed_in(request.user)
        why, at = sent_values(serializers.SuspensionIn, request)["why"], clock.db_now()
        return self.changed(tender, lambda: services.suspend(tender=tender, why=why, by=by, at=at))


class LiftingView(ChangeView):
    @extend_schema(
        operation_id="open_lift",
        summary="Lift a suspension",
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(OpenTenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Let the tender go on: what was left when it was suspended runs from now, at least 72 hours."""
        tender, by, at = require_published(request, pk, TenderAction.CHANGE), signed_in(request.user), clock.db_now()
        return self.changed(tender, lambda: services.lift(tender=tender, by=by, at=at))


class CancellationProposalView(ApiView):
    @extend_schema(
        operation_id="open_proposed_cancellation",
        summary="Read what is proposed",
        responses=serializer_for(CancellationProposalShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """To officers: the cancellation that is proposed. 404 where nobody has proposed it."""
        proposal = queries.latest_cancellation_proposal(require_published(request, pk, TenderAction.CANCEL))
        if proposal is None:
            raise Http404
        return Response(to_json(proposal_shape(proposal)))

    @extend_schema(
        operation_id="open_cancellation_propose",
        summary="Propose to cancel a tender",
        request=serializers.CancellationProposalIn,
        responses={status.HTTP_201_CREATED: serializer_for(CancellationProposalShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Propose that a tender ends; nothing ends before another officer confirms it. The same again is the one
        that stands.
        """
        tender, by = require_published(request, pk, TenderAction.CANCEL), signed_in(request.user)
        sent, at = sent_values(serializers.CancellationProposalIn, request), clock.db_now()
        proposal = or_conflict(lambda: services.propose_cancellation(tender=tender, by=by, at=at, **sent))
        return Response(to_json(proposal_shape(proposal)), status=status.HTTP_201_CREATED)


class CancellationView(ChangeView):
    @extend_schema(
        operation_id="open_cancel",
        summary="Cancel a tender",
        request=serializers.CancellationIn,
        responses={status.HTTP_201_CREATED: serializer_for(OpenTenderShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Confirm, as another officer, the cancellation that you have read. A conflict where another took its place."""
        tender, by = require_published(request, pk, TenderAction.CONFIRM_CANCEL), signed_in(request.user)
        sent, at = sent_values(serializers.CancellationIn, request), clock.db_now()
        proposal = queries.cancellation_proposal_of(tender, sent["proposed"])
        if proposal is None:
            raise Conflict("There is no such proposal about this tender.")
        return self.changed(tender, lambda: services.cancel(tender=tender, proposal=proposal, by=by, at=at))


_QUESTIONS = "tenders/<uuid:pk>/questions/"
routes = [
    path("tenders/<uuid:pk>/now/", OpenTenderView.as_view(), name="open-tender"),
    path(_QUESTIONS, AnsweredQuestionsView.as_view(), name="open-questions"),
    path(f"{_QUESTIONS}waiting/", WaitingQuestionsView.as_view(), name="open-questions-waiting"),
    path(f"{_QUESTIONS}mine/", AskedQuestionsView.as_view(), name="open-questions-mine"),
    path(f"{_QUESTIONS}<uuid:question>/", QuestionView.as_view(), name="open-question"),
    path(f"{_QUESTIONS}<uuid:question>/answer/", QuestionAnswerView.as_view(), name="open-question-answer"),
    path(f"{_QUESTIONS}<uuid:question>/refusal/", QuestionRefusalView.as_view(), name="open-question-refusal"),
    path("tenders/<uuid:pk>/following/", FollowingView.as_view(), name="open-following"),
    path("tenders/<uuid:pk>/extension/", ExtensionView.as_view(), name="open-extension"),
    path("tenders/<uuid:pk>/outage-extension/", OutageExtensionView.as_view(), name="open-outage-extension"),
    path("tenders/<uuid:pk>/suspension/", SuspensionView.as_view(), name="open-suspension"),
    path("tenders/<uuid:pk>/lifting/", LiftingView.as_view(), name="open-lifting"),
    path(
        "tenders/<uuid:pk>/proposed-cancellation/",
        CancellationProposalView.as_view(),
        name="open-proposed-cancellation",
    ),
    path("tenders/<uuid:pk>/cancellation/", CancellationView.as_view(), name="open-cancellation"),
]
