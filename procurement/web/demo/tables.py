"""What the data of the demonstration is read as: plain tables, people by key, instants by days from a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.law.days import day_of
from core.models import User

TomlTable = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Officers:
    """Who acts for an authority, and when: the officer in charge and a second officer."""

    officer: User
    second: User
    at: datetime


def instant(text: str, *, now: datetime, zone: str) -> datetime:
    """An instant such as "-30 09:00": days from the day of `now` and the hour, both in the zone."""
    days, clock = text.split()
    day = day_of(now, zone) + timedelta(days=int(days))
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))
