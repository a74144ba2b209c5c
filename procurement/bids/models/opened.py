"""A bid, and what stands in it once it is open: its parties, prices, answers, claims and KPI offers."""

import uuid
from dataclasses import replace

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.fields import AmountField, FractionField
from core.guards import Guard, opened
from core.models import User
from procurement.bids.states import BidState, SourceFindingKind
from procurement.tenders.models import KpiTemplate, Lot, Requirement, Tender, TenderInterface
from suppliers.models import Consortium, Supplier

OF_BID = "(SELECT tender_id FROM bids_bid WHERE id = OLD.bid_id)"
_OF_OWN_TENDER = (
    "EXISTS (SELECT 1 FROM tenders_tender JOIN bids_bid ON bids_bid.tender_id = tenders_tender.id "
    "WHERE bids_bid.id = OLD.bid_id AND tenders_tender.origin = 'own')"
)
_PRICES_OPEN = (
    "EXISTS (SELECT 1 FROM bids_opening JOIN bids_bid ON bids_bid.tender_id = bids_opening.tender_id "
    "WHERE bids_bid.id = NEW.bid_id AND bids_opening.part = 'price' AND bids_opening.state = 'processing')"
)


def _priced() -> Guard:
    """As other rows of a bid; where prices are opened last, they are added while that opening runs, and only then."""
    guard = opened(OF_BID)
    return replace(guard, insert=f"({guard.insert}) AND NOT {_PRICES_OPEN}")


class Bid(models.Model):
    """An offer of one tenderer, alone or as a consortium, for one or more lots. Once open, only its state moves.

    `supplier`, `consortium`, `begun_by` and `begun_at` are of bids that are written here: who leads it, with whom, and
    who began it when. Until the opening the alias is a name at random; the opening counts bids by time.
    """

    guard = opened(
        "OLD.tender_id",
        fixed=(
            *("id", "tender_id", "alias", "submitted_at", "source_key", "source_status", "source_note"),
            *("supplier_id", "consortium_id", "begun_by_id", "begun_at"),
        ),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="bids")
    lots = models.ManyToManyField(Lot, related_name="bids", through="BidLot")
    alias = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=BidState.choices, default=BidState.DRAFT)
    state_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=120, blank=True)
    source_status = models.CharField(max_length=60, blank=True)
    source_note = models.TextField(blank=True)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    consortium = models.ForeignKey(Consortium, null=True, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True)
    next_check = models.DateTimeField(null=True)

    class Meta:
        ordering = ("tender", "alias")
        constraints = [
            models.UniqueConstraint(name="bid_alias_once", fields=["tender", "alias"]),
            known("bid_state_known", "state", BidState),
            models.CheckConstraint(
                name="bid_begun_at_iff_by",
                condition=Q(begun_by=None, begun_at=None) | Q(begun_by__isnull=False, begun_at__isnull=False),
                violation_error_message=_("A bid is begun by somebody, at a time."),
            ),
            models.CheckConstraint(
                name="bid_written_here_has_lead",
                condition=Q(begun_at=None, supplier=None, consortium=None)
                | Q(begun_at__isnull=False, supplier__isnull=False),
                violation_error_message=_("A bid that is written here has a lead."),
            ),
        ]

    def __str__(self) -> str:
        return self.alias

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"


class BidLot(models.Model):
    """A lot that a bid is for. `submitted_at` decides ties; None where it is the bid's own."""

    guard = opened(OF_BID)

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="lot_links")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="bid_links")
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bids_bid_lots"
        constraints = [models.UniqueConstraint(name="bid_lot_once", fields=["bid", "lot"])]

    def __str__(self) -> str:
        return f"{self.bid}: {self.lot}"


class BidParty(models.Model):
    """An organisation in a bid and its role there. Who a tenderer of an imported file is can be corrected."""

    guard = opened(
        OF_BID,
        fixed=("id", "bid_id", "supplier_id", "no", "country", "size", "role", "share", "tasks"),
        back=_OF_OWN_TENDER,
    )

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="parties")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=500)
    id_scheme = models.CharField(max_length=50, blank=True)
    id_value = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    size = models.CharField(max_length=10, default="unknown")
    role = models.CharField(
        max_length=24,
        choices=[
            ("lead", _("Lead")),
            ("member", _("Member")),
            ("relied_subcontractor", _("Subcontractor relied on")),
            ("other_subcontractor", _("Other subcontractor")),
        ],
    )
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    tasks = models.TextField(blank=True)

    class Meta:
        ordering = ("bid", "no")
        constraints = [
            models.UniqueConstraint(name="bid_party_number_once", fields=["bid", "no"]),
            models.UniqueConstraint(
                name="bid_has_one_lead",
                fields=["bid"],
                condition=Q(role="lead"),
                violation_error_message=_("Exactly one lead."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriceLine(models.Model):
    """One priced element of a bid for a lot; None where the bid states no amount."""

    append_only = True
    guard = _priced()

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="prices")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    element = models.CharField(max_length=120, default="price")
    amount = AmountField(null=True)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="price_line_once", fields=["bid", "lot", "element"]),
            models.CheckConstraint(
                name="price_not_negative",
                condition=Q(amount=None) | ~Q(Exact(Left(F("amount"), 1), Value("-"))),
                violation_error_message=_("A price is never negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.amount} {self.currency}"


class Quantity(models.Model):
    """A number that a bid offers for a lot and the published formula reads, by its code; exact."""

    append_only = True
    guard = _priced()

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="quantities")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    value = FractionField()

    class Meta:
        verbose_name_plural = "quantities"
        constraints = [models.UniqueConstraint(name="quantity_once", fields=["bid", "lot", "code"])]

    def __str__(self) -> str:
        return f"{self.code}: {self.value}"


class RequirementResponse(models.Model):
    """A bid's answer to a requirement, as given."""

    append_only = True
    guard = opened(OF_BID)

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="responses")
    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="responses")
    value = models.TextField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="response_once", fields=["bid", "requirement"])]

    def __str__(self) -> str:
        return f"{self.requirement}: {self.value}"


class KpiCommitment(models.Model):
    """The level of a KPI that a bid commits to."""

    append_only = True
    guard = opened(OF_BID)

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="commitments")
    kpi = models.ForeignKey(KpiTemplate, on_delete=models.PROTECT, related_name="commitments")
    target = FractionField()

    class Meta:
        constraints = [models.UniqueConstraint(name="commitment_once", fields=["bid", "kpi"])]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.target}"


class Claim(models.Model):
    """What a bid says about an interface. Until verifiers exist it is 'declared, not checked' (DESIGN §7.3)."""

    append_only = True
    guard = opened(OF_BID)

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="claims")
    interface = models.ForeignKey(TenderInterface, on_delete=models.PROTECT, related_name="claims")
    standard_id = models.CharField(max_length=80)
    standard_version = models.CharField(max_length=60, blank=True)
    statement = models.TextField()
    item_shas = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(name="claim_once", fields=["bid", "interface"])]

    def __str__(self) -> str:
        return f"{self.interface}: {self.standard_id}"


class SourceFinding(models.Model):
    """Why a bid of an imported file is not ranked, or why a lot cannot be evaluated; `lot` None means every lot."""

    append_only = True
    guard = opened("OLD.tender_id")

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="source_findings")
    no = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=SourceFindingKind.choices)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    bid = models.ForeignKey(Bid, null=True, on_delete=models.PROTECT, related_name="source_findings")
    sentence = models.TextField()

    class Meta:
        ordering = ("tender", "no")
        constraints = [
            models.UniqueConstraint(name="source_finding_number_once", fields=["tender", "no"]),
            known("source_finding_kind_known", "kind", SourceFindingKind),
        ]

    def __str__(self) -> str:
        return self.sentence


class SourceAward(models.Model):
    """A decision of an imported file about a lot: whom it awards, rejects or still weighs, in its own words.

    `lot` and `bid` are None where the file names none; `suppliers` are names and identifiers as the file has them.
    """

    append_only = True
    guard = opened("OLD.tender_id")

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="source_awards")
    no = models.PositiveIntegerField()
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="source_awards")
    bid = models.ForeignKey(Bid, null=True, on_delete=models.PROTECT, related_name="source_awards")
    source_key = models.CharField(max_length=120)
    status = models.CharField(max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    amount = AmountField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    suppliers = models.JSONField(default=list)
    ground = models.TextField(blank=True)

    class Meta:
        ordering = ("tender", "no")
        constraints = [models.UniqueConstraint(name="source_award_number_once", fields=["tender", "no"])]

    def __str__(self) -> str:
        return f"{self.source_key}: {self.status}"
