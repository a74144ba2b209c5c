"""The site about itself: page and API are made from this one shape."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core import assembly
from core.models import KeyBeginning, PlatformKey
from core.signing import queries, services
from core.version import VERSION
from offline import rotations, share_codes, signed

API_VERSION = "1"
FILE_KINDS = (share_codes.KIND, rotations.KIND)


@dataclass(frozen=True, slots=True)
class PlatformKeyShape:
    """The public half of a key that signs, or signed, for this site (Ed25519)."""

    number: int
    fingerprint: str = field(metadata={"help": "SHA-256 of the 32 raw bytes of the public half."})
    public_key: str = field(metadata={"help": "The 32 raw bytes as hexadecimal digits."})
    from_at: datetime
    until_at: datetime | None = field(metadata={"help": "When the next key began; null for the one that signs."})
    beginning: KeyBeginning
    signed_by_old: str = field(metadata={"help": "The signed file in which the key before names this one; else empty."})
    signed_by_new: str = field(metadata={"help": "The same, signed by this key; empty for the first."})


@dataclass(frozen=True, slots=True)
class AboutShape:
    """What this site is. `cannot_sign`: why it signs nothing at present; empty if it can, or was never started."""

    site: str
    version: str
    api: str
    envelope: str = field(metadata={"help": "The form of signed files."})
    file_kinds: tuple[str, ...] = field(metadata={"help": "What is signed, each kind with its version."})
    cannot_sign: str
    keys: tuple[PlatformKeyShape, ...] = field(metadata={"help": "The one that signs first, then those before it."})
    not_built: tuple[str, ...] = field(metadata={"help": "What this version does not do, a sentence each."})


def about_shape() -> AboutShape:
    """For everybody. Two queries; the file of the key is read."""
    return AboutShape(
        site=settings.SITE_URL,
        version=VERSION,
        api=API_VERSION,
        envelope=signed.FORMAT,
        file_kinds=FILE_KINDS,
        cannot_sign="" if (fault := services.fault()) is None else str(fault),
        keys=tuple(_keys(queries.all_keys())),
        not_built=tuple(str(sentence) for sentence in assembly.unbuilt()),
    )


def _keys(rows: list[PlatformKey]) -> list[PlatformKeyShape]:
    """The latest first: each ends when the one before it in this list begins."""
    ends: list[datetime | None] = [None, *(row.from_at for row in rows)]
    return [
        PlatformKeyShape(
            number=row.number,
            fingerprint=row.fingerprint,
            public_key=row.public_key,
            from_at=row.from_at,
            until_at=until_at,
            beginning=KeyBeginning(row.beginning),
            signed_by_old=row.by_old,
            signed_by_new=row.by_new,
        )
        for row, until_at in zip(rows, ends, strict=False)
    ]


def headline(about: AboutShape) -> str:
    """The first thing to know."""
    if about.cannot_sign:
        return _("This site cannot sign at present")
    if not about.keys:
        return _("This site has no key yet")
    return _("This site signs with one key, and here is its fingerprint")
