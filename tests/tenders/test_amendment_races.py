"""Two at once about an amendment, in two connections: the second waits for the first, and sees what it did."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from core.states import IllegalMove
from procurement.tenders import queries, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract
from procurement.tenders.services import NotChangeable
from tests import builders
from tests.races import LOCKED
from tests.tenders import written
from tests.tenders.test_open_races import officer, raced, tender

pytestmark = pytest.mark.django_db
__all__ = ["officer", "tender"]  # fixtures

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def published(amendment, by, at):
    """The number of the version, or what was refused."""
    try:
        return services.publish_amendment(amendment=amendment, by=by, at=at).no
    except (IllegalMove, NotChangeable, IntegrityError) as refused:
        return type(refused).__name__


@LOCKED
def test_an_amendment_right_after_the_deadline_while_the_deadline_moves(tender, officer, monkeypatch, locked):
    """An officer moved it in time, so the amendment is in time, too."""
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))
    other = builders.person("officer", authority=tender.authority)
    end, later = written.DEADLINE, written.DEADLINE + 9 * DAY

    outcome = raced(
        monkeypatch,
        lambda: services.extend(tender=tender, deadline=later, reason="More.", by=officer, at=end - SECOND),
        lambda: published(amendment, other, end + SECOND),
        locked=locked,
    )

    assert outcome == ([3] if locked else ["NotChangeable"])


def test_an_amendment_is_published_once_by_two_at_once(tender, officer, monkeypatch):
    amendment = written.amendment_in_review(tender, written.changed(Contract, months=30))
    other = builders.person("officer", authority=tender.authority)

    outcome = raced(
        monkeypatch,
        lambda: services.publish_amendment(amendment=amendment, by=officer, at=written.AMENDED_AT),
        lambda: published(amendment, other, written.AMENDED_AT),
        locked=True,
    )

    assert (outcome, queries.latest_version_no(tender)) == (["IllegalMove"], 2)
    assert Tender.objects.get(pk=tender.pk).deadline_at == written.DEADLINE
