"""What a service refuses, shown at the field that it is about."""

from django import forms

from core.people.refusals import PeopleRefused
from suppliers.services import SupplierRefused


def add_refusal(form: forms.Form, refused: SupplierRefused | PeopleRefused) -> None:
    """The sentence at its field, or over the form where it is about none of its fields."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
