"""Files of a bid: into which part and lot each goes, and what the receipt says of the scanner."""

from pathlib import Path

import pytest

from core import clock, sealed_file
from offline import signed
from procurement.bids import outline as outlines
from procurement.bids import store
from procurement.bids.models import DraftFile
from procurement.bids.services import files, offers
from procurement.bids.services.submission import DraftFileChanged
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from tests.bids.submitting import city_with_keys, open_tender, opened, ready_bid, submitted
from tests.core.test_scanner import clamd, daemon

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_week_before")]


def stored_file(begun, name, content, belongs_to):
    """A file that the team has uploaded."""
    bid, key = begun.bid, begun.draft_key
    row = files.begin_file(
        bid=bid,
        draft_key=key,
        name=name,
        length=len(content),
        belongs_to=belongs_to,
        by=bid.begun_by,
        at=clock.db_now(),
    )
    with sealed_file.Appending(store.draft_path(row.pk), key.raw, str(row.pk)) as draft:
        draft.write(content, last=True)
    files.finish_file(row=row, bid=bid, draft_key=key)


def test_files_go_into_the_part_and_the_place_that_they_belong_to():
    city, holder_keys = city_with_keys()
    begun = ready_bid(city)
    stored_file(begun, "plan.pdf", b"%PDF-1.4 how it is done", "technical")
    stored_file(begun, "rates.pdf", b"%PDF-1.4 87654.32", "price")

    revision = submitted(begun)

    price, technical = (opened(row, holder_keys) for row in revision.envelopes.order_by("kind"))
    assert [file.name for file in technical[0].files] == ["plan.pdf"]
    assert technical[1] == b"%PDF-1.4 how it is done"
    assert ([file.name for file in price[0].files], price[1]) == (["rates.pdf"], b"%PDF-1.4 87654.32")


def test_a_file_of_a_question_or_a_claim_goes_with_the_lots_that_ask_for_it_and_none_is_lost():
    city, holder_keys = city_with_keys()
    tender = open_tender(city)
    begun = ready_bid(city, tender=tender, lots=tender_queries.lots_of(tender))
    content = tender_gather.publication_of(tender).content
    outline = outlines.outline_of(content, [lot.no for lot in tender_queries.lots_of(tender)])
    asked = {place for lot in outline.lots for place in offers._places(lot)}
    assert asked  # the tender asks for something that a file can belong to
    for number, place in enumerate([*sorted(asked), "claim:nobody-asks", "technical"]):
        stored_file(begun, f"{number} {place}.pdf", f"content {number}".encode(), place)

    revision = submitted(begun)

    sealed = {
        envelope.lot.no: {
            file.name.partition(" ")[2].removesuffix(".pdf") for file in opened(envelope, holder_keys)[0].files
        }
        for envelope in revision.envelopes.filter(kind="technical").select_related("lot")
    }
    assert sealed == {lot.no: {*offers._places(lot), "claim:nobody-asks", "technical"} for lot in outline.lots}


def receipt_says_scanned(revision):
    return signed.read(revision.receipt.text.encode()).document["is_scanned"]


def test_the_receipt_says_scanned_where_a_scanner_let_every_file_pass(settings, tmp_path):
    begun = ready_bid()
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", clamd) as seen:
        stored_file(begun, "plan.pdf", b"%PDF-1.4 how it is done", "technical")

    assert receipt_says_scanned(submitted(begun)) is True
    assert bytes(seen) == b"%PDF-1.4 how it is done"
    settings.SCANNER = ""
    stored_file(begun, "late.pdf", b"%PDF-1.4 seen by nobody", "technical")
    assert receipt_says_scanned(submitted(begun)) is False


def test_a_bid_whose_files_no_scanner_saw_is_not_scanned_because_there_is_one_now(settings, tmp_path):
    begun = ready_bid()
    stored_file(begun, "plan.pdf", b"%PDF-1.4 how it is done", "technical")
    settings.SCANNER = f"unix:{tmp_path}/s"

    assert receipt_says_scanned(submitted(begun)) is False


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def change(path):
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


@pytest.mark.parametrize("harm", [cut, change, Path.unlink])
def test_a_file_that_is_lost_or_damaged_is_named_as_that_and_nobody_is_sent_to_try_again(harm):
    begun = ready_bid()
    stored_file(begun, "plan.pdf", b"%PDF-1.4 how it is done", "technical")
    harm(store.draft_path(DraftFile.objects.get().pk))

    with pytest.raises(DraftFileChanged, match="remove the files and send them again"):
        submitted(begun)

    assert list((store.root() / store.ENVELOPES).iterdir()) == []
