"""The typed shape of a policy review: page, PDF and API are made from it. No person is in it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

VERDICT = "ok, insufficient (too few, or known of too few of them), not_recorded, or not_stated by imported files."


class FigureVerdict(StrEnum):
    """Whether a figure says anything.

    Too few are INSUFFICIENT; what no stage records yet is NOT_RECORDED; what imported files do not say, NOT_STATED.
    """

    OK = "ok"
    INSUFFICIENT = "insufficient"
    NOT_RECORDED = "not_recorded"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class ShareShape:
    """How many of those of which it is known. `total` counts the others, too."""

    count: int
    known: int
    total: int
    share: Fraction | None = field(metadata={"help": "null unless the verdict is ok."})
    verdict: FigureVerdict = field(metadata={"help": VERDICT})


@dataclass(frozen=True, slots=True)
class BinShape:
    """How many lie above `above`, up to and with `up_to`; null: whatever lies below, or above."""

    above: int | None
    up_to: int | None
    count: int


@dataclass(frozen=True, slots=True)
class SpreadShape:
    """How values lie: the middle one, the middle half, the ends. All null unless the verdict is ok."""

    known: int
    total: int
    median: Fraction | None
    lower_quartile: Fraction | None
    upper_quartile: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    bins: tuple[BinShape, ...]
    verdict: FigureVerdict = field(metadata={"help": VERDICT})


@dataclass(frozen=True, slots=True)
class ExplainedRuleShape:
    """Tenders with an approved explanation for one rule."""

    rule: str
    tenders: int


@dataclass(frozen=True, slots=True)
class PeriodFiguresShape:
    """The figures of tenders of one origin. Weights are points of 100, of a tender that of its worst lot.

    `lots_by_bids`: lots of opened tenders by their number of submitted bids.
    """

    tenders: int
    cancelled: int
    price_weight: SpreadShape
    price_above: ShareShape = field(metadata={"help": "Tenders with a lot whose price weighs more than the limit."})
    price_alone: ShareShape = field(metadata={"help": "Tenders with a lot in which nothing but the price counts."})
    interfaces: ShareShape = field(metadata={"help": "Tenders with a list of interfaces."})
    families: ShareShape = field(
        metadata={"help": "Tenders in whose every lot interoperability and open standards weigh enough together."}
    )
    small_bids: ShareShape = field(metadata={"help": "Bids led by a micro, small or medium-sized supplier."})
    small_wins: ShareShape = field(metadata={"help": "Awards to such a supplier."})
    lots_by_bids: tuple[BinShape, ...]
    single_bids: ShareShape = field(metadata={"help": "Lots with one bid, of those with any."})
    no_bids: ShareShape = field(metadata={"help": "Lots without a bid; a file that names no bids says nothing of it."})
    days_to_deadline: SpreadShape
    days_to_opening: SpreadShape
    days_to_evaluation: SpreadShape
    under_version: ShareShape = field(metadata={"help": "Tenders published under the version that is reviewed."})
    explained: ShareShape = field(
        metadata={"help": "Tenders with an approved explanation, of those published under any version."}
    )
    explained_rules: tuple[ExplainedRuleShape, ...]


@dataclass(frozen=True, slots=True)
class PolicyReviewShape:
    """The figures of the tenders that an authority published in a period, beside the limits of one of its policies."""

    template: int
    authority: str
    authority_id: UUID
    zone: str
    version: UUID
    version_no: int
    version_digest: str = field(metadata={"help": "sha256 of what the policy says and sets."})
    valid_from: str
    review_on: str
    start: str = field(metadata={"help": "The first day of the period, where the authority is."})
    end: str = field(metadata={"help": "Its last day."})
    at: datetime = field(metadata={"help": "When it was counted."})
    price_limit: Fraction = field(metadata={"help": "The most points of 100 that price weighs by rule VFM-1."})
    family_limit: Fraction = field(metadata={"help": "The fewest points for the two families by rule VFM-2."})
    tests: int = field(metadata={"help": "Tenders of the period that their source marks as a test: in no figure."})
    undated: int = field(metadata={"help": "Published tenders of no known date: in no period."})
    run_here: PeriodFiguresShape = field(metadata={"help": "Tenders run here."})
    imported: PeriodFiguresShape = field(metadata={"help": "Imported tenders."})
    not_recorded: tuple[str, ...] = field(metadata={"help": "contracts, complaints: no stage keeps them."})
