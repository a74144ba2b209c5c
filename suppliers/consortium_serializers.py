"""What the API takes about consortia; its answers are described by the shapes."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from suppliers.services import Part
from suppliers.states import PartyRole

_ROLES = [role.value for role in PartyRole if role is not PartyRole.LEAD]


class TasksIn(serializers.Serializer[Any]):
    share = serializers.DecimalField(
        max_digits=7,
        decimal_places=4,
        allow_null=True,
        default=None,
        help_text="In percent, exact: lead and members make 100 together. Null: not said yet, or a role that has none.",
    )
    tasks = serializers.CharField(max_length=2000, allow_blank=True, default="")

    def part(self, role: str = PartyRole.LEAD) -> Part:
        """The part, once what was sent is valid."""
        sent = self.validated_data
        return Part(sent.get("role", role), sent["share"], sent["tasks"])


class ConsortiumIn(TasksIn):
    name = serializers.CharField(max_length=300, help_text="As it will stand on your bids. It stays.")


class PartIn(TasksIn):
    role = NamedChoiceField(choices=_ROLES, help_text="What the party is.")


class ChangedPartIn(TasksIn):
    role = NamedChoiceField(choices=[role.value for role in PartyRole], help_text="What the party is.")
    seen = serializers.IntegerField(min_value=1, help_text="The `version` of the part that you change.")


class AskedIn(PartIn):
    """By its share code, or by mail: then an address and a name."""

    code = serializers.CharField(max_length=40, allow_blank=True, default="", help_text="The share code of the firm.")
    email = serializers.EmailField(allow_blank=True, default="", help_text="Of a person of the firm, without a code.")
    name = serializers.CharField(
        max_length=300, allow_blank=True, default="", help_text="Of the firm as you know it, without a code."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A code counts before an address. Raises ValidationError for neither."""
        if not (attrs["code"] or attrs["email"]):
            raise serializers.ValidationError({"code": _("Give the share code, or an e-mail address.")})
        return attrs


class SeenIn(serializers.Serializer[Any]):
    seen = serializers.IntegerField(min_value=1, help_text="The `version` of the part that you have read.")


class WhyIn(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)
