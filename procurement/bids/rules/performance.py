"""Offers for indicators: the level that a bid promises, compared with the least that is asked."""

from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats
from core.pages.numbers import Marks
from procurement.bids.outline import KpiQuestion
from procurement.bids.rules.readings import NumberStyle, Reading, read_number, with_outside


def read_offer(kpi: KpiQuestion, text: str, *, locale: str = "", marks: Marks | None = None) -> Reading:
    """The level that is offered, in the unit of the indicator. One worse than the least that is asked is kept.

    The contract is held to what is offered, so an offer better than what earns all points is named, too.
    """
    reading = read_number(text, NumberStyle(unit=kpi.unit, locale=locale), marks)
    if reading.number is None:
        return reading
    sentence = _outside(kpi, reading.number)
    return with_outside(reading, sentence) if sentence else reading


def _outside(kpi: KpiQuestion, number: Fraction) -> str:
    if kpi.minimum is not None and _is_worse(kpi, number, kpi.minimum):
        sentence = _("A bid that offers worse than %(limit)s is out.")
        return sentence % {"limit": level_text(kpi, kpi.minimum)}
    if kpi.best is not None and _is_worse(kpi, kpi.best, number):
        sentence = _("Better than %(limit)s earns no more points, and the contract will hold you to it.")
        return sentence % {"limit": level_text(kpi, kpi.best)}
    return ""


def _is_worse(kpi: KpiQuestion, number: Fraction, than: Fraction) -> bool:
    return number > than if kpi.direction == "down" else number < than


def level_text(kpi: KpiQuestion, value: Fraction) -> str:
    """A level of an indicator in figures, with its unit."""
    figure = formats.exact_number(value)
    return f"{figure}{formats.NO_BREAK}{kpi.unit}" if kpi.unit else figure


def asked_text(kpi: KpiQuestion) -> str:
    """What earns nothing and what earns all, to stand beside the field."""
    sentences = []
    if kpi.minimum is not None:
        worst = _("at most %(limit)s") if kpi.direction == "down" else _("at least %(limit)s")
        sentences.append(worst % {"limit": level_text(kpi, kpi.minimum)})
    if kpi.best is not None:
        sentences.append(_("all points at %(limit)s") % {"limit": level_text(kpi, kpi.best)})
    return ", ".join(sentences)
