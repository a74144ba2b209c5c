"""The notice of a tender as ready text for its template, in the sentences of its page. Pure."""

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids.pages.keysets import keyset_page
from procurement.bids.shapes.keys import KeysetShape
from procurement.tenders import pages
from procurement.tenders.shapes.notice import NoticeShape

TEMPLATE = "reports/notice.html"
LONG_TITLE = 140  # letters; more of them are set smaller


def context(shape: NoticeShape, keyset: KeysetShape | None = None) -> dict[str, object]:
    """Everything the template shows: on paper nothing is counted down. `keyset`: whose keys open the bids."""
    page, proof = pages.notice_page(shape, now=None), shape.proof
    assert proof is not None  # only what is published is printed
    facts = {"number": f"{proof.notice_year}/{proof.notice_no}", "no": proof.no}
    over = _("Notice %(number)s, version %(no)d") % facts
    return {
        "lang": "en",
        "title": f"{over}: {page.title}",
        "notice": page,
        "keys": keyset_page(keyset) if keyset else None,
        "made_at": proof.at.isoformat(),
        "over": over,
        "foot": _("Digest %(digest)s") % {"digest": formats.short_digest(proof.digest)},
        "long_title": len(page.title) > LONG_TITLE,
    }
