"""The site about itself as its page shows it: ready strings."""

from dataclasses import dataclass
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from core.about.shapes import AboutShape, PlatformKeyShape, headline
from core.models import KeyBeginning
from core.pages import formats
from offline import keys

ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of the past or the present; `changes`: (label, address) of the signed files about its beginning."""

    number: int
    fingerprint: str
    since: str
    until: str
    how: str
    changes: tuple[tuple[str, str], ...]


class AboutPage(TypedDict):
    """`command`: what verifies a file with this key."""

    headline: str
    cannot_sign: str
    key: KeyRow | None
    before: list[KeyRow]
    command: str
    versions: list[tuple[str, str]]
    not_built: tuple[str, ...]


def about_page(about: AboutShape) -> AboutPage:
    """No query."""
    rows = [_row(key) for key in about.keys]
    fingerprint = about.keys[0].fingerprint if about.keys else ""
    return {
        "headline": headline(about),
        "cannot_sign": about.cannot_sign,
        "key": rows[0] if rows else None,
        "before": rows[1:],
        "command": f"python -m offline verify FILE --key {fingerprint}" if fingerprint else "",
        "versions": [
            ("Evenhand", about.version),
            (_("REST API"), about.api),
            (_("Form of signed files"), about.envelope),
            (_("What is signed"), ", ".join(about.file_kinds)),
        ],
        "not_built": about.not_built,
    }


def _row(key: PlatformKeyShape) -> KeyRow:
    changes = []
    for which, text, label in (
        ("old", key.signed_by_old, _("signed by the key before")),
        ("new", key.signed_by_new, _("signed by this key")),
    ):
        if text:
            changes.append((label, reverse("about:key-change", args=[key.number, which])))
    return KeyRow(
        number=key.number,
        fingerprint=keys.in_groups(key.fingerprint),
        since=formats.moment(key.from_at, ZONE),
        until=formats.moment(key.until_at, ZONE, none=""),
        how=str(KeyBeginning(key.beginning).label),
        changes=tuple(changes),
    )
