"""What stops a publication in the section `criteria`: weights that do not add up, scales that cannot be marked on."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext as _

from procurement.tenders.sections import weights
from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.criteria import CriterionEntry, ScaleEntry

FAMILIES = ("interoperability", "open_standards", "value_for_money", "performance")
# {kind: the inputs that a leaf of it reads}
INPUTS = {"scored": ("mark",), "machine": ("verdict",), "formula": ("price", "cost", "offer"), "pass_fail": ("",)}
LEAST_LEVELS = 2
SHORTEST_DESCRIPTOR = 20


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Of the tree, then of each lot's weights, then of the scales."""
    entries = content.criteria.criteria
    if not entries:
        yield _at("criteria", _("There are no criteria."))
    keys = Counter(entry.key for entry in entries)
    for entry in entries:
        yield from _of_criterion(content, entry, keys)
    yield from dict.fromkeys(finding for lot in content.purchase.lots for finding in _of_lot(content, lot.no))
    used = {entry.scale for entry in entries if entry.scale}
    for scale in content.criteria.scales:
        if scale.name in used:
            yield from _of_scale(scale)


def _of_criterion(content: TenderContent, entry: CriterionEntry, keys: Counter[str]) -> Iterator[SectionFinding]:
    name = {"name": entry.title or entry.key}
    if not entry.key or keys[entry.key] > 1:
        yield _of(entry, "key", _("The key of %(name)s must be there and stand only once.") % name)
    if not entry.title.strip():
        yield _of(entry, "title", _("A criterion has no title."))
    if entry.family not in FAMILIES:
        yield _of(entry, "family", _("%(name)s belongs to no family of criteria.") % name)
    if entry.parent and (entry.parent not in keys or entry.parent == entry.key):
        yield _of(entry, "parent", _("%(name)s stands below a criterion that is not there.") % name)
    missing = sorted(set(entry.lots) - {lot.no for lot in content.purchase.lots})
    if missing:
        yield _of(entry, "lots", _("%(name)s is for a lot that is not there.") % name)
    is_group = any(other.parent == entry.key for other in content.criteria.criteria)
    if not is_group and entry.input not in INPUTS.get(entry.kind, ()):
        yield _of(entry, "input", _("Say what %(name)s is judged by.") % name)
    yield from _of_weight(entry)
    yield from _of_marking(content, entry, is_group=is_group)


def _of_weight(entry: CriterionEntry) -> Iterator[SectionFinding]:
    name = {"name": entry.title or entry.key}
    if entry.kind == "pass_fail":
        if entry.weight is not None:
            yield _of(entry, "weight", _("%(name)s is passed or failed, so it has no weight.") % name)
        return
    if entry.weight is None:
        yield _of(entry, "weight", _("%(name)s has no weight.") % name)
    elif not 0 <= entry.weight <= weights.ALL:
        yield _of(entry, "weight", _("The weight of %(name)s must lie between 0 and 100.") % name)
    elif (entry.weight * 10**weights.PLACES).denominator != 1:
        yield _of(entry, "weight", _("The weight of %(name)s has more than four decimal places.") % name)


def _of_marking(content: TenderContent, entry: CriterionEntry, *, is_group: bool) -> Iterator[SectionFinding]:
    name = {"name": entry.title or entry.key}
    scale = next((scale for scale in content.criteria.scales if scale.name == entry.scale), None)
    if entry.input == "mark" and not is_group and scale is None:
        yield _of(entry, "scale", _("%(name)s has no scale.") % name)
    if entry.minimum is not None and scale is not None and entry.minimum not in {level.value for level in scale.levels}:
        yield _of(entry, "minimum", _("The least mark of %(name)s is no mark of its scale.") % name)
    if entry.past_record and entry.neutral is None:
        sentence = _("Say which share %(name)s gives to a bidder without a record.")
        yield _of(entry, "neutral", sentence % name)
    elements = {element.code for element in content.method.elements}
    lost = [code for code in entry.elements if code not in elements]
    if lost:
        sentence = _("%(name)s adds up %(code)s, which is not asked for in the price table.")
        yield _of(entry, "elements", sentence % {**name, "code": lost[0]})


def _of_lot(content: TenderContent, lot: int) -> Iterator[SectionFinding]:
    """Roots total exactly 100, children exactly what their parent weighs."""
    entries = weights.criteria_of_lot(content, lot)
    if not entries:
        yield _at("criteria", _("Lot %(lot)d has no criteria.") % {"lot": lot})
        return
    top = weights.roots(entries)
    difference = _difference(weights.total(top), weights.ALL)
    if difference:
        yield _at(
            "criteria", _("Criteria of lot %(lot)d: %(difference)s 100.") % {"lot": lot, "difference": difference}
        )
    for entry in entries:
        below = weights.children(entries, entry.key)
        difference = _difference(weights.total(below), entry.weight or Fraction(0)) if below else ""
        if difference:
            sentence = _("%(name)s: what stands below it is %(difference)s %(whole)s.")
            total_weight = weights.number_text(entry.weight or Fraction(0))
            of_node = {"name": entry.title or entry.key, "difference": difference, "whole": total_weight}
            yield _of(entry, "weight", sentence % of_node)


def _difference(total: Fraction, wanted: Fraction) -> str:
    """Such as "5 short of" or "0.0001 over"; empty if nothing is missing."""
    if total == wanted:
        return ""
    number = {"number": weights.number_text(abs(wanted - total))}
    return _("%(number)s short of") % number if total < wanted else _("%(number)s over") % number


def _of_scale(scale: ScaleEntry) -> Iterator[SectionFinding]:
    name = {"name": scale.name}
    if len(scale.levels) < LEAST_LEVELS:
        yield _at(f"scales/{scale.name}/levels", _("The scale %(name)s has fewer than two marks.") % name)
    elif any(higher.value <= lower.value for lower, higher in pairwise(scale.levels)):
        yield _at(f"scales/{scale.name}/levels", _("The marks of the scale %(name)s must rise.") % name)
    for level in scale.levels:
        if len(level.descriptor.strip()) < SHORTEST_DESCRIPTOR:
            sentence = _("Scale %(name)s: say in at least 20 letters what a bid must show for %(mark)s.")
            values = {**name, "mark": weights.number_text(level.value)}
            yield _at(f"scales/{scale.name}/levels", sentence % values)


def _of(entry: CriterionEntry, field: str, sentence: str) -> SectionFinding:
    return _at(f"criteria/{entry.key}/{field}", sentence)


def _at(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.CRITERIA, place, sentence)
