"""The procedure in two columns of facts. What nobody recorded is named, too. Pure."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from core.codes import code_with_title
from core.pages import formats
from procurement.reports.pdf.paper import texts, unrecorded
from procurement.reports.shapes import ReviewShape
from procurement.tenders.models import Origin

Fact = tuple[str, str]
PRICES = {"price", "cost"}


def procedure(data: ReviewShape) -> list[tuple[Fact, Fact]]:
    """Rows of two facts: what is bought and how on the left, when on the right."""
    left, right = _subject(data), _times(data)
    length = max(len(left), len(right))
    nothing: Fact = ("", "")
    left, right = (column + [nothing] * (length - len(column)) for column in (left, right))
    return list(zip(left, right, strict=True))


def _subject(data: ReviewShape) -> list[Fact]:
    facts = [
        (_("Subject"), subject(data.review.cpv)),
        (_("Estimated value"), texts.money(data.lot.estimate, data.tender.currency, none="")),
        (_("Lots"), lots(data.lot.count)),
        (_("Bids"), bids(data)),
        (_("Method"), method(data)),
    ]
    return [(label, value) for label, value in facts if value]


def subject(codes: Sequence[str]) -> str:
    """What is bought, by its codes with their titles; empty without a code."""
    return _("CPV %(codes)s") % {"codes": "; ".join(map(code_with_title, codes))} if codes else ""


def _times(data: ReviewShape) -> list[Fact]:
    tender, zone = data.tender, data.review.zone
    opened = data.review.opened_at
    times = [
        (_("Published"), texts.moment(tender.published_at, zone)),
        (_("Bids closed"), texts.moment(tender.deadline_at, zone)),
        (_("Bids opened"), texts.moment(datetime.fromisoformat(opened) if opened else None, zone)),
        (_("Frozen"), _frozen(data)),
    ]
    stated = [(label, value) for label, value in times if value != formats.MISSING]
    return [*stated, (_("Not recorded"), unrecorded.facts())]


def _frozen(data: ReviewShape) -> str:
    at = texts.moment(data.run.at, data.review.zone)
    return _("%(at)s, by %(person)s") % {"at": at, "person": data.run.by} if data.run.by else at


def lots(count: int) -> str:
    if count == 1:
        return _("1, evaluated here")
    return _("%(count)s; this review is about one") % {"count": formats.number(count)}


def bids(data: ReviewShape) -> str:
    """'5 received, 4 ranked, 1 excluded'."""
    received, ranked, excluded = len(data.bids), len(data.ranking), len({out.bid for out in data.excluded})
    uncounted = sum(not bid.counted for bid in data.bids)
    first = _("%(n)s in the source") if data.tender.origin == Origin.IMPORTED else _("%(n)s received")
    parts = [first % {"n": formats.number(received)}, _("%(n)s ranked") % {"n": formats.number(ranked)}]
    if excluded:
        parts.append(_("%(n)s excluded") % {"n": formats.number(excluded)})
    if uncounted:
        parts.append(_("%(n)s not counted by the source") % {"n": formats.number(uncounted)})
    return ", ".join(parts)


def method(data: ReviewShape) -> str:
    """'60 points quality, 40 price'; the formula's name where points do not rank."""
    if data.method.kind != "points":
        return data.method.name
    price = sum((row.points for row in data.criteria if row.input in PRICES), Fraction(0))
    quality = data.method.total_points - price
    if not price or not quality:
        return data.method.name
    shares = {"quality": formats.number(quality), "price": formats.number(price)}
    return _("%(quality)s points quality, %(price)s price (annex A)") % shares
