"""The ordinary form: what it brings is sealed on its way, and nothing stays that does not count."""

import errno
import os
import re
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import arrivals, sealed_file
from core.sealed_file import Appending
from procurement.bids import store
from procurement.bids.gather.files import stored_files
from procurement.bids.models import DraftFile
from procurement.bids.services import collecting, draft_ends, files
from procurement.bids.uploads import handler
from procurement.tenders import services as tender_services
from tests.bids import written
from tests.bids.files.sent import on_disk
from tests.core.test_scanner import clamd, daemon

CONTENT = bytes(range(256)) * 12_000  # 3,072,000: more than the framework keeps in memory


def file(content=CONTENT, name="offer.pdf"):
    return SimpleUploadedFile(name, content)


def names(team):
    return [stored.name for stored in stored_files(team.bid, team.key)]


def test_files_of_a_form_are_stored(team):
    answer = team.post(file(), file(b"x", "annex.txt"), place="price")

    assert (answer.status_code, answer.url) == (302, reverse("bids:files", args=[team.bid.pk]))
    other, first_file = sorted(stored_files(team.bid, team.key), key=lambda stored: stored.name)
    assert [(item.name, item.type, item.size, item.belongs_to) for item in (first_file, other)] == [
        ("offer.pdf", "application/pdf", 3_072_000, "price"),
        ("annex.txt", "text/plain", 1, "price"),
    ]
    assert (
        b"".join(sealed_file.read(first_file.path, team.key.raw, str(first_file.id), length=first_file.size)) == CONTENT
    )


def test_nothing_lies_in_a_temporary_file_while_it_comes(team, monkeypatch, tmp_path):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    seen = []
    kept = handler.SealHandler.receive_data_chunk
    watched = lambda self, data, start: (seen.append(list(folder.iterdir())), kept(self, data, start))[1]  # noqa: E731
    monkeypatch.setattr(handler.SealHandler, "receive_data_chunk", watched)

    team.post(file())

    assert (len(seen), [item for item in seen if item]) == (47, [])


def test_without_the_form_s_token_nothing_stays(team):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = team.client.cookies
    team.client = strict

    assert team.post(file()).status_code == 403
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_without_the_key_the_draft_is_locked_and_nothing_is_read(team):
    team.client.cookies.pop(next(name for name in team.client.cookies if "draft-key" in name))

    page = team.post(file()).content.decode()

    assert "This device does not hold the draft pass" in page
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


@pytest.mark.parametrize("content", [b"", b"x" * 1_001])
def test_a_file_that_is_empty_or_too_large_is_passed_over_and_the_others_are_kept(team, monkeypatch, content):
    monkeypatch.setattr(handler, "MOST_BYTES", 1_000)

    answer = team.post(file(content, "wrong.pdf"), file(b"right", "right.pdf"))

    assert answer.status_code == 422
    assert "wrong.pdf" in answer.content.decode()
    assert (names(team), len(on_disk())) == (["right.pdf"], 1)


def test_a_form_that_is_too_large_as_a_whole_is_refused_unread(team):
    url = reverse("bids:files", args=[team.bid.pk])
    answer = team.client.generic(
        "POST", url, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH="200065537"
    )

    assert (answer.status_code, on_disk()) == (413, set())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EFBIG, errno.EIO])
def test_a_disk_that_takes_no_more_is_said_and_nothing_stays(team, monkeypatch, number):
    def full(_self, _content, *, last=False):
        raise OSError(number, "the disk")

    monkeypatch.setattr(Appending, "write", full)

    answer = team.post(file())

    assert answer.status_code == 507
    assert "We have no room for this file now." in answer.content.decode()
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_a_line_that_breaks_leaves_nothing(team, monkeypatch):
    def broken(_self, data, start):
        raise ConnectionResetError

    monkeypatch.setattr(handler.SealHandler, "receive_data_chunk", broken)
    team.client.raise_request_exception = False

    assert team.post(file()).status_code >= 400
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_when_all_places_are_taken_the_page_says_so(team):
    with arrivals.slot("one"), arrivals.slot("another"):
        answer = team.post(file())

    assert (answer.status_code, names(team)) == (503, [])


def test_a_form_without_a_file_is_told_so(team):
    answer = team.post()

    assert (answer.status_code, "Choose a file first." in answer.content.decode()) == (422, True)


def test_the_team_saves_a_file_under_its_name(team):
    row = team.sent(b"content", name='a "b" \u202egpj.exe')
    answer = team.client.get(reverse("bids:file", args=[team.bid.pk, row.pk]))

    assert b"".join(answer.streaming_content) == b"content"
    assert {name: answer[name] for name in ("Content-Disposition", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Disposition": "attachment; filename=\"a _b_ _gpj.exe\"; filename*=UTF-8''a%20%22b%22%20_gpj.exe",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": answer["Cache-Control"],
    }
    assert "no-store" in answer["Cache-Control"]


def test_what_turns_a_line_is_written_out_on_the_page(team):
    team.sent(b"content", name="a\u202egpj.exe")

    page = team.client.get(reverse("bids:files", args=[team.bid.pk])).content.decode()

    assert ("a[U+202E]gpj.exe" in page, "\u202e" in page) == (True, False)
    assert "This site scans nothing now." in page


def places_of(page, *, chosen=""):
    return re.findall(rf'<option value="([^"]*)"{chosen}>', page)


def test_from_the_page_of_a_claim_its_files_belong_to_it(team):
    address = reverse("bids:files", args=[team.bid.pk])
    places = [value for value in places_of(team.client.get(address).content.decode()) if ":" in value]
    assert {value.partition(":")[0] for value in places} == {"claim"}

    for place in places:
        page = team.client.get(address, {"for": place}).content.decode()
        assert places_of(page, chosen=" selected") == [place]


@pytest.mark.parametrize("asked", ["", "claim:of another tender", '"><script>'])
def test_a_file_for_what_nobody_asked_is_of_the_technical_part(team, asked):
    page = team.client.get(reverse("bids:files", args=[team.bid.pk]), {"for": asked}).content.decode()

    assert (places_of(page, chosen=" selected"), "<script>" in page) == (["technical"], False)


def test_a_file_is_removed_and_moved(team):
    kept, gone = team.sent(b"one", name="one.txt"), team.sent(b"two", name="two.txt")
    team.client.post(reverse("bids:file", args=[team.bid.pk, gone.pk]), {"remove": "1"})
    team.client.post(reverse("bids:file", args=[team.bid.pk, kept.pk]), {"name": "new.pdf", "belongs_to": "price"})

    [stored] = stored_files(team.bid, team.key)
    assert (stored.name, stored.type, stored.belongs_to, on_disk()) == (
        *("new.pdf", "application/pdf", "price"),
        {str(kept.pk)},
    )


def test_while_the_scanner_is_down_no_file_is_taken_and_nothing_of_it_is_read(team, settings, monkeypatch):
    settings.SCANNER = "unix:/nowhere"
    monkeypatch.setattr(handler.SealHandler, "new_file", lambda *_all: pytest.fail("a file was read"))

    answer = team.post(file(b"content"))

    assert answer.status_code == 503
    assert "Files cannot be checked for viruses now, so none is taken." in answer.content.decode()
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_of_each_file_the_page_says_whether_it_was_scanned_here(team, moment, settings, tmp_path):
    """One came before there was a scanner; the other passed it."""
    team.sent(b"before", name="before.txt")
    moment["now"] += timedelta(seconds=1)  # the page has them in the order in which they came
    settings.SCANNER = f"unix:{tmp_path}/s"
    with daemon(tmp_path / "s", clamd):
        team.sent(b"after", name="after.txt")
    url = reverse("bids:files", args=[team.bid.pk])

    pages = [team.client.get(url).content.decode()]
    settings.SCANNER = ""
    pages.append(team.client.get(url).content.decode())

    states = [re.findall(r'<span class="said">[^<]*(not scanned|; scanned)', page) for page in pages]
    assert states == [["not scanned", "; scanned"]] * 2
    assert [sum("is scanned on this site before it is stored" in page for page in pages)] == [1]


def test_what_nobody_claims_is_collected(team, moment):
    kept = team.sent(b"whole")
    given_up = team.begun(10)
    forgotten = store.draft_path(files.uuid4())
    forgotten.write_bytes(b"x")
    young = on_disk()
    moment["now"] = at = written.AT + timedelta(hours=25)

    first = collecting.collect_files(at)
    left = on_disk()
    age(forgotten, hours=2)
    second = collecting.collect_files(at)

    assert (len(young), first, left, second) == (3, 1, {str(kept.pk), forgotten.name}, 1)
    assert on_disk() == {str(kept.pk)}
    assert [path.name for path in (store.root() / "aside").iterdir()] == [f"drafts-{forgotten.name}"]
    assert given_up


def test_files_of_a_bid_go_with_its_draft_ninety_days_after_the_deadline(team, django_capture_on_commit_callbacks):
    team.sent(b"whole")
    days = timedelta(days=90)
    tender_services.tick(tender=team.bid.tender, at=written.DEADLINE)

    with django_capture_on_commit_callbacks(execute=True):
        assert draft_ends.forget_drafts(written.DEADLINE + days) == 0
        assert draft_ends.forget_drafts(written.DEADLINE + days + timedelta(seconds=1)) == 1
    assert (DraftFile.objects.count(), on_disk()) == (0, set())


def test_beside_another_s_folder_nothing_is_collected(team):
    team.begun(10)
    (store.root() / "database-id").write_text("00000000-0000-0000-0000-000000000001\n")

    assert collecting.collect_files(written.AT + timedelta(days=400)) == 0
    assert len(on_disk()) == 1


def age(path, *, hours):
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))
    assert Path(path).exists()
