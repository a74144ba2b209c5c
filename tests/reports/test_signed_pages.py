"""Two pages to sign: whatever the number of bids and the length of names, nobody signs later than on the third."""

import pytest

from core.rest.shapes import to_json
from procurement.reports.shapes import review_of
from tests import builders
from tests.reports.files import pages_of, render

# WeasyPrint leaves its colour profile open; what is rendered in a fork does not warn here.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
NAMES = (
    "LLC “Construction and Trading Company Mira” (ТОВ «БУДІВЕЛЬНА КОМПАНІЯ «МІРА»)",
    "شركة المدينة المضيئة للتقنيات المفتوحة",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft mbH & Co. KG",
)


@pytest.mark.django_db
@pytest.mark.parametrize("bids", [1, 2, 10, 40])
def test_people_sign_on_the_third_page_at_the_latest(bids):
    data = to_json(review_of(builders.frozen_run(bids=bids)))
    data["tender"]["title"] = "Sensors of the city and the platform that they report to, " * 4
    for name, row in zip(NAMES, data["ranking"], strict=False):
        row["name"] = name
    out = data["ranking"][-1] | {"stage": "gate", "where": "", "sentence": "It is excluded: no certificate was shown."}
    data["excluded"] = [out | {"alias": f"X{no}", "bid": f"X{no}"} for no in range(bids // 2)]

    pages = pages_of(render(data))

    assert next(no for no, page in enumerate(pages, 1) if "7. Signatures" in page) <= 3
    assert sum("Annex A." in page for page in pages) == 1
