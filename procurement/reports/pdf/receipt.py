"""The receipt of a bid as ready text for its template, in the sentences of its page. Pure."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from offline import keys
from procurement.bids.models.sealed import KINDS
from procurement.bids.pages.receipt import distance_text
from procurement.reports.pdf.square_code import square_code
from procurement.reports.shapes import ReceiptEnvelopeShape, ReceiptPaperShape
from scoring import canonical

TEMPLATE = "reports/receipt.html"
MOST_ENVELOPES = 12  # of which the figures are printed: two pages at most, however many lots a bid is for
MOST_LOTS = 12


def context(shape: ReceiptPaperShape, *, data_sha: str) -> dict[str, object]:
    """Everything the template shows."""
    over = _("Receipt %(code)s, version %(number)d") % {"code": shape.code, "number": shape.number}
    path, size = square_code(shape.check_url)
    facts = {"distance": distance_text(shape.deadline - shape.received_at), "deadline": _moment(shape.deadline, shape)}
    return {
        "lang": "en",
        "title": f"{_('Receipt of a bid')} {shape.code}",
        "shape": shape,
        "made_at": shape.received_at.isoformat(),
        "over": f"{over} · {shape.ref}",
        "foot": _("Receipt of a bid, %(digest)s") % {"digest": formats.short_digest(data_sha)},
        "received": _moment(shape.received_at, shape),
        "distance": _("%(distance)s before the deadline of %(deadline)s.") % facts,
        "over_box": over,
        "what": list(_what(shape)),
        "proofs": list(_proofs(shape)),
        "path": path,
        "size": size,
        "steps": _steps(shape),
        "figures": list(_figures(shape)),
        "envelopes": [(_part(each), each.sha256, each.commitment) for each in shape.envelopes[:MOST_ENVELOPES]],
        "more": _more(len(shape.envelopes) - MOST_ENVELOPES),
    }


def _moment(instant: datetime, shape: ReceiptPaperShape) -> str:
    return formats.moment(instant, shape.zone, seconds=True)


def _what(shape: ReceiptPaperShape) -> Iterator[tuple[str, list[str]]]:
    """(label, lines) of what was received."""
    version = _("version %(no)d of %(day)s") % {"no": shape.tender_version, "day": formats.day(shape.tender_version_at)}
    lots = [_("Lot %(no)d: %(title)s") % {"no": no, "title": title} for no, title in shape.lots[:MOST_LOTS]]
    if more := len(shape.lots) - MOST_LOTS:
        lots += [ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}] if more > 0 else []
    yield _("Tender"), [f"{shape.ref}, {shape.title}; {version}", *lots]
    (lead, identifier), *partners = shape.tenderers
    of_lead = f"{lead}, {identifier}" if identifier else lead
    first = _("%(name)s (leads), with") % {"name": of_lead} if partners else of_lead
    yield _("Tenderer"), [first, *(name for name, _identifier in partners)]
    yield _("Handed in by"), [shape.sender]
    count = len(shape.envelopes)
    contents = ngettext("%(count)d sealed envelope, %(size)s.", "%(count)d sealed envelopes, %(size)s.", count) % {
        "count": count,
        "size": formats.filesize(sum(each.size for each in shape.envelopes)),
    }
    not_all = _("No virus scanner saw the files, or not all of them.")
    scanned = _("A virus scanner let every file pass.") if shape.is_scanned else not_all
    yield _("Contents"), [f"{contents} {scanned}"]


def _proofs(shape: ReceiptPaperShape) -> Iterator[tuple[str, str]]:
    yield (
        _("That it came, and when"),
        _("The time is the database’s own, when all had arrived; the receipt is signed with the key of the site."),
    )
    yield (
        _("That nobody changed it since"),
        _("With the slip, which stays with you, you show after the opening whether what was opened is what you sent."),
    )
    yield (
        _("That it cannot vanish unseen"),
        _("It is line %(line)s of the log of this tender. The signed head in the attached file covers it.")
        % {"line": formats.number(shape.line)},
    )
    yield _("Not proved"), _("That the bid is complete or admissible. The authority decides that after the opening.")


def _steps(shape: ReceiptPaperShape) -> list[str]:
    """How it is checked: the page, and without it."""
    address = shape.check_url.removeprefix("https://")
    return [
        _("Open %(address)s and choose this PDF, or receipt.json, which is attached to it. No account is needed.")
        % {"address": address},
        _("Or without the site, with the fingerprint of the key from the notice of the tender: %(command)s")
        % {"command": "python -m offline verify receipt.pdf --key …"},
    ]


def _figures(shape: ReceiptPaperShape) -> Iterator[tuple[str, str]]:
    yield _("Received (UTC)"), canonical.plain(shape.received_at)
    yield _("Deadline applied"), canonical.plain(shape.deadline)
    yield _("Key of the site"), keys.in_groups(shape.key)
    yield _("Keyset"), keys.in_groups(shape.keyset_hash)
    lines = _("%(count)s lines, root %(root)s")
    yield (
        _("Head of the log"),
        lines % {"count": formats.number(shape.log_size), "root": keys.in_groups(shape.log_root)},
    )


def _part(each: ReceiptEnvelopeShape) -> str:
    return _("Lot %(no)d, %(part)s") % {"no": each.lot_no, "part": str(dict(KINDS)[each.kind]).lower()}


def _more(count: int) -> str:
    if count <= 0:
        return ""
    sentence = ngettext(
        "%(count)d more envelope stands in the attached file.",
        "%(count)d more envelopes stand in the attached file.",
        count,
    )
    return sentence % {"count": count}
