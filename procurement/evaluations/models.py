"""The evaluation of a lot: the panel, marks that are only ever added, and the frozen runs."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.fields import FractionField
from core.models import User
from procurement.bids.models import Bid
from procurement.evaluations.states import EvaluationState
from procurement.tenders.models import Criterion, Lot
from scoring import findings
from scoring.findings import Finding


class Evaluation(models.Model):
    """Where the evaluation of one lot stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, related_name="evaluation")
    state = models.CharField(max_length=16, choices=EvaluationState.choices, default=EvaluationState.SETUP)
    state_at = models.DateTimeField()

    class Meta:
        constraints = [
            known("evaluation_state_known", "state", EvaluationState),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.state}"

    @property
    def audit_origin(self) -> str:
        return self.lot.audit_origin


class PanelMember(models.Model):
    """A person on the panel of a lot; known to the judge by the pseudonym only."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="panel")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=20)
    chair = models.BooleanField(default=False)
    no = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("lot", "no")
        constraints = [
            models.UniqueConstraint(name="panel_member_once", fields=["lot", "user"]),
            models.UniqueConstraint(name="panel_pseudonym_once", fields=["lot", "pseudonym"]),
            models.UniqueConstraint(name="panel_one_chair", fields=["lot"], condition=Q(chair=True)),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class Mark(models.Model):
    """A panel member's own mark for a bid under a criterion; a change is a new row, the highest revision holds."""

    append_only = True

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="marks")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="marks")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="marks")
    revision = models.PositiveSmallIntegerField(default=1)
    value = FractionField(null=True)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mark_revision_once", fields=["member", "bid", "criterion", "revision"])
        ]
        # What the judge reads, without the reasons: see queries.marks_of.
        indexes = [models.Index(name="mark_values", fields=["member", "criterion", "bid", "revision", "value"])]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Consensus(models.Model):
    """The agreed mark of a bid for a lot under a criterion. Imported marks stand here without individual ones."""

    append_only = True

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="consensus")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="consensus")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="consensus")
    revision = models.PositiveSmallIntegerField(default=1)
    value = FractionField(null=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "consensus"
        constraints = [
            models.UniqueConstraint(name="consensus_revision_once", fields=["lot", "bid", "criterion", "revision"])
        ]
        indexes = [models.Index(name="consensus_values", fields=["lot", "criterion", "bid", "revision", "value"])]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"


class Admission(models.Model):
    """Two persons admit or exclude a bid for a lot, with ground and reason; the latest row holds."""

    append_only = True

    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="admissions")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="admissions")
    verdict = models.CharField(max_length=10, choices=[("admitted", _("Admitted")), ("excluded", _("Excluded"))])
    ground = models.CharField(max_length=200)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="admission_by_two_persons",
                condition=~Q(by=F("second_by")),
                violation_error_message=_("A second person must confirm."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.bid}: {self.verdict}"


class Run(models.Model):
    """One evaluation, frozen: what went in, by which method, what came out. Replay gives the same bytes.

    `annex` says how little would change the result, `findings` what was to be looked at twice when it was frozen. Both
    inform; result and award do not depend on them. A run from before there were such lists has none.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="runs")
    no = models.PositiveSmallIntegerField()
    cause = models.CharField(
        max_length=20,
        choices=[
            ("first", _("First evaluation")),
            ("exclusion", _("A bid was excluded")),
            ("complaint", _("A complaint was upheld")),
            ("correction", _("An error was corrected")),
        ],
    )
    reason = models.TextField(blank=True)
    method = models.CharField(max_length=80)
    inputs = models.TextField()
    result = models.TextField()
    spec_sha = models.CharField(max_length=64)
    facts_sha = models.CharField(max_length=64)
    result_sha = models.CharField(max_length=64)
    annex = models.TextField(blank=True)
    annex_sha = models.CharField(max_length=64, blank=True)
    findings = models.TextField(blank=True)
    findings_sha = models.CharField(max_length=64, blank=True)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("lot", "no")
        constraints = [
            models.UniqueConstraint(name="run_number_once", fields=["lot", "no"]),
            models.CheckConstraint(
                name="run_first_supersedes_nothing",
                condition=Q(no=1, cause="first", supersedes=None) | Q(no__gt=1, supersedes__isnull=False),
                violation_error_message=_("Only the first run supersedes none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} run {self.no}"

    @property
    def audit_origin(self) -> str:
        return self.lot.audit_origin


class LaterFinding(models.Model):
    """Something to look at twice that became known after its run was frozen. The run's own list stays as it was."""

    append_only = True

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="later_findings")
    finding = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.finding["kind"])


class FindingAnswer(models.TextChoices):
    KEEP = "keep", _("The bids stay in the ranking")
    EXCLUDE = "exclude", _("The bids are excluded")


class AboutFinding(models.Model):
    """A row about something to look at twice as it was read then: kind, bids, and the figures of its sentence."""

    kind = models.CharField(max_length=40)
    bids = models.JSONField()
    values = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def finding(self) -> Finding:
        """The finding with its figures; one with other figures is another."""
        return findings.from_json([{"kind": self.kind, "bids": self.bids, "values": self.values}])[0]


class DecisionProposal(AboutFinding):
    """What one officer proposes about a finding; the latest for it waits for a second officer."""

    append_only = True

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="proposals")
    decision = models.CharField(max_length=10, choices=FindingAnswer.choices)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [known("proposal_decision_known", "decision", FindingAnswer)]

    def __str__(self) -> str:
        return f"{self.kind}: {self.decision}"


class FindingDecision(AboutFinding):
    """What two officers decided about something to look at twice; the latest for that finding holds."""

    append_only = True

    evaluation = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.OneToOneField(DecisionProposal, on_delete=models.PROTECT, related_name="confirmed")
    decision = models.CharField(max_length=10, choices=FindingAnswer.choices)
    reason = models.TextField()
    by_first = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_second = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            known("finding_decision_known", "decision", FindingAnswer),
            models.CheckConstraint(
                name="finding_decided_by_two_persons",
                condition=~Q(by_first=F("by_second")),
                violation_error_message=_("A second person must confirm."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.decision}"
