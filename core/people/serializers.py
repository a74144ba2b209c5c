"""What the API takes about people; its answers are described by the shapes."""

from typing import Any

from rest_framework import serializers

from core.models import Role
from core.people.shapes import ACTS_OVER_REST
from core.rest.choices import NamedChoiceField


class InvitationIn(serializers.Serializer[Any]):
    email = serializers.EmailField()
    name = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    roles = serializers.ListField(child=NamedChoiceField(choices=Role.values), min_length=1, max_length=len(Role))
    reason = serializers.CharField(max_length=1000)


class PersonActIn(serializers.Serializer[Any]):
    """`role`: of an act about a role; `reason`: of every act but confirming or refusing a reset."""

    act = NamedChoiceField(choices=ACTS_OVER_REST)
    role = NamedChoiceField(choices=Role.values, required=False)
    reason = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
