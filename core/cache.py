"""A cache that answers while its Redis does not: the database stands in for it.

What lies in the cache counts sign-ins and requests, so a cache that is gone must neither stop the site nor open it. The
counts go on in a table of the database, from nothing; ten seconds later Redis is asked again. If the table does not
answer either, the database is gone and nothing could be done anyway.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

STAND_IN = "database"
PAUSE = 10.0  # seconds for which a Redis that failed is not asked
log = logging.getLogger(__name__)


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
