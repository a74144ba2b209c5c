"""The page that asks to confirm again names every answer that the amendment touches, and no other."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from procurement.tenders.models import Tender
from procurement.tenders.sections import Method, Purchase, RequirementEntry, RequirementList
from tests.bids import written
from tests.bids.timing.received import received
from tests.bids.timing.test_withdrawing import HOUR
from tests.tenders import written as tenders

pytestmark = pytest.mark.django_db


def asked(key, text, datatype="text", **more):
    return RequirementEntry(key, text, group="Life", functional=True, datatype=datatype, **more)


FIRST = RequirementList(
    (
        *tenders.changed(RequirementList).entries,
        asked("R2", "A lantern lasts for years.", "integer", minimum="10"),
        asked("R3", "A plan of the works.", "file"),
        asked("R4", "Nobody changes this."),
    )
)


def amended(bid, now, *values):
    tenders.amended(Tender.objects.get(pk=bid.tender_id), *values)
    now["now"] = tenders.AMENDED_AT + HOUR


def lines(client, bid):
    """[(what, what happens to it, where it leads)] as the page says it."""
    client.force_login(bid.begun_by)
    text = client.get(reverse("bids:confirm", args=[bid.pk])).content.decode()
    section = re.search(r"(?s)<h2>Your answers</h2>(.*?)</section>", text)
    if section is None:
        return [], text
    rows = re.findall(r'(?s)<li.*?<(a class="what" href="([^"]+)"|b)>([^<]+)<.*?class="why">([^<]+)<', section[1])
    return [(label, why, url) for _tag, url, label, why in rows], text


def test_it_names_what_is_new_changed_and_gone_with_a_way_to_each(client, now):
    bid = received(tender=written.open_tender(FIRST))
    entries = {entry.key: entry for entry in FIRST.entries}
    changed = RequirementList(
        (
            *(entry for entry in FIRST.entries if entry.key not in {"R2", "R3", "R4"}),
            replace(entries["R2"], minimum="12"),
            entries["R4"],
            asked("R5", "How many people come?", "integer"),
        )
    )
    elements = tenders.changed(Method).elements
    amended(bid, now, changed, tenders.changed(Method, elements=(replace(elements[0], quantity=9), *elements[1:])))

    rows, text = lines(client, bid)

    answers, prices = (reverse(f"bids:{name}", args=[bid.pk]) for name in ("answers", "prices"))
    assert rows == [
        (
            "R2. A lantern lasts for years.",
            "Answers: asks something else now; look whether your answer still holds.",
            f"{answers}#answers-2",
        ),
        (
            "R5. How many people come?",
            "Answers: is asked now; you have not answered it yet.",
            f"{answers}#answers-4",
        ),
        ("R3. A plan of the works.", "Answers: is not asked any more; what you wrote is left out.", ""),
        (
            elements[0].title,
            "Prices: asks something else now; look whether your answer still holds.",
            f"{prices}#prices-1",
        ),
    ]
    assert ("Nobody changes this." in text, "Change and submit again" in text) == (False, True)


def test_other_words_touch_no_answer(client, now):
    bid = received(tender=written.open_tender(FIRST))
    amended(bid, now, tenders.changed(Purchase, title="Lamps of the city"))

    rows, text = lines(client, bid)

    assert (rows, "None of your answers is touched." in text) == ([], True)
    assert "Confirm without a change" in text
