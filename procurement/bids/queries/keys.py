"""Reads of opening keys, rehearsals and keysets; no visibility applied."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from core.models import KEY_ROLES, AuditLeaf, Authority, Membership, User
from procurement.bids.models import FrozenKeyset, FrozenMember, KeyChallenge, OpeningKey, Rehearsal, RehearsalShare
from procurement.bids.states import KeyLeafKind
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import TenderState


class KeyHolder(NamedTuple):
    """A person who is to have a key for an authority, and as what."""

    user: User
    role: str


def keys_in_use(authority: Authority) -> list[OpeningKey]:
    """The keys of an authority in the order of a set: openers first, each by its age. One query."""
    rows = OpeningKey.objects.filter(authority=authority, retired_at=None).select_related("holder")
    return sorted(rows, key=lambda key: (key.role == "escrow", key.made_at, str(key.pk)))


def holders_of(authority: Authority) -> list[KeyHolder]:
    """The active people whose role in the authority asks for a key, openers first, by name. One query."""
    rows = Membership.objects.filter(authority=authority, role__in=KEY_ROLES, user__is_active=True)
    holders = [KeyHolder(row.user, row.role) for row in rows.select_related("user")]
    return sorted(holders, key=lambda holder: (holder.role == "escrow", holder.user.name, holder.user.email))


def holds_role(user: User, authority: Authority, role: str) -> bool:
    """Whether the person has this role in the authority now. One query."""
    return Membership.objects.filter(user=user, authority=authority, role=role).exists()


def key_in_use(user: User, authority: Authority) -> OpeningKey | None:
    """The person's key for the authority. One query."""
    return OpeningKey.objects.filter(holder=user, authority=authority, retired_at=None).first()


def keys_of(user: User) -> list[OpeningKey]:
    """All keys of a person, those in use first, then the latest. One query."""
    rows = OpeningKey.objects.filter(holder=user).select_related("authority", "holder")
    return sorted(rows, key=lambda key: (key.retired_at is not None, -key.made_at.timestamp()))


def with_authority() -> QuerySet[OpeningKey]:
    """Keys with authority and holder."""
    return OpeningKey.objects.select_related("authority", "holder")


def retired_with_half() -> list[OpeningKey]:
    """The retired keys whose locked half is kept still, by age. One query."""
    return list(OpeningKey.objects.filter(retired_at__isnull=False, wrapped__isnull=False).order_by("made_at", "pk"))


def tenders_that_name(keys: Iterable[OpeningKey]) -> dict[UUID, set[Tender]]:
    """{key: the tenders of which any keyset names it, also one that was replaced}. One query."""
    by_key: dict[UUID, set[Tender]] = {}
    for row in FrozenMember.objects.filter(key__in=list(keys)).select_related("keyset__tender"):
        by_key.setdefault(row.key_id, set()).add(row.keyset.tender)
    return by_key


def challenge_of(key: OpeningKey, pk: UUID) -> KeyChallenge | None:
    """A challenge by its id, if it was made for this key. One query."""
    return KeyChallenge.objects.filter(key=key, pk=pk).select_related("key__holder", "key__authority").first()


def done_rehearsals(authority: Authority) -> list[Rehearsal]:
    """The rehearsals of an authority that every pair has opened, the latest first, with members. Two queries."""
    rows = Rehearsal.objects.filter(authority=authority, done_at__isnull=False).order_by("-done_at", "-begun_at")
    return list(rows.prefetch_related("members"))


def rehearsal_of_set(authority: Authority, set_digest: str) -> Rehearsal | None:
    """The rehearsal of this very set of keys, done or not. One query."""
    return Rehearsal.objects.filter(authority=authority, set_digest=set_digest).first()


def has_begun_a_rehearsal(authority: Authority) -> bool:
    """Whether the authority has ever had one. One query."""
    return Rehearsal.objects.filter(authority=authority).exists()


def keys_that_rehearsed(rehearsal: Rehearsal) -> set[UUID]:
    """The keys whose halves are there. Two queries."""
    numbers = set(RehearsalShare.objects.filter(rehearsal=rehearsal).values_list("member", flat=True))
    return set(rehearsal.members.filter(number__in=numbers).values_list("key_id", flat=True))


def latest_keyset(tender: Tender) -> FrozenKeyset | None:
    """The version of a tender's keyset that counts. One query, and one for its members once they are asked for."""
    return FrozenKeyset.objects.filter(tender=tender).order_by("-version").first()


def keysets_in_force() -> list[FrozenKeyset]:
    """The version that counts of the keyset of every open tender, with tender and authority, by tender. One query."""
    rows = FrozenKeyset.objects.filter(tender__state=TenderState.OPEN).select_related("tender__authority")
    return list({row.tender_id: row for row in rows.order_by("tender", "version")}.values())


def is_replaced(keyset: UUID, tender: Tender) -> bool:
    """Whether a later version of the tender's keyset is there than this one. One query."""
    latest = FrozenKeyset.objects.filter(tender=tender).order_by("-version").values_list("pk", flat=True).first()
    return latest is not None and latest != keyset


def keysets_of(tender: str) -> list[FrozenKeyset]:
    """Every version of a tender's keyset, the first one first, by the text of the tender's id. One query."""
    try:
        pk = UUID(tender)
    except ValueError:
        return []
    return list(FrozenKeyset.objects.filter(tender=pk).order_by("version"))


def members_of(frozen: FrozenKeyset) -> list[FrozenMember]:
    """The members of a keyset by number, with their keys and holders. One query."""
    return list(frozen.members.select_related("key__holder").order_by("number"))


def logged_digests(frozen: FrozenKeyset) -> list[str]:
    """The digests that the log of the tender names for this version of its keyset: one. One query.

    Whoever rewrites the rows of a keyset has to rewrite the log, too, which every signed head shows.
    """
    entries = AuditLeaf.objects.filter(log=frozen.audit_origin, kind=KeyLeafKind.FROZEN).order_by("index")
    facts = [json.loads(body)["facts"] for body in entries.values_list("body", flat=True)]
    return [fact["keyset"] for fact in facts if fact["version"] == frozen.version]


def authorities_with_keys() -> QuerySet[Authority]:
    """Those of which somebody has a key in use."""
    return Authority.objects.filter(opening_keys__retired_at=None).distinct().order_by("pk")


def closing_within(at: datetime, ahead: timedelta) -> list[Tender]:
    """The open tenders whose deadline is this near, with their authority, by deadline. One query."""
    near = Tender.objects.filter(state=TenderState.OPEN, deadline_at__gt=at, deadline_at__lte=at + ahead)
    return list(near.select_related("authority").order_by("deadline_at", "pk"))


def awaiting(authorities: Iterable[UUID]) -> list[Tender]:
    """The tenders of these authorities that are to be published by a second officer, or are open. One query."""
    states = (TenderState.REVIEW, TenderState.OPEN)
    tenders = Tender.objects.filter(authority__in=list(authorities), state__in=states, origin=Origin.OWN)
    return list(tenders.select_related("authority").order_by("authority__name", "deadline_at", "pk"))


def latest_members(tenders: Iterable[Tender]) -> dict[UUID, list[FrozenMember]]:
    """{tender: the members of its latest keyset, with keys and holders}. One query."""
    rows = FrozenMember.objects.filter(keyset__tender__in=list(tenders)).select_related("keyset", "key__holder")
    by_tender: dict[UUID, list[FrozenMember]] = {}
    for row in rows.order_by("keyset__version", "number"):
        members = by_tender.setdefault(row.keyset.tender_id, [])
        if members and members[0].keyset_id != row.keyset_id:
            members.clear()
        members.append(row)
    return by_tender
