"""The source's decisions beside the ranking, for page and PDF."""

from typing import TypedDict

from core.pages import formats
from procurement.evaluations.shapes import SourceDecisionShape, SourceOutcomeShape


class DecisionRow(TypedDict):
    bid: str
    name: str
    verdict: str
    amount: str
    at: str
    ground: str


class SourceSection(TypedDict):
    """`tone`: whether a reader should look twice."""

    sentence: str
    sentences: tuple[str, ...]
    tone: str
    decisions: list[DecisionRow]


def source_section(outcome: SourceOutcomeShape, zone: str) -> SourceSection:
    """What the section shows; it decides nothing."""
    return {
        "sentence": outcome.sentence,
        "sentences": outcome.sentences,
        "tone": "warning" if outcome.differs or outcome.awarded_twice else "info",
        "decisions": [_row(decision, zone) for decision in outcome.decisions],
    }


def rejections(outcome: SourceOutcomeShape | None) -> dict[str, str]:
    """{alias: what a row of the ranking says of a bid that the source rejected}."""
    return {} if outcome is None else {bid.bid: bid.label for bid in outcome.rejected}


def _row(decision: SourceDecisionShape, zone: str) -> DecisionRow:
    currency = decision.currency
    amount = formats.price(decision.amount, currency) if currency else formats.number(decision.amount)
    return {
        "bid": decision.bid,
        "name": decision.name,
        "verdict": decision.verdict,
        "amount": amount,
        "at": formats.moment(decision.at, zone),
        "ground": decision.ground,
    }
