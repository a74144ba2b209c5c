"""What to look at twice, numbered, with what was decided; and the bids that are not ranked. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.evaluations.shapes.findings import FindingShape
from procurement.reports.pdf.paper import table, texts
from procurement.reports.shapes import ReviewShape

MOST_SIGNED = 8  # findings on the signed pages, those to decide first; annex D has all
MOST_EXCLUDED = 20  # lines of excluded bids there; annex B has all


@dataclass(frozen=True, slots=True)
class PaperFinding:
    no: int
    sentence: str
    known: str
    changes: str
    decision: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PaperFindings:
    """`intro` where the list is empty or has a past; `rest` where annex D has more; `looked_for` in words."""

    intro: str
    rows: list[PaperFinding]
    rest: str
    looked_for: str


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    bid: str
    price: str
    sentence: str
    reason: str


def signed(data: ReviewShape) -> PaperFindings:
    """The findings of the signed pages: all, or those that two officers decide and the first of the others."""
    rows = every(data)
    chosen = {row.no for row in sorted(rows, key=lambda row: (not row.is_open, row.no))[:MOST_SIGNED]}
    more = len(rows) - len(chosen)
    rest = ngettext("%(n)s more finding stands in annex D.", "%(n)s more findings stand in annex D.", more)
    return PaperFindings(
        intro=_intro(data),
        rows=[row for row in rows if row.no in chosen],
        rest=rest % {"n": formats.number(more)} if more else "",
        looked_for=_("Looked for: %(kinds)s.") % {"kinds": ", ".join(data.findings.looked_for)},
    )


def every(data: ReviewShape) -> list[PaperFinding]:
    rows = (*data.findings.noticed, *data.findings.later)
    return [_row(no, finding, data) for no, finding in enumerate(rows, 1)]


def _intro(data: ReviewShape) -> str:
    if not data.findings.listed:
        return _("This run was frozen before such a list was kept with it; what is known since stands below.")
    if not data.findings.noticed and data.findings.later:
        return _("Nothing was noticed when the result was frozen; what is known since stands below.")
    return "" if data.findings.noticed else _("Nothing was noticed.")


def _row(no: int, finding: FindingShape, data: ReviewShape) -> PaperFinding:
    bids = ", ".join(bid.alias for bid in finding.bids)
    known = ""
    if finding.known_at:
        known = _("Known since %(when)s.") % {"when": texts.moment(finding.known_at, data.review.zone)}
    is_open = finding.needs_decision and finding.settled is None
    sentence = f"{bids}: {finding.sentence}" if bids else finding.sentence
    return PaperFinding(no, sentence, known, finding.without, _decision(finding, is_open=is_open), is_open)


def _decision(finding: FindingShape, *, is_open: bool) -> str:
    if finding.settled:
        return finding.settled.sentence
    if is_open:
        return _("Open. Two officers decide in Evenhand; a new review then says so.")
    return finding.acts


# --- not ranked ---


def excluded(data: ReviewShape) -> tuple[list[ExcludedRow], str]:
    """(each excluded bid with its reason, where the others stand): in the order of the exclusions, once per bid."""
    rows: dict[str, ExcludedRow] = {}
    for out in data.excluded:
        if out.alias in rows:
            continue
        price = texts.price(table.comparable_total(data, out.alias), data.tender.currency, none="")
        reason = next((cell.reason for cell in out.cells if cell.criterion == out.where and cell.reason), "")
        rows[out.alias] = ExcludedRow(texts.bid_label(out), price, texts.sentence(out.sentence), texts.excerpt(reason))
    more = len(rows) - MOST_EXCLUDED
    rest = ngettext("%(n)s more stands in annex B.", "%(n)s more stand in annex B.", more) % {"n": formats.number(more)}
    return list(rows.values())[:MOST_EXCLUDED], rest if more > 0 else ""


def uncounted(data: ReviewShape) -> list[str]:
    """Bids that the source did not count, each with its note."""
    return [
        " ".join(filter(None, (f"{texts.bid_label(bid)}:", bid.source_note or bid.status)))
        for bid in data.bids
        if not bid.counted
    ]
