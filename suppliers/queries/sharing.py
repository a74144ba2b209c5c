"""Reads of share codes; no visibility applied."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from core.models import User
from suppliers.models import ShareCode, ShareCodeLookup, Supplier


def good_at(at: datetime, prefix: str = "") -> Q:
    """Of codes, or of rows that lead to one by `prefix`: neither ended nor over."""
    return Q(**{f"{prefix}ended_at": None, f"{prefix}ends_at__gt": at})


def current_code(supplier: Supplier, at: datetime) -> ShareCode | None:
    """The supplier's code that is good now. One query."""
    return ShareCode.objects.filter(good_at(at), supplier=supplier).first()


def open_code(supplier: Supplier) -> ShareCode | None:
    """The supplier's code that nobody ended, over or not. One query."""
    return ShareCode.objects.filter(supplier=supplier, ended_at=None).first()


def good_code(code: str, at: datetime) -> ShareCode | None:
    """The code of these letters, if it is good now, with its supplier. One query."""
    return ShareCode.objects.filter(good_at(at), code=code).select_related("supplier").first()


def lookups_of(share_code: ShareCode) -> list[ShareCodeLookup]:
    """Who looked a code up, the latest first, with the organisation of each. One query."""
    return list(share_code.lookups.select_related("for_supplier", "for_authority"))


def share_codes_of(supplier: Supplier) -> "QuerySet[ShareCode]":
    """Every code that a supplier had, the latest first, with who made and who looked it up. Two queries."""
    lookups = Prefetch("lookups", ShareCodeLookup.objects.select_related("for_supplier", "for_authority"))
    return supplier.share_codes.select_related("made_by").prefetch_related(lookups)


def lookups_by(user: User, at: datetime) -> "QuerySet[ShareCodeLookup]":
    """What a person looked up and still sees: codes that are good, the latest first, with their suppliers."""
    rows = ShareCodeLookup.objects.filter(good_at(at, "share_code__"), by=user)
    return rows.select_related("share_code__supplier", "for_supplier", "for_authority")


def lookup_by(user: User, pk: UUID, at: datetime) -> ShareCodeLookup | None:
    """One of these. One query."""
    return lookups_by(user, at).filter(pk=pk).first()
