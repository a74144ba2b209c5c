"""The constraint of a column with a list of values, as the database and a person read it."""

from django.db.models import CheckConstraint, Q, TextChoices

from core.constraints import known


class Colour(TextChoices):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


def test_a_column_holds_one_of_the_values():
    constraint = known("lamp_colour_known", "colour", Colour)

    assert constraint == CheckConstraint(
        name="lamp_colour_known",
        condition=Q(colour__in=["red", "blue"]),
        violation_error_message="Not a known colour.",
    )


def test_a_constraint_may_have_its_own_sentence():
    constraint = known("lamp_colour_known", "colour", Colour, "This lamp does not exist.")

    assert constraint.violation_error_message == "This lamp does not exist."
