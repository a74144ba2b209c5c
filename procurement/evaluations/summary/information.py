"""What informs and never decides: robustness as frozen with the run, the panel's agreement, abnormally low bids."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.pages import formats
from procurement.evaluations.shapes import FirstShareShape, InformationSectionShape, InformationShape, WeightRangeShape
from procurement.evaluations.summary.sheet import Damaged, Sheet
from scoring import ScoringError, Sentence, abnormal, agreement, codec, digest, robustness
from scoring.robustness import Annex, Chances

TITLES = {
    "low": gettext_lazy("Abnormally low bids"),
    "price": gettext_lazy("Prices"),
    "steps": gettext_lazy("Marks"),
    "fails": gettext_lazy("Minimums"),
    "without_bid": gettext_lazy("Without a losing bid"),
    "without_evaluator": gettext_lazy("Without an evaluator"),
    "openness": gettext_lazy("Facts about standards"),
    "weights": gettext_lazy("Weights"),
    "chances": gettext_lazy("Draws"),
    "agreement": gettext_lazy("Agreement of the panel"),
}
WELL, FAIRLY = Fraction(4, 5), Fraction(2, 3)  # of Krippendorff's alpha: his own bounds for drawing conclusions
SLIGHTLY = Fraction(1, 100)  # of the scale
FEW_MARKS = 30  # of an evaluator, below which a coefficient is too unstable to lean on


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
            InformationSectionShape(
                key,
                str(title),
                _result(sheet, key, sentences[key]),
                tuple(sentences[key]),
                _coefficients(sheet) if key == "agreement" else (),
            )
            for key, title in TITLES.items()
            if sentences.get(key)
        ),
        headline="" if weakest is None else _headline(sheet, weakest),
        sha256=sheet.run.annex_sha,
        seed="" if annex is None else str(annex.seed),
        draws=0 if annex is None else annex.draws,
        first=() if weakest is None else tuple(_first(sheet, weakest)),
        first_by="" if weakest is None else sheet.say(robustness.drawn_sentence(weakest)),
        weights=() if annex is None else tuple(_weights(sheet, annex)),
    )


def _result(sheet: Sheet, key: str, sentences: list[str]) -> str:
    """A section in one sentence: its first, but for agreement, of which the coefficients stand below."""
    return _agreed(sheet) or sentences[0] if key == "agreement" else sentences[0]


def _agreed(sheet: Sheet) -> str:
    """How far the panel agrees by Krippendorff's ordinal alpha over all criteria; empty where it is not defined."""
    panel = agreement.panel(sheet.case)
    alpha = panel.overall.alpha.get("ordinal")
    if alpha is None:
        return ""
    how = _("well") if alpha >= WELL else _("fairly well") if alpha >= FAIRLY else _("little")
    values = {
        "n": len(panel.evaluators),
        "how": how,
        "alpha": formats.number(alpha, 2),
        "marks": formats.number(panel.overall.units),
    }
    sentence = ngettext(
        "%(n)s evaluators agree %(how)s (α = %(alpha)s over one mark each",
        "%(n)s evaluators agree %(how)s (α = %(alpha)s over %(marks)s marks each",
        panel.overall.units,
    )
    few = _("; too few to lean on") if panel.overall.units < FEW_MARKS else ""
    return f"{sentence % values}{few}){_leanings(panel)}."


def _leanings(panel: agreement.Panel) -> str:
    """Who marks highest and who lowest against the others, where it is more than a hundredth of the scale."""
    biases = sorted(panel.biases, key=lambda bias: bias.value)
    lowest, highest = (biases[0], biases[-1]) if biases else (None, None)
    parts = []
    if highest and highest.value > SLIGHTLY:
        parts.append(_("; %(sign)s marks a little higher") % {"sign": highest.evaluator})
    if lowest and lowest.value < -SLIGHTLY:
        lower = _(", %(sign)s a little lower") if parts else _("; %(sign)s marks a little lower")
        parts.append(lower % {"sign": lowest.evaluator})
    return "".join(parts)


def _headline(sheet: Sheet, drawn: Chances) -> str:
    """Who else comes first, and how often, in the draws under which the winner comes first least often."""
    shares = {chance.bid: chance.places.get("1", Fraction(0)) for chance in drawn.bids}
    rivals = {bid: share for bid, share in shares.items() if bid != sheet.result.winner and share}
    moved = str(MOVED[drawn.kind]) % {"reach": "" if drawn.reach is None else _reach(drawn)}
    if not rivals:
        return _("%(moved)s, no other bid came first in any of %(draws)s draws.") % {
            "moved": moved,
            "draws": formats.number(drawn.draws),
        }
    rival = max(rivals, key=lambda bid: rivals[bid])
    values = {"moved": moved, "bid": sheet.name(rival), "n": _of_hundred(rivals[rival])}
    return _("%(moved)s, %(bid)s is first in %(n)s of 100 draws.") % values


MOVED = {
    "marks": gettext_lazy("With each panel mark one level lower, the same or one level higher by chance"),
    "points": gettext_lazy("With each weight up to %(reach)s higher or lower by chance"),
    "relative": gettext_lazy("With each weight up to %(reach)s of itself higher or lower by chance"),
    "free": gettext_lazy("With weights drawn freely"),
}


def _reach(drawn: Chances) -> str:
    if drawn.kind == "relative":
        return formats.percent(drawn.reach)
    count = formats.number(drawn.reach)
    return ngettext("%(n)s point", "%(n)s points", 1 if drawn.reach == 1 else 2) % {"n": count}


def _of_hundred(share: Fraction) -> str:
    """Whole draws of a hundred; "fewer than 1" for what is there and rounds to none."""
    return formats.number(share * 100, 0) if share >= Fraction(1, 200) else _("fewer than 1")


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


def _coefficients(sheet: Sheet) -> tuple[str, ...]:
    titles = {leaf.id: leaf.title or leaf.id for leaf in sheet.spec.leaves}
    return tuple(map(sheet.say, agreement.coefficient_sentences(agreement.panel(sheet.case), titles)))


def _first(sheet: Sheet, drawn: Chances) -> Iterator[FirstShareShape]:
    for chance in drawn.bids:
        share = chance.places.get("1", Fraction(0))
        yield FirstShareShape(chance.bid, chance.bid, sheet.name(chance.bid), share)


def _weights(sheet: Sheet, annex: Annex) -> Iterator[WeightRangeShape]:
    for bounds in () if annex.weighing is None else annex.weighing.stable:
        title = sheet.leaves[bounds.leaf].title or bounds.leaf
        yield WeightRangeShape(bounds.leaf, title, bounds.weight, bounds.low, bounds.high)
