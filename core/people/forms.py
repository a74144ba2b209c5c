"""Forms about people: entering by a link, inviting, and the reason of an act."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import LawProfileId, PriceBasis, Role, User
from core.people.first_start import AuthoritySetup
from core.people.roles import role_rows


class EntranceForm(forms.Form):
    """A name and a new passphrase, typed twice."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label=gettext_lazy("Passphrase"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Passphrase, again"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.address = email
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        passphrase = self.cleaned_data.get("password1", "")
        address = self.cleaned_data.get("email", self.address)
        if passphrase:
            try:
                validate_password(passphrase, User(email=address, name=self.cleaned_data.get("name", "")))
            except forms.ValidationError as refused:
                self.add_error("password1", refused)
            if passphrase != self.cleaned_data.get("password2"):
                self.add_error("password2", _("This is not the passphrase that you typed above."))
        return self.cleaned_data


class JoinForm(forms.Form):
    """The address of one who wants an account."""

    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )


class SetupForm(EntranceForm):
    """The first authority and its administrator."""

    field_order = (
        "authority_name",
        "id_scheme",
        "id_value",
        "zone",
        "locale",
        "currency",
        "basis",
        "law_profile",
        "country",
        "parts",
        "name",
        "email",
    )
    authority_name = forms.CharField(label=gettext_lazy("Name of the authority"), max_length=500)
    id_scheme = forms.CharField(
        label=gettext_lazy("Register of its identifier"),
        max_length=50,
        required=False,
        help_text=gettext_lazy("By org-id.guide, such as GB-LAE. Leave both empty if it has none."),
    )
    id_value = forms.CharField(label=gettext_lazy("Its identifier there"), max_length=200, required=False)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"), max_length=64, help_text=gettext_lazy("Such as Europe/Lisbon")
    )
    locale = forms.CharField(
        label=gettext_lazy("Language and country"),
        max_length=20,
        help_text=gettext_lazy("How numbers are written and read, such as pt_PT"),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, help_text=gettext_lazy("Such as EUR"))
    basis = forms.ChoiceField(
        label=gettext_lazy("Amounts are"), choices=PriceBasis.choices, initial=PriceBasis.NET, widget=forms.RadioSelect
    )
    law_profile = forms.ChoiceField(
        label=gettext_lazy("Law that applies"), choices=LawProfileId.choices, widget=forms.RadioSelect
    )
    country = forms.CharField(
        label=gettext_lazy("Country of its public holidays"),
        max_length=2,
        help_text=gettext_lazy("Two letters, such as PT"),
    )
    parts = forms.CharField(
        label=gettext_lazy("Part of the country"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Where parts have holidays of their own, such as BY; several with commas"),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def setup(self) -> AuthoritySetup:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        fields = ("id_scheme", "id_value", "zone", "locale", "basis", "law_profile")
        return AuthoritySetup(
            name=typed["authority_name"],
            currency=typed["currency"].upper(),
            country=typed["country"].upper(),
            parts=tuple(part.strip().upper() for part in typed["parts"].split(",") if part.strip()),
            **{field: typed[field] for field in fields},
        )


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stays in the audit log, beside the act."),
    )


class InviteForm(forms.Form):
    """Whom an administrator invites, and as what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), choices=(), widget=forms.CheckboxSelectMultiple)
    reason = reason_field()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["roles"].choices = role_choices(Role)  # type: ignore[attr-defined]


class ActForm(forms.Form):
    """The role that an act is about, where there is one, and its reason, where it asks for it."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=(), widget=forms.RadioSelect)
    reason = reason_field()

    def __init__(self, *args: Any, roles: Iterable[Role], asks_reason: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_reason:
            del self.fields["reason"]
        if choices := role_choices(roles):
            self.fields["role"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["role"]


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Roles to choose from, each with what it may do."""
    return [(row.key, f"{row.label}: {row.may}") for row in role_rows(roles)]
