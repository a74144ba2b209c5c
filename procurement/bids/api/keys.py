"""Opening keys over REST: one's own, how far an authority is with them, and whose keys open a tender's bids."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.access import signed_in
from core.rest.choices import NamedChoiceField
from core.rest.framework import Conflict
from core.rest.lists import complete, list_of
from core.rest.sessions import DeletedInSession, InSession, require_fresh
from core.rest.shapes import serializer_for, to_json
from core.rest.views import ApiView
from offline.sealing.keysets import KeyRole
from procurement.bids.access import key_rules as access
from procurement.bids.access.key_rules import KeyAction, KeysAction
from procurement.bids.models import KeyOrigin, OpeningKey
from procurement.bids.queries import keys as queries
from procurement.bids.services import keys as services
from procurement.bids.services import keysets, rehearsals
from procurement.bids.services.keys import KeyRefused
from procurement.bids.shapes import keys as shapes
from procurement.tenders import access as tender_access

Answer = TypeVar("Answer")
PRIVATE = {"Cache-Control": "no-store"}
ORIGINS = [KeyOrigin.BROWSER.value, KeyOrigin.PROGRAM.value]


class HexField(serializers.CharField):
    """Bytes as hexadecimal digits; `max_length` counts the digits."""

    def to_internal_value(self, data: Any) -> Any:
        text = super().to_internal_value(data)
        try:
            content = bytes.fromhex(text)
        except ValueError:
            raise serializers.ValidationError(_("These are no bytes in hexadecimal digits.")) from None
        if self.max_length is not None and len(text) > self.max_length:
            raise serializers.ValidationError(_("At most %(count)d digits.") % {"count": self.max_length})
        return content


class OpeningKeyIn(serializers.Serializer[object]):
    authority = serializers.UUIDField()
    public_key = HexField(max_length=64, help_text="The 32 bytes of the public half of an X25519 key, hexadecimal.")
    locked_half = HexField(max_length=272, required=False, help_text="The private half, locked (EOK1), hexadecimal.")
    origin = NamedChoiceField(choices=ORIGINS, default=KeyOrigin.PROGRAM.value)


class LockedHalfIn(serializers.Serializer[object]):
    locked_half = HexField(max_length=272, help_text="The private half, locked (EOK1), hexadecimal.")


class KeyProofIn(serializers.Serializer[object]):
    challenge = serializers.UUIDField()
    answer = HexField(max_length=64, help_text="SHA-256 over label, secret and context, hexadecimal.")


class OpenedHalfIn(serializers.Serializer[object]):
    low = serializers.IntegerField(min_value=1)
    high = serializers.IntegerField(min_value=2)
    share = HexField(max_length=64, help_text="The opened half, hexadecimal.")


class OpenedHalvesIn(serializers.Serializer[object]):
    halves = OpenedHalfIn(many=True)


class RehearsalAnswer(serializers.Serializer[object]):
    done = serializers.BooleanField(help_text="Whether every pair has opened the test bid now.")


class OpeningKeysView(ApiView):
    @extend_schema(
        operation_id="opening_keys_list",
        summary="List your opening keys",
        responses=list_of(shapes.OpeningKeyShape),
    )
    def get(self, request: Request) -> Response:
        """Those in use first, then those that are retired."""
        return complete(shapes.opening_key(key) for key in queries.keys_of(signed_in(request.user)))

    @extend_schema(
        operation_id="opening_key_make",
        summary="Make an opening key",
        request=OpeningKeyIn,
        responses={status.HTTP_201_CREATED: serializer_for(shapes.OpeningKeyShape)},
    )
    def post(self, request: Request) -> Response:
        """Bring the public half of a new key, and the private half locked if it is to be kept here.

        For openers and the keeper of the spare key. It counts once it is proved and rehearsed.
        """
        asked = _checked(OpeningKeyIn, request)
        authority = access.keys_door(request.user, asked["authority"])
        role = access.role_for(request.user, authority.pk)
        assert role is not None  # the door has seen it
        key = _answered(
            lambda: services.make_key(
                holder=signed_in(request.user),
                authority=authority,
                role=KeyRole(role.value),
                public_key=asked["public_key"],
                wrapped=asked.get("locked_half"),
                origin=KeyOrigin(asked["origin"]),
                at=clock.db_now(),
            )
        )
        return Response(to_json(shapes.opening_key(key)), status=status.HTTP_201_CREATED, headers=PRIVATE)


class OpeningKeyView(DeletedInSession):
    @extend_schema(
        operation_id="opening_key", summary="Read your opening key", responses=serializer_for(shapes.OpeningKeyShape)
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """With its locked half, if it is kept here. For its holder alone."""
        return Response(to_json(shapes.opening_key(_key_of_holder(request, pk))), headers=PRIVATE)

    @extend_schema(
        operation_id="opening_key_retire",
        summary="Retire an opening key",
        responses={status.HTTP_204_NO_CONTENT: None},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Use it in no further tender; it opens those that name it. For its holder and the authority's officers.

        Only in a session, by one who has just confirmed who one is.
        """
        key = access.key_door(request.user, pk, KeyAction.RETIRE)
        require_fresh(request)
        _answered(lambda: services.retire_key(key=key, by=signed_in(request.user), at=clock.db_now()))
        return Response(status=status.HTTP_204_NO_CONTENT)


class LockedHalfView(InSession):
    @extend_schema(
        operation_id="opening_key_lock",
        summary="Lock an opening key anew",
        request=LockedHalfIn,
        responses=serializer_for(shapes.OpeningKeyShape),
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Keep the private half of the same key locked under another passphrase, in the place of what is kept.

        For its holder. Only in a session, by one who has just confirmed who one is.
        """
        key = access.key_door(request.user, pk, KeyAction.USE)
        require_fresh(request)
        asked = _checked(LockedHalfIn, request)
        by, at = signed_in(request.user), clock.db_now()
        _answered(lambda: services.rewrap_key(key=key, wrapped=asked["locked_half"], by=by, at=at))
        return Response(to_json(shapes.opening_key(key)), headers=PRIVATE)


class KeyChallengeView(ApiView):
    @extend_schema(
        operation_id="opening_key_challenge",
        summary="Ask for a question to a key",
        request=None,
        responses={status.HTTP_201_CREATED: serializer_for(shapes.KeyChallengeShape)},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """What only the key answers, once and within ten minutes. For its holder."""
        key = access.key_door(request.user, pk, KeyAction.USE)
        challenge = _answered(lambda: services.challenge_key(key=key, at=clock.db_now()))
        return Response(to_json(shapes.challenge(challenge)), status=status.HTTP_201_CREATED, headers=PRIVATE)


class KeyProofView(ApiView):
    @extend_schema(
        operation_id="opening_key_prove",
        summary="Prove an opening key",
        request=KeyProofIn,
        responses=serializer_for(shapes.OpeningKeyShape),
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Answer the question. It is used up by any answer; a wrong one is 409. For its holder."""
        key, asked = access.key_door(request.user, pk, KeyAction.USE), _checked(KeyProofIn, request)
        challenge = queries.challenge_of(key, asked["challenge"])
        if challenge is None:
            raise NotFound
        by, at = signed_in(request.user), clock.db_now()
        _answered(lambda: services.prove_key(challenge=challenge, answer=asked["answer"], by=by, at=at))
        return Response(to_json(shapes.opening_key(challenge.key)), headers=PRIVATE)


class KeyRehearsalView(ApiView):
    @extend_schema(
        operation_id="opening_key_rehearsal",
        summary="Read the test bid that waits for a key",
        responses=serializer_for(shapes.RehearsalShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The closed halves of the key, by pair; 404 where no rehearsal waits. For its holder."""
        key = access.key_door(request.user, pk, KeyAction.USE)
        rehearsal = rehearsals.open_rehearsal_of(key, clock.db_now())
        if rehearsal is None:
            raise NotFound
        header, wraps = rehearsals.wraps_for(rehearsal, key)
        halves = tuple(shapes.ClosedHalfShape(*wrap.pair, wrap.closed.hex(), wrap.check.hex()) for wrap in wraps)
        waits = rehearsals.waits_for(rehearsal, key)
        shape = shapes.RehearsalShape(rehearsal.pk, header.canon().decode(), wraps[0].member, halves, waits)
        return Response(to_json(shape), headers=PRIVATE)

    @extend_schema(
        operation_id="opening_key_rehearse",
        summary="Send the halves of the test bid",
        request=OpenedHalvesIn,
        responses=RehearsalAnswer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """All halves of the key at once; sending them again is harmless. A wrong one is 409 and names its pair."""
        key, asked = access.key_door(request.user, pk, KeyAction.USE), _checked(OpenedHalvesIn, request)
        at = clock.db_now()
        rehearsal = rehearsals.open_rehearsal_of(key, at)
        if rehearsal is None:
            raise NotFound
        shares = {(half["low"], half["high"]): half["share"] for half in asked["halves"]}
        by = signed_in(request.user)
        done = _answered(lambda: rehearsals.add_shares(rehearsal=rehearsal, key=key, shares=shares, by=by, at=at))
        return Response({"done": done}, headers=PRIVATE)


class AuthorityKeysView(ApiView):
    @extend_schema(
        operation_id="authority_opening_keys",
        summary="Read how far the opening keys are",
        responses=serializer_for(shapes.AuthorityKeysShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Who has a key, and who is missing. For officers, auditors and those who hold a key of the authority."""
        authority = access.keys_door(request.user, pk, KeysAction.SEE)
        reading = keysets.set_of(authority, clock.db_now())
        people = tuple(
            shapes.KeyPersonShape(
                str(row.holder), row.role.value, row.stage.value, row.key.fingerprint if row.key else "", row.until
            )
            for row in reading.people
        )
        return Response(to_json(shapes.AuthorityKeysShape(people, reading.missing, reading.until)))


class TenderKeysetView(ApiView):
    @extend_schema(
        operation_id="tender_opening_keys",
        summary="Read whose keys open the bids",
        responses=serializer_for(shapes.KeysetShape),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """The keyset of the notice with its digest, open to everybody with the tender; 404 before its publication."""
        frozen = queries.latest_keyset(tender_access.door(request.user, pk))
        if frozen is None:
            raise NotFound
        return Response(to_json(shapes.keyset(frozen, queries.members_of(frozen))))


def _key_of_holder(request: Request, pk: UUID) -> OpeningKey:
    """A key of one's own, retired or not. Officers see that a key is there, and no locked half."""
    key = access.key_door(request.user, pk)
    if key.holder_id != signed_in(request.user).pk:
        raise NotFound
    return key


def _checked(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    asked = serializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _answered(act: Callable[[], Answer]) -> Answer:
    """What the service answers; what it refuses is 409 with its sentence."""
    try:
        return act()
    except KeyRefused as refused:
        raise Conflict(str(refused)) from refused


routes = [
    path("opening-keys/", OpeningKeysView.as_view(), name="opening-keys"),
    path("opening-keys/<uuid:pk>/", OpeningKeyView.as_view(), name="opening-key"),
    path("opening-keys/<uuid:pk>/locked-half/", LockedHalfView.as_view(), name="opening-key-lock"),
    path("opening-keys/<uuid:pk>/challenge/", KeyChallengeView.as_view(), name="opening-key-challenge"),
    path("opening-keys/<uuid:pk>/proof/", KeyProofView.as_view(), name="opening-key-proof"),
    path("opening-keys/<uuid:pk>/rehearsal/", KeyRehearsalView.as_view(), name="opening-key-rehearsal"),
    path("authorities/<uuid:pk>/opening-keys/", AuthorityKeysView.as_view(), name="authority-opening-keys"),
    path("tenders/<uuid:pk>/opening-keys/", TenderKeysetView.as_view(), name="tender-opening-keys"),
]
