"""Secrets at the end of links: handed out once, stored as their SHA-256 only; and links to a new passphrase."""

import hashlib
import secrets
from typing import NamedTuple

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from core.models import User


class LinkSecret(NamedTuple):
    """What the link ends with, and what is stored of it."""

    text: str
    sha: str


def new_secret() -> LinkSecret:
    """256 random bits."""
    text = secrets.token_urlsafe(32)
    return LinkSecret(text, secret_sha(text))


def secret_sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def passphrase_path(user: User) -> str:
    """The path of the page on which this person chooses a new passphrase; it works once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)
