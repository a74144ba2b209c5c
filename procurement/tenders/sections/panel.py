"""Who judges and how: the panel's method, envelopes, standstill, and what happens where a winner drops out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PanelTerms:
    """`method`: consensus, mean or median of at least `least` evaluators. `envelopes`: 1, or 2 with prices apart.

    `second_choice`: keep_ranking or recompute. `member_in_two_bids`: refuse or allow. `standstill_days` None: as the
    law says.
    """

    method: str = "consensus"
    least: int = 3
    envelopes: int = 2
    standstill_days: int | None = None
    second_choice: str = "keep_ranking"
    member_in_two_bids: str = "refuse"
