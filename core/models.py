"""What every stage stands on: people and their roles, the audit log, background jobs."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, TODAY, Guard


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in with an e-mail address. What it may do comes from memberships alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    # Django and its libraries ask these; nothing here is granted through them.
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new passphrase ends the API tokens, too; Django ends the sessions. The page keeps the one it came from."""
        is_new_passphrase = self._password is not None  # type: ignore[attr-defined]  # set_password leaves it there
        super().save(*args, **kwargs)
        if is_new_passphrase:
            self.auth_token_set.all().delete()  # type: ignore[attr-defined]

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        return False


class Authority(models.Model):
    """A public buyer: a city, an agency, a joint purchasing body. `core.authorities` says when two are the same."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=500)
    id_scheme = models.CharField(max_length=50, blank=True)
    id_value = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    # Set while nobody has decided whether this is the authority of that name or another; nobody is its member then.
    same_name_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "authorities"
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                name="authority_identifier_once",
                fields=["id_scheme", "id_value"],
                condition=~Q(id_value=""),
                violation_error_message=_("Another authority has this identifier."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OFFICER = "officer", _("Procurement officer")
    OPENER = "opener", _("Opener")
    AUDITOR = "auditor", _("Auditor")
    REVIEWER = "reviewer", _("Policy reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(models.Model):
    """One role of one person in one authority."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "authority", "role"]),
            known("membership_role_known", "role", Role, _("This role is not known.")),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.authority}"

    def save(self, *args: Any, **options: Any) -> None:
        if self.authority.same_name_as_id:
            raise ValidationError(
                _("%(name)s has the name of another authority. Adopt it or merge it before it has members.")
                % {"name": self.authority}
            )
        super().save(*args, **options)


class AuditLog(models.Model):
    """The head of one log: one per tender and one for the platform. Locked while a leaf is appended.

    It starts empty and moves by one, with the leaf that was added at its size.
    """

    guard = Guard(
        insert="NEW.size <> 0 OR NEW.latest_hash <> ''",
        update="NEW.origin <> OLD.origin OR NEW.size <> OLD.size + 1 OR NOT EXISTS (SELECT 1 FROM core_auditleaf"
        ' WHERE log_id = OLD.origin AND "index" = OLD.size AND hash = NEW.latest_hash)',
        delete=NEVER,
    )

    origin = models.CharField(primary_key=True, max_length=120)
    size = models.PositiveBigIntegerField(default=0)
    latest_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.origin} ({self.size})"


class AuditLeaf(models.Model):
    """One act, never changed. `hash` = SHA-256(0x00 | body), the leaf hash of RFC 6962; the tree is built on these."""

    append_only = True
    guard = Guard(insert='NEW."index" <> COALESCE((SELECT size FROM core_auditlog WHERE origin = NEW.log_id), -1)')

    log = models.ForeignKey(AuditLog, on_delete=models.PROTECT, related_name="leaves")
    index = models.PositiveBigIntegerField()
    body = models.TextField()
    hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ("log", "index")
        constraints = [models.UniqueConstraint(name="audit_leaf_index_once", fields=["log", "index"])]
        indexes = [models.Index(name="audit_leaf_kind_at", fields=["kind", "at"])]

    def __str__(self) -> str:
        return f"{self.log_id} #{self.index} {self.kind}"


class AuditSecret(models.Model):
    """The salt and value behind a hashed field of a leaf. Erasing the row erases the person; the log still verifies."""

    guard = Guard(update=NEVER)

    leaf = models.ForeignKey(AuditLeaf, on_delete=models.PROTECT, related_name="secrets")
    field = models.CharField(max_length=60)
    salt = models.CharField(max_length=64)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="audit_secret_once", fields=["leaf", "field"])]

    def __str__(self) -> str:
        return f"{self.leaf_id}.{self.field}"


class SecurityKind(models.TextChoices):
    """What the security log knows, with its sentence; nothing else is written there."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_IN_NEW_DEVICE = "signed_in_new_device", _("Signed in on a new device")
    SIGNED_OUT = "signed_out", _("Signed out")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed: wrong passphrase")
    SIGN_IN_UNKNOWN = "sign_in_unknown", _("Sign-in failed: no account has this address")
    CONFIRMATION_FAILED = "confirmation_failed", _("Wrong passphrase when asked for it again")
    CODE_FAILED = "code_failed", _("Wrong code of the second factor")
    RECOVERY_FAILED = "recovery_failed", _("Sign-in with a recovery code failed")
    PLACE_LOCKED = "place_locked", _("Too many failed tries from one place: refused for 15 minutes")
    ACCOUNT_LOCKED = "account_locked", _("Too many failed tries in a day: new devices are refused")
    REFUSED = "refused", _("A page or an action was refused")
    TOKEN_REFUSED = "token_refused", _("An API token was refused")
    DOWNLOADED = "downloaded", _("A file was downloaded")
    TOKEN_MADE = "token_made", _("API token made")
    TOKEN_REVOKED = "token_revoked", _("API token revoked")
    TOKEN_NEW_PLACE = "token_new_place", _("API token used from a new place")
    FACTOR_ADDED = "factor_added", _("Second factor set up")
    FACTOR_REMOVED = "factor_removed", _("Second factor removed")
    CODES_MADE = "codes_made", _("Recovery codes made")
    CODES_REMOVED = "codes_removed", _("Recovery codes removed")
    CODE_USED = "code_used", _("Recovery code used")
    PASSPHRASE_CHANGED = "passphrase_changed", _("Passphrase changed; other sessions and all API tokens ended")
    PASSPHRASE_RESET = "passphrase_reset", _("Passphrase set by a mailed link; sessions and API tokens ended")
    LINK_PRINTED = "link_printed", _("Link to a new passphrase printed on the server")
    ADDRESS_ASKED = "address_asked", _("Change of the e-mail address asked for")
    ADDRESS_CHANGED = "address_changed", _("E-mail address changed")
    LOG_SHORTENED = "log_shortened", _("Old events of this log removed")


KEPT_DAYS = 90  # the least: younger events are removed by nobody


class SecurityEvent(models.Model):
    """What happened to an account or was refused, never changed. `core.security.writing` is the one writer.

    It names nobody: `seal` is SHA-256 over salt, person and place of its trace. `count`: its number among its like from
    there in that hour. Removed by age only, by the database's clock.
    """

    guard = Guard(update=NEVER, delete=f"OLD.day > {TODAY} - {KEPT_DAYS}")

    kind = models.CharField(max_length=24, choices=SecurityKind.choices)
    at = models.DateTimeField()
    day = models.PositiveIntegerField()  # since 1 January 1970
    count = models.PositiveIntegerField(default=1)
    route = models.CharField(max_length=80, blank=True)
    object_id = models.CharField(max_length=36, blank=True)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ("-pk",)
        constraints = [known("security_kind_known", "kind", SecurityKind)]
        indexes = [
            models.Index(name="security_kind", fields=["kind", "id"]),
            models.Index(name="security_day", fields=["day", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class SecurityTrace(models.Model):
    """Who and where of an event. `place` is a mark made of the network address. Erasing the row erases both."""

    guard = Guard(update=NEVER)

    event = models.OneToOneField(SecurityEvent, primary_key=True, on_delete=models.CASCADE, related_name="trace")
    salt = models.CharField(max_length=64)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [models.Index(name="security_place", fields=["place", "event"])]

    def __str__(self) -> str:
        return f"{self.event_id}"


class JobState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    RUNNING = "running", _("Running")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


class Job(models.Model):
    """A background job that a person can see. The row is the truth; a broker only wakes a worker (RELIABILITY §2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    target = models.CharField(max_length=80)
    input_hash = models.CharField(max_length=64)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.REQUESTED)
    percent = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField()
    requested_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("-requested_at", "id")
        constraints = [
            models.UniqueConstraint(name="job_once_per_input", fields=["kind", "target", "input_hash"]),
            models.CheckConstraint(
                name="job_running_iff_leased",
                condition=(Q(state=JobState.RUNNING) & Q(lease_until__isnull=False))
                | (~Q(state=JobState.RUNNING) & Q(lease_until=None)),
                violation_error_message=_("A running job holds a lease, any other none."),
            ),
            models.CheckConstraint(
                name="job_failed_says_why",
                condition=~Q(state=JobState.FAILED) | ~Q(why=""),
                violation_error_message=_("A failed job says why."),
            ),
            models.CheckConstraint(
                name="job_percent_in_range",
                condition=Q(percent__lte=100),
                violation_error_message=_("Progress is 0 to 100 percent."),
            ),
        ]
        indexes = [models.Index(name="job_due", fields=["state", "not_before"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class QueueConsumer(models.Model):
    """A worker and one of the queues that it takes, renewed at every sweep; the row goes when the worker stops."""

    worker = models.CharField(max_length=200)
    queue = models.CharField(max_length=80)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("queue", "worker")
        constraints = [models.UniqueConstraint(name="consumer_once_per_queue", fields=["worker", "queue"])]

    def __str__(self) -> str:
        return f"{self.worker} {self.queue}"


class Artifact(models.Model):
    """The file that a job made: written once, found by its SHA-256."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="artifacts")
    input_hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    object_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    fence = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="artifact_once_per_input", fields=["job", "input_hash"])]

    def __str__(self) -> str:
        return self.file_name
