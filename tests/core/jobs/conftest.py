"""A broker that answers, which is the edge."""

import pytest

from tests.core.jobs.echo import crowd_task, echo_task


@pytest.fixture
def wakes(monkeypatch, settings):
    """The ids that would go to the broker, which is the edge."""
    woken = []
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    for task in (echo_task, crowd_task):
        monkeypatch.setattr(task, "apply_async", lambda kwargs, retry: woken.append((kwargs["job_id"], retry)))
    return woken
