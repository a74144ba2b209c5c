"""The source's decisions beside the ranking, for page and PDF."""

from typing import TypedDict
from zoneinfo import ZoneInfo

from core.pages import formats, names
from procurement.bids.states import SourceVerdict
from procurement.evaluations.shapes import SourceDecisionShape, SourceOutcomeShape

AWARDED = SourceVerdict.AWARDED


class DecisionRow(TypedDict):
    bid: str
    name: str
    verdict: str
    amount: str
    at: str
    ground: str


class AwardedRow(TypedDict):
    name: str
    verdict: str
    day: str
    amount: str


class SourceDecisions(TypedDict):
    """`tone`: whether a reader should look twice."""

    sentence: str
    sentences: tuple[str, ...]
    tone: str
    differs: bool
    awarded: list[AwardedRow]
    decisions: list[DecisionRow]


def source_section(outcome: SourceOutcomeShape, zone: str) -> SourceDecisions:
    """What the section shows; it decides nothing."""
    return {
        "sentence": outcome.sentence,
        "sentences": outcome.sentences,
        "tone": "warning" if outcome.differs or outcome.awarded_twice else "info",
        "differs": outcome.differs,
        "awarded": [_awarded(row, zone) for row in outcome.decisions if SourceVerdict.of(row.status) == AWARDED],
        "decisions": [_row(decision, zone) for decision in outcome.decisions],
    }


def rejections(outcome: SourceOutcomeShape | None) -> dict[str, str]:
    """{alias: what a row of the ranking says of a bid that the source rejected}."""
    return {} if outcome is None else {bid.bid: bid.label for bid in outcome.rejected}


def _awarded(decision: SourceDecisionShape, zone: str) -> AwardedRow:
    return {
        "name": " ".join(filter(None, (decision.bid, names.split(decision.name)[0]))),
        "verdict": decision.verdict,
        "day": formats.day(decision.at.astimezone(ZoneInfo(zone)).date()) if decision.at else "",
        "amount": "" if decision.amount is None else _amount(decision),
    }


def _amount(decision: SourceDecisionShape) -> str:
    currency = decision.currency
    return formats.price(decision.amount, currency) if currency else formats.number(decision.amount)


def _row(decision: SourceDecisionShape, zone: str) -> DecisionRow:
    return {
        "bid": decision.bid,
        "name": decision.name,
        "verdict": decision.verdict,
        "amount": _amount(decision),
        "at": formats.moment(decision.at, zone),
        "ground": decision.ground,
    }
