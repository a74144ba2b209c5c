"""The demonstration's policy: a version in force, and the next one in consultation with comments and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction

from core.law.days import day_of, end_of
from core.models import Authority, User
from procurement.policies import gather, services
from procurement.policies.models import PolicyVersion
from procurement.web.demo.tables import TomlTable
from scoring.compliance import PolicySettings
from suppliers.models import Supplier


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts: the officer writes, the second one adopts and answers."""

    officer: User
    second: User
    people: Mapping[str, User]
    suppliers: Mapping[str, Supplier]


def ensure(data: TomlTable, *, authority: Authority, cast: Cast, at: datetime, now: datetime) -> None:
    """Both versions, through the services, from `at` on; comments a week later, never after `now`.

    Effects: versions, a consultation, comments, an answer, their leaves and notices. Nothing if the authority has a
    policy already.
    """
    if PolicyVersion.objects.filter(authority=authority).exists():
        return
    first = services.begin_with_ready_policy(authority=authority, by=cast.officer, at=at)
    _write(first, data["first"], by=cast.officer, at=at)
    review = day_of(at, authority.zone) + timedelta(days=data["review_days"])
    services.adopt_unconsulted(version=first, review_date=review, by=cast.second, at=at)
    following = services.begin_next(authority=authority, by=cast.officer, at=at)
    _write(following, data["next"], by=cast.officer, at=at)
    closes_at = end_of(day_of(at, authority.zone) + timedelta(days=data["open_days"]), authority.zone)
    services.open_consultation(version=following, closes_at=closes_at, by=cast.officer, at=at)
    for row in data["comments"]:
        _comment(row, following, cast, at=min(at + timedelta(days=row["day"]), now), now=now)


def _write(version: PolicyVersion, row: TomlTable, *, by: User, at: datetime) -> None:
    services.change(
        version=version,
        settings=_settings(gather.settings_of(version), row.get("rules", {})),
        law_figures=row.get("law", {}),
        text=row["text"],
        change_note=row.get("change_note", ""),
        seen=services.draft_digest(version),
        by=by,
        at=at,
    )


def _settings(settings: PolicySettings, changes: Mapping[str, TomlTable]) -> PolicySettings:
    rules = dict(settings.rules)
    for rule, row in changes.items():
        params = {name: Fraction(value) for name, value in row.get("params", {}).items()}
        terms = rules[rule]
        rules[rule] = replace(terms, severity=row.get("severity", terms.severity), params={**terms.params, **params})
    return replace(settings, rules=rules)


def _comment(row: TomlTable, version: PolicyVersion, cast: Cast, *, at: datetime, now: datetime) -> None:
    supplier = cast.suppliers[row["supplier"]] if "supplier" in row else None
    by = cast.people[row["by"]]
    entry = services.comment(version=version, text=row["text"], rule=row["rule"], supplier=supplier, by=by, at=at)
    if "answer" in row:
        answered_at = min(at + timedelta(days=2), now)
        services.answer(comment=entry, verdict=row["verdict"], text=row["answer"], by=cast.second, at=answered_at)
