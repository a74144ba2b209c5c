"""System checks: what a start must find in place."""

import ctypes.util
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import connection
from django.db.utils import DatabaseError

from core import triggers
from core.signing import services as signing

GUARDS = "guards"  # a tag of its own: `migrate` leaves this check out, since it is the cure
DURABLE = ("synchronous_commit", "fsync")  # off: PostgreSQL says that it stored what only its memory has
PANGO_CURE = (
    "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
)


def pango_missing() -> list[str]:
    """Names of the text-layout libraries that a PDF needs and this machine lacks. Does not import WeasyPrint."""
    return [name for name in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset") if not ctypes.util.find_library(name)]


@register()
def pdf_libraries(**_: Any) -> list[CheckMessage]:
    if lacking := pango_missing():
        text = f"PDF reviews need {', '.join(lacking)}."
        return [Warning(text, hint=f"Run: {PANGO_CURE}", id="core.W001")]
    return []


def is_secure_to_browsers(address: str) -> bool:
    """Whether browsers take what comes from this address for secure: https, or this very machine (Secure Contexts)."""
    parts = urlsplit(address)
    name = parts.hostname or ""
    if parts.scheme == "https" or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@register(Tags.security)
def site_address(**_: Any) -> list[CheckMessage]:
    """At an address that is not secure, browsers have no `crypto.subtle`: nobody makes or uses an opening key there."""
    if is_secure_to_browsers(settings.SITE_URL):
        return []
    text = f"At {settings.SITE_URL} browsers refuse to make or use the keys that open bids: the address is not secure."
    hint = "Serve the site by https and set SITE_URL to that address, or make the keys with `python -m offline keys`."
    return [Warning(text, hint=hint, id="core.W002")]


@register(Tags.security, deploy=True)
def signing_key(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """The file of the key; with a database, whether it is the one that signs."""
    try:
        key_fault = signing.fault() if databases else signing.file_fault()
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="core.E001")]
    return [Error(f"The platform cannot sign: {key_fault.for_operator}", id="core.E003")] if key_fault else []


@register(GUARDS)
def append_only_triggers(databases: Any = None, **_: Any) -> list[CheckMessage]:
    if not databases:
        return []
    try:
        triggers.require()
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="core.E001")]
    except triggers.Unguarded as error:
        return [Error(str(error), id="core.E002")]
    return []


@register(Tags.security, deploy=True)
def durable_commits(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """Whether PostgreSQL has stored a bid by the time its receipt goes out. SQLite is set so by the site itself."""
    if not databases or connection.vendor != "postgresql":
        return []
    try:
        switched_off = [name for name in DURABLE if _setting_of_server(name) == "off"]
    except DatabaseError as error:
        return [Error(f"The database does not answer: {error}", id="core.E001")]
    return [
        Warning(
            f"PostgreSQL runs with {name}=off: a bid whose receipt went out is lost when the machine stops.",
            hint=f"Set {name}=on for the server, the database and the role of the site.",
            id="core.W003",
        )
        for name in switched_off
    ]


def _setting_of_server(name: str) -> str:
    """A setting of PostgreSQL as it holds for the sessions of the site. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
