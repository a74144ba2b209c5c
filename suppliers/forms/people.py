"""Who acts for an organisation: inviting somebody, and as what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from suppliers.models import MemberRole

ROLES = [
    (MemberRole.MEMBER, _("Member: puts in facts, signs them, prepares bids")),
    (MemberRole.MANAGER, _("Manager: also looks after people and the organisation itself")),
]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("As what"), choices=ROLES, widget=forms.RadioSelect, initial=MemberRole.MEMBER)


class ColleagueForm(RoleForm):
    field_order = ("email", "name", "role")

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
