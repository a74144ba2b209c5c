"""The published method of a tender in words, the same words as a review's."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

import scoring
from core.pages.wording import PAGE
from procurement.tenders import gather, queries
from procurement.tenders.models import Tender
from scoring import ScoringError, explain, price


def name(formula: str) -> str:
    """What a formula is called; its id where this version does not know it."""
    try:
        return str(price.formula(formula, "price_formula").title)
    except ScoringError:
        return formula


def known() -> list[str]:
    """The ids of the formulas of this version."""
    return list(price.FORMULAS)


@dataclass(frozen=True, slots=True)
class MethodSentences:
    """A method in words: how bids are ranked, and what separates bids that come out equal, each step by step."""

    ranking: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()


def method_sentences(tender: Tender) -> MethodSentences:
    """The published method of a tender, or that of a draft as far as it is written; empty without one.

    The fault instead, if it cannot be put in words. One query for what is published; at most four for a draft.
    """
    if not tender.price_formula:
        return MethodSentences()
    try:
        spec = _spec(tender)
        steps, ties = explain.method(spec), explain.tie_chain(spec)
    except ScoringError as fault:
        return _faulty(str(fault))
    ranking = steps[: len(steps) - len(ties)]  # the judge names the ties last
    texts = [tuple(explain.text(sentence, write=PAGE) for sentence in part) for part in (ranking, ties)]
    return MethodSentences(*texts)


def _faulty(fault: str) -> MethodSentences:
    sentence = _("The published method cannot be applied as it stands: %(fault)s") % {"fault": fault}
    return MethodSentences((sentence,))


def _spec(tender: Tender) -> scoring.Spec:
    """What the sentences are about: the lots of what is published together, or the draft."""
    published = [gather.read_spec(row.spec) for row in queries.published_specs_of(tender) if row.spec]
    if not published:
        return gather.outline_of(tender)
    leaves = {leaf.id: leaf for spec in published for leaf in spec.leaves}
    groups = {group.id: group for spec in published for group in spec.groups}
    return replace(published[0], id=tender.ref, leaves=tuple(leaves.values()), groups=tuple(groups.values()))
