"""Prices on one basis: as read out, corrections, unconditional discounts, conversion, priced adjustments."""

from fractions import Fraction

from scoring.errors import BasisMismatch, NegativePrice
from scoring.expressions import (
    Expression,
    Minus,
    Number,
    Over,
    Plus,
    Rounded,
    Unit,
    Working,
    WorkingStep,
    evaluate,
    times,
)
from scoring.numbers import round_to
from scoring.results import Sentence
from scoring.types import Basis, PriceFacts


def normalised(price: PriceFacts, basis: Basis, where: str) -> Fraction:
    """The price in the tender's currency and VAT basis. Rounded half up to `basis.places` after conversion.

    Raises BasisMismatch where the published table has no rate for the currency or the VAT rate needed is not stated,
    NegativePrice where the changes take it below 0. Source: SCORING §2 (the order of the rows).
    """
    if (
        price.currency == basis.currency
        and price.vat in {"", basis.vat}
        and not price.adjustments
        and basis.places is None
    ):
        return price.amount
    stated = price.amount + _changes(price, "correction") + _changes(price, "discount")
    amount = _net_of(stated * _rate(price, basis, where), price, basis, where)
    if basis.places is not None:
        amount = round_to(amount, basis.places)
    amount += _changes(price, "priced")
    if amount < 0:
        raise NegativePrice(where, price=amount)
    return amount


def basis_working(price: PriceFacts, basis: Basis, where: str) -> Working:
    """How the normalised price comes about; a plain number where it stays as read out. Raises as `normalised`."""
    expression = _changed(Number(price.amount, Unit.MONEY), price, "correction", "discount")
    rate = _rate(price, basis, where)
    expression = expression if rate == 1 else times(expression, Number(rate))
    if price.vat not in {"", basis.vat}:
        stated, wanted = (_factor(vat, price.vat_rate, basis) or Fraction(1) for vat in (price.vat, basis.vat))
        expression = expression if stated == 1 else Over(expression, Number(stated))
        expression = expression if wanted == 1 else times(expression, Number(wanted))
    amount = evaluate(expression)
    if basis.places is None or round_to(amount, basis.places) == amount:
        return Working(_changed(expression, price, "priced"))
    rounded = Rounded(expression, basis.places)
    if not any(change.kind == "priced" for change in price.adjustments):
        return Working(rounded)
    step = WorkingStep(Sentence("step.converted"), rounded, Unit.MONEY)
    return Working(_changed(Number(evaluate(rounded), Unit.MONEY), price, "priced"), (step,))


def _changed(expression: Expression, price: PriceFacts, *kinds: str) -> Expression:
    """The amount with its adjustments of these kinds, in the order of the kinds."""
    for change in (change for kind in kinds for change in price.adjustments if change.kind == kind):
        amount = Number(abs(change.amount), Unit.MONEY)
        expression = Minus(expression, amount) if change.amount < 0 else Plus((expression, amount))
    return expression


def _changes(price: PriceFacts, kind: str) -> Fraction:
    return sum((change.amount for change in price.adjustments if change.kind == kind), Fraction(0))


def _rate(price: PriceFacts, basis: Basis, where: str) -> Fraction:
    if price.currency == basis.currency:
        return Fraction(1)
    for rate in basis.rates:
        if rate.currency == price.currency:
            return rate.value
    raise BasisMismatch(where, given=price.currency or "no currency", wanted=basis.currency)


def _net_of(amount: Fraction, price: PriceFacts, basis: Basis, where: str) -> Fraction:
    """`amount` moved from the bid's VAT basis to the tender's."""
    if price.vat in {"", basis.vat}:
        return amount
    factors = _factor(price.vat, price.vat_rate, basis), _factor(basis.vat, price.vat_rate, basis)
    if factors[0] is None or factors[1] is None:
        raise BasisMismatch(where, given=price.vat, wanted=basis.vat or "an unknown VAT basis")
    return amount / factors[0] * factors[1]


def _factor(vat: str, rate: Fraction | None, basis: Basis) -> Fraction | None:
    """What one unit net of VAT is on the basis `vat`; None where that is not known."""
    if vat == "net":
        return Fraction(1)
    if rate is None or rate < 0:
        return None
    if vat == "gross":
        return 1 + rate
    if vat == "net_plus_nonrecoverable" and basis.nonrecoverable is not None:
        return 1 + rate * basis.nonrecoverable
    return None
