"""The opening of a tender's bids by two persons, and what came of each envelope (SEALING §8).

A row of each opening that was called; its two halves; what was opened, in tables of its own beside those that
evaluations read. All of it stays but the halves of keys, which go when the opening is closed.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import known
from core.guards import NEVER, Guard
from core.models import AuditLeaf, User
from procurement.bids.models.keys import FrozenKeyset, FrozenMember
from procurement.bids.models.opened import Bid
from procurement.bids.models.sealed import KINDS, SealedEnvelope
from procurement.bids.states import (
    EnvelopeFault,
    EnvelopeOutcome,
    FactorKind,
    KeyWay,
    OpeningPart,
    OpeningState,
)
from procurement.tenders.models import Tender

LIVE = (OpeningState.CALLED, OpeningState.FIRST_HALF, OpeningState.PROCESSING, OpeningState.CLOSED)
_PROCESSING = "EXISTS (SELECT 1 FROM bids_opening WHERE id = {} AND state = 'processing')"
_OF_RESULT = "(SELECT opening_id FROM bids_openingresult WHERE id = NEW.result_id)"
_NO_SUCH_OPENING = f"NOT {_PROCESSING.format('NEW.opening_id')}"
_NO_SUCH_RESULT = f"NOT {_PROCESSING.format(_OF_RESULT)}"


class Opening(models.Model):
    """One opening of a part of a tender's bids. `keyset`: whose members may give halves.

    `expected`: how many envelopes the log names for this part, once both halves are there. One that expired makes room
    for the next; of the others there is one for each tender and part.
    """

    guard = Guard(
        update=NEVER,
        fixed=("id", "tender_id", "part", "keyset_id", "called_by_id", "called_at"),
        back="OLD.state IN ('closed', 'expired')",
        delete=NEVER,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="openings")
    part = models.CharField(max_length=9, choices=OpeningPart.choices)
    keyset = models.ForeignKey(FrozenKeyset, on_delete=models.PROTECT, related_name="openings")
    state = models.CharField(max_length=10, choices=OpeningState.choices, default=OpeningState.CALLED)
    state_at = models.DateTimeField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    expected = models.PositiveIntegerField(null=True)
    next_check = models.DateTimeField(null=True)

    class Meta:
        ordering = ("tender", "called_at")
        constraints = [
            models.UniqueConstraint(
                name="opening_one_at_a_time",
                fields=["tender", "part"],
                condition=Q(state__in=[state.value for state in LIVE]),
                violation_error_message=_("This part is being opened already."),
            ),
            known("opening_state_known", "state", OpeningState),
            known("opening_part_known", "part", OpeningPart),
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.part}"

    @property
    def audit_origin(self) -> str:
        return f"tender:{self.tender_id}"


class OpeningHalf(models.Model):
    """That a person gave a half: as the first or the second, how the key was used, and what the person showed before.

    It stays; the half itself is an OpeningShare.
    """

    append_only = True

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="halves")
    place = models.PositiveSmallIntegerField()
    member = models.ForeignKey(FrozenMember, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=7, choices=KeyWay.choices)
    factor = models.CharField(max_length=13, choices=FactorKind.choices)
    factor_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("opening", "place")
        verbose_name_plural = "opening halves"
        constraints = [
            models.UniqueConstraint(name="openinghalf_place_once", fields=["opening", "place"]),
            models.UniqueConstraint(
                name="openinghalf_person_once",
                fields=["opening", "person"],
                violation_error_message=_("You have given your half already. The second person must sign in."),
            ),
            models.UniqueConstraint(name="openinghalf_member_once", fields=["opening", "member"]),
            models.CheckConstraint(
                name="openinghalf_of_two",
                condition=Q(place__in=[1, 2]),
                violation_error_message=_("A half is given by the first or by the second person."),
            ),
            models.CheckConstraint(
                name="openinghalf_factor_is_fresh",
                condition=Q(factor_at__lte=F("at")),
                violation_error_message=_("What a person shows is shown before the half is taken."),
            ),
            known("openinghalf_way_known", "way", KeyWay),
            known("openinghalf_factor_known", "factor", FactorKind),
        ]

    def __str__(self) -> str:
        return f"{self.opening}, {self.place}"


class OpeningShare(models.Model):
    """The halves that a person gave, under the key of the store; deleted once the opening is closed or expired."""

    guard = Guard(update=NEVER)

    half = models.OneToOneField(OpeningHalf, on_delete=models.PROTECT, related_name="share", primary_key=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.half}"


class OpeningResult(models.Model):
    """What came of one envelope that the tender's log names. `bid_key`, `lot_key`: the ids as they stand in the log.

    `alias` numbers bids by the time of their receipt. `bid` and `envelope` are None where the row is gone.
    `is_unconfirmed`: the bid was not confirmed for the tender as amended; it is opened all the same.
    """

    append_only = True
    guard = Guard(insert=_NO_SUCH_OPENING)

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="results")
    alias = models.CharField(max_length=20)
    bid = models.ForeignKey(Bid, null=True, on_delete=models.PROTECT, related_name="opening_results")
    bid_key = models.CharField(max_length=36)
    revision_number = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    leaf_index = models.PositiveBigIntegerField()
    lot_key = models.CharField(max_length=36)
    kind = models.CharField(max_length=9, choices=KINDS)
    sha256 = models.CharField(max_length=64)
    envelope = models.OneToOneField(SealedEnvelope, null=True, on_delete=models.PROTECT, related_name="opening_result")
    is_unconfirmed = models.BooleanField(default=False)
    outcome = models.CharField(max_length=11, choices=EnvelopeOutcome.choices)
    fault = models.CharField(max_length=15, blank=True, choices=EnvelopeFault.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ("opening", "leaf_index", "lot_key", "kind")
        constraints = [
            models.UniqueConstraint(name="openingresult_once", fields=["opening", "leaf_index", "lot_key", "kind"]),
            known("openingresult_outcome_known", "outcome", EnvelopeOutcome),
            models.CheckConstraint(
                name="openingresult_fault_iff_not_opened",
                condition=(Q(outcome=EnvelopeOutcome.OPENED) & Q(fault=""))
                | (~Q(outcome=EnvelopeOutcome.OPENED) & ~Q(fault="")),
                violation_error_message=_("What cannot be read says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alias}: {self.outcome}"


class OpenedAnswers(models.Model):
    """What was sealed in an envelope: its manifest, JSON as it was sealed, and the nonce of its commitment."""

    append_only = True
    guard = Guard(insert=_NO_SUCH_RESULT)

    result = models.OneToOneField(OpeningResult, on_delete=models.PROTECT, related_name="answers", primary_key=True)
    manifest = models.TextField()
    nonce = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "opened answers"

    def __str__(self) -> str:
        return f"{self.result}"


class OpenedFile(models.Model):
    """A file of an opened envelope, under the key of the store. `place`: what it answers, as `outline` names it."""

    append_only = True
    guard = Guard(insert=_NO_SUCH_RESULT)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    result = models.ForeignKey(OpeningResult, on_delete=models.PROTECT, related_name="files")
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="opened_files")
    no = models.PositiveIntegerField()
    place = models.CharField(max_length=200, blank=True)
    name = models.TextField()
    type = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    object_name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ("result", "no")
        constraints = [models.UniqueConstraint(name="openedfile_number_once", fields=["result", "no"])]

    def __str__(self) -> str:
        return self.name


class LostKeysProposal(models.Model):
    """An officer's wish that a closed tender takes bids again, since too few of its keys are left to open any.

    Another officer confirms it; a later one takes the place of an earlier. `text`: the reason, which is published.
    """

    append_only = True

    tender = models.ForeignKey(Tender, on_delete=models.PROTECT, related_name="lost_keys_proposals")
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("tender", "pk")
        constraints = [
            models.CheckConstraint(
                name="lostkeys_gives_reason", condition=~Q(text=""), violation_error_message=_("Say why.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender}: {self.at}"


class OpeningRecord(models.Model):
    """The signed record of an opening (`offline/opening_records.py`), and the leaf with which it was closed."""

    append_only = True

    opening = models.OneToOneField(Opening, on_delete=models.PROTECT, related_name="record", primary_key=True)
    text = models.TextField()
    leaf = models.ForeignKey(AuditLeaf, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.opening}"
