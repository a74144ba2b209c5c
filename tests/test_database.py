"""The database of tests behaves like the one a city runs on."""

from datetime import UTC, datetime

import pytest
from django.db.utils import DataError

from core.models import Job

pytestmark = pytest.mark.django_db


def test_what_is_too_long_for_its_column_is_refused_on_every_engine():
    job = Job(kind="core.read_text", target="1", input_hash="a" * 65, requested_at=datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(DataError, match="too long"):
        job.save()
    with pytest.raises(DataError, match="too long"):
        Job.objects.bulk_create([job])
