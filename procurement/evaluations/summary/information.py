"""What informs and never decides: robustness as frozen with the run, the panel's agreement, abnormally low bids."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from procurement.evaluations.shapes import FirstShareShape, InformationSectionShape, InformationShape, WeightRangeShape
from procurement.evaluations.summary.sheet import Damaged, Sheet
from scoring import ScoringError, Sentence, abnormal, agreement, codec, digest, robustness
from scoring.robustness import Annex, Chances

TITLES = {
    "low": _("Abnormally low bids"),
    "price": _("Prices at which the result would turn"),
    "steps": _("Marks that would turn it"),
    "fails": _("Marks that would exclude the winner"),
    "without_bid": _("Without one of the losing bids"),
    "without_evaluator": _("Without one of the evaluators"),
    "openness": _("Facts about standards that are not known"),
    "weights": _("Other weights"),
    "chances": _("Weights and marks drawn at random"),
    "agreement": _("How far the evaluators agree"),
}


def information_shape(sheet: Sheet) -> InformationShape:
    """Sections of sentences and what charts need. Raises Damaged if the annex no longer has its fingerprint.

    `first`: how often each bid comes first at the weakest point of the result, be it weights that move or marks a level
    up or down; `weights`: where a weight may lie.
    """
    annex = annex_of(sheet)
    weakest = None if annex is None else robustness.weakest(annex)
    sentences = {"low": low(sheet), **_robustness(sheet, annex), "agreement": _agreement(sheet)}
    return InformationShape(
        sections=tuple(
            InformationSectionShape(key, str(title), tuple(sentences[key]))
            for key, title in TITLES.items()
            if sentences.get(key)
        ),
        sha256=sheet.run.annex_sha,
        seed="" if annex is None else str(annex.seed),
        draws=0 if annex is None else annex.draws,
        first=() if weakest is None else tuple(_first(sheet, weakest)),
        first_by="" if weakest is None else sheet.say(robustness.drawn_sentence(weakest)),
        weights=() if annex is None else tuple(_weights(sheet, annex)),
    )


def low(sheet: Sheet) -> list[str]:
    """The published rule, which bids it asks about and why; empty if the tender publishes none."""
    rule = sheet.spec.alt_rule
    findings = abnormal.detect(sheet.case, sheet.result)
    if rule is None or findings is None:
        return []
    flagged = [abnormal.flag_sentence(flag, sheet.spec.basis.currency) for flag in findings.flags]
    nobody = [] if flagged or findings.notes else [Sentence("alt.nobody", {"count": len(findings.compared)})]
    return [sheet.say(sentence) for sentence in (abnormal.described(rule), *flagged, *findings.notes, *nobody)]


def annex_of(sheet: Sheet) -> Annex | None:
    """The stored annex, verified over its stored bytes; None for a run that was frozen without one."""
    if not sheet.run.annex:
        return None
    if digest.of_bytes("annex", sheet.run.annex.encode()) != sheet.run.annex_sha:
        raise _damaged(sheet)
    try:
        return robustness.from_json(codec.loads(sheet.run.annex))
    except (ScoringError, ValueError) as error:  # JSON's own errors are ValueErrors
        raise _damaged(sheet) from error


def _damaged(sheet: Sheet) -> Damaged:
    return Damaged(f"The annex of run {sheet.run.no} of {sheet.run.lot} is not the one that was stored with it.")


def _robustness(sheet: Sheet, annex: Annex | None) -> dict[str, list[str]]:
    """Sentences by measure. Of the draws, only how the winner fares against each rival: all pairs would fill pages."""
    if annex is None:
        return {}
    short = tuple(
        replace(drawn, duels=tuple(duel for duel in drawn.duels if annex.winner in {duel.bid, duel.against}))
        for drawn in annex.chances
    )
    standards = robustness.unknown_standards(sheet.case)
    by_measure = robustness.sentences(sheet.spec, replace(annex, chances=short), standards)
    return {measure: [sheet.say(sentence) for sentence in sentences] for measure, sentences in by_measure.items()}


def _agreement(sheet: Sheet) -> list[str]:
    """Coefficients, evaluators' bias, and only those cells where marks lie far apart."""
    panel = agreement.panel(sheet.case)
    if not panel.evaluators:
        return []
    apart = replace(panel, spreads=tuple(spread for spread in panel.spreads if spread.flagged))
    titles = {leaf.id: leaf.title or leaf.id for leaf in sheet.spec.leaves}
    return [sheet.say(sentence) for sentence in agreement.sentences(apart, titles)]


def _first(sheet: Sheet, drawn: Chances) -> Iterator[FirstShareShape]:
    for chance in drawn.bids:
        share = chance.places.get("1", Fraction(0))
        yield FirstShareShape(chance.bid, chance.bid, sheet.name(chance.bid), share)


def _weights(sheet: Sheet, annex: Annex) -> Iterator[WeightRangeShape]:
    for bounds in () if annex.weighing is None else annex.weighing.stable:
        title = sheet.leaves[bounds.leaf].title or bounds.leaf
        yield WeightRangeShape(bounds.leaf, title, bounds.weight, bounds.low, bounds.high)
