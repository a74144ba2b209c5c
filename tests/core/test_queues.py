"""Each kind of job has a queue, and each queue somebody who takes it; whoever stops or falls silent does not."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from celery import current_app

from core import queues
from core.models import QueueConsumer
from procurement.reports import services as reports
from procurement.reports.queries import REPAIR_KIND
from procurement.studies import services as studies

AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


def everything_taken():
    return queues.Consumer("worker@city", queues.names())


def test_every_task_of_ours_declares_its_queue():
    kinds = {name for name in current_app.tasks if not name.startswith("celery.")}

    assert kinds == set(queues.kinds_in(queues.names()))


def test_a_message_goes_to_the_queue_of_its_kind():
    router = current_app.amqp.router

    assert [router.route({}, kind)["queue"].name for kind in (reports.KIND, studies.KIND)] == ["reports", "simulations"]
    assert queues.route("celery.chord_unlock") is None


def test_reports_are_prompt_and_simulations_are_not():
    builds = {reports.KIND, reports.STUDY_KIND, reports.POLICY_KIND, reports.NOTICE_KIND, reports.OPENING_KIND}
    builds |= {"reports.build_receipt", "reports.repair_receipt"}
    assert set(queues.kinds_in(["reports"])) == builds | {REPAIR_KIND}
    assert queues.kinds_in(["simulations"]) == [studies.REPAIRER.kind, studies.KIND]
    assert "reports" in queues.names(prompt_only=True)
    assert "simulations" not in queues.names(prompt_only=True)


def test_a_name_that_is_no_queue_is_refused():
    queues.require_known(["reports", "simulations"])

    with pytest.raises(queues.UnknownQueue, match=r"^There is no queue celery, report\. The queues are: "):
        queues.require_known(["report", "reports", "celery"])


@pytest.mark.django_db
def test_a_queue_without_a_worker_is_named(django_assert_num_queries):
    assert queues.without_consumer(at=AT) == queues.names()

    queues.Consumer("worker@city", set(queues.names()) - {"simulations"}).note(AT)

    with django_assert_num_queries(1):
        assert queues.without_consumer(at=AT) == ["simulations"]


@pytest.mark.django_db
def test_a_worker_that_stops_takes_nothing_and_another_of_its_name_still_does(monkeypatch):
    first = everything_taken()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    second = queues.Consumer("worker@city", ["reports"])
    first.note(AT)
    second.note(AT)

    first.remove()

    assert queues.without_consumer(at=AT) == [name for name in queues.names() if name != "reports"]
    assert list(QueueConsumer.objects.values_list("worker", "queue")) == [("worker@city -1", "reports")]


@pytest.mark.django_db
def test_a_silent_worker_counts_for_a_lease_and_a_sweep():
    everything_taken().note(AT)

    assert queues.SILENCE.total_seconds() == 90
    assert queues.without_consumer(at=AT + timedelta(seconds=89)) == []
    assert queues.without_consumer(at=AT + timedelta(seconds=90)) == queues.names()


@pytest.mark.django_db
def test_a_worker_is_noted_at_most_once_a_sweep_and_the_dead_of_yesterday_go(django_assert_num_queries):
    everything_taken().note(AT)
    tomorrow = AT + timedelta(days=1, seconds=1)
    consumer = queues.Consumer("other@city", ["reports"])
    consumer.note(tomorrow)

    with django_assert_num_queries(0):
        consumer.note(tomorrow + queues.SWEEP / 3)

    assert list(QueueConsumer.objects.values_list("queue", "seen_at")) == [("reports", tomorrow)]
