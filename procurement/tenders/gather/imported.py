"""What an imported tender says, as sections: what its file holds and no more.

Nobody but the file speaks: a family, a provenance or a confirmation that an import row has by default is left out.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from django.db.models import prefetch_related_objects
from django.utils.text import slugify

from core.codes import cpv_code
from procurement.tenders.gather.check import applied_policy, check_context
from procurement.tenders.models import Criterion, Lot, Requirement, Scale, SourceDocument, Tender
from procurement.tenders.sections import (
    Contract,
    CriteriaTree,
    CriterionEntry,
    LevelEntry,
    LotEntry,
    Method,
    PriceElement,
    Purchase,
    RequirementEntry,
    RequirementList,
    ScaleEntry,
    SectionKey,
    SectionValue,
    TenderContent,
    Timetable,
)
from procurement.tenders.sections.facts import facts_of
from scoring import MONEY
from scoring.compliance import PolicySettings, RuleFinding, check_tender

LONGEST_KEY = 60
LONGEST_TITLE = 300
# {datatype of a file: how the editor calls it}; anything else is answered with a text.
DATATYPES: Mapping[str, str] = {
    "boolean": "boolean",
    "date": "date",
    "date-time": "date",
    "integer": "integer",
    "number": "decimal",
}


VARIANTS: Mapping[str, bool] = {"allowed": True, "notAllowed": False}
DAYS = 30  # of a month, as notices count a duration that they state in months


@dataclass(frozen=True, slots=True)
class ImportedContent:
    """`content`: the sections of which the file says something. `missing`: places of which it says nothing, as
    "contract" for a whole section or "criteria/weight" for a field that some entry lacks.
    """

    content: TenderContent
    missing: tuple[str, ...]

    @property
    def values(self) -> list[SectionValue]:
        """The sections to begin a draft with."""
        return [self.content.section(SectionKey(key)) for key in self.content.written]


@dataclass(frozen=True, slots=True)
class LotTerms:
    """What the file says of all its lots alike, and no row holds: the longest duration in days, whether any can be
    renewed, whether variants are allowed. None where it does not say, or differs from lot to lot.
    """

    days: int | None = None
    renewable: bool | None = None
    variants: bool | None = None


@dataclass(frozen=True, slots=True)
class _Rows:
    lots: list[Lot]
    criteria: list[Criterion]
    terms: "LotTerms"
    requirements: list[Requirement]
    keys: Mapping[str, str]  # of criteria: as stored, as the editor takes them
    scales: Mapping[str, str]  # names, likewise

    def lot_no(self, row: Requirement) -> int | None:
        return next((lot.no for lot in self.lots if lot.pk == row.lot_id), None)


def imported_content(tender: Tender) -> ImportedContent:
    """The sections of an imported tender, without its dates: they are past. Seven queries."""
    rows = _rows_of(tender)
    values: dict[str, SectionValue] = {SectionKey.PURCHASE.value: _purchase(tender, rows)}
    if rows.requirements:
        entries = tuple(_requirement(rows, row, key) for row, key in _keyed(rows.requirements))
        values[SectionKey.REQUIREMENTS.value] = RequirementList(entries)
    if rows.criteria:
        criteria = tuple(_criterion(rows, row) for row in rows.criteria)
        values[SectionKey.CRITERIA.value] = CriteriaTree(criteria, tuple(_scales(rows)))
    if tender.price_formula or any(row.input in MONEY for row in rows.criteria):
        values[SectionKey.METHOD.value] = _method(tender, rows)
    if rows.terms.days is not None:
        silent = False if rows.terms.renewable is False else None  # what "renewal" means stands in words alone
        values[SectionKey.CONTRACT.value] = Contract(months=ceil(rows.terms.days / DAYS), renews_silently=silent)
    content = TenderContent(written=tuple(values), **values)  # type: ignore[arg-type]  # each under its own key
    return ImportedContent(content, tuple(_missing(content)))


def imported_findings(tender: Tender) -> tuple[RuleFinding, ...]:
    """What the rules say of an imported tender on the day of its publication. Eleven queries; nothing is stored.

    By the policy that is in force for its authority now, else by the figures of the rules in the tender's money. What
    the file does not say is unknown, never none.
    """
    content = replace(imported_content(tender).content, timetable=Timetable(deadline=tender.deadline_at))
    unsaid = {SectionKey.CONTRACT.value}  # a term alone: formats of export are not none, nobody has named them
    if not tender.price_formula:  # a price table alone is no method
        unsaid.add(SectionKey.METHOD.value)
    content = replace(content, written=tuple(key for key in content.written if key not in unsaid))
    policy = applied_policy(tender)
    settings = policy.settings if policy else PolicySettings(tender.currency, tender.basis)
    context = check_context(tender, content, policy, at=tender.published_at or tender.state_at)
    facts = facts_of(content, context)
    if facts.term is not None:
        facts = replace(facts, term=replace(facts.term, breaks=None))
    return check_tender(facts, settings)


def _rows_of(tender: Tender) -> _Rows:
    prefetch_related_objects([tender], "lots", "criteria__lots", "criteria__scale__levels", "requirements")
    lots, criteria = list(tender.lots.all()), list(tender.criteria.all())
    scales = [row.scale.name for row in criteria if row.scale]
    return _Rows(
        lots=lots,
        criteria=criteria,
        terms=_lot_terms(tender, len(lots)),
        requirements=list(tender.requirements.all()),
        keys=_short(row.key for row in criteria),
        scales=_short_names(scales),
    )


def _lot_terms(tender: Tender, count: int) -> LotTerms:
    """From what of an OCDS release is kept beside the rows. An import that has none of it says nothing here."""
    source = SourceDocument.objects.filter(tender=tender).first()
    extras = source.extras if source else {}

    def values(part: str, field: str = "") -> list[object]:
        texts = (extras.get(f"/tender/lots/{index}/{part}") for index in range(count))
        read = [json.loads(text) for text in texts if text is not None]
        return [value.get(field) for value in read if isinstance(value, dict)] if field else read

    days = [value for value in values("contractPeriod", "durationInDays") if isinstance(value, int)]
    policies = [VARIANTS.get(str(value)) for value in values("submissionTerms", "variantPolicy")]
    renewals = values("hasRenewal")
    return LotTerms(
        days=max(days) if days and len(days) == count else None,
        renewable=any(renewals) if len(renewals) == count else None,
        variants=policies[0] if len(policies) == count and len(set(policies)) == 1 else None,
    )


def _short(keys: Iterable[str]) -> dict[str, str]:
    """{key: a short one of letters, digits and hyphens}, each of its own."""
    return _apart({key: slugify(key.replace("/", "-"), allow_unicode=False)[:LONGEST_KEY] or "key" for key in keys})


def _short_names(names: Iterable[str]) -> dict[str, str]:
    return _apart({name: name[:LONGEST_KEY].strip() for name in names})


def _apart(short: Mapping[str, str]) -> dict[str, str]:
    """The same, with a number behind those that became equal."""
    taken: set[str] = set()
    apart = {}
    for key, text in short.items():
        number = 1
        while (name := text if number == 1 else f"{text[: LONGEST_KEY - 5]}-{number}") in taken:
            number += 1
        taken.add(name)
        apart[key] = name
    return apart


def _keyed(rows: list[Requirement]) -> list[tuple[Requirement, str]]:
    keys = _short(row.key for row in rows)
    return [(row, keys[row.key]) for row in rows]


def _purchase(tender: Tender, rows: _Rows) -> Purchase:
    has_amounts = any(lot.estimate is not None for lot in rows.lots)
    return Purchase(
        title=tender.title[:200],
        text=tender.description,
        currency=tender.currency if has_amounts else "",
        basis=tender.basis if has_amounts else "",
        lots=tuple(_lot(lot) for lot in rows.lots),
        variants_allowed=rows.terms.variants,
    )


def _lot(lot: Lot) -> LotEntry:
    codes = [code.code for text in lot.cpv if (code := cpv_code(str(text)))]
    return LotEntry(
        no=lot.no,
        title=lot.title[:LONGEST_TITLE],
        description=lot.source_note,
        estimate=None if lot.estimate is None else Fraction(lot.estimate),
        cpv=tuple(dict.fromkeys(codes)),
    )


def _requirement(rows: _Rows, row: Requirement, key: str) -> RequirementEntry:
    return RequirementEntry(
        key=key,
        text=row.text,
        group=row.group_title[:200],
        lot=rows.lot_no(row),
        datatype=DATATYPES.get(row.datatype.lower(), "text"),
        minimum=row.minimum,
        maximum=row.maximum,
        expected=row.expected,
        criterion=next((rows.keys[c.key] for c in rows.criteria if c.pk == row.criterion_id), ""),
    )


def _criterion(rows: _Rows, row: Criterion) -> CriterionEntry:
    numbers = sorted(lot.no for lot in row.lots.all())
    parents = {other.pk: rows.keys[other.key] for other in rows.criteria}
    return CriterionEntry(
        key=rows.keys[row.key],
        title=row.title[:LONGEST_TITLE],
        text="\n\n".join(filter(None, (row.text, row.source_note))),
        parent=parents[row.parent_id] if row.parent_id else "",
        lots=() if len(numbers) == len(rows.lots) else tuple(numbers),
        kind=row.kind,
        input=row.input,
        elements=tuple(_codes(row)),
        weight=None if row.weight is None else Fraction(row.weight),
        scale=rows.scales[row.scale.name] if row.scale else "",
        minimum=row.min_mark,
    )


def _scales(rows: _Rows) -> Iterable[ScaleEntry]:
    by_name: dict[str, Scale] = {row.scale.name: row.scale for row in rows.criteria if row.scale}
    for name, scale in by_name.items():
        levels = (LevelEntry(level.value, level.label[:LONGEST_KEY], level.descriptor) for level in scale.levels.all())
        yield ScaleEntry(rows.scales[name], tuple(sorted(levels, key=lambda level: level.value)))


def _codes(row: Criterion) -> list[str]:
    return [slugify(code)[:LONGEST_KEY] for code in row.element.split(",") if slugify(code)]


def _method(tender: Tender, rows: _Rows) -> Method:
    elements: dict[str, PriceElement] = {}
    for row in rows.criteria:
        kind = "acquisition" if row.input == "price" else "other"
        for code in _codes(row):
            elements.setdefault(code, PriceElement(code, row.title[:LONGEST_TITLE], kind))
    return Method(
        formula=tender.price_formula,
        params=tender.params,
        tie_chain=tuple(tender.tie_chain),
        elements=tuple(elements.values()),
    )


def _missing(content: TenderContent) -> Iterable[str]:
    """The places of which the file says nothing, in the order of the sections."""
    purchase, criteria = content.purchase, content.criteria.criteria
    leaves = [entry for entry in criteria if entry.kind != "pass_fail"]
    lacking = {
        "purchase/text": not purchase.text.strip(),
        "purchase/estimate": any(lot.estimate is None for lot in purchase.lots),
        "purchase/cpv": not all(lot.cpv for lot in purchase.lots),
        "purchase/variants": purchase.variants_allowed is None,
        "bidders": True,
        "requirements": SectionKey.REQUIREMENTS not in content.written,
        "requirements/provenance": SectionKey.REQUIREMENTS in content.written,
        "interfaces": True,
        "criteria": not criteria,
        "criteria/family": bool(criteria),
        "criteria/weight": any(entry.weight is None for entry in leaves),
        "method/formula": not content.method.formula,
        "performance": True,
        "contract": SectionKey.CONTRACT not in content.written,
        "contract/exit": SectionKey.CONTRACT in content.written,
        "timetable": True,
        "panel": True,
    }
    return [place for place, is_lacking in lacking.items() if is_lacking]
