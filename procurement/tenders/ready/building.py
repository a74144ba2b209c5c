"""The sections of a ready tender. Facts come from its file; what all share from the common one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from procurement.tenders.ready.reading import ReadyTender, Table, profile
from procurement.tenders.sections import (
    BandEntry,
    Bidders,
    BreakTerm,
    Contract,
    CriteriaTree,
    CriterionEntry,
    InterfaceEntry,
    InterfaceList,
    KpiEntry,
    LevelEntry,
    LotEntry,
    LowBidRule,
    Method,
    OptionTerm,
    PanelTerms,
    Performance,
    PriceElement,
    Provenance,
    Purchase,
    RequirementEntry,
    RequirementList,
    ScaleEntry,
    SectionValue,
    Timetable,
)

FAMILIES = {
    "price": "value_for_money",
    "panel": "value_for_money",
    "offers": "performance",
    "interoperability": "interoperability",
    "openness": "open_standards",
}
KINDS = {
    "price": "formula",
    "panel": "scored",
    "offers": "formula",
    "interoperability": "machine",
    "openness": "machine",
}
INPUTS = {
    "price": "price",
    "panel": "mark",
    "offers": "offer",
    "interoperability": "verdict",
    "openness": "verdict",
}
# The bounds of the price, as shares of a lot's estimate; how far below the others a price is asked about.
ALL_POINTS, NO_POINTS = Fraction(3, 5), Fraction(6, 5)
FAR_BELOW = Fraction(2, 5)
RATINGS = ("good", "approaching_target", "requires_improvement")
CAP = Fraction(1, 10)
PERCENT = 100


@dataclass(frozen=True, slots=True)
class ReadyDates:
    """The timetable that a ready tender begins with; who begins it knows the calendar."""

    publish_on: date
    questions_until: datetime
    answers_by: datetime
    deadline: datetime


def sections_of(
    ready: ReadyTender,
    *,
    currency: str,
    basis: str,
    rider: str,
    profiles: Mapping[str, str],
    dates: ReadyDates | None = None,
) -> tuple[SectionValue, ...]:
    """All sections, in the authority's money. `rider`: the clause on equivalents, put once below the description.

    `profiles`: {name: sha256} of those that are stored. Without `dates` the timetable is left to the officer.
    """
    table, common = ready.table, ready.common
    lots = tuple(_lot(row) for row in table["lot"])
    values: list[SectionValue] = [
        Purchase(
            title=ready.title,
            text=f"{table['purchase']}\n\n{rider}",
            domain=table["domain"],
            currency=currency,
            basis=basis,
            lots=lots,
            lots_single=True,
            variants_allowed=False,
        ),
        Bidders(exclusion=tuple(common["exclusion"]), limits=(), early_costs=()),
        RequirementList(tuple(_requirement(row) for row in [*common["requirement"], *table["requirement"]])),
        InterfaceList(tuple(_interface(row, profiles) for row in table["interface"])),
        CriteriaTree(tuple(_criteria(table)), tuple(_scales(table))),
        _method(table, lots),
        Performance(tuple(_kpi(row) for row in table["kpi"]), cap=CAP),
        _contract(table, common),
        PanelTerms(),
    ]
    if dates is not None:
        values.append(_timetable(dates))
    return tuple(values)


def _lot(row: Table) -> LotEntry:
    return LotEntry(row["no"], row["title"], estimate=Fraction(row["estimate"]), cpv=tuple(row["cpv"]))


def _requirement(row: Table) -> RequirementEntry:
    origin = (Provenance(row["source"], row["ref"], row["why"]),) if "source" in row else ()
    return RequirementEntry(
        key=row["key"],
        text=row["text"],
        group=row["group"],
        lot=row.get("lot"),
        functional=row["functional"],
        mandatory=True,
        datatype=row["datatype"],
        unit=row.get("unit", ""),
        minimum=row.get("minimum"),
        maximum=row.get("maximum"),
        expected=row.get("expected"),
        evidence_kinds=tuple(row.get("evidence", ())),
        provenance=origin,
    )


def _interface(row: Table, profiles: Mapping[str, str]) -> InterfaceEntry:
    """Without a profile no file shows it: it is met, weighs nothing, and a person tests it."""
    by_file = "profile" in row
    return InterfaceEntry(
        code=row["code"],
        title=row["title"],
        lot=row.get("lot"),
        direction=row["direction"],
        role=row["role"],
        standard=row["standard"],
        standard_version=row["version"],
        evidence_kind=profile(row["profile"]).kind if by_file else "none",
        profile_sha=profiles[row["profile"]] if by_file else "",
        weight=Fraction(row.get("weight", 0)),
        min_rung=3 if by_file else 1,
        acceptance_test=row.get("acceptance_test", ""),
    )


# --- criteria ---


def _criteria(table: Table) -> Iterator[CriterionEntry]:
    """Of the whole tender, or of each lot where lots have criteria of their own."""
    if "criteria" in table:
        yield from _tree(table["criteria"], "value", ())
        return
    for lot in table["lot"]:
        yield from _tree(lot["criteria"], f"value-{lot['no']}", (lot["no"],))


def _tree(rows: Iterable[Table], group: str, lots: tuple[int, ...]) -> Iterator[CriterionEntry]:
    """Price and what people mark stand below value for money; the other families are leaves."""
    rows = list(rows)
    inside = [row for row in rows if FAMILIES[row["kind"]] == "value_for_money"]
    weight = Fraction(sum(row["weight"] for row in inside))
    yield CriterionEntry(group, "Value for money", family="value_for_money", weight=weight, lots=lots)
    yield from (_leaf(row, group, lots) for row in inside)
    yield from (_leaf(row, "", lots) for row in rows if row not in inside)


def _leaf(row: Table, parent: str, lots: tuple[int, ...]) -> CriterionEntry:
    kind = row["kind"]
    return CriterionEntry(
        key=row["key"],
        title=row["title"],
        parent=parent,
        lots=lots,
        family=FAMILIES[kind],
        kind=KINDS[kind],
        input=INPUTS[kind],
        weight=Fraction(row["weight"]),
        scale=row["key"] if kind == "panel" else "",
    )


def _scales(table: Table) -> Iterator[ScaleEntry]:
    for name, scale in table["scale"].items():
        levels = (LevelEntry(Fraction(value), label, text) for value, label, text in scale["levels"])
        yield ScaleEntry(name, tuple(levels))


# --- method, performance, contract, timetable ---


def _method(table: Table, lots: Iterable[LotEntry]) -> Method:
    """A straight line between two bounds that are published with it, so that no price depends on another bid."""
    bounds = {
        str(lot.no): {"Pmin": str(lot.estimate * ALL_POINTS), "Pmax": str(lot.estimate * NO_POINTS)}
        for lot in lots
        if lot.estimate is not None
    }
    return Method(
        formula="fixed_linear",
        lot_params=bounds,
        rounding_stage="total",
        rounding_places=2,
        tie_chain=tuple(table["tie_chain"]),
        low_bids=LowBidRule("mean_of_others", {"x": str(FAR_BELOW)}),
        elements=tuple(_element(row) for row in table["element"]),
    )


def _element(row: Table) -> PriceElement:
    return PriceElement(row["code"], row["title"], row["kind"], row["unit"], Fraction(row["quantity"]), row.get("lot"))


def _kpi(row: Mapping[str, Any]) -> KpiEntry:
    pay = row["pay"]
    return KpiEntry(
        code=row["code"],
        title=row["title"],
        criterion=row.get("criterion", "performance"),
        lot=row.get("lot"),
        unit=row["unit"],
        direction=row.get("direction", "up"),
        target=Fraction(row["target"]),
        minimum=Fraction(row["least"]),
        best=Fraction(row["target"]),
        weight=Fraction(row["weight"]),
        source=row["source"],
        measured_by=tuple(row["measured_by"]),
        frequency=row.get("frequency", "month"),
        min_sample=row.get("min_sample"),
        bands=(
            *(BandEntry(rating, Fraction(start)) for rating, start in zip(RATINGS, row["bands"], strict=True)),
            BandEntry("inadequate", None),
        ),
        credit_rule=pay["rule"],
        credit_step=Fraction(pay["step"]) if "step" in pay else None,
        credit_share=Fraction(pay["share"]) / PERCENT,
        cap=CAP,
    )


def _contract(table: Table, common: Table) -> Contract:
    return Contract(
        months=table["months"],
        options=tuple(OptionTerm(months, "The city decides in writing.") for months in table["options"]),
        breaks=(BreakTerm(table["break_month"], table["notice_days"]),),
        renews_silently=False,
        export_formats=tuple(common["export_formats"]),
        exit_days=common["exit_days"],
        exit_text=common["exit_text"],
        text=common["contract_text"],
    )


def _timetable(dates: ReadyDates) -> Timetable:
    return Timetable(
        publish_on=dates.publish_on,
        questions_until=dates.questions_until,
        answers_by=dates.answers_by,
        deadline=dates.deadline,
    )
