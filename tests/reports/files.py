"""Files of reviews, made as a worker makes them, and looked into."""

import io

from core import canon
from procurement.reports import pdf
from procurement.reports.pdf import child, engine


def render(data, *, variant="pdf/a-3a", record=b"{}", annex=b""):
    """The file, made in a fork as a worker does."""

    def work(say):
        return pdf.render(data, variant=variant, data_sha=canon.digest(data), record=record, annex=annex, say=say)

    engine.load()
    return child.run(work, say=lambda _percent, _step: None, beat=lambda: None)


def opened(content):
    """The file for looking inside."""
    import pikepdf

    return pikepdf.open(io.BytesIO(content))


def pages_of(content):
    """The text of each page, in one line."""
    import pypdf

    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def squeezed(*texts):
    """Without spaces: where lines break says nothing."""
    return "".join("".join(texts).split())
