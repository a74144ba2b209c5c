"""The judge's sentences in the reader's language and with the formatters of every other figure of a page.

It has the form that `scoring.explain.Writing` asks for; core itself knows nothing of judging.
"""

from collections.abc import Sequence
from fractions import Fraction

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats

LEAST, MOST = 2, 6  # decimals of points: at least, and at most where that is exact


class PageWriting:
    """Sentences, plural forms and numbers of the active language."""

    units = True

    def phrase(self, template: str) -> str:
        return _(template) if template else ""

    def plural(self, singular: str, other: str, count: int) -> str:
        return ngettext(singular, other, count)

    def number(self, value: Fraction) -> str:
        return formats.exact_number(value)

    def percent(self, value: Fraction) -> str:
        """At most two decimals; never rounded to 0 or 100 % what is neither."""
        share = value / 100
        near = formats.rounded(share, 4)
        hides = near in {0, 1} and near != share
        return formats.percent(share, MOST if hides else LEAST)

    def points(self, value: Fraction) -> str:
        return formats.points(value, _places(value))

    def in_points(self, value: Fraction) -> str:
        count = formats.number(value, _places(value)) if value.denominator != 1 else formats.number(value)
        return ngettext("%(n)s point", "%(n)s points", 1 if value == 1 else 2) % {"n": count}

    def money(self, amount: Fraction, currency: str) -> str:
        return formats.price(amount, currency) if currency else formats.number(amount, 0 if amount % 1 == 0 else LEAST)

    def listed(self, names: Sequence[str]) -> str:
        return format_list(list(names), locale=formats.locale())


PAGE = PageWriting()


def _places(value: Fraction) -> int:
    exact = (places for places in range(LEAST, MOST + 1) if (value * 10**places).denominator == 1)
    return next(exact, LEAST)
