"""A panel mark as a calculation: points x mark / highest level, and the marks and words behind it."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.expressions import Expression, Number, Over, Plus, Rounded, Unit, Working, WorkingStep, evaluate, times
from scoring.families.value_for_money import RULED, counted, every_mark
from scoring.numbers import median
from scoring.results import Sentence
from scoring.types import CONSENSUS, Leaf, MarkScale, ScaleLevel
from scoring.view import View


@dataclass(frozen=True, slots=True)
class EvaluatorMark:
    """One recorded mark. `evaluator`: a pseudonym. `counts`: whether the panel's value is made of it."""

    evaluator: str
    mark: Fraction
    label: str
    counts: bool


@dataclass(frozen=True, slots=True)
class MarkTable:
    """What the panel gave a bid under a criterion.

    `value`: the panel's, as it counts; `top`: what earns all points; `level`: the words of that value, None where it
    lies between two levels; `ruled`: a ruling set it; `minimum`: what a bid needs, on the scale, where it is published
    so; `marks`: everybody's own, the agreed one left out.
    """

    value: Fraction
    top: Fraction
    level: ScaleLevel | None
    ruled: bool
    minimum: Fraction | None
    marks: tuple[EvaluatorMark, ...]


def mark_working(leaf: Leaf, view: View, bid: str) -> Working:
    """Points x mark / top: the agreed mark, the sum of the marks / their number, or the middle one as a step."""
    points, top = Number(leaf.points, Unit.POINTS), Number(_scale(leaf, view).levels[-1].value)
    marks = counted(leaf, view, bid)
    why = Sentence("why.ruled_mark") if RULED in marks else None
    value, steps = _panel(list(marks.values()), view)
    rounding = view.spec.rounding
    if rounding.stage == "each_mark":
        rounded = Rounded(value, rounding.places, rounding.mode)
        if evaluate(rounded) != evaluate(value):
            steps = (*steps, WorkingStep(Sentence("step.rounded_mark"), rounded))
            value = Number(evaluate(rounded))
    top_and_mark = Over(times(points, value.top), value.bottom) if isinstance(value, Over) else times(points, value)
    return Working(Over(top_and_mark, top), steps, why)


def _panel(marks: list[Fraction], view: View) -> tuple[Expression, tuple[WorkingStep, ...]]:
    if len(marks) == 1:
        return Number(marks[0]), ()
    if view.spec.panel_method == "median":
        middle = _middle(sorted(marks))
        step = WorkingStep(Sentence("step.median", {"marks": tuple(sorted(marks))}), middle)
        return Number(evaluate(middle)), (step,)
    return Over(Plus(tuple(Number(mark) for mark in marks)), Number(Fraction(len(marks)))), ()


def _middle(rising: list[Fraction]) -> Expression:
    """The middle mark; of an even number the two in the middle / 2."""
    if len(rising) % 2:
        return Number(median(rising))
    half = len(rising) // 2
    return Over(Plus((Number(rising[half - 1]), Number(rising[half]))), Number(Fraction(2)))


def mark_table(leaf: Leaf, view: View, bid: str, value: Fraction) -> MarkTable:
    """The marks behind `value`, which is the panel's as it counts."""
    scale, marks = _scale(leaf, view), counted(leaf, view, bid)
    levels = {level.value: level for level in scale.levels}
    minimum = leaf.minimum.value if leaf.minimum is not None and leaf.minimum.unit == "mark" else None
    return MarkTable(
        value=value,
        top=scale.levels[-1].value,
        level=levels.get(value),
        ruled=RULED in marks,
        minimum=minimum,
        marks=tuple(
            EvaluatorMark(name, mark, levels[mark].label, name in marks)
            for name, mark in every_mark(leaf, view, bid).items()
            if name != CONSENSUS
        ),
    )


def _scale(leaf: Leaf, view: View) -> MarkScale:
    return view.scales[str(leaf.scale)]
