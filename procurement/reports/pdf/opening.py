"""The record of an opening as ready text for its template. Pure."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from offline import keys
from procurement.bids.shapes.openings import OpenerShape, RecordedBidShape, RecordedNoteShape, RecordedOpeningShape
from procurement.bids.states import OpeningPart
from scoring import canonical

TEMPLATE = "reports/opening.html"
LONG_TITLE = 140  # letters; more of them are set smaller


def context(shape: RecordedOpeningShape, *, data_sha: str) -> dict[str, object]:
    """Everything the template shows."""
    over = f"{_('Record of the opening')} {shape.ref}"
    return {
        "lang": "en",
        "title": over,
        "shape": shape,
        "made_at": shape.closed_at.isoformat(),
        "over": over,
        "foot": _("Record of the opening, %(digest)s") % {"digest": formats.short_digest(data_sha)},
        "part": "" if shape.part == OpeningPart.BOTH else str(shape.part.label),
        "heading": heading(shape),
        "when": _when(shape),
        "persons": list(_persons(shape)),
        "with_prices": shape.part != OpeningPart.TECHNICAL,
        "price": _("Price with VAT") if shape.basis == "gross" else _("Price without VAT"),
        "bids": [_bid(bid, shape) for bid in shape.bids],
        "unread": [(_name(bid), _unread(bid, shape)) for bid in shape.bids if bid.fault],
        "after": list(_after(shape)),
        "before": list(_before(shape)),
        "notes": [_note(note) for note in shape.notes],
        "check": _check(shape),
        "figures": list(_figures(shape)),
        "signers": [person.name for person in shape.openers],
    }


def heading(shape: RecordedOpeningShape) -> str:
    """What came of it, in a line."""
    count, unread = len(shape.bids), sum(bool(bid.fault) for bid in shape.bids)
    if not count:
        return _("No bid came in")
    facts = {"read": count - unread, "all": count, "unread": unread}
    if not unread:
        return ngettext("%(all)d bid opened", "%(all)d bids opened", count) % facts
    opened = ngettext("%(read)d of %(all)d bid opened", "%(read)d of %(all)d bids opened", count) % facts
    return _("%(opened)s, %(unread)d cannot be read") % {"opened": opened, "unread": unread}


def _moment(instant: datetime, shape: RecordedOpeningShape) -> str:
    return formats.moment(instant, shape.zone, seconds=True)


def _when(shape: RecordedOpeningShape) -> str:
    facts = {
        "called": _moment(shape.called_at, shape),
        "closed": _moment(shape.closed_at, shape),
        "deadline": _moment(shape.deadline, shape),
    }
    return _("Called %(called)s, closed %(closed)s, by the clock of the database. Deadline: %(deadline)s.") % facts


def _persons(shape: RecordedOpeningShape) -> Iterator[tuple[str, str]]:
    """(which of the two, who, when and how)."""
    places = (_("First person"), _("Second person"))
    for place, person in zip(places, shape.openers, strict=False):
        yield place, _person(person, shape)


def _person(person: OpenerShape, shape: RecordedOpeningShape) -> str:
    facts = {
        "name": person.name,
        "when": _moment(person.at, shape),
        "way": person.way.label,
        "factor": person.factor.label,
    }
    text = _("%(name)s, %(when)s; key used %(way)s; shown before: %(factor)s") % facts
    return _("%(text)s; keeps the spare key") % {"text": text} if person.role == "escrow" else text


def _bid(bid: RecordedBidShape, shape: RecordedOpeningShape) -> dict[str, str]:
    if bid.fault:
        result = _("Cannot be read")
    elif bid.is_unconfirmed:
        result = _("Opened, then left out: not confirmed after the tender changed")
    else:
        result = _("Opened, unchanged")
    prices = ", ".join(formats.money(price.amount, price.currency) for price in bid.prices)
    return {
        "alias": bid.alias,
        "name": bid.name or _("the bid is not in the database any more"),
        "received": _moment(bid.received_at, shape),
        "result": result,
        "is_bad": "yes" if bid.fault else "",
        "price": prices or "–",
    }


def _name(bid: RecordedBidShape) -> str:
    return bid.name or bid.alias


def _unread(bid: RecordedBidShape, shape: RecordedOpeningShape) -> str:
    assert bid.fault is not None  # only what cannot be read has a reason
    is_here = _("The team of the bid was notified.")
    is_gone = _("Whose bid it was does not stand in the database any more, so nobody could be notified.")
    facts = {
        "reason": bid.fault.label,
        "when": _moment(bid.received_at, shape),
        "line": formats.number(bid.line),
        "team": is_here if bid.name else is_gone,
    }
    text = _("%(reason)s It was received on %(when)s, line %(line)s of the log. %(team)s")
    return f"{text % facts} {_('What follows from it officers decide; this record decides nothing.')}"


def _after(shape: RecordedOpeningShape) -> Iterator[str]:
    """What was sent and not taken."""
    if not shape.attempts:
        yield _("The list holds no attempt that was not taken.")
    for attempt in shape.attempts:
        facts = {"when": _moment(attempt.at, shape), "reason": attempt.reason.label}
        yield _("%(when)s: %(reason)s. Nothing of it was kept.") % facts


def _before(shape: RecordedOpeningShape) -> Iterator[str]:
    """What log and ledger hold up to the deadline: "the log holds no …", never "nobody tried"."""
    if shape.refusals:
        sentence = ngettext(
            "The log holds %(count)d refused attempt to open.",
            "The log holds %(count)d refused attempts to open.",
            shape.refusals,
        )
        yield sentence % {"count": shape.refusals}
    else:
        yield _("The log holds no attempt to open.")
    if shape.outages:
        sentence = ngettext(
            "The ledger holds %(count)d outage of the site while bids were taken; made good: %(good)d.",
            "The ledger holds %(count)d outages of the site while bids were taken; made good: %(good)d.",
            shape.outages,
        )
        yield sentence % {"count": shape.outages, "good": shape.made_good}
    else:
        yield _("The ledger holds no outage of the site while bids were taken.")
    if shape.rehearsed_at:
        day = formats.day(shape.rehearsed_at)
        yield _("Every pair of these keys was tried out on %(day)s.") % {"day": day}


def _note(note: RecordedNoteShape) -> str:
    return _("%(what)s (%(about)s)") % {"what": note.kind.label, "about": note.about}


def _check(shape: RecordedOpeningShape) -> str:
    sentence = _(
        "python -m offline verify record.pdf --key %(key)s. The signed record is attached as record.json; it is line "
        "%(line)s of the log of this tender."
    )
    return sentence % {"key": keys.in_groups(shape.key), "line": formats.number(shape.line)}


def _figures(shape: RecordedOpeningShape) -> Iterator[tuple[str, str]]:
    yield _("Deadline (UTC)"), canonical.plain(shape.deadline)
    yield _("Closed (UTC)"), canonical.plain(shape.closed_at)
    yield _("Key of the site"), keys.in_groups(shape.key)
    facts = {"count": formats.number(shape.log_size), "root": keys.in_groups(shape.log_root)}
    yield _("Head of the log"), _("%(count)s lines, root %(root)s") % facts
