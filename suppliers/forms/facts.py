"""Facts as forms: certificates, what an organisation can do, policies, owners and directors.

What speaks against an entry is said once, by the entry itself (`suppliers.rules.entries`), and shown at its field.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.number_fields import ExactField
from suppliers.forms.countries import country_choices
from suppliers.models import ConnectedRole, PolicyTopic
from suppliers.rules.entries import CapabilityEntry, CertificateEntry, FactEntry, PersonEntry, PolicyEntry
from suppliers.rules.facts import FactKind

DAY = {"type": "date"}


class DecimalField(ExactField):
    """An exact number as a decimal; a fraction without an end in decimals is rounded to more places than are taken."""

    def clean(self, value: Any) -> Decimal | None:
        number = super().clean(value)
        return None if number is None else Decimal(number.numerator) / Decimal(number.denominator)


class SupplierFactForm(forms.Form):
    """One fact. Its document comes beside it; `has_evidence`: whether there is one, from before or with this form."""

    kind: ClassVar[type[Any]]

    def __init__(self, *args: Any, has_evidence: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_evidence = has_evidence

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            for finding in self.entry().findings(has_evidence=self.has_evidence):
                self.add_error(finding.field if finding.field in self.fields else None, finding.sentence)
        return cleaned

    def entry(self) -> FactEntry:
        """What was typed, as the service takes it."""
        entry: FactEntry = self.kind(**self.cleaned_data)
        return entry


class DatedForm(SupplierFactForm):
    """From when to when it is true."""

    issued_date = forms.DateField(label=_("Issued on"), required=False, widget=forms.DateInput(DAY))
    expires_date = forms.DateField(
        label=_("True until"),
        required=False,
        widget=forms.DateInput(DAY),
        help_text=_("The last day. Leave it empty if it has none."),
    )


class CertificateForm(DatedForm):
    kind = CertificateEntry
    field_order = ("name", "issuer", "number", "issued_date", "expires_date")

    name = forms.CharField(label=_("What it certifies"), max_length=300, help_text=_("Such as ISO/IEC 27001."))
    issuer = forms.CharField(label=_("Issued by"), max_length=300, required=False)
    number = forms.CharField(label=_("Its number"), max_length=100, required=False)


class AbilityForm(DatedForm):
    """An amount has a unit or a currency, never both."""

    kind = CapabilityEntry
    field_order = ("title", "code", "amount", "unit", "currency", "standard_id", "issued_date", "expires_date")

    title = forms.CharField(
        label=_("What you can do"), max_length=300, help_text=_("Such as installing stations at the roadside.")
    )
    code = forms.CharField(
        label=_("Key"), max_length=60, help_text=_("Short, as tenders name it: install, operate, calibrate.")
    )
    amount = DecimalField(label=_("How much of it"), required=False)
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False, help_text=_("Such as stations a year."))
    currency = forms.CharField(
        label=_("Or currency"), max_length=3, required=False, help_text=_("For an amount of money, such as EUR.")
    )
    standard_id = forms.CharField(
        label=_("Standard that it follows"), max_length=100, required=False, help_text=_("Such as gbfs.")
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class PolicyStatementForm(DatedForm):
    kind = PolicyEntry
    field_order = ("topic", "title", "text", "issued_date", "expires_date")

    topic = forms.ChoiceField(label=_("About"), choices=PolicyTopic.choices)
    title = forms.CharField(label=_("Title"), max_length=300)
    text = forms.CharField(
        label=_("The policy in words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Or put in its document below."),
    )


class PersonForm(SupplierFactForm):
    kind = PersonEntry
    field_order = ("name", "role", "share", "country")

    name = forms.CharField(label=_("Name of the person or company"), max_length=300)
    role = forms.ChoiceField(label=_("As what"), choices=ConnectedRole.choices, widget=forms.RadioSelect)
    share = DecimalField(
        label=_("Share in percent"), required=False, percent=True, help_text=_("Of an owner, where it is known.")
    )
    country = forms.ChoiceField(label=_("Country"), choices=(), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["country"].choices = [("", _("Not stated")), *country_choices()]  # type: ignore[attr-defined]


FORMS: dict[FactKind, type[SupplierFactForm]] = {
    FactKind.CERTIFICATE: CertificateForm,
    FactKind.CAPABILITY: AbilityForm,
    FactKind.POLICY: PolicyStatementForm,
    FactKind.PERSON: PersonForm,
}
