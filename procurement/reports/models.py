"""Reviews made in the background: a frozen dictionary that page, PDF and API all show."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.audit import PLATFORM
from core.constraints import known
from core.models import AuditCheckpoint, Authority, Job, User
from procurement.bids.models import BidReceipt, Opening
from procurement.evaluations.models import Run
from procurement.policies.models import PolicyVersion
from procurement.studies.models import MethodStudy
from procurement.tenders.models import TenderVersion

KINDS = [
    ("review", _("Evaluation review")),
    ("study", _("Study of methods")),
    ("policy", _("Policy review")),
    ("notice", _("Notice of a tender")),
    ("opening", _("Record of an opening")),
]


ABOUT = {"review": "run", "study": "study", "policy": "policy", "notice": "tender_version", "opening": "opening"}


def _about_one_thing() -> Q:
    """Each kind names its thing, and nothing else."""
    kinds = Q()
    for kind, thing in ABOUT.items():
        empty = {f"{other}__isnull": other != thing for other in ABOUT.values()}
        kinds |= Q(kind=kind, **empty)
    return kinds


class Variant(models.TextChoices):
    ARCHIVE = "pdf/a-3a", _("Archive (built as PDF/A-3a)")
    ACCESSIBLE = "pdf/ua-1", _("Accessible copy (built as PDF/UA-1)")


class Report(models.Model):
    """A review of one run, of one study of methods, or of a period of one policy; or the notice of a version of a
    tender, or the record of an opening, once for each. The file is its job's artefact.

    What it says was fixed when it was requested; of a policy that is the question, and `PolicyReview` the answer.
    `checkpoint`: of a review, the signed head of the tender's log by then; None where the site could not sign.
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
    opening = models.OneToOneField(Opening, null=True, on_delete=models.PROTECT, related_name="report")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    data = models.JSONField()
    data_sha = models.CharField(max_length=64)
    checkpoint = models.ForeignKey(AuditCheckpoint, null=True, on_delete=models.PROTECT, related_name="+")
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
                condition=_about_one_thing(),
                violation_error_message=_(
                    "A report is about one run, one study, one policy, one version of a tender or one opening."
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
        if self.opening:
            return self.opening.tender.ref
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


class ReceiptPaper(models.Model):
    """The receipt of a bid as a PDF, for the bid's own people. The file is its job's artefact.

    It stands apart from reports: those are numbered and listed for officers, who learn of no bid before the opening.
    `data`: what it says beside the signed receipt, fixed when it was asked for.
    """

    append_only = True

    receipt = models.OneToOneField(BidReceipt, primary_key=True, on_delete=models.PROTECT, related_name="paper")
    data = models.JSONField()
    data_sha = models.CharField(max_length=64)
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="receipt_paper")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.receipt)

    @property
    def audit_origin(self) -> str:
        return self.receipt.revision.audit_origin
