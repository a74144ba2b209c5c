"""What submissions leave in logs, done once for `test_leaves`."""

from procurement.bids.models import Bid, EnvelopeCondition, FrozenKeyset, SealedEnvelope
from procurement.bids.services import envelope_checks, keyset_checks
from tests import builders
from tests.architecture.rows import make


def exchange_a_key():
    """A submission finds other opening keys than those of the notice."""
    frozen = make(FrozenKeyset, digest="ab" * 32)
    bid = make(Bid, tender=frozen.tender)
    keyset_checks.record_refusal(bid, by=builders.person(), at=builders.AT)


def damage_an_envelope():
    """The file of an envelope that came in is damaged, and put back."""
    envelope = SealedEnvelope.objects.order_by("pk")[:1].get()
    for condition in (EnvelopeCondition.CHANGED, EnvelopeCondition.INTACT):
        envelope_checks.keep_condition(envelope, condition)
