"""Outages made for real: a database without a free page, a limit on the size of files."""

import contextlib
import resource

import pytest
from django.db import connection


@contextlib.contextmanager
def full_database(free=0):
    """No page more than there are, and `free`, for the test's SQLite database. Skips on another engine."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite lets a test limit the size of its database")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + free}")
        assert cursor.fetchone()[0] == pages + free
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


@contextlib.contextmanager
def no_file_above(size):
    """No file of this process grows beyond `size` bytes. Skips where that cannot be set."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    except (ValueError, OSError) as error:
        pytest.skip(f"the size of files cannot be limited here: {error}")
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
