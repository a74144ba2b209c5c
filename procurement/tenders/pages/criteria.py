"""The criterion tree as a page shows it, and what is asked under a criterion."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypedDict
from uuid import UUID

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.tenders.models import CriterionKind
from procurement.tenders.shapes import CriterionShape, LotShape, TenderShape


class PublishedCriterionRow(TypedDict):
    """A criterion that bids are judged by. `path`: the criteria between it and its group; `lots`: empty for all."""

    anchor: str
    path: str
    title: str
    family: str
    letter: str
    kind: str
    weight: str
    lots: str


class CriterionGroup(TypedDict):
    """A main criterion with what is judged below it; without a title: criteria that stand alone."""

    title: str
    weight: str
    rows: list[PublishedCriterionRow]


class ScaleRow(TypedDict):
    """A level of a scale; `label` is empty where it only says the value again."""

    value: str
    label: str
    descriptor: str


class CriterionText(TypedDict):
    """What is asked under a criterion; `minimum` is empty where none is set."""

    anchor: str
    title: str
    text: str
    minimum: str
    note: str
    scale: list[ScaleRow]


def groups(tender: TenderShape) -> Iterator[CriterionGroup]:
    """Each main criterion with those below it, in order; what stands alone comes as a group of one."""
    below: dict[UUID | None, list[CriterionShape]] = {}
    for criterion in tender.criteria:
        below.setdefault(criterion.parent, []).append(criterion)
    alone: list[PublishedCriterionRow] = []
    for root in below.get(None, []):
        if root.id not in below:
            alone.append(_criterion(root, "", tender.lots))
            continue
        if alone:
            yield {"title": "", "weight": "", "rows": alone}
            alone = []
        yield {"title": root.title, "weight": weight(root), "rows": list(_beneath(root, below, "", tender.lots))}
    if alone:
        yield {"title": "", "weight": "", "rows": alone}


def _beneath(
    parent: CriterionShape,
    below: Mapping[UUID | None, Sequence[CriterionShape]],
    path: str,
    lots: Sequence[LotShape],
) -> Iterator[PublishedCriterionRow]:
    for child in below[parent.id]:
        if child.id in below:
            yield from _beneath(child, below, " › ".join(filter(None, (path, child.title))), lots)
        else:
            yield _criterion(child, path, lots)


def _criterion(criterion: CriterionShape, path: str, lots: Sequence[LotShape]) -> PublishedCriterionRow:
    numbers = [str(lot.no) for lot in lots if lot.id in criterion.lots]
    return {
        "anchor": anchor(criterion.key),
        "path": path,
        "title": criterion.title,
        "family": str(criterion.family.label),
        "letter": criterion.family.letter,
        "kind": str(criterion.kind.label),
        "weight": _("must pass") if criterion.kind == CriterionKind.PASS_FAIL else weight(criterion),
        "lots": ", ".join(numbers) if len(lots) > 1 and len(numbers) < len(lots) else "",
    }


def weight(criterion: CriterionShape) -> str:
    """The weight of a criterion in percent of all points; a dash if the source gives no one number."""
    return formats.MISSING if criterion.weight is None else formats.percent(criterion.weight / 100, 2)


def anchor(key: str) -> str:
    """The place of a criterion on the page of its tender, for links from a mark."""
    return "criterion-" + "".join(char if char.isalnum() else "-" for char in key)


def explained(criteria: Sequence[CriterionShape]) -> list[CriterionText]:
    """What is asked under each criterion that says more than its title."""
    return [
        _explained(criterion)
        for criterion in criteria
        if criterion.text or criterion.scale or criterion.source_note or criterion.minimum is not None
    ]


def _explained(criterion: CriterionShape) -> CriterionText:
    return {
        "anchor": anchor(criterion.key),
        "title": criterion.title,
        "text": criterion.text,
        "minimum": formats.points(criterion.minimum) if criterion.minimum is not None else "",
        "note": criterion.source_note,
        "scale": [
            {
                "value": formats.number(level.value),
                "label": _level_label(level.label, level.value),
                "descriptor": level.descriptor,
            }
            for level in criterion.scale
        ],
    }


def _level_label(label: str, value: Fraction) -> str:
    """A level's label, unless it only says the value again."""
    return "" if label in {formats.number(value), str(value)} else label
