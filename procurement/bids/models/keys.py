"""Keys that open bids: whose they are, that they work, and which of them open the bids of a tender (SEALING §2)."""

import hashlib
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard
from core.models import Authority, User
from offline.sealing.keysets import KeyRole
from procurement.tenders.models import Tender

# An update of a retired key that deletes its locked half and changes nothing else.
_FORGETS = (
    "NEW.wrapped IS NULL AND NEW.retired_at = OLD.retired_at AND NEW.retired_by_id = OLD.retired_by_id "
    "AND COALESCE(NEW.proved_at = OLD.proved_at, NEW.proved_at IS NULL AND OLD.proved_at IS NULL) "
    "AND COALESCE(NEW.next_check = OLD.next_check, NEW.next_check IS NULL AND OLD.next_check IS NULL)"
)
ROLES = [(KeyRole.OPENER.value, _("Opener")), (KeyRole.ESCROW.value, _("Spare key"))]


class KeyOrigin(models.TextChoices):
    """Where a key was made. Keys of a demonstration are printed with their passphrases, and refused elsewhere."""

    BROWSER = "browser", _("in the browser")
    PROGRAM = "program", _("by the program")
    DEMONSTRATION = "demonstration", _("for the demonstration")


class OpeningKey(models.Model):
    """The key pair of one person for one authority: its public half, and perhaps its private half locked (EOK1).

    Nobody here can unlock `wrapped`: the passphrase never comes here. It may be locked again under another passphrase;
    the key itself never changes. The row of a retired key stays as it is, but for `wrapped`: that is deleted once no
    tender needs it any more.
    """

    guard = Guard(
        update=NEVER,
        fixed=("id", "holder_id", "authority_id", "role", "public_key", "origin", "made_at"),
        back=f"OLD.retired_at IS NOT NULL AND NOT COALESCE({_FORGETS}, 1 = 0)",
        delete=NEVER,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="opening_keys")
    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="opening_keys")
    role = models.CharField(max_length=8, choices=ROLES)
    public_key = models.CharField(max_length=64, unique=True)
    wrapped = models.BinaryField(null=True)
    origin = models.CharField(max_length=14, choices=KeyOrigin.choices)
    made_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    next_check = models.DateTimeField(null=True)

    class Meta:
        ordering = ("authority", "role", "made_at")
        constraints = [
            models.UniqueConstraint(
                name="openingkey_one_in_use",
                fields=["authority", "holder"],
                condition=Q(retired_at=None),
                violation_error_message=_("This person has a key for this authority already."),
            ),
            models.CheckConstraint(
                name="openingkey_role_known",
                condition=Q(role__in=[role for role, _name in ROLES]),
                violation_error_message=_("This role is not known."),
            ),
            known("openingkey_origin_known", "origin", KeyOrigin, _("This origin is not known.")),
            models.CheckConstraint(
                name="openingkey_retired_at_iff_by",
                condition=Q(retired_at=None, retired_by=None) | Q(retired_at__isnull=False, retired_by__isnull=False),
                violation_error_message=_("A key is retired by somebody."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}, {self.public_key[:8]}"

    @property
    def public_bytes(self) -> bytes:
        return bytes.fromhex(self.public_key)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public half: what stands on the sheet of paper and in notices."""
        return hashlib.sha256(self.public_bytes).hexdigest()


class KeyChallenge(models.Model):
    """A question that only the key answers, once and for ten minutes. `expected` is the hash of the right answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(OpeningKey, on_delete=models.CASCADE, related_name="challenges")
    context = models.BinaryField()
    closed = models.BinaryField()
    expected = models.CharField(max_length=64)
    ends_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.ends_at}"


class KeyProof(models.Model):
    """That the holder had the key at a moment."""

    append_only = True

    key = models.ForeignKey(OpeningKey, on_delete=models.PROTECT, related_name="proofs")
    at = models.DateTimeField()

    class Meta:
        ordering = ("key", "at")

    def __str__(self) -> str:
        return f"{self.key}: {self.at}"


class Rehearsal(models.Model):
    """A test bid, sealed for one set of keys and opened by every pair of them: only then may the set open real bids.

    `set_digest` names the set: SHA-256 over its public keys in their order. `header`, `wraps` (JSON) and `body` are the
    test envelope; nothing in it is secret.
    """

    guard = Guard(
        update=NEVER,
        fixed=("id", "authority_id", "set_digest", "header", "wraps", "body", "begun_at"),
        back="OLD.done_at IS NOT NULL",
        delete="OLD.done_at IS NOT NULL",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="rehearsals")
    set_digest = models.CharField(max_length=64)
    header = models.TextField()
    wraps = models.TextField()
    body = models.BinaryField()
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("authority", "begun_at")
        constraints = [models.UniqueConstraint(name="rehearsal_set_once", fields=["authority", "set_digest"])]

    def __str__(self) -> str:
        return f"{self.authority}: {self.set_digest[:8]}"


class RehearsalMember(models.Model):
    """A key in a rehearsal, by its number in the set."""

    append_only = True

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="members")
    number = models.PositiveSmallIntegerField()
    key = models.ForeignKey(OpeningKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("rehearsal", "number")
        constraints = [
            models.UniqueConstraint(name="rehearsalmember_number_once", fields=["rehearsal", "number"]),
            models.UniqueConstraint(name="rehearsalmember_key_once", fields=["rehearsal", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.rehearsal}, {self.number}"


class RehearsalShare(models.Model):
    """One member's half of the test envelope's key in one pair; deleted once the rehearsal is done."""

    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.CASCADE, related_name="shares")
    low = models.PositiveSmallIntegerField()
    high = models.PositiveSmallIntegerField()
    member = models.PositiveSmallIntegerField()
    share = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("rehearsal", "low", "high", "member")
        constraints = [
            models.UniqueConstraint(name="rehearsalshare_once", fields=["rehearsal", "low", "high", "member"])
        ]

    def __str__(self) -> str:
        return f"{self.rehearsal}, {self.low} and {self.high}: {self.member}"


class FrozenKeyset(models.Model):
    """Who may open the bids of a tender, from its publication; a later version comes with an amendment alone.

    `digest` is the hash that notice, log, headers and receipts name. What it is computed from stands in its members.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="keysets")
    version = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    rehearsal = models.ForeignKey(Rehearsal, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "version")
        constraints = [models.UniqueConstraint(name="frozenkeyset_version_once", fields=["tender", "version"])]

    def __str__(self) -> str:
        return f"{self.tender}: {self.digest[:8]}"

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"


class FrozenMember(models.Model):
    """A member of a frozen keyset: role and public key as they were then."""

    append_only = True

    keyset = models.ForeignKey(FrozenKeyset, on_delete=models.PROTECT, related_name="members")
    number = models.PositiveSmallIntegerField()
    key = models.ForeignKey(OpeningKey, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=ROLES)
    public_key = models.CharField(max_length=64)

    class Meta:
        ordering = ("keyset", "number")
        constraints = [
            models.UniqueConstraint(name="frozenmember_number_once", fields=["keyset", "number"]),
            models.UniqueConstraint(name="frozenmember_key_once", fields=["keyset", "key"]),
        ]

    def __str__(self) -> str:
        return f"{self.keyset}, {self.number}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public half, as hexadecimal digits."""
        return hashlib.sha256(bytes.fromhex(self.public_key)).hexdigest()
