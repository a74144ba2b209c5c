"""The head of a review: subject, the result in a box, and what to know before reading on. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import formats, names
from procurement.evaluations.pages import source
from procurement.evaluations.shapes import OpenedBidShape, PartyShape, RankedBidShape
from procurement.reports.pdf.paper import texts
from procurement.reports.shapes import ReviewShape
from procurement.tenders.models import Origin

BASES = {"net": gettext_lazy("net of VAT"), "gross": gettext_lazy("VAT included")}
LONG_TITLE = 140  # letters; more of them are set smaller
MOST_TURNS = 3  # single marks that turn the result, on the first page; annex D has them all


@dataclass(frozen=True, slots=True)
class ResultBox:
    """`label` says what stands behind the name; `figure` and `distance` follow it; `members` of a group."""

    label: str
    bid: str
    price: str
    basis: str
    figure: str
    distance: str
    members: str


@dataclass(frozen=True, slots=True)
class DifferenceBox:
    """Where the source awarded another bid: what it awarded, what the method ranks first, and why they differ."""

    awarded: list[source.AwardedRow]
    first: str
    figure: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadNote:
    lead: str
    text: str


def is_long(title: str) -> bool:
    return len(title) > LONG_TITLE


def authority(data: ReviewShape) -> str:
    return " · ".join(filter(None, (data.tender.authority, data.review.authority_id)))


def about(data: ReviewShape) -> str:
    """The line under the subject: which tender, lot and run, and where it comes from."""
    lot, run = data.lot, data.run
    title = "" if lot.title == data.tender.title else lot.title
    values = {"no": lot.no, "count": lot.count, "title": title}
    imported = _("imported from %(source)s and evaluated again here") % {"source": data.review.source}
    parts = (
        data.tender.ref,
        (_("lot %(no)d of %(count)d: %(title)s") if title else _("lot %(no)d of %(count)d")) % values,
        imported if data.review.source else "",
        _("run %(no)d, frozen %(day)s") % {"no": run.no, "day": texts.day(run.at, data.review.zone)},
        f"{run.cause}: {run.reason}" if run.reason else "",
    )
    return " · ".join(filter(None, parts))


def result_box(data: ReviewShape) -> ResultBox | None:
    """None where nobody is ranked, or where the source awarded another bid."""
    if not data.ranking or difference_box(data):
        return None
    first = data.ranking[0]
    opened = next(bid for bid in data.bids if bid.alias == first.alias)
    return ResultBox(
        label=_label(data),
        bid=texts.bid_label(first),
        price=texts.money(first.price, data.tender.currency, none=""),
        basis=str(BASES.get(data.tender.basis, "")),
        figure=_figure(first, data),
        distance=_distance(data),
        members="; ".join(_party(party) for party in opened.parties) if _is_worth_saying(opened) else "",
    )


def _label(data: ReviewShape) -> str:
    if sum(bid.place == 1 for bid in data.ranking) > 1:
        return _("First by the published method, and not alone: no recommendation")
    if data.tender.origin == Origin.OWN:
        return _("Recommended for award by the published method")
    outcome = data.source_outcome
    if outcome is not None and outcome.agrees:
        return _("First by the published method; the source awarded this bid, too")
    return _("First by the published method")


def _figure(first: RankedBidShape, data: ReviewShape) -> str:
    (figure,) = texts.figures([first.figure], data)
    if data.method.kind == "points":
        return _("%(figure)s of %(maximum)s points") % {
            "figure": figure,
            "maximum": formats.number(data.method.total_points),
        }
    if data.method.kind == "money":
        return _("evaluated at %(figure)s") % {"figure": figure}
    return _("a figure of %(figure)s") % {"figure": figure}


def _distance(data: ReviewShape) -> str:
    """How far the second is behind and which is dearer; all bids of a shared first place are named."""
    sharing = [texts.bid_label(bid) for bid in data.ranking[1:] if bid.place == 1]
    if sharing:
        return _("The first place is shared with %(bids)s.") % {"bids": ", ".join(sharing)}
    return data.answer.lead


def _is_worth_saying(opened: OpenedBidShape) -> bool:
    return len(opened.parties) > 1 or any(party.identifier for party in opened.parties)


def _party(party: PartyShape) -> str:
    share = formats.percent(party.share, 0) if party.share is not None else ""
    role = ", ".join(filter(None, (party.role_label.lower() if party.role != "member" else "", share)))
    details = ", ".join(filter(None, (names.split(party.name)[0], party.country, party.identifier)))
    return f"{details} ({role})" if role else details


def difference_box(data: ReviewShape) -> DifferenceBox | None:
    """What the source awarded beside what the method ranks first; None unless they differ."""
    outcome = data.source_outcome
    if outcome is None or not outcome.differs or not data.ranking:
        return None
    first = data.ranking[0]
    return DifferenceBox(
        awarded=source.source_section(outcome, data.review.zone)["awarded"],
        first=texts.bid_label(first),
        figure=", ".join(
            filter(None, (texts.price(first.price, data.tender.currency, none=""), data.answer.lead.rstrip(".")))
        ),
        sentences=(outcome.sentence, *outcome.sentences),
    )


def warnings(data: ReviewShape) -> list[HeadNote]:
    """What a reader must know first: no recommendation, how fragile, what is open, what turned up later."""
    rows = []
    if not data.ranking:
        rows.append(HeadNote(_("No recommendation:"), _("no bid is admissible.")))
    if difference_box(data):
        rows.append(HeadNote(_("No recommendation:"), _("the lot was awarded in the source.")))
    if data.answer.turns.fragile:
        rows.append(HeadNote(f"{data.answer.turns.title}.", _turns(data)))
    if count := len(open_findings(data)):
        lead = ngettext("%(n)s decision is open:", "%(n)s decisions are open:", count) % {"n": formats.number(count)}
        rows.append(HeadNote(lead, _("see 5. Findings and decisions.")))
    if later := len(data.findings.later):
        lead = ngettext("%(n)s finding is new:", "%(n)s findings are new:", later) % {"n": formats.number(later)}
        rows.append(HeadNote(lead, _("it became known after the result was frozen (5. Findings and decisions).")))
    return rows


def _turns(data: ReviewShape) -> str:
    turns = data.answer.turns
    sentences = "; ".join(turn.sentence for turn in turns.marks[:MOST_TURNS])
    more = len(turns.marks) - MOST_TURNS
    if more > 0:
        tail = ngettext("and %(n)s more (annex D)", "and %(n)s more (annex D)", more) % {"n": formats.number(more)}
        sentences = f"{sentences}; {tail}"
    return " ".join(filter(None, (turns.text, texts.sentence(sentences))))


def open_findings(data: ReviewShape) -> list[int]:
    """The numbers of the findings that two officers have yet to decide."""
    rows = (*data.findings.noticed, *data.findings.later)
    return [no for no, finding in enumerate(rows, 1) if finding.needs_decision and finding.settled is None]
