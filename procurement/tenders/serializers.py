"""What the API takes about tenders; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from procurement.planning.profiles import ProfileKind
from procurement.tenders.models import ReasonKind
from procurement.tenders.services.questions import LONGEST
from procurement.tenders.states import CancelReason


class ReferenceIn(serializers.Serializer[Any]):
    study = serializers.UUIDField()


class WatchNameIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)


class WatchListIn(WatchNameIn):
    query = serializers.CharField(
        max_length=2000,
        allow_blank=True,
        default="",
        help_text="The filters as the address of the list writes them: 'cpv=349&open_now=true'.",
    )


class DraftIn(serializers.Serializer[Any]):
    authority = serializers.UUIDField()
    title = serializers.CharField(max_length=200)
    beginning = serializers.CharField(
        max_length=100,
        default="empty",
        help_text="empty; the key of a ready tender; copy:<id> of a tender written here; imported:<id>.",
    )


class DocumentIn(serializers.Serializer[Any]):
    file = serializers.FileField()
    replaces = serializers.IntegerField(
        min_value=0, default=0, help_text="The number of the document of which it is the next version; 0: a new one."
    )


class ProfileIn(serializers.Serializer[Any]):
    kind = NamedChoiceField(choices=[kind.value for kind in ProfileKind], help_text="What the main file is.")
    main = serializers.FileField()
    more = serializers.ListField(
        child=serializers.FileField(), default=list, help_text="Files to which the main one refers, by their names."
    )
    passing = serializers.ListField(child=serializers.FileField(), help_text="Samples that meet it; at least one.")
    failing = serializers.ListField(child=serializers.FileField(), help_text="Samples that do not; at least one.")


class CancelDraftIn(serializers.Serializer[Any]):
    code = NamedChoiceField(choices=CancelReason.values)
    text = serializers.CharField(max_length=2000, help_text="Why, in a sentence; its officers read it.")


class RestoreIn(serializers.Serializer[Any]):
    after = serializers.IntegerField(min_value=0, help_text="The number of the latest save that you know.")


class SectionIn(RestoreIn):
    content = serializers.DictField(help_text="The section as it is read: exact numbers as text.")


class ExplanationIn(serializers.Serializer[Any]):
    reason = NamedChoiceField(choices=ReasonKind.choices)
    text = serializers.CharField(help_text="Suppliers will read it; at least 80 letters.")


class NoteIn(serializers.Serializer[Any]):
    note = serializers.CharField(help_text="What the reason lacks.")


class SendBackIn(serializers.Serializer[Any]):
    reason = serializers.CharField()


class CheckedIn(serializers.Serializer[Any]):
    digest = serializers.CharField(
        max_length=64,
        allow_blank=True,
        default="",
        help_text="The digest of the gate that you read. With another one by now, nothing is done.",
    )


class QuestionIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST, help_text="Leave out what tells who you are.")


class AnswerIn(QuestionIn):
    answer = serializers.CharField(max_length=LONGEST)
    days = serializers.IntegerField(
        min_value=0,
        required=False,
        help_text="By how many days you know that the deadline moves; a conflict if it would be another number.",
    )


class RefusalIn(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=LONGEST)


class SuspensionIn(RefusalIn):
    """Everybody reads why."""


class ExtensionIn(serializers.Serializer[Any]):
    deadline = serializers.DateTimeField()
    reason = serializers.CharField(max_length=LONGEST)
    was = serializers.DateTimeField(required=False, help_text="The deadline that you know; a conflict if it moved.")


class OutageExtensionIn(serializers.Serializer[Any]):
    outages = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=50, help_text="The ids of the outages you have read."
    )
    reason = serializers.CharField(max_length=LONGEST)


class CancellationProposalIn(serializers.Serializer[Any]):
    code = NamedChoiceField(choices=CancelReason.choices)
    text = serializers.CharField(max_length=LONGEST)


class CancellationIn(serializers.Serializer[Any]):
    proposed = serializers.IntegerField(min_value=1, help_text="The id of the proposed cancellation you have read.")


class ReopeningIn(serializers.Serializer[Any]):
    proposed = serializers.IntegerField(min_value=1, help_text="The id of the proposal you have read.")


class AmendmentIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=4000, allow_blank=True, help_text="Why; it is published.")
    time_why = serializers.CharField(
        max_length=4000,
        allow_blank=True,
        default="",
        help_text="Why the time that is left is enough, where bids have to answer something else. It is published.",
    )
    affects_bids = serializers.BooleanField(
        default=False, help_text="Whether bids have to answer something else though only words change."
    )
    seen = serializers.CharField(
        max_length=64,
        allow_blank=True,
        default="",
        help_text="The reasons_digest that you read: a conflict where others were written since. Empty: not asked.",
    )


class AmendmentActIn(serializers.Serializer[Any]):
    act = NamedChoiceField(choices=["send", "return", "withdraw", "publish"])
    reason = serializers.CharField(
        max_length=4000, allow_blank=True, default="", help_text="Why it goes back; needed to return it."
    )
