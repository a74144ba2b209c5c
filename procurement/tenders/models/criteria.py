"""The criterion tree of a tender, and the scales that its marks are given on."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.fields import FractionField
from core.guards import published
from procurement.tenders.models.tender import Lot, Tender


class Family(models.TextChoices):
    INTEROPERABILITY = "interoperability", _("Interoperability")
    OPEN_STANDARDS = "open_standards", _("Open standards")
    VALUE_FOR_MONEY = "value_for_money", _("Value for money")
    PERFORMANCE = "performance", _("Performance")

    @property
    def letter(self) -> str:
        """The sign that stands for the family beside its colour, in every tender, page and paper. Never translated."""
        return {"interoperability": "I", "open_standards": "O", "value_for_money": "V", "performance": "P"}[self.value]


class CriterionKind(models.TextChoices):
    SCORED = "scored", _("Marked by people")
    MACHINE = "machine", _("By evidence")
    FORMULA = "formula", _("By formula")
    PASS_FAIL = "pass_fail", _("Pass or fail")


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
    element = models.TextField(blank=True)
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
