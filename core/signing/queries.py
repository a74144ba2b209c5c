"""Reads of the platform's keys; they are for everybody."""

from core.models import PlatformKey


def current_key() -> PlatformKey | None:
    """The key that signs; None before the first start. One query."""
    return PlatformKey.objects.order_by("-number").first()


def current_fingerprint() -> str:
    """Of the key that signs; empty before the first start. One query."""
    fingerprint = PlatformKey.objects.order_by("-number").values_list("fingerprint", flat=True).first()
    return fingerprint or ""


def all_keys() -> list[PlatformKey]:
    """Every key that ever signed, the latest first. One query."""
    return list(PlatformKey.objects.order_by("-number"))


def public_keys() -> frozenset[str]:
    """The public half of every key that ever signed, as hexadecimal digits. One query."""
    return frozenset(PlatformKey.objects.values_list("public_key", flat=True))
