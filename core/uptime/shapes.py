"""The ledger of outages as page and API show it."""

from dataclasses import dataclass, field
from datetime import datetime

from core.models import SiteOutage


@dataclass(frozen=True, slots=True)
class OutageShape:
    """A time in which this site could take nothing in; a minute at least."""

    id: int
    from_at: datetime = field(metadata={"help": "The last heartbeat before it."})
    to_at: datetime = field(metadata={"help": "The first heartbeat after it."})
    seconds: int


def outage_shape(row: SiteOutage) -> OutageShape:
    return OutageShape(row.pk, row.from_at, row.to_at, int((row.to_at - row.from_at).total_seconds()))
