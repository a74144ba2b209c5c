"""The notice names the keys that open the bids, on its page and on paper: by fingerprint, and nobody's name."""

import pytest
from django.urls import reverse

from core.rest.shapes import from_json
from procurement.bids.models import KeyOrigin
from procurement.bids.queries import keys as queries
from procurement.bids.shapes.keys import KeysetShape
from procurement.reports import gather
from procurement.reports.pdf import notice
from procurement.tenders import services
from procurement.tenders.shapes.notice import NoticeShape
from tests import builders
from tests.bids.keys import ready_keys
from tests.tenders import written

pytestmark = pytest.mark.django_db
WARNING = "Their passphrases are printed"


def published(origin=KeyOrigin.BROWSER):
    tender = written.in_review(with_keys=False)
    keys_of_city = ready_keys(tender.authority, origin=origin)
    services.publish(tender=tender, by=builders.person("officer", authority=tender.authority), at=written.AT)
    return tender, keys_of_city


def page_of(client, tender):
    return client.get(reverse("tenders:detail", args=[tender.pk])).content.decode()


def test_the_page_names_digest_and_fingerprints_and_nobody(client):
    tender, keys_of_city = published()

    page = page_of(client, tender)

    stated = [queries.latest_keyset(tender).digest, *(mine.key.fingerprint for mine in keys_of_city)]
    assert [text for text in stated if text not in page] == []
    people = [text for mine in keys_of_city for text in (mine.holder.name, mine.holder.email, str(mine.holder.pk))]
    assert [text for text in people if text in page] == []
    assert ("Key 1, of an opener" in page, "Key 3, the spare key" in page, WARNING in page) == (True, True, False)


def test_the_paper_says_the_same():
    tender, keys_of_city = published()

    data = gather.notice(tender, tender.versions.get())
    keys = notice.context(*_shapes(data))["keys"]

    assert [digest for _name, digest in keys.digests] == [
        data["keys"]["digest"],
        *(mine.key.fingerprint for mine in keys_of_city),
    ]
    assert keys.warning == ""


def _shapes(data):
    return from_json(NoticeShape, data["notice"]), from_json(KeysetShape, data["keys"])


def test_keys_of_a_demonstration_are_called_so(client, settings):
    settings.DEMO = True
    tender, _keys_of_city = published(KeyOrigin.DEMONSTRATION)

    assert WARNING in page_of(client, tender)


def test_before_the_publication_there_is_no_keyset(client):
    draft = written.in_review()
    client.force_login(builders.person("officer", authority=draft.authority))

    assert "Who opens the bids" not in page_of(client, draft)
