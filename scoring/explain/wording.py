"""Sentences about a judgement. They compute nothing: every value was in the specification, a cell, a place or a gap.

Page, PDF and API render the same `Sentence`; `scoring.sentences` has the English of every key, `writing` makes it text.
"""

from collections.abc import Iterable
from fractions import Fraction

from scoring import aggregate, price, rank
from scoring.errors import ScoringError
from scoring.numbers import fraction
from scoring.results import Caution, CellTrace, Exclusion, Gap, Outcome, Place, Sentence, TieStep
from scoring.types import MONEY, Leaf, Minimum, Spec

# --- the method ---


def method(spec: Spec) -> list[Sentence]:
    """How the lot is judged, in the order of the steps. Titles are those of the specification."""
    formula = price.formula(spec.price_formula, "price_formula")
    sentences = [formula_of(spec), Sentence(f"best.{formula.best}.{formula.kind}", {"total": spec.total_points})]
    if not formula.split_counts and any(leaf.points for leaf in spec.leaves if leaf.input not in MONEY):
        sentences.append(Sentence("split_ignored"))
    sentences += [Sentence("reference_set")]
    if any(leaf.input == "mark" for leaf in spec.leaves):
        sentences.append(Sentence(f"panel.{spec.panel_method}"))
    sentences += [minimum(title, rule, spec) for title, rule in _minimums(spec)]
    if spec.scaling == "best":
        sentences.append(Sentence("scaling.best"))
    sentences.append(rounding(spec))
    sentences.append(Sentence("basis", {"currency": spec.basis.currency, "vat": Sentence(f"vat.{spec.basis.vat}")}))
    sentences += [
        Sentence(
            "rate",
            {"currency": r.currency, "value": r.value, "to": spec.basis.currency, "date": r.date, "source": r.source},
        )
        for r in spec.basis.rates
    ]
    return sentences + tie_chain(spec)


def formula_of(spec: Spec) -> Sentence:
    """The price formula with its parameters, once for the whole method."""
    return price.formula(spec.price_formula, "price_formula").sentence(spec.params)


def rounding(spec: Spec) -> Sentence:
    """Where figures are rounded."""
    rule = spec.rounding
    mode = Sentence(f"mode.{rule.mode}")
    return Sentence(f"rounding.{rule.stage}", {"places": rule.places, "mode": mode} if rule.stage != "none" else {})


def tie_chain(spec: Spec) -> list[Sentence]:
    """How ties are broken, step by step."""
    return [_tie_rule(spec, rule) for rule in spec.tie_chain] or [Sentence("tie.none")]


def _tie_rule(spec: Spec, rule: str) -> Sentence:
    group = rank.group_of(rule)
    return Sentence(f"tie.{rule}") if group is None else Sentence("tie.higher_group", {"group": title(spec, group)})


def _minimums(spec: Spec) -> Iterable[tuple[str, Minimum]]:
    for node in aggregate.nodes(spec):
        if node.minimum is not None:
            yield node.title or node.id, node.minimum
    if spec.quality_minimum is not None:
        yield "quality", spec.quality_minimum


def minimum(what: str, rule: Minimum, spec: Spec) -> Sentence:
    """What a bid must reach, and whether the rounded or the exact value counts."""
    counts = Sentence(f"threshold.{spec.threshold_on}")
    value = _percent(rule.value) if rule.unit == "share" else rule.value
    return Sentence(f"minimum.{rule.unit}", {"what": what, "value": value, "counts": counts})


def title(spec: Spec, node: str) -> str:
    """The title of a criterion, group, gate, interface or indicator; its id where it has none."""
    titles = [(part.id, part.title) for part in aggregate.nodes(spec)]
    titles += [(part.id, part.title) for part in spec.gates] + [(part.id, part.title) for part in spec.interfaces]
    titles += [(kpi.code, kpi.title) for leaf in spec.leaves for kpi in leaf.kpis]
    return dict(titles).get(node) or node


# --- the result ---


def cell(spec: Spec, trace: CellTrace) -> Sentence:
    """Why a bid earned what it earned under a criterion: the rule, what went in and what came out."""
    leaf = next(leaf for leaf in spec.leaves if leaf.id == trace.leaf)
    values: dict[str, object] = {"bid": trace.bid, "what": leaf.title or leaf.id, "of": leaf.points}
    ruled = any(source.startswith("ruling:") for source in trace.inputs)
    if leaf.input in MONEY:
        return _price_cell(spec, trace, values, ruled=ruled)
    values |= {"share": _percent(trace.share), "points": trace.points or Fraction(0)}
    return Sentence(_key(leaf, trace, ruled=ruled), values | _inputs(spec, leaf, trace))


def _key(leaf: Leaf, cell: CellTrace, *, ruled: bool) -> str:
    if ruled and (leaf.input == "mark" or cell.raw is None):
        return "cell.ruled" if cell.raw is None else "cell.mark_ruled"
    return f"cell.{cell.rule}"


def _inputs(spec: Spec, leaf: Leaf, trace: CellTrace) -> dict[str, object]:
    values: dict[str, object] = {} if trace.raw is None else {"raw": trace.raw}
    if leaf.input == "mark":
        values["top"] = next(scale for scale in spec.scales if scale.id == leaf.scale).levels[-1].value
    if leaf.input == "verdict":
        outcomes = [
            source.removeprefix("evidence:").split("=") for source in trace.inputs if source.startswith("evidence:")
        ]
        values["evidence"] = tuple(
            Sentence(f"outcome.{outcome}", {"what": title(spec, interface)}) for interface, outcome in outcomes
        )
    if leaf.input == "offer":
        values["offers"] = tuple(_offer(spec, source) for source in trace.inputs if source.startswith("offer"))
    return values


def _offer(spec: Spec, source: str) -> Sentence:
    """An input such as "offer:code=99/2", "offer=99/2" or, for the published share, "offer:code=neutral"."""
    which, _, value = source.removeprefix("offer").removeprefix(":").partition("=")
    if "neutral" in {which, value}:
        return Sentence("offer.neutral")
    return Sentence("offer.of" if which else "offer", {"what": title(spec, which), "value": fraction(value)})


def _price_cell(spec: Spec, trace: CellTrace, values: dict[str, object], *, ruled: bool) -> Sentence:
    values |= {"price": trace.raw or Fraction(0), "currency": spec.basis.currency}
    values["source"] = Sentence("price.ruled" if ruled else "price.stated")
    if trace.points is None:
        return Sentence("cell.price_figure", values)
    return Sentence("cell.price_points", values | {"points": trace.points})


def _percent(share: Fraction | None) -> Fraction:
    return (share or Fraction(0)) * 100


def place(spec: Spec, evaluation: Outcome, ranked: Place) -> Sentence:
    """A bid's place and the figure that gave it."""
    values: dict[str, object] = {"place": ranked.place, "bid": ranked.bid, "figure": ranked.figure}
    values |= {"count": len(evaluation.order), "currency": spec.basis.currency}
    return Sentence(f"place.{evaluation.kind}", values)


def tie_path(spec: Spec, ranked: Place) -> list[Sentence]:
    """The steps of the tie chain that this place needed."""
    return [_tie_step(spec, ranked, step) for step in ranked.tie_path]


def _tie_step(spec: Spec, place: Place, step: TieStep) -> Sentence:
    values: dict[str, object] = {"bid": place.bid, "rule": _tie_rule(spec, step.rule), "key": step.key}
    if step.level_with:
        return Sentence("tie_step.level", values | {"others": step.level_with})
    return Sentence("tie_step.parted", values)


def exclusion(spec: Spec, out: Exclusion) -> Sentence:
    """Why a bid is not ranked."""
    where = title(spec, out.where.split("/")[-1] if out.stage == "offer" else out.where)
    values: dict[str, object] = {"bid": out.bid, "where": where, "ground": out.ground}
    if out.value is not None and out.minimum is not None:
        values |= {"value": out.value, "minimum": out.minimum}
    return Sentence(f"excluded.{out.stage}", values)


def gap(spec: Spec, missing: Gap) -> Sentence:
    """What is missing, so that there is no order yet."""
    values: dict[str, object] = {"bid": missing.bid, "where": title(spec, missing.leaf)}
    what, _, which = missing.detail.partition(":")
    if missing.kind == "missing":
        key = f"gap.missing.{what}"
        return Sentence(f"{key}_of", values | {"which": title(spec, which)}) if which else Sentence(key, values)
    if missing.kind == "unresolved_tie":
        rule = Sentence("tie.ended") if missing.detail == "chain_ended" else _tie_rule(spec, missing.detail)
        return Sentence("gap.unresolved_tie", values | {"rule": rule})
    return Sentence(f"gap.{missing.kind}", values | {"reason": missing.detail})


def caution(spec: Spec, noted: Caution) -> Sentence:
    """What a reader should know about the method or the result."""
    bid, _, interface = noted.where.partition("/")
    values: dict[str, object] = {"where": noted.where, "bid": bid}
    return Sentence(f"caution.{noted.code}", values | ({"what": title(spec, interface)} if interface else {}))


def error(problem: ScoringError) -> Sentence:
    """A problem of a specification or of facts, as a sentence with the same values."""
    return Sentence(f"error.{problem.code}", {"where": problem.where, **problem.values})
