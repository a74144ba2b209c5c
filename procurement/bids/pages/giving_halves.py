"""The pages on which a person gives its halves, and what its key is asked for."""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids.models import OpeningKey
from procurement.bids.pages.keys import sentences, short_fingerprint
from procurement.bids.pages.opening import frame, steps
from procurement.bids.pages.opening_stages import OpeningStage, OpeningStanding


def half_context(standing: OpeningStanding, host: str) -> Mapping[str, object]:
    """The page with the script. The locked key stands in it, the passphrase never does."""
    key = _key(standing)
    wrapped = bytes(key.wrapped).hex() if key.wrapped else ""
    of_opening = {
        "share": _("What the site sent does not fit your key. Nothing was sent. Tell your administrator."),
        "other-tender": _(
            "The site asked for a half of another tender's bid. Nothing was sent. Tell your administrator."
        ),
    }
    return {
        **_common(standing),
        "sentences": sentences(host, key) | of_opening,
        "key": key,
        "wrapped": wrapped,
        "to": {
            "questions": reverse("bids:opening-questions", args=[standing.tender.pk]),
            "halves": reverse("bids:opening-halves", args=[standing.tender.pk]),
        },
    }


def form_context(standing: OpeningStanding, form: forms.Form) -> Mapping[str, object]:
    """The pages without the script: key and passphrase, or the tool."""
    return {**_common(standing), "form": form, "is_kept": bool(_key(standing).wrapped)}


def kept_key(standing: OpeningStanding) -> bytes:
    """The person's locked key, if it is kept here."""
    wrapped = _key(standing).wrapped
    return bytes(wrapped) if wrapped else b""


def _common(standing: OpeningStanding) -> dict[str, object]:
    key, is_first = _key(standing), standing.stage is OpeningStage.CALLED
    return {
        **frame(standing.tender),
        "steps": steps(1 if is_first else 2),
        "heading": _("Give the first half") if is_first else _("Give the second half"),
        "lead": _("Two people are needed; you are the first. Nothing opens yet.")
        if is_first
        else _("With your half the bids open. Nobody can shut them again."),
        "paper": _("The paper of %(day)s, fingerprint %(print)s.")
        % {"day": formats.day(key.made_at), "print": short_fingerprint(key)},
        "is_demo": settings.DEMO,
    }


def _key(standing: OpeningStanding) -> OpeningKey:
    assert standing.member is not None  # who gives has a place among the keys
    return standing.member.key
