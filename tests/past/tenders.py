"""A tender from plain data: what it publishes as rows, then the moves of its state table up to the opening.

A table is a mapping as in `data/*.toml`; numbers that must be exact are text. An instant is ISO text, or "-30 09:00":
days from the day of loading and the time in UTC.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core import audit
from core import states as mover
from core.models import Authority
from procurement.tenders import queries, search, services
from procurement.tenders.models import (
    Criterion,
    KpiTemplate,
    Level,
    Lot,
    Origin,
    Requirement,
    Scale,
    SourceDocument,
    Tender,
    TenderInterface,
)
from procurement.tenders.states import TENDER_STATES, TenderLeafKind, TenderState
from procurement.web.demo.tables import Officers, TomlTable

_REVIEWED = ("send_to_review", "publish")
_OPENED = (*_REVIEWED, "tick", "record_opening")

# The moves that lead from a draft to a state.
MOVES_TO: dict[str, tuple[str, ...]] = {
    TenderState.DRAFT: (),
    TenderState.REVIEW: ("send_to_review",),
    TenderState.OPEN: _REVIEWED,
    TenderState.CLOSED: (*_REVIEWED, "tick"),
    TenderState.OPENED: _OPENED,
    TenderState.DECIDED: (*_OPENED, "decide"),
    TenderState.COMPLETE: (*_OPENED, "decide", "complete"),
    TenderState.UNSUCCESSFUL: (*_REVIEWED, "tick", "fail"),
    TenderState.CANCELLED: (*_REVIEWED, "cancel"),
}

_PLAIN = ("currency", "basis", "description", "method_source", "no_method_why", "panel_method", "scaling")


def instant(text: str, at: datetime) -> datetime:
    """An aware instant from ISO text, or from days and UTC time relative to the day of `at`."""
    if text[0] not in "+-":
        return datetime.fromisoformat(text)
    days, clock = text.split()
    return datetime.combine(at.date() + timedelta(days=int(days)), time.fromisoformat(clock), UTC)


def insert(data: TomlTable, *, authority: Authority, officers: Officers) -> Tender:
    """Insert a tender with all that it publishes: a draft, or imported and opened. Its bids follow. Effects: rows."""
    tender = _tender(data, authority, officers)
    lots = _lots(tender, data)
    criteria = _criteria(tender, data, lots)
    _requirements(tender, data, lots, criteria)
    _interfaces(tender, data, lots)
    _kpis(tender, data, criteria)
    return tender


def end_import(tender: Tender, data: TomlTable, *, officers: Officers) -> None:
    """All rows of an imported tender are there. Effects: its first version and its source; leaf tender.imported."""
    services.freeze_version(tender=tender, by=officers.officer, at=officers.at)
    _source(tender, data, officers)


def make_moves(tender: Tender, data: TomlTable, *, to: str, officers: Officers) -> None:
    """Make the moves to `to` that are still ahead, each at its time in the data (the mover's effects)."""
    if tender.origin == Origin.IMPORTED:
        return
    for name in MOVES_TO[to][len(MOVES_TO[tender.state]) :]:
        _move(tender, data, name, officers)


def _move(tender: Tender, data: TomlTable, name: str, officers: Officers) -> None:
    when = instant(data["times"][name], officers.at)
    values: dict[str, Any] = {}
    facts: dict[str, str] = {}
    by = {"tick": None, "publish": officers.second}.get(name, officers.officer)
    if name == "publish":
        values = {"publish_no": queries.next_publish_no(), "published_at": when}
        Tender.objects.filter(pk=tender.pk).update(published_at=when)
        facts = {"version": services.freeze_version(tender=tender, by=by, at=when).digest}
    why = data.get("why", "") if name in {"cancel", "fail", "decide"} else ""
    secret = {"reason": why} if why else None
    mover.move(tender, name, table=TENDER_STATES, by=by, at=when, facts=facts, secret=secret, **values)


def _tender(data: TomlTable, authority: Authority, officers: Officers) -> Tender:
    imported = data.get("origin") == Origin.IMPORTED
    times = data.get("times", {})
    tender = Tender(
        ref=data["ref"],
        title=data["title"],
        authority=authority,
        origin=data.get("origin", Origin.OWN),
        state_at=instant(times["created"], officers.at),
        deadline_at=instant(times["tick"], officers.at) if "tick" in times else None,
        price_formula=data.get("formula", ""),
        total_points=Fraction(data.get("total_points", "100")),
        params=dict(data.get("params", {})),
        rounding=dict(data.get("rounding", {})),
        tie_chain=list(data.get("tie_chain", ["draw"])),
        search_text=search.search_text(data["ref"], data["title"], data.get("description", ""), authority.name),
        **{field: data[field] for field in _PLAIN if field in data},
    )
    if imported:
        tender.state, tender.envelopes = TenderState.OPENED, 1
        tender.publish_no, tender.published_at = queries.next_publish_no(), instant(times["publish"], officers.at)
    tender.save(force_insert=True)
    return tender


def _source(tender: Tender, data: TomlTable, officers: Officers) -> None:
    """Where the facts are from. The digest is of the demo's own file: that is what was read."""
    source = data["source"]
    columns = {key: source[key] for key in ("name", "format", "record", "sha256")}
    SourceDocument.objects.create(tender=tender, notes=source.get("notes", []), **columns)
    about = {"file": source["sha256"], "record": source["record"], "format": source["format"]}
    audit.record(TenderLeafKind.IMPORTED, tender, by=officers.officer, at=officers.at, facts=about)


def _lots(tender: Tender, data: TomlTable) -> dict[int, Lot]:
    lots = {}
    for number, lot in enumerate(data["lots"], start=1):
        estimate = Decimal(lot["estimate"]) if "estimate" in lot else None
        rest = {key: lot[key] for key in ("cpv", "state", "source_key", "source_note") if key in lot}
        lots[number] = Lot.objects.create(tender=tender, no=number, title=lot["title"], estimate=estimate, **rest)
    return lots


def _some(lots: Mapping[int, Lot], data: TomlTable) -> Sequence[Lot]:
    """The lots that a part of the tender is for: the listed ones, else all."""
    return [lots[number] for number in data.get("lots", lots)]


def _criteria(tender: Tender, data: TomlTable, lots: Mapping[int, Lot]) -> dict[str, Criterion]:
    scales = {name: _scale(tender, name, levels) for name, levels in data.get("scales", {}).items()}
    rows: dict[str, Criterion] = {}
    for number, row in enumerate(data.get("criteria", ()), start=1):
        criterion = Criterion.objects.create(
            tender=tender,
            no=number,
            parent=rows.get(row.get("parent", "")),
            scale=scales.get(row.get("scale", "")),
            weight=Decimal(row["weight"]) if "weight" in row else None,
            min_mark=row.get("min_mark"),
            group="price" if row.get("input") in {"price", "cost"} else "quality",
            **{key: row[key] for key in ("key", "title", "family", "kind")},
            **{key: row[key] for key in ("text", "input", "element", "source_note") if key in row},
        )
        criterion.lots.set(_some(lots, row))
        rows[criterion.key] = criterion
    return rows


def _scale(tender: Tender, name: str, levels: Sequence[TomlTable]) -> Scale:
    scale = Scale.objects.create(tender=tender, name=name)
    Level.objects.bulk_create(Level(scale=scale, no=number, **level) for number, level in enumerate(levels, start=1))
    return scale


def _requirements(
    tender: Tender, data: TomlTable, lots: Mapping[int, Lot], criteria: Mapping[str, Criterion]
) -> list[Requirement]:
    return Requirement.objects.bulk_create(
        Requirement(
            tender=tender,
            no=number,
            lot=lots[row["lot"]] if "lot" in row else None,
            criterion=criteria.get(row.get("criterion", "")),
            **{key: value for key, value in row.items() if key not in {"lot", "criterion"}},
        )
        for number, row in enumerate(data.get("requirements", ()), start=1)
    )


def _interfaces(tender: Tender, data: TomlTable, lots: Mapping[int, Lot]) -> list[TenderInterface]:
    return TenderInterface.objects.bulk_create(
        TenderInterface(
            tender=tender,
            no=number,
            lot=lots[row["lot"]] if "lot" in row else None,
            weight=Decimal(row["weight"]),
            **{key: value for key, value in row.items() if key not in {"lot", "weight"}},
        )
        for number, row in enumerate(data.get("interfaces", ()), start=1)
    )


def _kpis(tender: Tender, data: TomlTable, criteria: Mapping[str, Criterion]) -> list[KpiTemplate]:
    return KpiTemplate.objects.bulk_create(
        KpiTemplate(
            tender=tender,
            no=number,
            criterion=criteria[row["criterion"]],
            weight=Decimal(row["weight"]),
            **{key: value for key, value in row.items() if key not in {"criterion", "weight"}},
        )
        for number, row in enumerate(data.get("kpis", ()), start=1)
    )
