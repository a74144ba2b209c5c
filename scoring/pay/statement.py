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
    found = _by_kpi(kpis, measurements, period)
    before = _by_age(kpis, past)
    made = [_line(kpi, found.get(kpi.code), before, terms, charges) for kpi in kpis]
    lines = _once(made, found, {kpi.code: kpi.name for kpi in kpis})
    return _settle(lines, terms, period, charges, _earned_back(lines, terms.earn_back, before))


# --- the facts, by key ---


def _by_kpi(kpis: Sequence[Kpi], measurements: Iterable[Measurement], period: str) -> Mapping[str, Measurement]:
    found: dict[str, Measurement] = {}
    codes = {kpi.code for kpi in kpis}
    for one in measurements:
        where = f"measurements/{one.kpi}"
        if one.kpi not in codes:
            raise UnknownLeaf(where, leaf=one.kpi)
        if one.kpi in found:
            raise DuplicateMark("measurements", what=one.kpi)
        if one.period != period:
            raise BadParameter(where, why=f"it is of period {one.period!r}, the statement of {period!r}")
        found[one.kpi] = one
    return found


def _by_age(kpis: Sequence[Kpi], past: Iterable[Past]) -> Mapping[tuple[str, int], Past]:
    found: dict[tuple[str, int], Past] = {}
    codes = {kpi.code for kpi in kpis}
    for one in past:
        where = f"past/{one.kpi}/{one.ago}"
        if one.kpi not in codes:
            raise UnknownLeaf(where, leaf=one.kpi)
        if (one.kpi, one.ago) in found:
            raise DuplicateMark("past", what=f"{one.kpi}/{one.ago}")
        if one.ago < 1 or fraction(one.deducted, where) < 0:
            raise BadParameter(where, why="a past period lies at least one back and took 0 or more")
        found[one.kpi, one.ago] = one
    return found


# --- one KPI ---


def _line(
    kpi: Kpi, found: Measurement | None, before: Mapping[tuple[str, int], Past], terms: PayTerms, charges: Fraction
) -> StatementLine:
    rated = rate(kpi, found)
    zero = Fraction(0)
    made = StatementLine(kpi.code, rated, None, zero, False, zero, True, zero, zero, (rated.sentence,))
    if rated.value is None:
        return made
    bonus = kpi.pay_rule.bonus(rated.value) if kpi.pay_rule is not None else zero
    if kpi.shortfall(rated.value) == 0:
        more = share_at(kpi.bonus, rated.value) * charges if kpi.bonus else zero
        met = Sentence("pay.met", {"kpi": kpi.name, "target": kpi.target_said()})
        return replace(made, failed=False, bonus=bonus + more, sentences=(rated.sentence, met))
    return _failed(kpi, replace(made, failed=True, bonus=bonus), rated.value, before.get((kpi.code, 1)), terms, charges)


def _failed(
    kpi: Kpi, line: StatementLine, value: Fraction, last: Past | None, terms: PayTerms, charges: Fraction
) -> StatementLine:
    """The line with its credit: by the rule, multiplied after a failure in the period before, within the KPI's cap."""
    if kpi.pay_rule is None:
        unpaid = Sentence("pay.unpaid", {"kpi": kpi.name, "target": kpi.target_said()})
        return replace(line, sentences=(*line.sentences, unpaid))
    at_risk = (terms.at_risk or Fraction(0)) * charges
    charge = kpi.pay_rule.charge(Failure(kpi, value, last.value if last else None, charges, at_risk))
    said = [*line.sentences, charge.sentence]
    repeated = last is not None and last.failed is True and kpi.repeat > 1
    credit = charge.amount * kpi.repeat if repeated else charge.amount
    if repeated:
        said.append(Sentence("pay.repeat", {"kpi": kpi.name, "times": kpi.repeat, "credit": credit}))
    most = credit if kpi.cap is None else kpi.cap * charges
    if credit > most:
        credit = most
        said.append(Sentence("pay.kpi_cap", {"kpi": kpi.name, "credit": credit}))
    return replace(line, asked=charge.amount, repeated=repeated, credit=credit, sentences=tuple(said))


# --- all KPIs ---


def _once(
    lines: Sequence[StatementLine], found: Mapping[str, Measurement], names: Mapping[str, str]
) -> list[StatementLine]:
    """The lines, without the credits of those whose incidents are charged elsewhere."""
    claims = {line.kpi: CreditClaim(line.credit, found[line.kpi].incidents) for line in lines if line.credit > 0}
    stands = charged(claims)
    made = []
    for line in lines:
        if line.kpi in claims and line.kpi not in stands:
            own = set(claims[line.kpi].incidents)
            at = tuple(names[code] for code in claims if code in stands and own & set(claims[code].incidents))
            said = Sentence("pay.incident", {"kpi": names[line.kpi], "at": at})
            made.append(replace(line, stands=False, sentences=(*line.sentences, said)))
        else:
            made.append(line)
    return made


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
    made = Statement(
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
    return replace(made, sentences=tuple(_said(made, bonus)))


def _rounded(amount: Fraction, most: Fraction, terms: PayTerms) -> Fraction:
    """`amount` rounded once; down where that would pass `most`, which it does not."""
    rounded = round_to(amount, terms.places, terms.mode)
    return rounded if rounded <= most else round_to(most, terms.places, "down")


def _said(made: Statement, bonus: Fraction) -> list[Sentence]:
    if not made.measured:
        return [Sentence("pay.nothing_measured", {"period": made.period, "net": made.net})]
    said = [Sentence("pay.sum", {"asked": made.asked})]
    if made.asked > made.limit:
        said.append(Sentence("pay.cap", {"limit": made.limit, "charges": made.charges}))
    if made.earned_back:
        said.append(Sentence("pay.earned_back", {"amount": made.earned_back, "returned": made.returned}))
    if bonus:
        said.append(Sentence("pay.bonus", {"asked": bonus, "bonus": made.bonus}))
    values = {"charges": made.charges, "deduction": made.deduction, "returned": made.returned, "bonus": made.bonus}
    return [*said, Sentence("pay.net", {**values, "period": made.period, "net": made.net})]
