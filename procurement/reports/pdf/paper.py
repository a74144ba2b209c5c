"""A review as ready words for its template, by the same formats as the pages. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.fields import exact_text
from core.pages import charts, formats
from core.rest.shapes import to_json
from procurement.evaluations.pages import information, source
from procurement.evaluations.shapes import (
    CompositionShape,
    ExcludedBidShape,
    JudgedCriterionShape,
    OpenedBidShape,
    RankedBidShape,
    ScaleLevelShape,
)
from procurement.evaluations.shapes.findings import FindingShape
from procurement.reports.pdf import rows, sheets
from procurement.reports.shapes import ReviewShape

CHARTED = 12  # bars that fit one page
LONG_TITLE = 140  # letters; more of them are set smaller on the cover
Amount = Fraction | None
Bid = RankedBidShape | ExcludedBidShape | CompositionShape

BASES = {"net": gettext_lazy("net of VAT"), "gross": gettext_lazy("VAT included")}


def context(data: ReviewShape, *, data_sha: str, variant: str) -> dict[str, Any]:
    """Everything the template shows."""
    long, individual = sheets.is_long(data), sheets.individual(data)
    headings = _headings(sheets=bool(individual))
    return {
        "lang": "en",
        "title": _title(data),
        "variant": variant,
        "tender": data.tender,
        "lot": data.lot,
        "run": data.run,
        "frozen_at": to_json(data.run.at),
        "over": _over(data),
        "foot": _("Review %(digest)s") % {"digest": formats.short_digest(data_sha)},
        "long_title": len(data.tender.title) > LONG_TITLE,
        "headings": headings,
        "contents": [{"id": key, "label": label} for key, label in headings.items()],
        "cover": _cover(data),
        "digests": _digests(data, data_sha),
        "long": long,
        "result": _result(data),
        "source": source.source_section(data.source_outcome, data.review.zone) if data.source_outcome else None,
        "timetable": _timetable(data),
        "method": data.method,
        "sentences": data.method.sentences,
        "rules": _rules(data),
        "criteria": [_criterion(criterion) for criterion in data.criteria],
        "scales": list(_scales(data)),
        "bids": [_bid(bid, data) for bid in data.bids],
        "marked": sheets.marked(data, long=long),
        "composition": _composition(data),
        "excluded": data.excluded,
        "gaps": data.gaps,
        "twice": _findings(data),
        "not_built": data.not_built,
        "firm": information.information_section(data.information),
        "individual": individual,
        "signers": _signers(data),
        "figures": _figures(data),
    }


def bid_label(bid: Bid) -> str:
    """A bid as a reader looks for it: its letter and who made it."""
    return bid.alias if bid.alias == bid.name else f"{bid.alias} {bid.name}"


def _headings(*, sheets: bool) -> dict[str, str]:
    """The sections in their order; their keys are the anchors that the contents lead to."""
    headings = {
        "procedure": _("Procedure"),
        "result": _("Result"),
        "method": _("Method"),
        "criteria": _("Criteria"),
        "bids": _("Bids as read out"),
        "excluded": _("Excluded bids"),
        "marks": _("Marks and reasons"),
        "firm": _("How firm the result is"),
        "twice": _("What to look at twice"),
        "missing": _("What this review does not contain"),
        "recompute": _("How to recompute it"),
        "signatures": _("Signatures"),
        "sheets": _("The panel's own marks"),
    }
    return {key: f"{no}. {label}" for no, (key, label) in enumerate(headings.items(), 1) if sheets or key != "sheets"}


# --- what to look at twice ---


def _findings(data: ReviewShape) -> dict[str, object]:
    return {
        "listed": data.findings.listed,
        "noticed": [_finding(finding, data) for finding in data.findings.noticed],
        "later": [_finding(finding, data) for finding in data.findings.later],
        "looked_for": data.findings.looked_for,
    }


def _finding(finding: FindingShape, data: ReviewShape) -> dict[str, str]:
    """What was noticed, about which bids, who acts, how it was settled, and since when it is known if not at once."""
    bids = "; ".join(bid.alias if bid.alias == bid.name else f"{bid.alias} {bid.name}" for bid in finding.bids)
    return {
        "sentence": finding.sentence,
        "bids": bids,
        "acts": finding.acts,
        "settled": finding.settled.sentence if finding.settled else "",
        "known": _moment(finding.known_at, data) if finding.known_at else "",
    }


# --- cover ---


def _title(data: ReviewShape) -> str:
    return _("Evaluation review: %(title)s") % {"title": " ".join(data.tender.title.split())}


def _over(data: ReviewShape) -> str:
    """The line that runs along the top of every page."""
    line = _("%(ref)s · lot %(lot)d · run %(run)d")
    return line % {"ref": data.tender.ref, "lot": data.lot.no, "run": data.run.no}


def _moment(at: datetime | None, data: ReviewShape) -> str:
    return formats.moment(at, data.review.zone)


def _cover(data: ReviewShape) -> list[tuple[str, str]]:
    tender, lot, run = data.tender, data.lot, data.run
    place = _("%(no)d of %(count)d: %(title)s") % {"no": lot.no, "count": lot.count, "title": lot.title}
    cause = f"{run.cause}. {run.reason}" if run.reason else run.cause
    facts = [
        (_("Authority"), tender.authority),
        (_("Reference"), tender.ref),
        (_("Lot"), place),
        (_("Estimated value"), money(lot.estimate, tender.currency)),
        (_("Evaluation"), _("Run %(no)d: %(cause)s") % {"no": run.no, "cause": cause}),
        (_("Frozen"), _moment(run.at, data)),
        (_("Frozen by"), run.by),
    ]
    return [(label, value) for label, value in facts if value and value != formats.MISSING]


def _digests(data: ReviewShape, data_sha: str) -> list[tuple[str, str]]:
    marks = data.digests
    return [
        (_("Method, as published"), marks.spec),
        (_("Facts: bids, marks, rulings"), marks.facts),
        (_("Result"), marks.result),
        *([(_("Annex on robustness"), data.information.sha256)] if data.information.sha256 else []),
        *([(_("What to look at twice"), data.findings.sha256)] if data.findings.sha256 else []),
        (_("What this review says"), data_sha),
    ]


def _timetable(data: ReviewShape) -> list[tuple[str, str]]:
    tender, opened = data.tender, data.review.opened_at
    facts = [
        (_("Published"), tender.published_at),
        (_("Bids closed"), tender.deadline_at),
        (_("Bids opened"), datetime.fromisoformat(opened) if opened else None),
        (_("Evaluation frozen"), data.run.at),
    ]
    return [(label, _moment(at, data)) for label, at in facts if at]


def _rules(data: ReviewShape) -> list[tuple[str, str]]:
    method, tender = data.method, data.tender
    basis = str(BASES.get(tender.basis, tender.basis))
    facts = [
        (_("Formula"), f"{method.formula} ({method.version})" if method.version else method.formula),
        *((_("Parameter %(name)s") % {"name": param.name}, param.value) for param in method.params),
        (_("Points in all"), formats.number(method.total_points)),
        (_("Prices are compared in"), ", ".join(filter(None, (tender.currency, basis)))),
        (_("Rounding"), method.rounding),
        (_("Panel"), method.panel),
        (_("Source"), method.source),
    ]
    return [(label, value) for label, value in facts if value]


# --- the result ---


def money(amount: Amount, currency: str, *, none: str = formats.MISSING) -> str:
    """An amount with its currency; with the code alone where it names no currency."""
    return formats.price(amount, currency, none=none) if currency else formats.number(amount, none=none)


def figures(values: Sequence[Amount], data: ReviewShape) -> list[str]:
    """What bids are ranked by, side by side: points, an index or an amount; unequal ones never print alike."""
    if data.method.kind != "money":
        return formats.apart(values)
    currency = data.tender.currency
    plain = [formats.money(value, currency) for value in values]
    if len(set(plain)) == len(set(values)):
        return plain
    return [f"{text} {currency}" for text in formats.apart(values, 4)]


def _result(data: ReviewShape) -> rows.ResultSection:
    ranked = data.ranking
    figure_texts = figures([bid.figure for bid in ranked], data)
    gaps = figures([bid.gap for bid in ranked], data)
    label = ranked[0].figure_label if ranked else ""
    rejected = source.rejections(data.source_outcome)
    result_rows: list[rows.ResultRow] = [
        {
            "place": bid.place,
            "name": bid_label(bid),
            "price": money(bid.price, data.tender.currency),
            "figure": figure,
            "gap": gap if bid.place > 1 else formats.MISSING,
            "sentence": bid.sentence,
            "tie_path": bid.tie_path,
            "rejected": rejected.get(bid.alias, ""),
        }
        for bid, figure, gap in zip(ranked, figure_texts, gaps, strict=True)
    ]
    return {
        "rows": result_rows,
        "figure": {"points": _("Points"), "money": _("Evaluated price")}.get(data.method.kind, _("Figure")),
        "label": label,
        "lead": _lead(result_rows, len(data.excluded), label if data.method.kind != "money" else ""),
        "low": data.method.best == "low",
        "ties": [{"name": row["name"], "steps": row["tie_path"]} for row in result_rows if row["tie_path"]],
    }


def _lead(result_rows: Sequence[rows.ResultRow], excluded: int, unit: str) -> list[str]:
    """The result in sentences that a reader keeps."""
    if not result_rows:
        return [_("No bid could be ranked.")]
    first = [row["name"] for row in result_rows if row["place"] == 1]
    best = {"name": ", ".join(first), "figure": f"{result_rows[0]['figure']} {unit}".strip()}
    wins = ngettext(
        "%(name)s is ranked first, with %(figure)s.", "%(name)s share the first place, with %(figure)s.", len(first)
    )
    sentences = [wins % best]
    if second := next((row for row in result_rows if row["place"] > 1), None):
        behind = {"name": second["name"], "gap": f"{second['gap']} {unit}".strip()}
        sentences.append(_("%(name)s comes next, %(gap)s behind.") % behind)
    if excluded:
        sentences.append(ngettext("%(n)d bid is excluded.", "%(n)d bids are excluded.", excluded) % {"n": excluded})
    return sentences


# --- criteria and bids ---


def _criterion(criterion: JudgedCriterionShape) -> rows.CriterionRow:
    kinds = {
        "scored": _("marked by people"),
        "machine": _("checked by a machine"),
        "formula": _("by formula"),
        "pass_fail": _("pass or fail"),
    }
    must = criterion.kind == "pass_fail"
    return {
        "title": criterion.title,
        "text": criterion.text,
        "family": criterion.family_label,
        "kind": kinds.get(criterion.kind, criterion.kind),
        "points": _("must pass") if must else formats.points(criterion.points),
        "share": "" if must else formats.percent(criterion.share, 2),
        "minimum": criterion.minimum,
    }


def _scales(data: ReviewShape) -> Iterable[rows.ScaleRows]:
    """Each scale once, with the criteria that use it."""
    users: dict[tuple[ScaleLevelShape, ...], list[str]] = {}
    for criterion in data.criteria:
        if criterion.scale:
            users.setdefault(criterion.scale, []).append(criterion.title)
    for scale, titles in users.items():
        yield {
            "titles": titles,
            "levels": [{"value": formats.number(level.value), "meaning": _level(level)} for level in scale],
        }


def _level(level: ScaleLevelShape) -> str:
    value = formats.number(level.value)
    label = "" if level.label in {value, exact_text(level.value)} else level.label
    return ". ".join(text.rstrip(".") for text in (label, level.descriptor) if text) or formats.MISSING


def _bid(bid: OpenedBidShape, data: ReviewShape) -> rows.BidSheet:
    return {
        "alias": bid.alias,
        "name": bid.name,
        "parties": bid.parties,
        "facts": " · ".join(
            fact
            for fact in (
                _("Received %(at)s") % {"at": _moment(bid.submitted_at, data)} if bid.submitted_at else "",
                bid.status,
                "" if bid.counted else _("not counted by the source"),
            )
            if fact
        ),
        "prices": [
            {"label": price.label, "amount": money(price.amount, price.currency, none=_("no amount"))}
            for price in bid.prices
        ],
        "claims": bid.claims,
        "commitments": [{"kpi": row.kpi, "target": formats.number(row.target)} for row in bid.commitments],
        "note": bid.source_note,
    }


# --- how the figures are made up ---


def _composition(data: ReviewShape) -> rows.CompositionTable:
    bids = data.composition
    head = [part.label for part in bids[0].parts] if bids else []
    totals = figures([bid.total for bid in bids], data)
    return {
        "head": head,
        "rows": [
            {
                "name": bid_label(bid),
                "parts": figures([part.points for part in bid.parts], data),
                "total": total,
            }
            for bid, total in zip(bids, totals, strict=True)
        ],
        "is_points": data.method.kind == "points",
    }


def _figures(data: ReviewShape) -> list[rows.PaperFigure]:
    """The charts, each with its caption; their numbers stand in the tables beside them."""
    drawn = [_make_up(data)] if data.composition else []
    prices = [(bid_label(bid), bid.price) for bid in data.ranking[:CHARTED]]
    if any(price is not None for _name, price in prices):
        drawn.append(_prices(data, prices))
    return drawn


def _make_up(data: ReviewShape) -> rows.PaperFigure:
    bids = data.composition[:CHARTED]
    left = len(data.composition) - len(bids)
    note = ngettext("The first %(n)d bid.", "The first %(n)d bids.", CHARTED) % {"n": CHARTED} if left else ""
    if data.method.kind == "points":
        title = _("How the points of each bid are made up")
        parts = [(bid_label(bid), [(part.label, part.points) for part in bid.parts]) for bid in bids]
        svg = charts.stacked_bars(parts, title=title, maximum=data.method.total_points)
    else:
        title = _("The figure that each bid is ranked by")
        places = 0 if data.method.kind == "money" else 4
        svg = charts.bars([(bid_label(bid), bid.total) for bid in bids], title=title, places=places)
    return {"svg": svg, "caption": title, "note": note}


def _prices(data: ReviewShape, prices: list[tuple[str, Amount]]) -> rows.PaperFigure:
    currency, estimate = data.tender.currency, data.lot.estimate
    title = _("Prices of the ranked bids")
    line = (estimate, _("Estimated value")) if estimate is not None else None
    note = _("In %(currency)s, %(basis)s.") % {
        "currency": currency,
        "basis": str(BASES.get(data.tender.basis, "")),
    }
    return {"svg": charts.bars(prices, title=title, line=line, places=0), "caption": title, "note": note}


# --- signatures ---


def _signers(data: ReviewShape) -> list[str]:
    chair, member = _("Chair of the panel (%(pseudonym)s)"), _("Panel member %(pseudonym)s")
    panel = [(chair if signer.chair else member) % {"pseudonym": signer.pseudonym} for signer in data.review.panel]
    return [*panel, _("For the authority"), _("Second person")]
