"""People, the authorities they act for, and their roles there."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.constraints import known


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
    date_joined = models.DateTimeField(editable=False)

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
        if self.date_joined is None:
            self.date_joined = clock.db_now()
        is_new_passphrase = self._password is not None  # type: ignore[attr-defined]  # set_password leaves it there
        super().save(*args, **kwargs)
        if is_new_passphrase:
            self.auth_token_set.all().delete()  # type: ignore[attr-defined]

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002
        return False


class LawProfileId(models.TextChoices):
    """The profiles of `core/law/profiles.py`, with their versions."""

    EU = "eu-directive/1", _("European Union: Directive 2014/24/EU")
    DE = "de-gwb/1", _("Germany: GWB and VgV before 1 July 2026, to be confirmed")
    UK = "uk-pa2023/1", _("United Kingdom: Procurement Act 2023")
    CITY = "own/1", _("Rules of the city itself")


class PriceBasis(models.TextChoices):
    NET = "net", _("without tax")
    GROSS = "gross", _("with tax")


class Authority(models.Model):
    """A public buyer: a city, an agency, a joint purchasing body. `core.authorities` says when two are the same.

    Empty: nobody has decided it. `locale` by Babel (de_DE) says how numbers are written and read, `currency` and
    `basis` what amounts are in unless a tender says otherwise. Days are those of `zone`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=500)
    id_scheme = models.CharField(max_length=50, blank=True)
    id_value = models.CharField(max_length=200, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    locale = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    basis = models.CharField(max_length=5, choices=PriceBasis.choices, blank=True)
    law_profile = models.CharField(max_length=40, choices=LawProfileId.choices, blank=True)
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
            ),
            known(
                "authority_law_profile_known", "law_profile", ["", *LawProfileId], _("This law profile is not known.")
            ),
            known("authority_basis_known", "basis", ["", *PriceBasis]),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    OFFICER = "officer", _("Procurement officer")
    OPENER = "opener", _("Opener")
    ESCROW = "escrow", _("Keeper of the spare key")
    AUDITOR = "auditor", _("Auditor")
    REVIEWER = "reviewer", _("Policy reviewer")
    ADMINISTRATOR = "administrator", _("Administrator")


# Of these a person has one at most in an authority: bids are opened by keys of different persons.
KEY_ROLES = (Role.OPENER, Role.ESCROW)


class Membership(models.Model):
    """One role of one person in one authority."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "authority", "role"]),
            models.UniqueConstraint(
                name="membership_one_key_role",
                fields=["user", "authority"],
                condition=Q(role__in=[role.value for role in KEY_ROLES]),
                violation_error_message=_("Whoever opens bids does not keep the spare key, too."),
            ),
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
