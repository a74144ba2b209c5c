"""What an authority knows of a standard beside the catalogue (EVIDENCE §5), and reference profiles (EVIDENCE §7)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models import Authority, User
from procurement.planning.catalogue import FACTS
from procurement.planning.profiles import ProfileKind, ProfileRole
from scoring.standards import ANSWERS


class FactAct(models.TextChoices):
    """What an entry does: sets a value, makes the fact count as unknown, or lets the catalogue speak again."""

    RECORDED = "recorded", _("recorded")
    DISPUTED = "disputed", _("disputed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class StandardFact(models.Model):
    """An entry of an authority about one fact of a standard. The latest `no` holds; the catalogue is not changed.

    `standard` is its key in the catalogue, `catalogue_sha` the version that was seen. `value` is set by a recorded
    entry only. `source` says where it was read, of a dispute or withdrawal why. `was` and `was_source` keep what held
    before.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="standard_facts")
    standard = models.CharField(max_length=80)
    fact = models.CharField(max_length=40, choices=[(fact, fact) for fact in FACTS])
    no = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=FactAct)
    value = models.CharField(max_length=10, blank=True, choices=[(answer, answer) for answer in ANSWERS])
    source = models.TextField()
    was = models.CharField(max_length=10)
    was_source = models.TextField(blank=True)
    catalogue_sha = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("standard", "fact", "no")
        constraints = [
            models.UniqueConstraint(
                name="standard_fact_number_once",
                fields=["authority", "standard", "fact", "no"],
                violation_error_message=_("Another entry about this fact has this number."),
            ),
            models.CheckConstraint(
                name="standard_fact_is_known",
                condition=Q(fact__in=FACTS),
                violation_error_message=_("The catalogue has no such fact."),
            ),
            models.CheckConstraint(
                name="standard_fact_value_iff_recorded",
                condition=Q(act=FactAct.RECORDED, value__in=ANSWERS)
                | Q(act__in=(FactAct.DISPUTED, FactAct.WITHDRAWN), value=""),
                violation_error_message=_(
                    "A recorded fact is yes, partly, no or unknown; other entries have no value."
                ),
            ),
            models.CheckConstraint(
                name="standard_fact_has_source",
                condition=~Q(source=""),
                violation_error_message=_("Say where it was read, or why."),
            ),
        ]
        indexes = [models.Index(name="standard_fact_of_standard", fields=["standard", "fact"])]

    def __str__(self) -> str:
        return f"{self.standard}: {self.fact}"


class Profile(models.Model):
    """The files that say what an interface must be, and samples; known by the SHA-256 over their list.

    It belongs to no authority: the same files are the same profile, whoever stores them. `by` is who did first.
    """

    append_only = True

    sha256 = models.CharField(primary_key=True, max_length=64)
    kind = models.CharField(max_length=20, choices=[(str(kind), str(kind)) for kind in ProfileKind])
    dialect = models.CharField(max_length=60)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "sha256")
        constraints = [known("profile_kind_known", "kind", ProfileKind, _("No known kind of profile."))]

    def __str__(self) -> str:
        return f"{self.kind} {self.sha256[:12]}"


class ProfileFile(models.Model):
    """A file of a profile; number 1 is the main one. `name` is the URI of a reference file, else a sample's name."""

    append_only = True

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, related_name="files")
    no = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=[(str(role), str(role)) for role in ProfileRole])
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("profile", "no")
        constraints = [
            models.UniqueConstraint(
                name="profile_file_number_once",
                fields=["profile", "no"],
                violation_error_message=_("Another file of the profile has this number."),
            ),
            known("profile_file_role_known", "role", ProfileRole, _("No known role of a file.")),
        ]

    def __str__(self) -> str:
        return self.name
