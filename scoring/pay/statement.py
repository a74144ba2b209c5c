"""What a period's measurements do to a period's charges. Source: SCORING §11, LIFECYCLE §7.

Excused measurements leave; an incident counts once, at its dearest KPI; each failure is priced by its rule; a failure
after a failure costs its multiple of that, never a multiple of a multiple; the credits are added, capped, reduced by
what is earned back, and rounded once. A bonus comes last and under its own cap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from scoring.errors import BadParameter, DuplicateMark, NegativePrice, UnknownLeaf
from scoring.numbers import fraction, round_to
from scoring.pay.checks import check
from scoring.pay.incidents import CreditClaim, charged
from scoring.pay.kpi import Failure, Kpi, Measurement, share_at
from scoring.pay.ratings import Rated, rate
from scoring.pay.terms import EarnBack, Past, PayTerms
from scoring.results import Sentence


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One KPI in a statement; money is unrounded. `failed` None: rated Other, so nothing follows.

    `asked` by its rule, `credit` after repeat and its own cap, `deducted` its part of the capped sum: 0 where its
    incidents are charged at other KPIs. `bonus` before the bonus cap. `sentences` say each step.
    """

    kpi: str
    rated: Rated
    failed: bool | None
    asked: Fraction
    repeated: bool
    credit: Fraction
    stands: bool
    deducted: Fraction
    bonus: Fraction
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A period's pay. `deduction`, `returned` and `bonus` are rounded money; net = charges - deduction + the other two.

    `asked` is the sum of the credits, `limit` the most they may take, `earned_back` what earlier periods give back: it
    lowers the deduction, and what is left of it is `returned`. Not `measured`: no KPI was rated, someone must act.
    """

    period: str
    charges: Fraction
    lines: tuple[StatementLine, ...]
    measured: bool
    asked: Fraction
    limit: Fraction
    earned_back: Fraction
    deduction: Fraction
    returned: Fraction
    bonus: Fraction
    sentences: tuple[Sentence, ...]

    @property
    def net(self) -> Fraction:
        """What is paid for the period."""
        return self.charges - self.deduction + self.returned + self.bonus


def statement(
    kpis: Sequence[Kpi],
    measurements: Iterable[Measurement],
    terms: PayTerms,
    *,
    period: str,
    charges: Fraction,
    past: Iterable[Past] = (),
) -> Statement:
    """The statement of a period, its lines in the order of `kpis`. A KPI without a measurement is rated Other.

    0 <= deduction <= limit; a met target costs nothing; a worse value never costs less. Raises the first problem of
    `check`, BadParameter for another period, UnknownLeaf and DuplicateMark for measurements and past that do not fit,
    NegativePrice, FloatRefused.
    """
    for problem in check(kpis, terms):
        raise problem
    if fraction(charges, "charges") < 0:
        raise NegativePrice("charges", price=charges)
    measured = _by_kpi(kpis, measurements, period)
    before = _by_age(kpis, past)
    charged = [_line(kpi, measured.get(kpi.code), before, terms, charges) for kpi in kpis]
    lines = _once(charged, measured, {kpi.code: kpi.name for kpi in kpis})
    return _settle(lines, terms, period, charges, _earned_back(lines, terms.earn_back, before))


# --- the facts, by key ---


def _by_kpi(kpis: Sequence[Kpi], measurements: Iterable[Measurement], period: str) -> Mapping[str, Measurement]:
    by_kpi: dict[str, Measurement] = {}
    codes = {kpi.code for kpi in kpis}
    for measurement in measurements:
        where = f"measurements/{measurement.kpi}"
        if measurement.kpi not in codes:
            raise UnknownLeaf(where, leaf=measurement.kpi)
        if measurement.kpi in by_kpi:
            raise DuplicateMark("measurements", what=measurement.kpi)
        if measurement.period != period:
            raise BadParameter(where, why=f"it is of period {measurement.period!r}, the statement of {period!r}")
        by_kpi[measurement.kpi] = measurement
    return by_kpi


def _by_age(kpis: Sequence[Kpi], past: Iterable[Past]) -> Mapping[tuple[str, int], Past]:
    by_age: dict[tuple[str, int], Past] = {}
    codes = {kpi.code for kpi in kpis}
    for charge in past:
        where = f"past/{charge.kpi}/{charge.ago}"
        if charge.kpi not in codes:
            raise UnknownLeaf(where, leaf=charge.kpi)
        if (charge.kpi, charge.ago) in by_age:
            raise DuplicateMark("past", what=f"{charge.kpi}/{charge.ago}")
        if charge.ago < 1 or fraction(charge.deducted, where) < 0:
            raise BadParameter(where, why="a past period lies at least one back and took 0 or more")
        by_age[charge.kpi, charge.ago] = charge
    return by_age


# --- one KPI ---


def _line(
    kpi: Kpi,
    measurement: Measurement | None,
    before: Mapping[tuple[str, int], Past],
    terms: PayTerms,
    charges: Fraction,
) -> StatementLine:
    rated = rate(kpi, measurement)
    zero = Fraction(0)
    line = StatementLine(kpi.code, rated, None, zero, False, zero, True, zero, zero, (rated.sentence,))
    if rated.value is None:
        return line
    bonus = kpi.pay_rule.bonus(rated.value) if kpi.pay_rule is not None else zero
    if kpi.shortfall(rated.value) == 0:
        more = share_at(kpi.bonus, rated.value) * charges if kpi.bonus else zero
        met = Sentence("pay.met", {"kpi": kpi.name, "target": kpi.target_said()})
        return replace(line, failed=False, bonus=bonus + more, sentences=(rated.sentence, met))
    return _failed(kpi, replace(line, failed=True, bonus=bonus), rated.value, before.get((kpi.code, 1)), terms, charges)


def _failed(
    kpi: Kpi, line: StatementLine, value: Fraction, last: Past | None, terms: PayTerms, charges: Fraction
) -> StatementLine:
    """The line with its credit: by the rule, multiplied after a failure in the period before, within the KPI's cap."""
    if kpi.pay_rule is None:
        unpaid = Sentence("pay.unpaid", {"kpi": kpi.name, "target": kpi.target_said()})
        return replace(line, sentences=(*line.sentences, unpaid))
    at_risk = (terms.at_risk or Fraction(0)) * charges
    charge = kpi.pay_rule.charge(Failure(kpi, value, last.value if last else None, charges, at_risk))
    sentences = [*line.sentences, charge.sentence]
    repeated = last is not None and last.failed is True and kpi.repeat > 1
    credit = charge.amount * kpi.repeat if repeated else charge.amount
    if repeated:
        sentences.append(Sentence("pay.repeat", {"kpi": kpi.name, "times": kpi.repeat, "credit": credit}))
    most = credit if kpi.cap is None else kpi.cap * charges
    if credit > most:
        credit = most
        sentences.append(Sentence("pay.kpi_cap", {"kpi": kpi.name, "credit": credit}))
    return replace(line, asked=charge.amount, repeated=repeated, credit=credit, sentences=tuple(sentences))


# --- all KPIs ---


def _once(
    lines: Sequence[StatementLine], measured: Mapping[str, Measurement], names: Mapping[str, str]
) -> list[StatementLine]:
    """The lines, without the credits of those whose incidents are charged elsewhere."""
    claims = {line.kpi: CreditClaim(line.credit, measured[line.kpi].incidents) for line in lines if line.credit > 0}
    stands = charged(claims)
    charged_once = []
    for line in lines:
        if line.kpi in claims and line.kpi not in stands:
            incidents = set(claims[line.kpi].incidents)
            at = tuple(names[code] for code in claims if code in stands and incidents & set(claims[code].incidents))
            sentence = Sentence("pay.incident", {"kpi": names[line.kpi], "at": at})
            charged_once.append(replace(line, stands=False, sentences=(*line.sentences, sentence)))
        else:
            charged_once.append(line)
    return charged_once


def _earned_back(
    lines: Sequence[StatementLine], rule: EarnBack | None, before: Mapping[tuple[str, int], Past]
) -> Fraction:
    """What returns now: the published share of credits taken `periods` ago at KPIs that have met the target since."""
    if rule is None:
        return Fraction(0)
    total = Fraction(0)
    for line in lines:
        taken = before.get((line.kpi, rule.periods))
        since = [before.get((line.kpi, ago)) for ago in range(1, rule.periods)]
        met = line.failed is False and all(past is not None and past.failed is False for past in since)
        if taken is not None and met:
            total += rule.share * taken.deducted
    return total


def _settle(
    lines: Sequence[StatementLine], terms: PayTerms, period: str, charges: Fraction, earned_back: Fraction
) -> Statement:
    asked = sum((line.credit for line in lines if line.stands), Fraction(0))
    limit = terms.limit(charges)
    capped = min(asked, limit)
    part = capped / asked if asked else Fraction(0)
    bonus = sum((line.bonus for line in lines), Fraction(0))
    most = (terms.bonus_cap or Fraction(0)) * charges
    statement_made = Statement(
        period=period,
        charges=charges,
        lines=tuple(replace(line, deducted=line.credit * part if line.stands else Fraction(0)) for line in lines),
        measured=any(line.failed is not None for line in lines),
        asked=asked,
        limit=limit,
        earned_back=earned_back,
        deduction=_rounded(max(capped - earned_back, Fraction(0)), limit, terms),
        returned=_rounded(max(earned_back - capped, Fraction(0)), earned_back, terms),
        bonus=_rounded(min(bonus, most), most, terms),
        sentences=(),
    )
    return replace(statement_made, sentences=tuple(_sum_sentences(statement_made, bonus)))


def _rounded(amount: Fraction, most: Fraction, terms: PayTerms) -> Fraction:
    """`amount` rounded once; down where that would pass `most`, which it does not."""
    rounded = round_to(amount, terms.places, terms.mode)
    return rounded if rounded <= most else round_to(most, terms.places, "down")


def _sum_sentences(statement_of_period: Statement, bonus: Fraction) -> list[Sentence]:
    if not statement_of_period.measured:
        return [
            Sentence("pay.nothing_measured", {"period": statement_of_period.period, "net": statement_of_period.net})
        ]
    sentences = [Sentence("pay.sum", {"asked": statement_of_period.asked})]
    if statement_of_period.asked > statement_of_period.limit:
        sentences.append(
            Sentence("pay.cap", {"limit": statement_of_period.limit, "charges": statement_of_period.charges})
        )
    if statement_of_period.earned_back:
        sentences.append(
            Sentence(
                "pay.earned_back", {"amount": statement_of_period.earned_back, "returned": statement_of_period.returned}
            )
        )
    if bonus:
        sentences.append(Sentence("pay.bonus", {"asked": bonus, "bonus": statement_of_period.bonus}))
    values = {
        "charges": statement_of_period.charges,
        "deduction": statement_of_period.deduction,
        "returned": statement_of_period.returned,
        "bonus": statement_of_period.bonus,
    }
    return [
        *sentences,
        Sentence("pay.net", {**values, "period": statement_of_period.period, "net": statement_of_period.net}),
    ]
