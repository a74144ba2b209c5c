"""What the database counts of the tenders of a period: one statement each, grouped there, whatever their number.

The tenders are a query of Django's, whose rows a temporary table holds; what is grouped over it is SQL, since it groups
what was grouped. Both engines take the same text but for whole days between two instants. Nothing of a bid is read
before its tender is opened.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from core.law.days import end_of, start_of
from core.models import Authority
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import AFTER_OPENING, PUBLISHED, TenderState

UNIT = 10_000  # parts of a point, in which weights are summed: they have four decimals

# How a source says that an organisation was asked and did not bid, or took its bid back.
_SUBMITTED = "b.state = 'opened' AND LOWER(b.source_status) NOT IN ('withdrawn', 'invited', 'deleted')"

# Leaves of the tree of criteria read something of a bid (`input`), groups do not; price and cost are what is paid.
# Costs without a weight are elements of the price; any other weight that is missing makes its lot unknown.
_WEIGHTS = """
WITH leaves AS MATERIALIZED (
  SELECT c.id, CASE WHEN c.weight IS NULL THEN 1 ELSE 0 END AS missing,
    CASE WHEN c.input IN ('price', 'cost') THEN CAST(ROUND(c.weight * 10000) AS integer) ELSE 0 END AS price,
    CASE WHEN c.family IN ('interoperability', 'open_standards') THEN CAST(ROUND(c.weight * 10000) AS integer)
      ELSE 0 END AS families
  FROM population p JOIN tenders_criterion c ON c.tender_id = p.id
  WHERE c.input <> '' AND c.kind <> 'pass_fail' AND (c.weight IS NOT NULL OR c.input <> 'cost')
), sums AS (
  SELECT cl.lot_id AS lot, SUM(c.missing) AS missing, SUM(c.price) AS price, SUM(c.families) AS families
  FROM leaves c JOIN tenders_criterion_lots cl ON cl.criterion_id = c.id GROUP BY cl.lot_id
), tenders AS (
  SELECT p.id, p.origin, COUNT(CASE WHEN s.missing = 0 THEN 1 END) = COUNT(*) AS known,
    MAX(s.price) AS price, MIN(s.families) AS families
  FROM population p LEFT JOIN tenders_lot l ON l.tender_id = p.id LEFT JOIN sums s ON s.lot = l.id
  GROUP BY p.id, p.origin
)
SELECT origin, CASE WHEN known THEN price END, CASE WHEN known THEN families END, COUNT(*)
FROM tenders GROUP BY 1, 2, 3
"""
_INTERFACES = """
SELECT p.origin, COUNT(*) FROM population p
WHERE EXISTS (SELECT 1 FROM tenders_tenderinterface i WHERE i.tender_id = p.id) GROUP BY p.origin
"""
# The same approved explanation may be written anew after a change: a tender counts once for a rule.
_VERSIONS = """
WITH explained AS (
  SELECT DISTINCT p.id FROM population p JOIN tenders_explanation e ON e.tender_id = p.id
  JOIN tenders_explanationverdict v ON v.explanation_id = e.id WHERE v.approved
)
SELECT p.origin, p.policy_version_id, COUNT(*), COUNT(x.id)
FROM population p LEFT JOIN explained x ON x.id = p.id GROUP BY p.origin, p.policy_version_id
"""
_EXPLAINED_RULES = """
SELECT p.origin, e.rule, COUNT(DISTINCT p.id)
FROM population p JOIN tenders_explanation e ON e.tender_id = p.id
JOIN tenders_explanationverdict v ON v.explanation_id = e.id WHERE v.approved GROUP BY p.origin, e.rule
"""
_SIZES_OF_TENDERERS = """
SELECT p.origin, COALESCE(y.size, 'unknown'), COUNT(*)
FROM population p JOIN bids_bid b ON b.tender_id = p.id
LEFT JOIN bids_bidparty y ON y.bid_id = b.id AND y.role = 'lead'
WHERE p.is_after_opening AND SUBMITTED GROUP BY p.origin, COALESCE(y.size, 'unknown')
"""
_SIZES_OF_WINNERS = """
SELECT p.origin, COALESCE(y.size, 'unknown'), COUNT(*)
FROM population p JOIN bids_sourceaward a ON a.tender_id = p.id
LEFT JOIN bids_bidparty y ON y.bid_id = a.bid_id AND y.role = 'lead'
WHERE LOWER(a.status) = 'active' GROUP BY p.origin, COALESCE(y.size, 'unknown')
"""
_BIDS_OF_LOTS = """
WITH lots AS (
  SELECT l.id, p.origin, COUNT(b.id) AS bids
  FROM population p JOIN tenders_lot l ON l.tender_id = p.id
  LEFT JOIN bids_bid_lots bl ON bl.lot_id = l.id LEFT JOIN bids_bid b ON b.id = bl.bid_id AND SUBMITTED
  WHERE p.is_after_opening AND l.state <> 'cancelled' GROUP BY l.id, p.origin
)
SELECT origin, bids, COUNT(*) FROM lots GROUP BY origin, bids
"""
_TO_DEADLINE = """
WITH spans AS (SELECT origin, DAYS(published_at, deadline_at) AS days FROM population)
SELECT origin, days, COUNT(*) FROM spans GROUP BY origin, days
"""
_TO_OPENING = """
WITH moments AS (
  SELECT p.id, p.origin, p.published_at, MIN(b.state_at) AS at
  FROM population p LEFT JOIN bids_bid b ON b.tender_id = p.id AND b.state = 'opened'
  WHERE p.origin = 'own' AND p.is_after_opening GROUP BY p.id, p.origin, p.published_at
), spans AS (SELECT origin, DAYS(published_at, at) AS days FROM moments)
SELECT origin, days, COUNT(*) FROM spans GROUP BY origin, days
"""
_TO_EVALUATION = """
WITH spans AS (
  SELECT p.origin, DAYS(p.published_at, r.at) AS days
  FROM population p JOIN tenders_lot l ON l.tender_id = p.id
  LEFT JOIN evaluations_run r ON r.lot_id = l.id AND r.no = 1
  WHERE p.origin = 'own' AND p.is_after_opening AND l.state <> 'cancelled'
)
SELECT origin, days, COUNT(*) FROM spans GROUP BY origin, days
"""
# When another system opened and evaluated the bids of an imported tender is not recorded: these two are of our own.
# Whole days between two instants; NULL where one is missing, or the second lies before the first.
_DAYS = {
    "postgresql": "CASE WHEN {1} >= {0} THEN CAST(FLOOR(EXTRACT(EPOCH FROM"
    " (date_trunc('second', {1}) - date_trunc('second', {0}))) / 86400) AS integer) END",
    "sqlite": "CASE WHEN {1} >= {0} THEN (unixepoch({1}) - unixepoch({0})) / 86400 END",
}


@dataclass(slots=True)
class OriginCounts:
    """What was counted of the tenders of one origin. Weights in parts of a point (`UNIT`), None: not known.

    `versions`: tenders by the version of the policy under which they were published; `explained`: those of any version
    with an approved explanation, `explained_rules` by the rule.
    """

    tenders: int = 0
    cancelled: int = 0
    price_weights: Counter[int | None] = field(default_factory=Counter)
    family_weights: Counter[int | None] = field(default_factory=Counter)
    with_interfaces: int = 0
    versions: Counter[UUID | None] = field(default_factory=Counter)
    explained: int = 0
    explained_rules: Counter[str] = field(default_factory=Counter)
    tenderers: Counter[str] = field(default_factory=Counter)
    winners: Counter[str] = field(default_factory=Counter)
    lots_by_bids: Counter[int] = field(default_factory=Counter)
    days_to_deadline: Counter[int | None] = field(default_factory=Counter)
    days_to_opening: Counter[int | None] = field(default_factory=Counter)
    days_to_evaluation: Counter[int | None] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """`tests`: tenders that their source marks as a test; `undated`: published, but nobody knows when."""

    run_here: OriginCounts
    imported: OriginCounts
    tests: int
    undated: int


def counts_of(authority: Authority, start: date, end: date) -> PeriodCounts:
    """What an authority's tenders of a period come to, both days included, by its clock. One snapshot, 17 statements.

    Tests of a source and cancelled tenders are counted and enter no figure.
    """
    by_origin = {Origin.OWN.value: OriginCounts(), Origin.IMPORTED.value: OriginCounts()}
    published = Tender.objects.filter(authority=authority, state__in=PUBLISHED).order_by()
    first, over = start_of(start, authority.zone), end_of(end, authority.zone)
    period = published.filter(published_at__gte=first, published_at__lt=over)
    with _snapshot():
        undated = published.filter(published_at=None, publish_no__isnull=False).count()
        tests = _count_tenders(period, by_origin)
        with _population(period.filter(is_test=False).exclude(state=TenderState.CANCELLED)):
            _count_weights(by_origin)
            _count_explanations(by_origin)
            _count_bids(by_origin)
            _count_days(by_origin)
    return PeriodCounts(by_origin["own"], by_origin["imported"], tests, undated)


@contextmanager
def _population(tenders: QuerySet[Tender]) -> Iterator[None]:
    """The tenders that figures are about as the table `population`, which only this transaction sees: chosen once."""
    columns = ("id", "origin", "is_after_opening", "published_at", "deadline_at", "policy_version_id")
    chosen = tenders.annotate(is_after_opening=Q(state__in=AFTER_OPENING)).values_list(*columns)
    sql, params = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE population AS {sql}", params)
        cursor.execute("ANALYZE temp.population" if connection.vendor == "sqlite" else "ANALYZE population")
        yield
        cursor.execute("DROP TABLE population")


def _groups(statement: str) -> list[tuple[Any, ...]]:
    """The groups that a statement over the population answers."""
    with connection.cursor() as cursor:
        cursor.execute(_with_days(statement.replace("SUBMITTED", _SUBMITTED)))
        return list(cursor.fetchall())


def _with_days(statement: str) -> str:
    """The statement with its DAYS(first, second) as this engine writes it."""
    before, mark, rest = statement.partition("DAYS(")
    if not mark:
        return statement
    arguments, _close, after = rest.partition(")")
    return before + _DAYS[connection.vendor].format(*arguments.split(", ")) + after


def _snapshot() -> AbstractContextManager[None]:
    """Every statement sees the same rows; inside a transaction that has begun it is that one's business."""
    begins = connection.vendor == "postgresql" and not connection.in_atomic_block
    return _repeatable() if begins else transaction.atomic()


@contextmanager
def _repeatable() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL jit = off")  # compiling the statements costs more than it saves
            cursor.execute("SET LOCAL work_mem = '64MB'")  # lots and bids of a hundred thousand tenders fit
        yield


def _count_tenders(period: QuerySet[Tender], by_origin: dict[str, OriginCounts]) -> int:
    """Fill in how many there are and how many were cancelled; answers how many are tests of their source."""
    tests = 0
    for origin, state, is_test, number in period.values_list("origin", "state", "is_test").annotate(n=Count("pk")):
        if is_test:
            tests += number
        elif state == TenderState.CANCELLED:
            by_origin[origin].cancelled += number
        else:
            by_origin[origin].tenders += number
    return tests


def _count_weights(by_origin: dict[str, OriginCounts]) -> None:
    for origin, price, families, number in _groups(_WEIGHTS):
        by_origin[origin].price_weights[price] += number
        by_origin[origin].family_weights[families] += number
    for origin, number in _groups(_INTERFACES):
        by_origin[origin].with_interfaces = number


def _count_explanations(by_origin: dict[str, OriginCounts]) -> None:
    for origin, version, number, explained in _groups(_VERSIONS):
        by_origin[origin].versions[UUID(str(version)) if version else None] += number
        by_origin[origin].explained += explained
    for origin, rule, number in _groups(_EXPLAINED_RULES):
        by_origin[origin].explained_rules[rule] = number


def _count_bids(by_origin: dict[str, OriginCounts]) -> None:
    for origin, size, number in _groups(_SIZES_OF_TENDERERS):
        by_origin[origin].tenderers[size] = number
    for origin, size, number in _groups(_SIZES_OF_WINNERS):
        by_origin[origin].winners[size] = number
    for origin, bids, number in _groups(_BIDS_OF_LOTS):
        by_origin[origin].lots_by_bids[bids] = number


def _count_days(by_origin: dict[str, OriginCounts]) -> None:
    statements: Sequence[tuple[str, str]] = (
        ("days_to_deadline", _TO_DEADLINE),
        ("days_to_opening", _TO_OPENING),
        ("days_to_evaluation", _TO_EVALUATION),
    )
    for name, statement in statements:
        for origin, days, number in _groups(statement):
            getattr(by_origin[origin], name)[days] = number
