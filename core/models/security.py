"""The security log: what happened to accounts or was refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, TODAY, Guard
from core.models.people import User


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
    LINK_SHOWN = "link_shown", _("Link to a new passphrase shown to an administrator")
    FACTOR_RESET = "factor_reset", _("Second factor taken away by administrators or on the server")
    ACCOUNT_CLOSED = "account_closed", _("Account closed by an administrator")
    ACCOUNT_OPENED = "account_opened", _("Account opened again by an administrator")
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
