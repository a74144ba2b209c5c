"""Secrets at the end of links: stored as their SHA-256 only; and links to a new passphrase.

That of an invitation is computed from its salt with the site's key: neither the database nor the broker has it, and a
worker can still write it into the mail, as often as the server has to be tried.
"""

import base64
import hashlib
import secrets
from typing import NamedTuple

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.crypto import salted_hmac

from core.models import User


class LinkSecret(NamedTuple):
    """What the link ends with, and what is stored of it."""

    text: str
    sha: str


def new_secret() -> LinkSecret:
    """256 random bits."""
    text = secrets.token_urlsafe(32)
    return LinkSecret(text, secret_sha(text))


def new_salt() -> str:
    """256 random bits, from which the secret of one invitation is computed."""
    return secrets.token_hex(32)


def secret_of_salt(salt: str) -> LinkSecret:
    """HMAC-SHA-256 of the salt with the site's key, as text: another key gives another secret."""
    digest = salted_hmac("core.people.invitation", salt, algorithm="sha256").digest()
    text = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return LinkSecret(text, secret_sha(text))


def secret_sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def passphrase_path(user: User) -> str:
    """The path of the page on which this person chooses a new passphrase; it works once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)
