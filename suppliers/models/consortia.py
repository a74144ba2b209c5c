"""Consortia: who bids together, what each does, and that each has agreed to exactly that (LIFECYCLE §4).

Which suppliers stand in a consortium is known to its parties alone: no page, interface, log or officer names one before
the opening. Within it a party has a number; its id is shown to nobody.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard
from core.models import User
from suppliers.models.organisations import Supplier
from suppliers.rules.shares import HUNDRED
from suppliers.states import SHARING_ROLES, STANDING_STATES, ConsortiumState, PartyRole, PartyState


class Consortium(models.Model):
    """Suppliers that bid together, led by one of them. It stands for many bids; each copies it when it begins."""

    guard = Guard(update=NEVER, fixed=("id", "name", "lead_id", "made_by_id", "made_at"), delete=NEVER)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=300)
    lead = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=ConsortiumState.choices, default=ConsortiumState.ACTIVE)
    state_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "consortia"
        constraints = [
            known("consortium_state_known", "state", ConsortiumState, _("This state is not known.")),
            models.CheckConstraint(
                name="consortium_has_name", condition=~Q(name=""), violation_error_message=_("Give it a name.")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InvitedBy(models.TextChoices):
    """How a party came: it made the consortium, gave its share code, or was asked by mail."""

    FOUNDER = "founder", _("Made it")
    SHARE_CODE = "share_code", _("Share code")
    MAIL = "mail", _("Mail")


class ConsortiumParty(models.Model):
    """A party by its number. One that was asked by mail has an address and a name as the lead wrote it, and its
    supplier once a person of that supplier has signed.
    """

    guard = Guard(
        update=NEVER,
        fixed=("id", "consortium_id", "no", "name", "email", "how", "invited_by_id", "invited_at"),
        back="OLD.supplier_id IS NOT NULL AND OLD.supplier_id <> NEW.supplier_id",
        delete=NEVER,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consortium = models.ForeignKey(Consortium, on_delete=models.PROTECT, related_name="parties")
    no = models.PositiveIntegerField()
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=500, blank=True)
    email = models.EmailField(blank=True)
    how = models.CharField(max_length=12, choices=InvitedBy.choices)
    state = models.CharField(max_length=12, choices=PartyState.choices, default=PartyState.INVITED)
    state_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ("consortium", "no")
        verbose_name_plural = "consortium parties"
        constraints = [
            models.UniqueConstraint(name="consortiumparty_number_once", fields=["consortium", "no"]),
            models.UniqueConstraint(
                name="consortiumparty_stands_once",
                fields=["consortium", "supplier"],
                condition=Q(state__in=STANDING_STATES),
                violation_error_message=_("This supplier is in the consortium already."),
            ),
            models.UniqueConstraint(
                name="consortiumparty_address_asked_once",
                fields=["consortium", "email"],
                condition=Q(state=PartyState.INVITED) & ~Q(email=""),
                violation_error_message=_("This address has been asked already."),
            ),
            known("consortiumparty_state_known", "state", PartyState, _("This state is not known.")),
            known("consortiumparty_how_known", "how", InvitedBy),
            models.CheckConstraint(
                name="consortiumparty_address_iff_by_mail",
                condition=(Q(how=InvitedBy.MAIL) & ~Q(email="") & ~Q(name=""))
                | (~Q(how=InvitedBy.MAIL) & Q(email="", name="", supplier__isnull=False)),
                violation_error_message=_("Whoever is asked by mail has an address and a name; others are suppliers."),
            ),
            models.CheckConstraint(
                name="consortiumparty_in_it_is_a_supplier",
                condition=Q(supplier__isnull=False)
                | Q(state__in=(PartyState.INVITED, PartyState.WITHDRAWN, PartyState.DECLINED)),
                violation_error_message=_("Only a supplier is in a consortium."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consortium}, {self.no}"


class PartyTerms(models.Model):
    """What a party is to do, version by version; the highest counts. `share` in percent, of lead and members alone."""

    append_only = True

    party = models.ForeignKey(ConsortiumParty, on_delete=models.PROTECT, related_name="terms")
    version = models.PositiveIntegerField()
    role = models.CharField(max_length=24, choices=PartyRole.choices)
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    tasks = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("party", "version")
        verbose_name_plural = "party terms"
        constraints = [
            models.UniqueConstraint(
                name="partyterms_version_once",
                fields=["party", "version"],
                violation_error_message=_("This part was changed meanwhile. Read it again."),
            ),
            known("partyterms_role_known", "role", PartyRole, _("This role is not known.")),
            models.CheckConstraint(
                name="partyterms_share_of_who_shares",
                condition=Q(share=None) | Q(role__in=sorted(SHARING_ROLES), share__gt=0, share__lte=HUNDRED),
                violation_error_message=_("Lead and members have a share above 0 and up to 100; others have none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party}, {self.version}"


class ConsentAct(models.TextChoices):
    SIGNED = "signed", _("Signed")
    TAKEN_BACK = "taken_back", _("Taken back")


class PartyConsent(models.Model):
    """That a member of the party signed one version of its part, or took that back; the latest of a version counts.

    A later version has no consent: what is changed is signed again.
    """

    append_only = True

    terms = models.ForeignKey(PartyTerms, on_delete=models.PROTECT, related_name="consents")
    act = models.CharField(max_length=12, choices=ConsentAct.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("terms", "pk")
        constraints = [known("partyconsent_act_known", "act", ConsentAct)]

    def __str__(self) -> str:
        return f"{self.terms}: {self.act}"
