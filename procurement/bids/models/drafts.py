"""A bid while it is written: everything that is said in it lies here sealed under a key that only its team has.

The draft key never comes into the database (SEALING §3): it is derived from the draft pass, which the team keeps on
paper and in a cookie of each device. Lots and parties of a bid are not sealed; what they offer is.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.models import User
from procurement.bids.models.opened import Bid, BidParty


class BidDraft(models.Model):
    """The lock of a bid's draft. `salt` goes into the draft key; `key_check` tells the right key from another.

    `sealed_pass`: the draft pass under the draft key, so that a device which has the key can show it.
    """

    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="draft", primary_key=True)
    salt = models.BinaryField()
    key_check = models.BinaryField()
    sealed_pass = models.BinaryField()
    pass_kept_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.bid}"


class DraftDevice(models.Model):
    """That a device was handed the draft key: to whom, and when; the first one to whoever began the draft.

    Which device it was is not known, nor whether it has the key still: a browser forgets its cookies, and may be handed
    the key again. So these are counted as handings, never as devices.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(BidDraft, on_delete=models.CASCADE, related_name="devices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("draft", "at")

    def __str__(self) -> str:
        return f"{self.draft}: {self.user}"


class SignatureAct(models.TextChoices):
    SIGNED = "signed", _("Signed")
    TAKEN_BACK = "taken_back", _("Taken back")
    DECLINED = "declined", _("Declined")


class PartySignature(models.Model):
    """What a person of a party said to its part in a bid; the latest counts, and a part that is changed has none.

    `terms_digest`: SHA-256 of role, share, tasks and lots as they were read. `facts_digest`: of the facts that go in.
    """

    append_only = True

    party = models.ForeignKey(BidParty, on_delete=models.PROTECT, related_name="signatures")
    act = models.CharField(max_length=10, choices=SignatureAct.choices)
    terms_digest = models.CharField(max_length=64)
    facts_digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("party", "pk")
        constraints = [known("partysignature_act_known", "act", SignatureAct, _("This act is not known."))]

    def __str__(self) -> str:
        return f"{self.party}: {self.act}"


class DraftPart(models.Model):
    """One version of one part of a draft ("answers", "prices", …), sealed; the highest counts.

    Earlier ones stay for a while, so that what two people wrote at once can be brought together field by field.
    """

    draft = models.ForeignKey(BidDraft, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=80)
    no = models.PositiveIntegerField()
    sealed = models.BinaryField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("draft", "name", "no")
        constraints = [models.UniqueConstraint(name="draftpart_version_once", fields=["draft", "name", "no"])]

    def __str__(self) -> str:
        return f"{self.draft}, {self.name} {self.no}"


class StoreIdentity(models.Model):
    """The one row that names this database to the folder of bids (`procurement/bids/store.py`); made once, for ever."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return str(self.pk)


class DraftFileState(models.TextChoices):
    ARRIVING = "arriving", _("Arriving")
    STORED = "stored", _("Stored")


class DraftFile(models.Model):
    """A file of a draft, or the beginning of one. What is in it and what it is called is sealed (`core/sealed_file`).

    `length`: bytes of plain text, None while an ordinary form streams it. `sealed_digest`: SHA-256 of its content under
    the draft key, once it is stored. `sealed_facts`: its type and what it belongs to, as JSON under the draft key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(BidDraft, on_delete=models.CASCADE, related_name="files")
    sealed_name = models.BinaryField()
    sealed_facts = models.BinaryField()
    sealed_digest = models.BinaryField(null=True)
    length = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=DraftFileState.choices, default=DraftFileState.ARRIVING)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("draft", "at", "id")
        constraints = [
            known("draftfile_state_known", "state", DraftFileState, _("This state is not known.")),
            models.CheckConstraint(
                name="draftfile_stored_has_length_and_digest",
                condition=~models.Q(state=DraftFileState.STORED)
                | models.Q(length__isnull=False, sealed_digest__isnull=False, ends_at=None),
                violation_error_message=_("A stored file has its length and digest, and does not expire."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.draft}: {self.id}"
