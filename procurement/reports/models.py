"""Reviews made in the background: a frozen dictionary that page, PDF and API all show."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.audit import PLATFORM
from core.constraints import known
from core.models import Authority, Job, User
from procurement.evaluations.models import Run
from procurement.policies.models import PolicyVersion
from procurement.studies.models import MethodStudy
from procurement.tenders.models import TenderVersion

KINDS = [
    ("review", _("Evaluation review")),
    ("study", _("Study of methods")),
    ("policy", _("Policy review")),
    ("notice", _("Notice of a tender")),
]


class Variant(models.TextChoices):
    ARCHIVE = "pdf/a-3a", _("Archive (built as PDF/A-3a)")
    ACCESSIBLE = "pdf/ua-1", _("Accessible copy (built as PDF/UA-1)")


class Report(models.Model):
    """A review of one run, of one study of methods, or of a period of one policy; or the notice of a version of a
    tender, once for each. The file is its job's artefact.

    What it says was fixed when it was requested; of a policy that is the question, and `PolicyReview` the answer.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    no = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=20, choices=KINDS, default="review")
    variant = models.CharField(max_length=10, choices=Variant.choices, default=Variant.ARCHIVE)
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="reports")
    study = models.ForeignKey(MethodStudy, null=True, on_delete=models.PROTECT, related_name="reports")
    policy = models.ForeignKey(PolicyVersion, null=True, on_delete=models.PROTECT, related_name="reports")
    tender_version = models.OneToOneField(TenderVersion, null=True, on_delete=models.PROTECT, related_name="report")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    data = models.JSONField()
    data_sha = models.CharField(max_length=64)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="report")
    requested_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ("-no",)
        constraints = [
            models.UniqueConstraint(name="report_once_per_data", fields=["run", "variant", "data_sha"]),
            known("report_variant_known", "variant", Variant),
            models.CheckConstraint(
                name="report_about_one_thing",
                condition=Q(kind="review", run__isnull=False, study=None, policy=None, tender_version=None)
                | Q(kind="study", run=None, study__isnull=False, policy=None, tender_version=None)
                | Q(kind="policy", run=None, study=None, policy__isnull=False, tender_version=None)
                | Q(kind="notice", run=None, study=None, policy=None, tender_version__isnull=False),
                violation_error_message=_(
                    "A report is about one run, one study, one policy or one version of a tender."
                ),
            ),
        ]
        indexes = [
            models.Index(name="report_authority_no", fields=["authority", "no"]),
            models.Index(name="report_title_no", fields=["title", "-no"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reading_authority_id(self) -> Any:
        """Whose officers and auditors read it: the authority of the tender that it reviews, wherever that is now."""
        return self.run.lot.tender.authority_id if self.run else self.authority_id

    @property
    def audit_origin(self) -> str:
        return self.run.audit_origin if self.run else PLATFORM

    @property
    def about(self) -> str:
        """What it is about, in a word: the reference of a tender, or the number of a study."""
        if self.run:
            return self.run.lot.tender.ref
        if self.tender_version:
            return self.tender_version.tender.ref
        if self.policy:
            return gettext("Policy, version %(no)d") % {"no": self.policy.no}
        return gettext("Study %(no)d") % {"no": self.study.no if self.study else 0}

    @property
    def content(self) -> Any:
        """What it says: of a policy the figures once they are counted, until then what was asked."""
        answer = getattr(self, "policy_review", None) if self.policy_id else None
        return answer.figures if answer else self.data

    @property
    def content_sha(self) -> str:
        """The digest of `content`."""
        answer = getattr(self, "policy_review", None) if self.policy_id else None
        return answer.digest if answer else self.data_sha


class PolicyReview(models.Model):
    """The figures of the tenders that were published in a period, as a job counted them for a report of kind policy.

    It is stored in the transaction that says the report is ready, so there is none without its file.
    """

    append_only = True

    report = models.OneToOneField(Report, primary_key=True, on_delete=models.PROTECT, related_name="policy_review")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="reviews")
    start_date = models.DateField()
    end_date = models.DateField()
    figures = models.JSONField()
    digest = models.CharField(max_length=64)
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ("-counted_at",)
        constraints = [
            models.CheckConstraint(
                name="policy_review_ends_after_start",
                condition=Q(end_date__gte=models.F("start_date")),
                violation_error_message=_("A period ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.report)
