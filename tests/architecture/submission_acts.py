"""What submissions leave in logs, done once for `test_leaves`."""

from procurement.bids.models import Bid, FrozenKeyset
from procurement.bids.services import submitting
from tests import builders
from tests.architecture.rows import make


def exchange_a_key():
    """A submission finds other opening keys than those of the notice."""
    frozen = make(FrozenKeyset, digest="ab" * 32)
    bid = make(Bid, tender=frozen.tender)
    submitting.raise_alarm(bid, by=builders.person(), at=builders.AT)
