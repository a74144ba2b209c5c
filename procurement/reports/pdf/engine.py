"""HTML to PDF with WeasyPrint: the same bytes for the same input, nothing fetched, fonts from their wheel (STACK §6).

WeasyPrint is imported by workers only, inside functions. `warm` leaves what a fork then shares: the module, the parsed
style sheet, the fonts, the titles of codes.
"""

import atexit
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core import checks, jobs
from core.codes import cpv
from core.pages import bidi
from core.pages.finders import wheel_font
from procurement.reports.pdf import library

FONTS = {
    "fonts:regular": "SourceSansPro-Regular.ttf",
    "fonts:semibold": "SourceSansPro-Semibold.ttf",
    "fonts:italic": "SourceSansPro-It.ttf",
}
TEMPLATE = "reports/review.html"
STYLE = "reports/review.css"
# Pango seeks minutes for a glyph that a web font lacks (WeasyPrint issue 2811); the plain hyphen says the same.
HYPHENS = str.maketrans({"\N{NON-BREAKING HYPHEN}": "-", "\N{HYPHEN}": "-"})
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LINKS = ("https://", "mailto:")
Say = Callable[[int, str], None]


def silent(_percent: int, _step: str) -> None:
    """For a render that nobody watches."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF; `relationship` is the AFRelationship of PDF/A-3."""

    name: str
    data: bytes
    description: str
    relationship: str


@dataclass(frozen=True, slots=True)
class _Resources:
    """Fonts, style sheet and fetcher, which every report shares."""

    fetcher: Any
    fonts: Any
    style: Any


def require() -> None:
    """Raise Unfit with the cure where the machine lacks the libraries that lay out text."""
    if checks.pango_missing():
        raise jobs.Unfit(_("PDF reviews need Pango. Run: %(command)s, then Retry.") % {"command": checks.PANGO_CURE})


def warm() -> None:
    """Import WeasyPrint, parse the style sheet, load the fonts and lay out one page, before a worker forks."""
    require()
    load()
    write(
        html({"lang": "en", "title": "Warm", "frozen_at": "2000-01-01T00:00:00Z"}),
        variant="pdf/ua-1",
        identifier=b"warm",
    )


def html(context: dict[str, Any], template: str = TEMPLATE) -> str:
    """The page of a review, or of another report, from prepared words."""
    text = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", render_to_string(template, context))
    return bidi.harmless(text).translate(HYPHENS)


def write(
    page: str,
    *,
    variant: str,
    identifier: bytes,
    at: datetime | None = None,
    attached: tuple[Attached, ...] = (),
    say: Say = silent,
) -> bytes:
    """The PDF of a page. `at` dates its attachments, `identifier` is its id; the clock is never read.

    Effects: sets SOURCE_DATE_EPOCH, since the font subsetter may write a time.
    """
    from weasyprint import Attachment

    resources = _resources()
    os.environ["SOURCE_DATE_EPOCH"] = str(int(at.timestamp())) if at else "0"
    files = [
        Attachment(
            string=file.data,
            name=file.name,
            description=file.description,
            relationship=file.relationship,
            created=at,
            modified=at,
            url_fetcher=resources.fetcher,
        )
        for file in attached
    ]
    say(20, _("Laying out pages"))
    document = library.parse(page, resources.fetcher).render(
        font_config=resources.fonts, stylesheets=[resources.style], pdf_variant=variant, pdf_tags=True
    )
    _require_harmless(document)
    say(80, _("Writing the file"))
    document.metadata.attachments = files
    pdf: bytes = document.write_pdf(
        finisher=library.settle, pdf_variant=variant, pdf_tags=True, pdf_identifier=identifier
    )
    return pdf


def _require_harmless(document: Any) -> None:
    """WeasyPrint keeps any address as a link, `javascript:` too; raise ValueError unless a reader may follow it."""
    for page in document.pages:
        for kind, target, _rectangle, _box in page.links:
            if kind != "internal" and not target.startswith(LINKS):
                raise ValueError(f"A review does not link to {target[:100]}")


@cache
def _resources() -> _Resources:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    fetcher, fonts = _fetcher(), FontConfiguration()
    style = CSS(string=render_to_string(STYLE), font_config=fonts, url_fetcher=fetcher)
    atexit.register(_resources.cache_clear)  # while the modules are whole: the fonts clear up after themselves
    return _Resources(fetcher, fonts, style)


def load() -> None:
    """Import and parse what every report shares, once, before the fork; again where its font files were cleaned away.

    WeasyPrint keeps them in a temporary folder: without one of them a worker would go on with another typeface.
    """
    cpv.load()
    folder = _resources().fonts._folder  # noqa: SLF001 -- nothing public says where the fonts lie
    if folder is None or not folder.is_dir() or len(list(folder.iterdir())) < len(FONTS):
        _resources.cache_clear()
        _resources()


def _fetcher() -> Any:
    """Gives the three fonts out of memory and refuses every other address, whatever its scheme."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    font_files = {address: wheel_font(name).read_bytes() for address, name in FONTS.items()}

    class FontFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
            if url not in font_files:
                raise ValueError(f"A review fetches nothing: {url[:100]}")
            return URLFetcherResponse(url, font_files[url], {"Content-Type": "font/ttf"})

    return FontFetcher()
