"""What the law is for an authority: which profile, and which lawyer confirmed it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LawProfileId(models.TextChoices):
    """The profiles of `core/law/profiles.py`, with their versions."""

    EU = "eu-directive/1", _("European Union: Directive 2014/24/EU")
    DE = "de-gwb/1", _("Germany: GWB and VgV before 1 July 2026, to be confirmed")
    UK = "uk-pa2023/1", _("United Kingdom: Procurement Act 2023")
    CITY = "own/1", _("Rules of the city itself")
