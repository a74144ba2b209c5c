"""What suppliers say of themselves, once: declarations, certificates, capabilities, policies, owners and directors.

Every row is a version of a fact and stays as it is; a later version takes its place. Rows go only with their erased
supplier.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard
from core.models import StoredFile, User
from suppliers.declarations import declarations
from suppliers.models.organisations import Supplier, kept_until_erased


class VersionAct(models.TextChoices):
    """Why there is a version: `withdrawn` is one, too, and ends the fact."""

    ENTERED = "entered", _("Entered")
    REPLACED = "replaced", _("Replaced")
    RENEWED = "renewed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class FactVersion(models.Model):
    """A version of a fact. `no`: the fact among those of its kind; `version`: from 1, the highest is in force.

    It ends with `expires_date`, on which it is still true. Without `evidence` it is declared, not proven.
    """

    guard = Guard(update=NEVER, delete=kept_until_erased())

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    no = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    act = models.CharField(max_length=12, choices=VersionAct.choices, default=VersionAct.ENTERED)
    evidence = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_date = models.DateField(null=True, blank=True)
    expires_date = models.DateField(null=True, blank=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("supplier_id", "no", "version")
        constraints = [
            models.UniqueConstraint(
                name="%(class)s_version_once",
                fields=["supplier", "no", "version"],
                violation_error_message=_("This fact has been changed meanwhile. Read it again."),
            ),
            models.CheckConstraint(
                name="%(class)s_numbered_from_one",
                condition=Q(no__gte=1, version__gte=1),
                violation_error_message=_("Facts and their versions are numbered from 1."),
            ),
            models.CheckConstraint(
                name="%(class)s_entered_iff_first",
                condition=Q(act=VersionAct.ENTERED, version=1)
                | (Q(act__in=["replaced", "renewed", "withdrawn"]) & Q(version__gt=1)),
                violation_error_message=_("The first version is entered; later ones replace, confirm or withdraw it."),
            ),
            models.CheckConstraint(
                name="%(class)s_ends_after_issue",
                condition=Q(issued_date=None) | Q(expires_date=None) | Q(expires_date__gte=F("issued_date")),
                violation_error_message=_("It ends on the day of its issue or later."),
            ),
        ]


class Answer(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Declaration(FactVersion):
    """What the supplier answers to one of the 62 criteria of the ESPD; one fact per code.

    Of a ground for exclusion "yes" says that it applies; `text` then says what was done about it.
    """

    code = models.CharField(max_length=40)
    answer = models.CharField(max_length=3, choices=Answer.choices)
    text = models.TextField(blank=True)

    class Meta(FactVersion.Meta):
        abstract = False
        constraints = [
            *FactVersion.Meta.constraints,
            models.UniqueConstraint(
                name="declaration_once_per_code",
                fields=["supplier", "code", "version"],
                violation_error_message=_("This criterion is declared already."),
            ),
            known("declaration_code_known", "code", declarations(), _("The ESPD has no such criterion.")),
            known("declaration_answer_known", "answer", Answer, _("Answer yes or no.")),
            models.CheckConstraint(
                name="declaration_has_an_end",
                condition=Q(expires_date__isnull=False),
                violation_error_message=_("A declaration has an end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Certificate(FactVersion):
    """A certificate, licence or entry in a register, as somebody else issued it."""

    name = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=100, blank=True)

    class Meta(FactVersion.Meta):
        abstract = False
        constraints = [
            *FactVersion.Meta.constraints,
            models.CheckConstraint(
                name="certificate_has_name", condition=~Q(name=""), violation_error_message=_("Say what it is.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Capability(FactVersion):
    """What the supplier is able to do: `code` by the list that a tender asks by, `amount` in a unit or a currency."""

    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    standard_id = models.CharField(max_length=100, blank=True)

    class Meta(FactVersion.Meta):
        abstract = False
        constraints = [
            *FactVersion.Meta.constraints,
            models.CheckConstraint(
                name="capability_has_code_and_title",
                condition=~Q(code="") & ~Q(title=""),
                violation_error_message=_("A capability has a code and a title."),
            ),
            models.CheckConstraint(
                name="capability_amount_in_one_unit",
                condition=Q(amount=None, unit="", currency="")
                | (Q(amount__isnull=False, amount__gte=0, currency="") & ~Q(unit=""))
                | (Q(amount__isnull=False, amount__gte=0, unit="") & ~Q(currency="")),
                violation_error_message=_("An amount has a unit or a currency, and only an amount has one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class PolicyTopic(models.TextChoices):
    EQUALITY = "equality", _("Equality and diversity")
    ENVIRONMENT = "environment", _("Environment and climate")
    SECURITY = "security", _("Information security")
    PRIVACY = "privacy", _("Data protection")
    LABOUR = "labour", _("Working conditions and supply chain")
    ANTI_CORRUPTION = "anti_corruption", _("Against corruption")
    QUALITY = "quality", _("Quality")
    OTHER = "other", _("Another subject")


class PolicyStatement(FactVersion):
    """A policy of the supplier, as text or as a document."""

    topic = models.CharField(max_length=20, choices=PolicyTopic.choices)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)

    class Meta(FactVersion.Meta):
        abstract = False
        constraints = [
            *FactVersion.Meta.constraints,
            known("policystatement_topic_known", "topic", PolicyTopic, _("This subject is not known.")),
            models.CheckConstraint(
                name="policystatement_has_content",
                condition=~Q(title="") & (~Q(text="") | Q(evidence__isnull=False)),
                violation_error_message=_("Give a title, and the text or a document."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.version}"


class ConnectedRole(models.TextChoices):
    OWNER = "owner", _("Owner")
    DIRECTOR = "director", _("Director")
    SUPERVISOR = "supervisor", _("Member of a supervisory body")


class ConnectedPerson(FactVersion):
    """A person or company that owns or directs the supplier; `share` of an owner in percent, where it is known."""

    name = models.CharField(max_length=300)
    role = models.CharField(max_length=12, choices=ConnectedRole.choices)
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    country = models.CharField(max_length=2, blank=True)

    class Meta(FactVersion.Meta):
        abstract = False
        verbose_name_plural = "connected persons"
        constraints = [
            *FactVersion.Meta.constraints,
            models.CheckConstraint(
                name="connectedperson_has_name", condition=~Q(name=""), violation_error_message=_("Give the name.")
            ),
            known("connectedperson_role_known", "role", ConnectedRole, _("This role is not known.")),
            models.CheckConstraint(
                name="connectedperson_share_in_range",
                condition=Q(share=None) | Q(role=ConnectedRole.OWNER, share__gt=0, share__lte=100),
                violation_error_message=_("Only an owner has a share, above 0 and up to 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class FactsConfirmation(models.Model):
    """That a member said: all of this is still true. `renewed`: how many declarations run anew since then."""

    guard = Guard(update=NEVER, delete=kept_until_erased())

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="confirmations")
    renewed = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("supplier_id", "at")

    def __str__(self) -> str:
        return f"{self.supplier}: {self.at}"
