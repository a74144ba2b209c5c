"""A tender and what is frozen with it: lots, the criterion tree, scales, requirements, interfaces, KPIs."""

import uuid
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.fields import AmountField, FractionField
from core.guards import kept_state, published
from core.models import Authority, User
from procurement.studies.models import MethodStudy
from procurement.tenders.states import UNPUBLISHED, LotState, TenderState

if TYPE_CHECKING:
    pass


class Origin(models.TextChoices):
    OWN = "own", _("Run here")
    IMPORTED = "imported", _("Imported")


class Family(models.TextChoices):
    INTEROPERABILITY = "interoperability", _("Interoperability")
    OPEN_STANDARDS = "open_standards", _("Open standards")
    VALUE_FOR_MONEY = "value_for_money", _("Value for money")
    PERFORMANCE = "performance", _("Performance")


class CriterionKind(models.TextChoices):
    SCORED = "scored", _("Marked by people")
    MACHINE = "machine", _("Checked by a machine")
    FORMULA = "formula", _("By formula")
    PASS_FAIL = "pass_fail", _("Pass or fail")


# What a published tender keeps: all but its state, and the authority that an administrator may find to be another.
PUBLISHED_COLUMNS = (
    *("id", "ref", "title", "description", "published_at", "deadline_at", "method_source", "method_study_id"),
    *("origin", "publish_no", "currency", "basis", "total_points", "price_formula", "no_method_why"),
    *("panel_method", "panel_min", "envelopes", "scaling", "threshold_on", "params", "rounding", "tie_chain"),
    "alt_rule",
)
_BACK = (
    "NEW.state IN ('draft', 'review') "
    "OR (NEW.state IN ('open', 'closed') AND OLD.state IN ('opened', 'decided', 'complete'))"
)


class Tender(models.Model):
    """A procurement procedure: what is bought, by whom, and by which published method bids are ranked."""

    guard = kept_state(published("OLD.id", fixed=PUBLISHED_COLUMNS, back=_BACK))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ref = models.CharField(max_length=120)
    title = models.TextField()
    description = models.TextField(blank=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="tenders")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.OWN)
    publish_no = models.BigIntegerField(null=True, unique=True)
    state = models.CharField(max_length=14, choices=TenderState.choices, default=TenderState.DRAFT)
    state_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
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
                condition=Q(state=TenderState.DRAFT) | ~Q(price_formula="") | ~Q(no_method_why=""),
                violation_error_message=_("A tender names its method, or says why it has none."),
            ),
            models.CheckConstraint(
                name="tender_published_has_number",
                condition=Q(state__in=list(UNPUBLISHED)) | Q(publish_no__isnull=False),
                violation_error_message=_("A published tender has a publication number."),
            ),
        ]
        indexes = [
            models.Index(name="tender_state_no", fields=["state", "publish_no"]),
            models.Index(name="tender_authority_no", fields=["authority", "publish_no"]),
            models.Index(name="tender_formula_no", fields=["price_formula", "publish_no"]),
            models.Index(name="tender_origin_no", fields=["origin", "publish_no"]),
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


class Scale(models.Model):
    """The levels that a mark may take."""

    guard = published()

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="scales")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(name="scale_name_once", fields=["tender", "name"])]

    def __str__(self) -> str:
        return self.name


class Level(models.Model):
    """One level of a scale: a value, and what a bid must show to reach it."""

    guard = published("(SELECT tender_id FROM tenders_scale WHERE id = OLD.scale_id)")

    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="levels")
    no = models.PositiveSmallIntegerField()
    value = FractionField()
    label = models.TextField()
    descriptor = models.TextField(blank=True)

    class Meta:
        ordering = ("scale", "no")
        constraints = [models.UniqueConstraint(name="level_number_once", fields=["scale", "no"])]

    def __str__(self) -> str:
        return f"{self.value}: {self.label}"


class Criterion(models.Model):
    """A node of the criterion tree. Roots of a lot weigh 100 together, children as much as their parent."""

    guard = published()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="criteria")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    lots = models.ManyToManyField(Lot, related_name="criteria")
    no = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    title = models.TextField()
    text = models.TextField(blank=True)
    family = models.CharField(max_length=20, choices=Family.choices)
    kind = models.CharField(max_length=10, choices=CriterionKind.choices)
    group = models.CharField(max_length=8, choices=[("quality", _("Quality")), ("price", _("Price"))])
    input = models.CharField(
        max_length=8,
        blank=True,
        choices=[(c, c) for c in ("mark", "verdict", "offer", "cost", "price")],
    )
    element = models.CharField(max_length=120, blank=True)
    weight = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    scale = models.ForeignKey(Scale, null=True, on_delete=models.PROTECT, related_name="+")
    min_mark = FractionField(null=True)
    source_note = models.TextField(blank=True)

    class Meta:
        ordering = ("tender", "no")
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(name="criterion_key_once", fields=["tender", "key"]),
            known("criterion_family_known", "family", Family),
            known("criterion_kind_known", "kind", CriterionKind),
            models.CheckConstraint(
                name="criterion_pass_fail_has_no_weight",
                condition=~Q(kind="pass_fail") | Q(weight=None),
                violation_error_message=_("A pass-or-fail criterion has no weight."),
            ),
            models.CheckConstraint(
                name="criterion_weight_in_range",
                condition=Q(weight=None) | Q(weight__gte=0, weight__lte=100),
                violation_error_message=_("A weight lies between 0 and 100."),
            ),
            models.CheckConstraint(
                name="criterion_is_not_its_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message=_("A criterion is not its own parent."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.parent_id and self.parent.tender_id != self.tender_id:  # type: ignore[union-attr]
            raise ValidationError({"parent": _("The parent belongs to another tender.")})


# Which lots a criterion is for: the table has no class of its own.
Criterion.lots.through.guard = published(  # type: ignore[attr-defined]
    "(SELECT tender_id FROM tenders_criterion WHERE id = OLD.criterion_id)"
)


class Requirement(models.Model):
    """What a bid must answer."""

    guard = published()

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="requirements")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="requirements")
    criterion = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="requirements")
    no = models.PositiveIntegerField()
    key = models.CharField(max_length=160)
    version = models.PositiveSmallIntegerField(default=1)
    group_title = models.TextField(blank=True)
    text = models.TextField()
    functional = models.BooleanField(default=False)
    mandatory = models.BooleanField(default=True)
    datatype = models.CharField(max_length=20, default="string")
    minimum = models.TextField(null=True)
    maximum = models.TextField(null=True)
    expected = models.TextField(null=True)

    class Meta:
        ordering = ("tender", "no")
        constraints = [models.UniqueConstraint(name="requirement_key_once", fields=["tender", "key", "version"])]

    def __str__(self) -> str:
        return self.key


class TenderInterface(models.Model):
    """A snapshot of an interface that a bid must meet: it stays as published when a register changes (DESIGN §7.2)."""

    guard = published()

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="interfaces")
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="interfaces")
    no = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    direction = models.CharField(max_length=8, choices=[("provides", _("provides")), ("consumes", _("consumes"))])
    role = models.CharField(
        max_length=12,
        choices=[("must_meet", _("must meet")), ("plugs_into", _("plugs into")), ("extends", _("extends"))],
    )
    standard_id = models.CharField(max_length=80)
    standard_title = models.CharField(max_length=300)
    standard_version = models.CharField(max_length=60, blank=True)
    evidence_kind = models.CharField(max_length=60, blank=True)
    profile_sha = models.CharField(max_length=64, blank=True)
    weight = models.DecimalField(max_digits=7, decimal_places=4)
    min_rung = models.PositiveSmallIntegerField(default=0)
    openness = FractionField(null=True)
    strength = FractionField(null=True)
    openness_facts = models.JSONField(default=dict)

    class Meta:
        ordering = ("tender", "no")
        constraints = [models.UniqueConstraint(name="interface_code_once", fields=["tender", "code"])]

    def __str__(self) -> str:
        return self.code


class KpiTemplate(models.Model):
    """A key performance indicator that bids make an offer for, and that the contract measures and pays by."""

    guard = published()

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="kpis")
    criterion = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="kpis")
    no = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60)
    direction = models.CharField(max_length=5, choices=[("up", _("more is better")), ("down", _("less is better"))])
    minimum = FractionField()
    best = FractionField()
    weight = models.DecimalField(max_digits=7, decimal_places=4)
    credit_rule = models.TextField(blank=True)

    class Meta:
        ordering = ("tender", "no")
        constraints = [models.UniqueConstraint(name="kpi_code_once", fields=["tender", "code"])]

    def __str__(self) -> str:
        return self.code


class TenderVersion(models.Model):
    """Everything that was published with a tender at one moment: at import, at publication, with each amendment.

    `snapshot` is canonical JSON and `digest` its SHA-256; it holds the digest of every lot's specification.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    snapshot = models.TextField()
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "no")
        constraints = [
            models.UniqueConstraint(
                name="version_number_once",
                fields=["tender", "no"],
                violation_error_message=_("Somebody else published a version meanwhile. Read it again."),
            ),
            models.CheckConstraint(
                name="version_after_the_first_gives_reason",
                condition=Q(no=1) | ~Q(reason=""),
                violation_error_message=_("A later version gives its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} version {self.no}"


class LotSpec(models.Model):
    """The published method of a lot as the judge reads it; every later stage reads this and no live row.

    `spec` is the canonical text behind `spec_sha`; without one, `fault` says why the lot cannot be judged.
    `interfaces`: {code: standard, openness, strength as published}.
    """

    append_only = True

    version = models.ForeignKey(TenderVersion, on_delete=models.PROTECT, related_name="specs")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="specs")
    spec = models.TextField(blank=True)
    spec_sha = models.CharField(max_length=64, blank=True)
    interfaces = models.JSONField(default=dict)
    fault = models.TextField(blank=True)

    class Meta:
        ordering = ("version", "lot")
        constraints = [
            models.UniqueConstraint(name="lot_spec_once_per_version", fields=["version", "lot"]),
            models.CheckConstraint(
                name="lot_spec_or_fault",
                condition=Q(spec="", spec_sha="") & ~Q(fault="") | ~Q(spec="") & ~Q(spec_sha="") & Q(fault=""),
                violation_error_message=_("A lot has a specification, or the fault for which it has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.lot.no}"
