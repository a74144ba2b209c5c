"""The database's clock: the only one that counts where a deadline or a lease does (SEALING §5)."""

from datetime import UTC, datetime

from django.db import connection


def db_now() -> datetime:
    """Now by the database, in UTC. PostgreSQL: clock_timestamp(), not the transaction's start. One query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0].astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')")
        return datetime.strptime(cursor.fetchone()[0], "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
