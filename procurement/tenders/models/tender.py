"""A tender, its lots, and the file that an imported one comes from."""

import uuid
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.fields import AmountField, FractionField
from core.guards import kept_state, published
from core.models import Authority
from core.word_index import WordIndex
from procurement.policies.models import PolicyVersion
from procurement.studies.models import MethodStudy
from procurement.tenders.states import UNPUBLISHED, LotState, TenderState


class Origin(models.TextChoices):
    OWN = "own", _("Run here")
    IMPORTED = "imported", _("Imported")


# What a published tender keeps: all but its state, and the authority that an administrator may find to be another.
PUBLISHED_COLUMNS = (
    *("id", "ref", "title", "description", "published_at", "deadline_at", "questions_until_at", "answers_by_at"),
    *("method_source", "method_study_id"),
    *("origin", "is_test", "publish_no", "currency", "basis", "total_points", "price_formula", "no_method_why"),
    *("panel_method", "panel_min", "envelopes", "scaling", "threshold_on", "params", "rounding", "tie_chain"),
    *("alt_rule", "policy_version_id", "law_profile", "notice_year", "notice_no"),
)
_BACK = (
    "NEW.state IN ('draft', 'review') "
    "OR (NEW.state IN ('open', 'closed') AND OLD.state IN ('opened', 'decided', 'complete'))"
)
# A published deadline moves later or not at all, in an amendment, too.
_EARLIER = (
    "OLD.state NOT IN ('draft', 'review') AND OLD.deadline_at IS NOT NULL "
    "AND (NEW.deadline_at IS NULL OR NEW.deadline_at < OLD.deadline_at)"
)


HIGHEST_ORDER = 2**63 - 1
DIGITS = 100  # more than a sum of amounts has: 30 before the point and 30 after it


def total_estimate(estimates: Iterable[Decimal | None]) -> Decimal | None:
    """What lots are estimated at together, exact; None if one of them has no estimate, or there is no lot."""
    amounts = list(estimates)
    known = [amount for amount in amounts if amount is not None]
    if not amounts or len(known) < len(amounts):
        return None
    with localcontext(prec=DIGITS):
        return sum(known, start=Decimal())


def value_order(estimate: Decimal | None) -> int | None:
    """Where a tender stands by value, in hundredths; every amount that no integer of the database holds is the highest.

    A list may put amounts in another order that differ by less than a hundredth.
    """
    if estimate is None:
        return None
    with localcontext(prec=DIGITS):
        hundredths = int((estimate * 100).to_integral_value(ROUND_HALF_UP))
    return min(hundredths, HIGHEST_ORDER)


class Tender(models.Model):
    """A procurement procedure: what is bought, by whom, and by which published method bids are ranked.

    `is_test`: the source of an import marks it as a test. `notice_no`: the number of the notice in its authority's
    `notice_year`, without gaps. `policy_version`, `law_profile`: what held when it was published.
    `value_order`: what its lots are estimated at together, in
    hundredths of the currency, for the order of a list alone; None unless each published lot has an estimate.
    `search_text`: what words find, by `search.search_text`; the column `search_vector` of PostgreSQL is made of it.
    """

    guard = kept_state(published("OLD.id", fixed=PUBLISHED_COLUMNS, back=_BACK), never=_EARLIER)
    word_index = WordIndex("tenders_words", key="publish_no", text="search_text")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=120)
    title = models.TextField()
    description = models.TextField(blank=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="tenders")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.OWN)
    is_test = models.BooleanField(default=False)
    publish_no = models.BigIntegerField(null=True, unique=True)
    state = models.CharField(max_length=14, choices=TenderState.choices, default=TenderState.DRAFT)
    state_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    questions_until_at = models.DateTimeField(null=True)
    answers_by_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    next_check = models.DateTimeField(null=True)
    notice_year = models.PositiveSmallIntegerField(null=True)
    notice_no = models.PositiveIntegerField(null=True)
    policy_version = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="tenders")
    law_profile = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=5, choices=[("net", _("net of VAT")), ("gross", _("VAT included"))])
    total_points = FractionField(default="100")
    price_formula = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict, blank=True)
    method_source = models.TextField(blank=True)
    method_study = models.ForeignKey(MethodStudy, null=True, on_delete=models.PROTECT, related_name="tenders")
    no_method_why = models.TextField(blank=True)
    panel_method = models.CharField(
        max_length=10,
        choices=[("consensus", _("Consensus")), ("mean", _("Mean")), ("median", _("Median"))],
        default="consensus",
    )
    panel_min = models.PositiveSmallIntegerField(default=3)
    envelopes = models.PositiveSmallIntegerField(default=2)
    scaling = models.CharField(max_length=5, choices=[("none", _("none")), ("best", _("best"))], default="none")
    rounding = models.JSONField(default=dict, blank=True)
    threshold_on = models.CharField(
        max_length=8, choices=[("exact", _("exact")), ("rounded", _("rounded"))], default="exact"
    )
    tie_chain = models.JSONField(default=list, blank=True)
    alt_rule = models.JSONField(default=dict, blank=True)
    search_text = models.TextField(blank=True, editable=False)
    value_order = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ("-publish_no",)
        constraints = [
            models.UniqueConstraint(
                name="tender_ref_once_per_origin",
                fields=["authority", "ref", "origin"],
                condition=Q(origin="own"),
                violation_error_message=_("This authority has a tender with this reference."),
            ),
            known("tender_state_known", "state", TenderState),
            known("tender_origin_known", "origin", Origin),
            models.CheckConstraint(
                name="tender_method_or_reason",
                condition=Q(state__in=[*UNPUBLISHED, TenderState.CANCELLED])
                | ~Q(price_formula="")
                | ~Q(no_method_why=""),
                violation_error_message=_("A tender names its method, or says why it has none."),
            ),
            models.UniqueConstraint(
                name="tender_notice_number_once",
                fields=["authority", "notice_year", "notice_no"],
                condition=Q(notice_no__isnull=False),
                violation_error_message=_("This authority has a notice with this number."),
            ),
            models.CheckConstraint(
                name="tender_published_has_number",
                condition=Q(state__in=[*UNPUBLISHED, TenderState.CANCELLED]) | Q(publish_no__isnull=False),
                violation_error_message=_("A published tender has a publication number."),
            ),
        ]
        indexes = [
            models.Index(name="tender_due", fields=["next_check"]),
            models.Index(name="tender_state_no", fields=["state", "publish_no"]),
            models.Index(name="tender_authority_no", fields=["authority", "publish_no"]),
            models.Index(name="tender_formula_no", fields=["price_formula", "publish_no"]),
            models.Index(name="tender_origin_no", fields=["origin", "publish_no"]),
            models.Index(name="tender_test_no", fields=["is_test", "publish_no"]),
            models.Index(name="tender_deadline_no", fields=["deadline_at", "publish_no"]),
            models.Index(name="tender_value_no", fields=["currency", "-value_order", "-publish_no"]),
            models.Index(name="tender_without_value_no", fields=["-publish_no"], condition=Q(value_order=None)),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.pk}"


class SourceDocument(models.Model):
    """Where an imported tender comes from, and what in that file has no place in the model."""

    append_only = True

    tender = models.OneToOneField(Tender, on_delete=models.PROTECT, related_name="source")
    name = models.CharField(max_length=300)
    format = models.CharField(max_length=40)
    record = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    extras = models.JSONField(default=dict)
    coverage = models.JSONField(default=dict)
    notes = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.name


class Lot(models.Model):
    """A part of a tender that is awarded on its own. A tender has at least one."""

    guard = published(fixed=("id", "tender_id", "no", "title", "estimate", "cpv", "source_key", "source_note"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="lots")
    no = models.PositiveSmallIntegerField()
    title = models.TextField()
    estimate = AmountField(null=True)
    cpv = models.JSONField(default=list)
    state = models.CharField(
        max_length=12,
        choices=LotState.choices,
        default=LotState.ACTIVE,
    )
    source_key = models.CharField(max_length=120, blank=True)
    source_note = models.TextField(blank=True)

    class Meta:
        ordering = ("tender", "no")
        constraints = [
            models.UniqueConstraint(name="lot_number_once", fields=["tender", "no"]),
            known("lot_state_known", "state", LotState),
        ]

    def __str__(self) -> str:
        return f"{self.tender} / {self.no}"

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"
