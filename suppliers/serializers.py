"""What the API takes about suppliers; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.rest.choices import NamedChoiceField
from suppliers.declarations import declarations
from suppliers.models import Answer, MemberRole, Size

ACTS = ("register", "approve", "return", "reject", "hear", "suspend", "close", "lift")
SIZES = [size.value for size in Size if size is not Size.UNKNOWN]


class SupplierDetailsIn(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=500)
    country = serializers.RegexField("^[A-Z]{2}$", help_text="Two letters, such as DE.")
    size = NamedChoiceField(choices=SIZES)


class SupplierIdentifierIn(serializers.Serializer[Any]):
    id_scheme = serializers.CharField(max_length=50, help_text="By org-id.guide, such as DE-VAT.")
    id_value = serializers.CharField(max_length=200)


class SupplierIn(SupplierDetailsIn, SupplierIdentifierIn):
    """An organisation to register."""


class SupplierActIn(serializers.Serializer[Any]):
    """`reason`: of every act but registering and approving. Days: the last one of answering, or of the suspension."""

    act = NamedChoiceField(choices=ACTS)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    answers_until = serializers.DateField(required=False)
    ends_at = serializers.DateField(required=False)


class DeclarationIn(serializers.Serializer[Any]):
    code = NamedChoiceField(choices=list(declarations()), help_text="One of the 62 of the ESPD.")
    answer = NamedChoiceField(choices=Answer.values)
    text = serializers.CharField(max_length=10_000, required=False, allow_blank=True, default="")
    expires_date = serializers.DateField(required=False, allow_null=True, default=None)


class DeclarationsIn(serializers.Serializer[Any]):
    declarations = DeclarationIn(many=True, allow_empty=False)


class FactSeenIn(serializers.Serializer[Any]):
    after = serializers.IntegerField(min_value=0, help_text="The version that you have read; 0 for a new fact.")


class FactIn(FactSeenIn):
    content = serializers.DictField(
        help_text="The fields of its kind, as they are read, with issued_date and expires_date; exact numbers as text."
    )


class EvidenceIn(FactSeenIn):
    file = serializers.FileField()


class SupplierRoleIn(serializers.Serializer[Any]):
    role = NamedChoiceField(choices=MemberRole.values)


class SupplierInvitationIn(SupplierRoleIn):
    email = serializers.EmailField()
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class HearingAnswerIn(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=10_000)
