"""A cache that answers while its Redis does not: the database stands in for it.

What lies in the cache counts sign-ins and requests, so a cache that is gone must neither stop the site nor open it. The
counts go on in a table of the database, from nothing; ten seconds later Redis is asked again. If the table does not
answer either, the database is gone and nothing could be done anyway.
"""

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends import db
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from django.db import connection
from redis.exceptions import RedisError

STAND_IN = "database"
ROW = 64 * 1024  # bytes of a trial row: as much as an act stores
PAUSE = 10.0  # seconds for which a Redis that failed is not asked
log = logging.getLogger(__name__)


def write_trial_row() -> None:
    """Write a row into the table of the cache and remove it. Raises what the database says where it takes no rows."""
    table = connection.ops.quote_name(str(settings.CACHES[STAND_IN]["LOCATION"]))
    row = [key := f"trial:{secrets.token_hex(8)}", "0" * ROW, "2000-01-01 00:00:00"]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (cache_key, value, expires) VALUES (%s, %s, %s)", row)  # noqa: S608 -- a setting
        cursor.execute(f"DELETE FROM {table} WHERE cache_key = %s", [key])  # noqa: S608 -- a setting


class DatabaseCache(db.DatabaseCache):
    """Django's, which takes a database that refuses a row for a value that is there already.

    Limits count with `add`: on a full disk they would say "too many requests" to whoever comes first.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        stored = bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        if not stored and mode != "touch":
            write_trial_row()
        return stored


class FailoverCache(BaseCache):
    """`LOCATION` and `OPTIONS` as of Django's Redis cache; the cache named `database` takes over."""

    down_until: dict[str, float] = {}  # of all threads: one finds out, the others need not wait for it

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._server = server
        self._redis = RedisCache(server, params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.add(key, value, timeout, version)))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._ask(lambda cache: cache.get(key, default, version))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._ask(lambda cache: cache.set(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.touch(key, timeout, version)))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._ask(lambda cache: cache.delete(key, version)))

    def clear(self) -> None:
        self._ask(lambda cache: cache.clear())

    def _ask(self, question: Callable[[BaseCache], Any]) -> Any:
        if time.monotonic() >= self.down_until.get(self._server, 0.0):
            try:
                return question(self._redis)
            except (RedisError, OSError) as error:
                self.down_until[self._server] = time.monotonic() + PAUSE
                log.warning("The cache does not answer (%s); the database stands in for it.", type(error).__name__)
        return question(caches[STAND_IN])
