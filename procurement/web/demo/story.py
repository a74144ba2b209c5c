"""What the acts of the demonstration know of each other: who acts, and what there is so far, by its key."""

from dataclasses import dataclass, field
from datetime import datetime

from core.models import Authority, User
from procurement.bids.services.drafting import BegunBid
from procurement.tenders.models import Clarification, Tender
from procurement.web.demo.people import Everyone
from procurement.web.demo.tables import TomlTable


@dataclass(slots=True)
class Story:
    """Who acts, the day on which it ends, the opening keys of the data by city and person, and what there is so far:
    tenders, questions and bids by their key.
    """

    everyone: Everyone
    now: datetime
    keys: TomlTable
    tenders: dict[str, Tender] = field(default_factory=dict)
    questions: dict[str, Clarification] = field(default_factory=dict)
    bids: dict[str, BegunBid] = field(default_factory=dict)

    def authority(self, row: TomlTable) -> Authority:
        return self.everyone.authorities[row["authority"]]

    def by(self, row: TomlTable) -> User:
        return self.everyone.people[row["by"]]

    def tender(self, row: TomlTable) -> Tender:
        """The tender as it is now: the acts before have changed its row."""
        tender = self.tenders[row["tender"]]
        tender.refresh_from_db()
        return tender
