"""A text that turns the direction of a line turns nothing but itself, and is stored as it came."""

import pytest

from core.pages import bidi
from procurement.opendata import services
from procurement.reports.pdf import engine
from procurement.tenders.models import Tender
from tests import builders
from tests.builders import AT
from tests.opendata.inputs import encoded, release

RLO, PDI = "\u202e", "\u2069"
CONTROLS = "".join(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))


@pytest.mark.django_db
def test_a_page_shows_a_replacement_and_the_row_keeps_the_text(client):
    services.import_file(name="a.json", data=encoded(release(title=f"Lamps {RLO}000,9")), at=AT)
    tender = Tender.objects.get()
    client.force_login(builders.person())

    pages = [client.get("/tenders/"), client.get(f"/tenders/{tender.pk}/")]

    assert tender.title == f"Lamps {RLO}000,9"
    assert [("Lamps \N{REPLACEMENT CHARACTER}000,9" in page.text, RLO in page.text) for page in pages] == [
        (True, False)
    ] * 2


def test_every_control_is_shown_as_a_replacement():
    assert bidi.harmless(f"a{CONTROLS}b") == "a" + "\N{REPLACEMENT CHARACTER}" * 9 + "b"
    assert bidi.harmless("שלום 900 مرحبا\u200f") == "שלום 900 مرحبا\u200f"


def test_fields_are_sent_back_as_they_were():
    page = f'<p>{RLO}a</p><input value="{RLO}b"><textarea>{RLO}c<b></textarea><p>{PDI}</p>'

    assert bidi.harmless_page(page) == (
        f'<p>\N{REPLACEMENT CHARACTER}a</p><input value="{RLO}b"><textarea>{RLO}c<b></textarea>'
        "<p>\N{REPLACEMENT CHARACTER}</p>"
    )


def test_a_review_shows_a_replacement(monkeypatch):
    monkeypatch.setattr(engine, "render_to_string", lambda *_: f"<p>{RLO}900</p>")

    assert engine.html({}) == "<p>\N{REPLACEMENT CHARACTER}900</p>"
