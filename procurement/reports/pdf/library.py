"""What WeasyPrint does for every page in the world and ours do not need, left out. The bytes are the library's own.

Its reader of HTML mends what is broken, in Python; our pages are whole and go through expat. Its base sheet gives each
element five styles for footnotes that none has, and a sixth for a marker that only items of lists have. Its writer
makes every object twice, once for the file and once for the digest in its trailer. tests/reports/test_library.py
compares the bytes (ADR 0008).
"""

import re
from functools import cache, cached_property
from typing import Any
from xml.etree.ElementTree import ParseError

VOID = re.compile(r"<(br|col|hr|img|link|meta|wbr)\b([^<>]*?)/?>")  # no text has a bare angle: templates escape
NOTES = re.compile(r"^::(?:foot)?note-[a-z]+ \{.*\}$", re.MULTILINE)
MARKERS = re.compile(r"^::marker ", re.MULTILINE)


def parse(page: str, fetcher: Any) -> Any:
    """The page for WeasyPrint to render. One that is not XML after all is read as HTML, which costs more."""
    from cssselect2 import ElementWrapper

    root = _tree(page)
    if root is None:
        return _whole_page()(string=page, url_fetcher=fetcher)
    source = _whole_page()(string="", url_fetcher=fetcher)
    source.wrapper_element = ElementWrapper.from_html_root(root)
    source.etree_element = root
    return source


def _tree(page: str) -> Any:
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(VOID.sub(r"<\1\2/>", page).replace("&nbsp;", "\N{NO-BREAK SPACE}"))
    except ParseError:
        return None


@cache
def _whole_page() -> Any:
    """The library's page with our base sheet."""
    from weasyprint import CSS, HTML
    from weasyprint.html import UA

    base = CSS(string=MARKERS.sub("li::marker ", NOTES.sub("", UA)))

    class WholePage(HTML):
        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return super()._ua_stylesheets(forms) if forms else [base]

    return WholePage


def settle(_document: Any, pdf: Any) -> None:
    """For the end of a file: from here on, every object gives its bytes once and then again the same.

    Effects: replaces the objects of `pdf`.
    """
    final = _final()
    pdf.objects[:] = [final(written) if written.free == "n" else written for written in pdf.objects]


@cache
def _final() -> Any:
    import pydyf

    class Final(pydyf.Object):
        """An object of the file that nobody changes any more."""

        def __init__(self, written: Any) -> None:
            self.number, self.generation, self.free = written.number, written.generation, written.free
            self.offset, self._written, self._compressible = 0, written, written.compressible

        @cached_property
        def data(self) -> bytes:
            data: bytes = self._written.data
            return data

        @property
        def compressible(self) -> bool:
            fits: bool = self._compressible
            return fits

    return Final
