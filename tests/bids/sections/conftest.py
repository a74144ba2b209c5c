"""A bid for a tender whose lots ask something in each section, and the device of somebody who writes it."""

import pytest

from core import sealed_file
from procurement.bids import store
from procurement.bids.services import files
from procurement.bids.views.drafting import cookie_name
from procurement.tenders.sections import RequirementEntry, RequirementList
from tests.bids import written
from tests.tenders.written import changed


def asked(key, text, datatype="text", **more):
    return RequirementEntry(key, text, group="Life", functional=True, datatype=datatype, **more)


MORE = RequirementList(
    (
        *changed(RequirementList).entries,
        asked("R2", "A lantern lasts for years.", "integer", minimum="10", unit="years"),
        asked("R3", "Tell us what else there is."),
        asked("R4", "A plan of the works.", "file"),
        asked("R5", "The radio.", "choice", choices=("LoRaWAN", "NB-IoT")),
        asked("R6", "The first day.", "date"),
    )
)


def stored_file(begun, name, belongs_to="technical"):
    """The id of a file of the draft that came whole, by the real service."""
    row = files.begin_file(
        bid=begun.bid,
        draft_key=begun.draft_key,
        name=name,
        length=4,
        belongs_to=belongs_to,
        by=begun.bid.begun_by,
        at=written.AT,
    )
    with sealed_file.Appending(store.draft_path(row.pk), begun.draft_key.raw, str(row.pk)) as appending:
        appending.write(b"plan", last=True)
    files.finish_file(row=row, bid=begun.bid, draft_key=begun.draft_key)
    return str(row.pk)


def opened_for(begun, client):
    """The client as the device of whoever began the bid."""
    client.force_login(begun.bid.begun_by)
    client.cookies[cookie_name(begun.bid)] = begun.draft_key.raw.hex()
    return client


@pytest.fixture
def begun(settings):
    settings.MFA_REQUIRED_ROLES = []
    return written.begun_bid(tender=written.open_tender(MORE))


@pytest.fixture
def device(begun, client):
    return opened_for(begun, client)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The site's clock stands while the tender is open."""
    monkeypatch.setattr("core.clock.db_now", lambda: written.AT)
