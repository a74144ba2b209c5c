"""The bids of an opening, a row each: what came of it, who sent it, when it came in, its price once that is open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids.gather.openings import ExpectedEnvelope, expected_envelopes
from procurement.bids.models import Opening, OpeningResult
from procurement.bids.queries import openings as queries
from procurement.bids.states import EnvelopeFault, EnvelopeOutcome, OpeningPart
from procurement.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class OpenedBidRow:
    """One bid, by the time of its receipt. `kind` is ok, bad or wait; `price` is empty while it is shut."""

    kind: str
    sign: str
    word: str
    alias: str
    name: str
    why: str
    price: str = ""

    @property
    def is_read(self) -> bool:
        return self.kind == "ok"

    @property
    def is_unread(self) -> bool:
        return self.kind == "bad"


def running_rows(opening: Opening) -> list[OpenedBidRow]:
    """Every bid that is to be opened, also those that wait still. Five queries."""
    tender = opening.tender
    expected = expected_envelopes(tender, OpeningPart(opening.part))
    results = _by_bid(queries.results_of(opening))
    names = queries.names_of_bids(tender)
    by_bid: dict[str, list[ExpectedEnvelope]] = {}
    for each in expected:
        by_bid.setdefault(each.version.bid, []).append(each)
    return [
        _row(envelopes[0].alias, names.get(bid, ""), results.get(bid, []), envelopes[0].version.received_at, tender)
        if len(results.get(bid, [])) == len(envelopes) or _fault(results.get(bid, []))
        else _waiting_row(envelopes[0].alias, names.get(bid, ""), started=bool(results.get(bid)))
        for bid, envelopes in by_bid.items()
    ]


def opened_rows(tender: Tender, closed: Sequence[Opening]) -> list[OpenedBidRow]:
    """Every bid of the openings that are closed, with prices where they are open. Four queries."""
    results = [result for opening in closed for result in queries.results_of(opening)]
    names = queries.names_of_bids(tender)
    prices = _price_texts(tender) if any(opening.part != OpeningPart.TECHNICAL for opening in closed) else {}
    by_bid = sorted(_by_bid(results).items(), key=lambda item: item[1][0].leaf_index)
    return [
        _row(rows[0].alias, names.get(bid, ""), rows, rows[0].received_at, tender, price=prices.get(bid, ""))
        for bid, rows in by_bid
    ]


def bids_that_came(tender: Tender, part: OpeningPart) -> int:
    """How many bids are to be opened, by the log. One query, two for prices. Never before the deadline."""
    return len({each.version.bid for each in expected_envelopes(tender, part)})


def _by_bid(results: Iterable[OpeningResult]) -> dict[str, list[OpeningResult]]:
    by_bid: dict[str, list[OpeningResult]] = {}
    for result in results:
        by_bid.setdefault(result.bid_key, []).append(result)
    return by_bid


def _fault(results: Sequence[OpeningResult]) -> OpeningResult | None:
    return next((row for row in results if row.outcome != EnvelopeOutcome.OPENED), None)


def _row(
    alias: str, name: str, results: Sequence[OpeningResult], received: datetime, tender: Tender, *, price: str = ""
) -> OpenedBidRow:
    when = formats.moment(received, tender.authority.zone, seconds=True)
    if (broken := _fault(results)) is not None:
        reason = EnvelopeFault(broken.fault).label
        why = _("Cannot be read: %(reason)s It was received on %(when)s.") % {"reason": reason, "when": when}
        return OpenedBidRow("bad", "✕", _("Cannot be read:"), alias, name, why)
    why = _("Received %(when)s") % {"when": when}
    if any(row.is_unconfirmed for row in results):
        why = _("%(received)s. Not confirmed after the tender changed: opened, and then left out.") % {"received": why}
    return OpenedBidRow("ok", "✓", _("Opened:"), alias, name, why, price)


def _waiting_row(alias: str, name: str, *, started: bool) -> OpenedBidRow:
    why = _("being opened") if started else _("waits")
    return OpenedBidRow("wait", "…", _("Waiting:"), alias, name, why)


def _price_texts(tender: Tender) -> Mapping[str, str]:
    """{bid: the sum of its prices, by currency}. One query."""
    return {
        bid: ", ".join(formats.money(amount, currency) for currency, amount in by_currency.items())
        for bid, by_currency in queries.price_sums_of(tender).items()
    }
