"""Characters that turn the direction of a line: a text from a file must not rearrange what stands beside it.

U+202A to U+202E and U+2066 to U+2069 reach past the text that holds them, so that "900" beside a name may read "009".
Where a text is shown each of them is shown as a replacement character; what is stored stays as it came. Right-to-left
words need none of them: browsers and PDF find their direction by the letters.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# What a page holds besides text that is read: tags, and fields whose text is sent back as it is.
_NOT_READ = re.compile(r"(<textarea\b.*?</textarea\s*>|<script\b.*?</script\s*>|<[^>]*>)", re.DOTALL | re.IGNORECASE)


def harmless(text: str) -> str:
    """The text with a replacement character for each control of direction."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def harmless_page(page: str) -> str:
    """As `harmless`, for what is read on an HTML page; values of fields stay."""
    if not _CONTROLS.search(page):
        return page
    parts = _NOT_READ.split(page)
    return "".join(part if number % 2 else harmless(part) for number, part in enumerate(parts))


class HarmlessDirection:
    """No page lets a text turn the line that it stands in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and _CONTROLS.search(page := response.content.decode(response.charset)):
            response.content = harmless_page(page).encode(response.charset)
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response
