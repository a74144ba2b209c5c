"""Shares of a consortium: exact percents with at most four decimals, of the lead and the members, 100 together."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from suppliers.states import SHARING_ROLES

HUNDRED = Decimal(100)
STEP = Decimal("0.0001")


class BadShare(ValueError):
    """A share that no party can have. `reason`: a key of the sentences of forms: range, places, none, missing."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def exact_share(share: Decimal | None, role: str) -> Decimal | None:
    """The share of a party with this role, without needless zeros. Raises BadShare.

    Lead and members have one above 0 and up to 100, or none yet; a subcontractor has none. Nothing is rounded.
    """
    if share is None:
        return None
    if role not in SHARING_ROLES:
        raise BadShare("none")
    if not share.is_finite() or not 0 < share <= HUNDRED:
        raise BadShare("range")
    if share % STEP:
        raise BadShare("places")
    return share.quantize(STEP)


def share_total(shares: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the shares that are there."""
    return sum((share for share in shares if share is not None), Decimal(0))


def share_text(share: Decimal) -> str:
    """A share as digits, without needless zeros: 33.3, 100."""
    return f"{share.normalize():f}"


def equal_shares(parties: int) -> tuple[Decimal, ...]:
    """100 in as equal shares as four decimals allow: the first ones have a step more. For a form to begin with."""
    if parties < 1:
        return ()
    steps, more = divmod(int(HUNDRED / STEP), parties)
    return tuple((steps + (number < more)) * STEP for number in range(parties))


def are_complete(shares: Mapping[str, Decimal | None]) -> bool:
    """Whether every party that has a share has said it, and they make exactly 100."""
    return bool(shares) and None not in shares.values() and share_total(shares.values()) == HUNDRED
