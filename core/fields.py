"""Model fields that keep exact values exact."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


def exact_text(value: Fraction) -> str:
    """A fraction in lowest terms: "3/8", or "5" when whole."""
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


class FractionField(models.CharField):
    """A Fraction stored as "n/d" text in lowest terms; None if there is no value. A float is refused."""

    # What type checkers know of the attribute (django-stubs).
    _pyi_private_set_type: Fraction | Decimal | int | str  # type: ignore[assignment]
    _pyi_private_get_type: Fraction  # type: ignore[assignment]
    _pyi_lookup_exact_type: Fraction | Decimal | int | str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Fraction | None:
        return None if value is None else Fraction(value)

    def to_python(self, value: Any) -> Fraction | None:
        if value is None or isinstance(value, Fraction):
            return value
        if isinstance(value, float | bool):
            raise ValidationError("Give an exact number, as text or a fraction.")
        try:
            return Fraction(value)
        except (ValueError, TypeError, ZeroDivisionError) as error:
            raise ValidationError(f"{value!r} is not a number.") from error

    def get_default(self) -> Fraction | None:
        return self.to_python(super().get_default())

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, float):
            raise TypeError("A float has no exact value; pass text, Decimal or Fraction.")
        return None if value is None else exact_text(Fraction(value))

    def value_to_string(self, obj: Any) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        """The length is ours to keep; a fraction has no len()."""


class AmountField(models.CharField):
    """An amount of money with every decimal place that its source has, stored as plain digits; a float is refused."""

    # What type checkers know of the attribute (django-stubs).
    _pyi_private_set_type: Decimal | int | str  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]
    _pyi_lookup_exact_type: Decimal | int | str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float | bool):
            raise ValidationError("Give an exact amount, as text or a Decimal.")
        try:
            amount = Decimal(value)
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(f"{value!r} is not an amount.") from error
        if not amount.is_finite():
            raise ValidationError(f"{value!r} is not an amount.")
        return amount

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, float):
            raise TypeError("A float has no exact value; pass text or a Decimal.")
        return None if value is None else f"{Decimal(value):f}"

    def value_to_string(self, obj: Any) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        """The length is ours to keep; a Decimal has no len()."""
