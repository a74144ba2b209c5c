"""What a bid must answer, the interfaces it must meet, and the indicators it makes an offer for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import FractionField
from core.guards import published
from procurement.tenders.models.criteria import Criterion
from procurement.tenders.models.tender import Lot, Tender


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
