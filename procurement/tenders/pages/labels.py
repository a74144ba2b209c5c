"""What the values of closed lists are called."""

from django.db.models import Model


def label(model: type[Model], name: str, value: str) -> str:
    """What a value of a model's field is called."""
    return str(dict(model._meta.get_field(name).flatchoices).get(value, value))  # type: ignore[union-attr]  # noqa: SLF001 -- the documented way to a field's choices
