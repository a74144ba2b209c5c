"""A file is imported and evaluated, and what became of its lots is read as the command prints it."""

from datetime import UTC, datetime

from procurement.opendata import queries, services
from tests.opendata.inputs import encoded

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def evaluated(value, at=AT):
    """(tender, one line per lot) of a file with one record: bytes, a path, or a record."""
    if hasattr(value, "read_bytes"):
        value = value.read_bytes()
    data = value if isinstance(value, bytes) else encoded(value)
    [record] = queries.records_of(services.import_file(name="file.json", data=data, at=at))
    return record.tender, lines_of(record.tender, at)


def lines_of(tender, at=AT):
    return [outcome.sentence for outcome in services.evaluate(tender=tender, at=at)]
