"""A past process becomes rows: a tender at OPENED with its bids, inserted whole (LIFECYCLE §3, Imported)."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models

from core import audit
from core.fields import exact_text
from core.models import Authority, User
from procurement.bids.models import Bid, BidParty, PriceLine, Quantity, RequirementResponse
from procurement.bids.states import BidState
from procurement.evaluations.models import Consensus, Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.opendata import process as facts
from procurement.tenders import queries
from procurement.tenders import services as tender_services
from procurement.tenders.models import Criterion, Level, Lot, Origin, Requirement, Scale, SourceDocument, Tender
from procurement.tenders.states import LotState, TenderLeafKind, TenderState

PRICE = "price"
BATCH = 500

_LOT_STATES = {
    "complete": LotState.AWARDED,
    "awarded": LotState.AWARDED,
    "unsuccessful": LotState.UNSUCCESSFUL,
    "cancelled": LotState.CANCELLED,
}


class Unstorable(Exception):
    """The process is well formed and still cannot become rows; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file and the record in it that a process was read from."""

    name: str
    sha256: str
    read: facts.ReadResult


def store(
    process: facts.SourceProcess, source: Source, *, authority: Authority, by: User | None, at: datetime
) -> Tender:
    """Insert a past tender whole, inside the caller's transaction: lots, criteria, requirements, bids, stated marks.

    Effects: the rows; the tender's first version; one Evaluation at PRICED per lot; leaf tender.imported with the
    sha256 of the file and of the version. Bids that the
    source does not count are kept without a lot, so no evaluation takes them. Raises Unstorable.
    """
    tender = _tender(process, authority, at)
    _save(SourceDocument, [_document(tender, process, source)])
    lots = _lots(tender, process)
    criteria = _criteria(tender, process, lots)
    requirements = _requirements(tender, process, lots, criteria)
    bids = _bids(tender, process, lots, at)
    _prices(process, lots, bids)
    _answers(process, bids, requirements)
    _marks(process, lots, bids, criteria, at)
    _save(Evaluation, [Evaluation(lot=lot, state=EvaluationState.PRICED, state_at=at) for lot in lots.values()])
    version = tender_services.freeze_version(tender=tender, by=by, at=at)
    about = {"file": source.sha256, "record": source.read.place, "format": process.source_format}
    about["version"] = version.digest
    audit.record(TenderLeafKind.IMPORTED, tender, by=by, at=at, facts=about)
    return tender


def buyer(process: facts.SourceProcess) -> Authority:
    """The authority that is the file's buyer, by identifier, else by name; made if new. Raises Unstorable for none."""
    party = process.buyer
    if party is None or not party.name:
        raise Unstorable("The record names no buyer. Say with --authority whose tender it is.")
    _fits(Authority(name=party.name, id_scheme=party.id_scheme, id_value=party.id_value))
    rest = {"name": party.name, "zone": process.zone}
    if party.id_value:
        return Authority.objects.get_or_create(id_scheme=party.id_scheme, id_value=party.id_value, defaults=rest)[0]
    found = Authority.objects.filter(name=party.name, id_value="").first()
    return found or Authority.objects.create(**rest)


def awards_of(process: facts.SourceProcess) -> list[dict[str, Any]]:
    """The source's decisions as plain JSON, amounts and instants as text."""
    return [_plain(asdict(award)) for award in process.awards]


def _tender(process: facts.SourceProcess, authority: Authority, at: datetime) -> Tender:
    method = process.method
    tender = Tender(
        ref=process.ref,
        title=process.title,
        description=process.description,
        authority=authority,
        origin=Origin.IMPORTED,
        publish_no=queries.next_publish_no(),
        state=TenderState.OPENED,
        state_at=at,
        published_at=process.published_at,
        deadline_at=process.deadline_at,
        currency=process.currency or "",
        basis=process.vat_basis or "",
        price_formula=method.formula or "",
        params=dict(method.params),
        method_source=method.source,
        no_method_why=method.why,
        envelopes=1,
        tie_chain=list(method.tie_chain),
        search_text=queries.search_text(process.ref, process.title, process.description, authority.name),
    )
    return _save(Tender, [tender])[0]


def _document(tender: Tender, process: facts.SourceProcess, source: Source) -> SourceDocument:
    read = source.read
    coverage = {
        "mapped": read.coverage.mapped,
        "ignored": dict(read.coverage.ignored),
        "extras": read.coverage.extras,
        "total": read.coverage.total,
    }
    notes = [
        {"code": i.code, "level": i.level.value, "pointer": i.pointer, "sentence": i.sentence} for i in read.issues
    ]
    return SourceDocument(
        tender=tender,
        name=source.name,
        format=process.source_format,
        record=read.place,
        sha256=source.sha256,
        extras=dict(process.extras),
        coverage=coverage,
        notes=notes,
    )


def _lots(tender: Tender, process: facts.SourceProcess) -> dict[str, Lot]:
    lots = {
        lot.key: Lot(
            tender=tender,
            no=number,
            title=lot.title or lot.key,
            estimate=_money(lot.estimate),
            cpv=list(lot.cpv),
            state=_LOT_STATES.get(lot.status, LotState.ACTIVE),
            source_key=lot.key,
            source_note=_said_of(process, lot),
        )
        for number, lot in enumerate(process.lots, start=1)
    }
    _save(Lot, lots.values())
    return lots


def _said_of(process: facts.SourceProcess, lot: facts.SourceLot) -> str:
    """What the source says of a lot and has no column: its description, and its decisions, one line each."""
    lines = [lot.description] if lot.description else []
    for award in process.awards:
        if award.lot == lot.key:
            who = ", ".join(party.name for party in award.suppliers) or "nobody named"
            amount = f", {award.amount} {award.currency}" if award.amount is not None else ""
            when = f", {award.date:%Y-%m-%d}" if award.date else ""
            lines.append(
                f"Award in the source: {award.status or 'no status'}: {who}{amount}{when}. {award.note}".strip()
            )
    return "\n".join(lines)


def _criteria(tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot]) -> dict[str, Criterion]:
    scales = {
        c.key: Scale(tender=tender, name=f"{number}. {c.title}"[:200])
        for number, c in enumerate(process.criteria, start=1)
        if c.levels
    }
    _save(Scale, scales.values())
    levels = [
        Level(
            scale=scales[c.key],
            no=number,
            value=exact_text(level.value),
            label=level.label,
            descriptor=level.descriptor,
        )
        for c in process.criteria
        for number, level in enumerate(c.levels, start=1)
    ]
    _save(Level, levels)
    criteria = {
        c.key: _criterion(tender, number, c, scales.get(c.key)) for number, c in enumerate(process.criteria, start=1)
    }
    _save(Criterion, criteria.values())
    link = Criterion.lots.through
    _save(link, [link(criterion=criteria[c.key], lot=lots[key]) for c in process.criteria for key in c.lots])
    return criteria


def _criterion(tender: Tender, number: int, criterion: facts.SourceCriterion, scale: Scale | None) -> Criterion:
    marked = criterion.input == "mark"
    return Criterion(
        tender=tender,
        no=number,
        key=criterion.key,
        title=criterion.title,
        text=criterion.text,
        family="value_for_money",
        kind="scored" if marked else "formula",
        group="quality" if marked else "price",
        input=criterion.input,
        element={"price": PRICE, "cost": criterion.key}.get(criterion.input, ""),
        weight=_percent(criterion.weight),
        scale=scale,
        source_note=_weight_note(criterion),
    )


def _weight_note(criterion: facts.SourceCriterion) -> str:
    if criterion.weight_range:
        low, high = criterion.weight_range
        return f"The file gives a range, {low} to {high}, and no weight: {criterion.weight_text}"
    if criterion.weight_text:
        return f"The weight in the file's words: {criterion.weight_text}"
    if criterion.weight is not None and _percent(criterion.weight) is None:
        return f"The file gives the weight {criterion.weight}, which no weight in percent can be."
    return ""


def _requirements(
    tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot], criteria: Mapping[str, Criterion]
) -> dict[str, Requirement]:
    rows = {
        r.key: Requirement(
            tender=tender,
            lot=lots[r.lot] if r.lot else None,
            criterion=criteria[r.criterion] if r.criterion else None,
            no=number,
            key=r.key,
            group_title=r.group,
            text=r.text,
            datatype=r.datatype,
            minimum=r.minimum,
            maximum=r.maximum,
            expected=r.expected,
        )
        for number, r in enumerate(process.requirements, start=1)
    }
    _save(Requirement, rows.values())
    return rows


def _bids(tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot], at: datetime) -> dict[str, Bid]:
    width = len(str(len(process.bids)))
    rows = {
        bid.key: Bid(
            tender=tender,
            alias=f"B{number:0{width}}",
            state=BidState.OPENED,
            state_at=at,
            submitted_at=_submitted(bid),
            source_key=bid.key,
            source_status=bid.status,
            source_note="" if bid.counted else f"The source does not count this bid: its status is '{bid.status}'.",
        )
        for number, bid in enumerate(process.bids, start=1)
    }
    _save(Bid, rows.values())
    link = Bid.lots.through
    counted = [bid for bid in process.bids if bid.counted]
    _save(link, [link(bid=rows[bid.key], lot=lots[o.lot]) for bid in counted for o in bid.offers if o.counted])
    parties = [
        BidParty(
            bid=rows[bid.key],
            no=number,
            name=party.name,
            id_scheme=party.id_scheme,
            id_value=party.id_value,
            size=party.size or "unknown",
            role="lead" if number == 1 else "member",
        )
        for bid in process.bids
        for number, party in enumerate(bid.tenderers, start=1)
    ]
    _save(BidParty, parties)
    return rows


def _submitted(bid: facts.SourceBid) -> datetime | None:
    """The date that decides ties: the offers' own where they have one and the same, else the bid's."""
    dates = {offer.date for offer in bid.offers}
    return dates.pop() or bid.date if len(dates) == 1 else bid.date


def _prices(process: facts.SourceProcess, lots: Mapping[str, Lot], bids: Mapping[str, Bid]) -> None:
    rows = []
    for bid in process.bids:
        for offer in bid.offers:
            amounts = {PRICE: offer.price, **offer.costs}
            rows += [
                PriceLine(
                    bid=bids[bid.key],
                    lot=lots[offer.lot],
                    element=element,
                    amount=_money(amount),
                    currency=offer.currency or process.currency or "",
                )
                for element, amount in amounts.items()
            ]
    _save(PriceLine, rows)
    _save(Quantity, _quantities(process, lots, bids))


def _quantities(process: facts.SourceProcess, lots: Mapping[str, Lot], bids: Mapping[str, Bid]) -> list[Quantity]:
    return [
        Quantity(bid=bids[bid.key], lot=lots[offer.lot], code=code, value=exact_text(value))
        for bid in process.bids
        for offer in bid.offers
        for code, value in offer.quantities.items()
        if value is not None
    ]


def _answers(process: facts.SourceProcess, bids: Mapping[str, Bid], requirements: Mapping[str, Requirement]) -> None:
    rows = [
        RequirementResponse(
            bid=bids[bid.key], requirement=requirements[answer.requirement], value=answer.value, note=answer.note
        )
        for bid in process.bids
        for answer in bid.answers
    ]
    _save(RequirementResponse, rows)


def _marks(
    process: facts.SourceProcess,
    lots: Mapping[str, Lot],
    bids: Mapping[str, Bid],
    criteria: Mapping[str, Criterion],
    at: datetime,
) -> None:
    """The marks that the file states, as consensus without individual ones; a missing one is no row."""
    by_key = {criterion.key: criterion for criterion in process.criteria}
    rows = []
    for bid in process.bids:
        for key, value in bid.marks.items():
            if value is None:
                continue
            label = next((level.label for level in by_key[key].levels if level.value == value), "")
            for offer in bid.offers:
                if bid.counted and offer.counted and offer.lot in by_key[key].lots:
                    reason = f"Stated in the imported file: {label or value}"
                    row = Consensus(
                        lot=lots[offer.lot],
                        bid=bids[bid.key],
                        criterion=criteria[key],
                        value=exact_text(value),
                        reason=reason,
                        at=at,
                    )
                    rows.append(row)
    _save(Consensus, rows)


def _save(model: type[Any], rows: Iterable[Any]) -> list[Any]:
    """Insert rows after checking every text against its column, which SQLite would not."""
    unsaved = list(rows)
    for row in unsaved:
        _fits(row)
    return list(model.objects.bulk_create(unsaved, batch_size=BATCH))


def _fits(row: models.Model) -> None:
    for field in row._meta.concrete_fields:  # noqa: SLF001 -- the documented way to a model's fields
        value = getattr(row, field.attname)
        longest = getattr(field, "max_length", None)
        if isinstance(value, str) and longest and len(value) > longest:
            what = f"{row._meta.verbose_name} {field.verbose_name}"  # noqa: SLF001
            raise Unstorable(f"The {what} '{value[:60]}…' is longer than {longest} characters. Shorten it in the file.")


def _money(amount: Decimal | None) -> Decimal | None:
    return amount if amount is not None and facts.is_money(amount) else None


def _percent(weight: Fraction | None) -> Decimal | None:
    """The weight as a column holds it: 0 to 100 with at most 4 places; else None, and the words are kept."""
    if weight is None or not 0 <= weight <= 100 or (weight * 10_000).denominator != 1:
        return None
    return Decimal(int(weight * 10_000)) / 10_000


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | Fraction) else value
