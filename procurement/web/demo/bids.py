"""Bids of the demonstration: begun, written, signed and submitted by the services, at the moments of its data.

Whoever wants a bid for a tender that opens later adds acts to the data: nothing of a bid is here. Every text is
invented; the pass of the drafts is printed, so it opens drafts of a demonstration alone.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from core import sealed_file
from procurement.bids import store
from procurement.bids.gather import parties as party_gather
from procurement.bids.models import Bid
from procurement.bids.outline import BidOutline, DraftSection, KpiQuestion, LotOutline, Question, outline_of
from procurement.bids.queries import drafts
from procurement.bids.services import bid_parties, drafting, files, submitting
from procurement.bids.services.drafting import BegunBid
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from procurement.web.demo.story import Story
from procurement.web.demo.tables import TomlTable
from suppliers.models import Consortium

DRAFT_PASS = "5T8W-R0HN-C3XE-96BK"  # noqa: S105 -- printed on purpose
NUMBERS = frozenset({"integer", "decimal", "money"})


def _begin_bid(story: Story, row: TomlTable, at: datetime) -> None:
    """A draft for every lot, alone or with the consortium of this name; its pass is kept, and partners are asked."""
    tender, by = story.tender(row), story.by(row)
    supplier = story.everyone.suppliers[row["supplier"]]
    consortium = Consortium.objects.get(name=row["with"], lead=supplier) if "with" in row else None
    lots = tender_queries.lots_of(tender)
    begun = drafting.begin_bid(
        tender=tender, supplier=supplier, consortium=consortium, lots=lots, by=by, at=at, printed_pass=DRAFT_PASS
    )
    drafting.keep_pass(bid=begun.bid, by=by, at=at)
    bid_parties.ask_all(bid=begun.bid, by=by, at=at)
    story.bids[row["bid"]] = begun


def _write_bid(story: Story, row: TomlTable, at: datetime) -> None:
    """Everything that the tender asks, but for the fields and sections that the data leaves out."""
    begun, by = story.bids[row["bid"]], story.by(row)
    left_out = set(row.get("leave", ()))
    outline = _outline(begun.bid)
    for section, texts in _texts(outline, row).items():
        fields = {name: text for name, text in texts.items() if name not in left_out}
        if fields and section.value not in left_out:
            seen = drafts.latest_no(begun.bid, section.value)
            drafting.save_part(
                bid=begun.bid, draft_key=begun.draft_key, name=section.value, fields=fields, seen=seen, by=by, at=at
            )
    for place, _title in outline.file_places:
        if place not in left_out and "files" not in left_out and place.startswith("question:"):
            _put_in(story, row, begun, place, at)


def _put_in(story: Story, row: TomlTable, begun: BegunBid, place: str, at: datetime) -> None:
    """A file that answers a requirement."""
    name = f"{place.partition(':')[2]} plan.txt"
    content = row["plan"].encode()
    file = files.begin_file(
        bid=begun.bid, draft_key=begun.draft_key, name=name, length=len(content), belongs_to=place,
        by=story.by(row), at=at,
    )  # fmt: skip
    with sealed_file.Appending(store.draft_path(file.pk), begun.draft_key.raw, str(file.pk)) as appending:
        appending.write(content, last=True)
    files.finish_file(row=file, bid=begun.bid, draft_key=begun.draft_key)


def _sign_part(story: Story, row: TomlTable, at: datetime) -> None:
    """A party signs its part with its facts; the lead says that its own are still true."""
    bid = drafts.with_parties().get(pk=story.bids[row["bid"]].bid.pk)
    supplier = story.everyone.suppliers[row["supplier"]]
    party = next(party for party in bid.parties.all() if party.supplier_id == supplier.pk)
    part = party_gather.part_of(bid, party)
    bid_parties.sign(bid=bid, party=party, terms=part.terms, facts=part.facts, by=story.by(row), at=at)


def _submit_bid(story: Story, row: TomlTable, at: datetime) -> None:
    """Sealed and received, with a receipt. Raises SubmissionRefused where the data leaves something out."""
    begun = story.bids[row["bid"]]
    bid = drafts.with_parties().get(pk=begun.bid.pk)
    idem_key = uuid5(NAMESPACE_URL, f"{row['bid']} {row['at']}").hex
    submitting.submit_bid(bid=bid, draft_key=begun.draft_key, idem_key=idem_key, by=story.by(row), at=at)


ACTS: Mapping[str, Callable[[Story, TomlTable, datetime], None]] = {
    "begin_bid": _begin_bid,
    "write_bid": _write_bid,
    "sign_part": _sign_part,
    "submit_bid": _submit_bid,
}


# --- what is written ---


def _outline(bid: Bid) -> BidOutline:
    return outline_of(tender_gather.content_of(bid.tender), [lot.no for lot in drafts.lots_of(bid)])


def _texts(outline: BidOutline, row: TomlTable) -> Mapping[DraftSection, dict[str, str]]:
    """{section: texts by field}: what is asked for, in the words of the data where it is a text."""
    plan = row["plan"]
    return {
        DraftSection.ANSWERS: {question.field: _answer(question, plan) for question in outline.questions},
        DraftSection.PRICES: dict(_prices(outline, row)),
        DraftSection.PERFORMANCE: {kpi.field: _level(kpi) for kpi in outline.kpis},
        DraftSection.CLAIMS: {each.field("statement"): row["states"] for each in outline.interfaces},
    }


def _answer(question: Question, plan: str) -> str:
    if question.datatype == "boolean":
        return question.expected or "true"
    if question.datatype == "choice":
        return question.choices[0]
    if question.datatype in NUMBERS:
        return question.minimum or question.maximum or question.expected or "12"
    return question.expected or plan


def _prices(outline: BidOutline, row: TomlTable) -> Iterator[tuple[str, str]]:
    """Unit prices by which the total of each lot is about the amount of the data, a little different in each row."""
    for lot in outline.lots:
        yield from _of_lot(lot, row["total"])


def _of_lot(lot: LotOutline, total: int) -> Iterator[tuple[str, str]]:
    share = total / (len(lot.prices) or 1)
    for no, price in enumerate(lot.prices, start=1):
        amount = share * (90 + 3 * no) / 100 / float(price.times or 1)
        yield price.field, f"{max(amount, 0.01):.2f}"


def _level(kpi: KpiQuestion) -> str:
    level = next((each for each in (kpi.target, kpi.best, kpi.minimum) if each is not None), 1)
    return f"{float(level):g}"
