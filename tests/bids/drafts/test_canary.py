"""Nothing of a draft is stored in the clear: not in the database, a log, the session or the cache."""

import base64
import logging
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from procurement.bids.services import drafting
from procurement.bids.views import drafting as views
from tests.bids import written

pytestmark = pytest.mark.django_db
CANARY, FIELD = "canary 4711.08 euro", "canary-field"


def spellings(text):
    """A text as it could lie on a disk."""
    raw = text.encode()
    return [raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode(), base64.b64encode(raw)[:-4]]


def stored_bytes():
    """Everything that the database holds: its files with the write-ahead log, or every row as text."""
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        name = Path(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # our own tables
            for row in cursor.fetchall():
                texts += [
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row
                ]
    return b"\n".join(texts)


@pytest.fixture
def begun(settings):
    written.set_clock(settings)
    return written.begun_bid()


def test_the_database_the_log_the_session_and_the_cache_hold_nothing_of_a_draft(begun, client, caplog):
    secrets = [CANARY, FIELD, begun.draft_pass, begun.draft_pass.replace("-", ""), begun.draft_key.raw.hex()]
    client.force_login(begun.bid.begun_by)
    client.cookies[views.cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    with caplog.at_level(logging.DEBUG):
        written.saved(begun, fields={FIELD: CANARY})
        drafting.keep_pass(bid=begun.bid, by=begun.bid.begun_by, at=written.AT)
        for route in ("tasks", "check", "pass", "pass-file", "facts"):
            assert client.get(reverse(f"bids:{route}", args=[begun.bid.pk])).status_code == 200
        unlock = reverse("bids:unlock", args=[begun.bid.pk])
        client.post(unlock, {"draft_pass": begun.draft_pass})
        client.post(unlock, {"draft_pass": f"{begun.draft_pass}X"})
    looked = {
        "database": stored_bytes(),
        "log": caplog.text.encode(),
        "session": str(dict(client.session)).encode(),
        "cache": str(getattr(cache, "_cache", "")).encode(),
    }

    leaks = [
        (place, secret)
        for place, content in looked.items()
        for secret in secrets
        for form in spellings(secret)
        if form in content
    ]
    leaks += [("database", "the key") for _ in [1] if begun.draft_key.raw in looked["database"]]
    assert leaks == []
    assert begun.bid.alias.encode() in looked["database"]  # what lies there is found


def test_a_report_of_an_error_shows_neither_the_key_nor_a_field(begun, client, monkeypatch, rf):
    from django.views.debug import SafeExceptionReporterFilter

    request = rf.get("/", HTTP_COOKIE=f"{views.cookie_name(begun.bid)}={begun.draft_key.raw.hex()}")
    request.META["HTTP_DRAFT_KEY"] = begun.draft_key.raw.hex()
    filtering = SafeExceptionReporterFilter()

    assert begun.draft_key.raw.hex() not in str(filtering.get_safe_cookies(request))
    meta = filtering.get_safe_request_meta(request)
    assert begun.draft_key.raw.hex() not in str({name: value for name, value in meta.items() if name != "HTTP_COOKIE"})
