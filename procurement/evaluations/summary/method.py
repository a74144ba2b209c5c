"""The published method and its criteria in words, with what a reader should know about them."""

import json

from django.utils.translation import gettext as _

from core.pages.wording import PAGE
from procurement.evaluations.shapes import JudgedCriterionShape, MethodShape, ParamShape, ScaleLevelShape
from procurement.evaluations.summary.sheet import Sheet
from procurement.tenders.models import Family
from scoring import Leaf, Sentence, Spec, explain, price


def method_shape(sheet: Sheet) -> MethodShape:
    spec, result = sheet.spec, sheet.result
    formula = price.formula(spec.price_formula, "price_formula")
    ties = explain.tie_chain(spec)
    steps = explain.method(spec)[: -len(ties)]  # the chain comes last and has its own key
    marked = any(leaf.input == "mark" for leaf in spec.leaves)
    return MethodShape(
        formula=formula.id,
        name=str(formula.title),
        version=str(formula.version),
        kind=result.kind,
        best=result.best,
        sentence=_text(explain.formula_of(spec)),
        sentences=tuple(_text(sentence) for sentence in steps),
        total_points=spec.total_points,
        params=tuple(ParamShape(name, _param(value)) for name, value in sorted(spec.params.items())),
        rounding=_text(explain.rounding(spec)),
        tie_chain=tuple(_text(sentence) for sentence in ties),
        source=sheet.run.lot.tender.method_source,
        panel=_text(Sentence(f"panel.{spec.panel_method}")) if marked else "",
    )


def _param(value: object) -> str:
    """A parameter as published: text as it is, a table as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def criterion_shape(sheet: Sheet, leaf: Leaf) -> JudgedCriterionShape:
    row = sheet.criteria[leaf.id]
    scale = next((scale for scale in sheet.spec.scales if scale.id == leaf.scale), None)
    total = sheet.spec.total_points
    return JudgedCriterionShape(
        id=leaf.id,
        no=row.no,
        key=leaf.id,
        title=row.title,
        text=row.text,
        family=leaf.family,
        family_label=str(Family(leaf.family).label),
        kind=leaf.kind,
        input=leaf.input,
        points=leaf.points,
        share=leaf.points / total if total else None,
        scale=tuple(
            ScaleLevelShape(level.value, level.label, level.descriptor) for level in (scale.levels if scale else ())
        ),
        minimum=_minimum(sheet.spec, leaf),
    )


def _minimum(spec: Spec, leaf: Leaf) -> str:
    return _text(explain.minimum(leaf.title or leaf.id, leaf.minimum, spec)) if leaf.minimum else ""


def not_built(sheet: Sheet) -> tuple[str, ...]:
    if any(leaf.input == "verdict" for leaf in sheet.spec.leaves):
        return (_("Claims about interfaces are declared, not checked: verifiers are not built yet."),)
    return ()


def _text(sentence: Sentence) -> str:
    return explain.text(sentence, write=PAGE)
