"""Annex A: what is bought, how bids are ranked, the criteria with their scales, as published. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.fields import exact_text
from core.pages import formats
from procurement.evaluations.pages.matrix import family_sign
from procurement.evaluations.pages.rows import FamilySign
from procurement.evaluations.shapes import JudgedCriterionShape, ScaleLevelShape
from procurement.reports.pdf.paper.head import BASES
from procurement.reports.shapes import ReviewShape


@dataclass(frozen=True, slots=True)
class CriterionRow:
    title: str
    text: str
    sign: FamilySign
    kind: str
    points: str
    share: str
    minimum: str


@dataclass(frozen=True, slots=True)
class LevelRow:
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ScaleRows:
    """A scale with the criteria that use it."""

    titles: list[str]
    levels: list[LevelRow]


def rules(data: ReviewShape) -> list[tuple[str, str]]:
    method, tender = data.method, data.tender
    facts = [
        (_("Formula"), f"{method.formula} ({method.version})" if method.version else method.formula),
        *((_("Parameter %(name)s") % {"name": param.name}, param.value) for param in method.params),
        (_("Points in all"), formats.number(method.total_points)),
        (_("Prices are compared in"), ", ".join(filter(None, (tender.currency, str(BASES.get(tender.basis, "")))))),
        (_("Rounding"), method.rounding),
        (_("Panel"), method.panel),
        (_("Source"), method.source),
    ]
    return [(label, value) for label, value in facts if value]


def criteria(data: ReviewShape) -> list[CriterionRow]:
    return [_criterion(criterion) for criterion in data.criteria]


def _criterion(criterion: JudgedCriterionShape) -> CriterionRow:
    kinds = {
        "scored": _("marked by people"),
        "machine": _("by evidence"),
        "formula": _("by formula"),
        "pass_fail": _("pass or fail"),
    }
    must = criterion.kind == "pass_fail"
    return CriterionRow(
        title=criterion.title,
        text=criterion.text,
        sign=family_sign(criterion.family),
        kind=kinds.get(criterion.kind, criterion.kind),
        points=_("must pass") if must else formats.points(criterion.points),
        share="" if must else formats.percent(criterion.share, 2),
        minimum=criterion.minimum,
    )


def scales(data: ReviewShape) -> Iterable[ScaleRows]:
    """Each scale once, with the criteria that use it."""
    users: dict[tuple[ScaleLevelShape, ...], list[str]] = {}
    for criterion in data.criteria:
        if any(level_text(level) != formats.MISSING for level in criterion.scale):
            users.setdefault(criterion.scale, []).append(criterion.title)
    for scale, titles in users.items():
        yield ScaleRows(titles, [LevelRow(formats.number(level.value), level_text(level)) for level in scale])


def level_text(level: ScaleLevelShape) -> str:
    value = formats.number(level.value)
    label = "" if level.label in {value, exact_text(level.value)} else level.label
    return ". ".join(text.rstrip(".") for text in (label, level.descriptor) if text) or formats.MISSING
