"""What every address of the API does alike: it names the parameters that it reads and refuses all others."""

import difflib
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.views import APIView

LONGEST_QUOTE = 60
NEAREST = 3


class ApiView(APIView):
    """An address. A parameter that it would not read is refused: one mistyped letter must not widen a list."""

    parameters: tuple[str, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the person was asked for: raises ValidationError (400) that names each unknown parameter."""
        super().initial(request, *args, **kwargs)
        known = self.known_parameters() if request.method in SAFE_METHODS else ()
        if unknown := [name for name in request.query_params if name not in known]:
            raise ValidationError({_pointed(name): [unknown_sentence(name, known)] for name in unknown})

    def known_parameters(self) -> tuple[str, ...]:
        """The names that a reading request may carry."""
        return self.parameters


def unknown_sentence(name: str, known: Iterable[str]) -> str:
    """That there is no such parameter, which ones are near, and which there are."""
    names = sorted(known)
    quote = quoted(name)
    if not names:
        return _("There is no parameter %(name)s: this address takes none.") % {"name": quote}
    sentence = _("There is no parameter %(name)s.") % {"name": quote}
    return " ".join(filter(None, [sentence, nearest_sentence(name, names), _("Known: %s.") % ", ".join(names)]))


def nearest_sentence(text: str, known: Iterable[str]) -> str:
    """Which of the known words are near to what was written; empty where none is."""
    near = difflib.get_close_matches(text[:LONGEST_QUOTE].lower(), list(known), n=NEAREST)
    return _("Nearest: %s.") % ", ".join(near) if near else ""


def quoted(text: str) -> str:
    """What somebody wrote, in quotation marks, of a length that a sentence can hold."""
    return f"'{text}'" if len(text) <= LONGEST_QUOTE else f"'{text[:LONGEST_QUOTE]}…'"


def _pointed(name: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return name[:LONGEST_QUOTE].replace("~", "~0").replace("/", "~1")
