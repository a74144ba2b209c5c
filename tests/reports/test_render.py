"""The file of a review: tagged, complete, harmless, recomputable, and the same bytes every time."""

import copy
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.pages import formats
from core.rest.shapes import to_json
from procurement.evaluations import services as evaluation_services
from procurement.reports.pdf import engine
from procurement.reports.shapes import review_of
from tests import builders
from tests.reports.files import opened, pages_of, render, squeezed

# WeasyPrint leaves its colour profile open; what is rendered in a fork does not warn here.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]
ROOT = Path(__file__).resolve().parents[2]
_renders = {}


class Render:
    """One render of a run with its dictionary; kept for the module, since nothing in it changes."""

    def __init__(self, variant):
        run = builders.frozen_run()
        self.data, self.record = to_json(review_of(run)), evaluation_services.record_of(run)
        self.annex = run.annex.encode()
        self.bytes = render(self.data, variant=variant, record=self.record, annex=self.annex)
        self.pdf = opened(self.bytes)
        self.pages = pages_of(self.bytes)
        self.text = " ".join(self.pages)


def _once(variant):
    if variant not in _renders:
        _renders[variant] = Render(variant)
    return _renders[variant]


@pytest.fixture
def archive(db):
    return _once("pdf/a-3a")


@pytest.fixture(params=["pdf/a-3a", "pdf/ua-1"])
def either(request, db):
    return _once(request.param)


@pytest.fixture
def data(archive):
    return copy.deepcopy(archive.data)


def structure(document):
    """Every element of the tag tree as (kind, dictionary)."""
    import pikepdf

    elements, waiting = [], [document.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if "/S" in node:
            elements.append((str(node.S), node))
        kids = node.get("/K")
        if isinstance(kids, pikepdf.Array):
            waiting += list(kids)
        elif kids is not None:
            waiting.append(kids)
    return elements


# --- what kind of file it is ---


def test_the_archive_copy_says_that_it_is_built_as_pdf_a_3a(archive):
    xmp = archive.pdf.Root.Metadata.read_bytes().decode()

    assert "<pdfaid:part>3</pdfaid:part>" in xmp or 'pdfaid:part="3"' in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp or 'pdfaid:conformance="A"' in xmp
    assert archive.pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_the_accessible_copy_says_that_it_is_built_as_pdf_ua_1(db):
    xmp = _once("pdf/ua-1").pdf.Root.Metadata.read_bytes().decode()

    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp or 'pdfuaid:part="1"' in xmp


def test_a_review_has_language_title_and_tags(either):
    root = either.pdf.Root

    assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("en", True)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert str(either.pdf.docinfo.Title) == f"Evaluation review: {either.data['tender']['title']}"


def test_headings_tables_and_lists_are_tagged(either):
    kinds = {kind for kind, _node in structure(either.pdf)}

    assert kinds >= {
        "/H1",
        "/H2",
        "/H3",
        "/P",
        "/Table",
        "/TR",
        "/TH",
        "/TD",
        "/Caption",
        "/L",
        "/LI",
        "/Figure",
        "/Link",
    }


def test_every_figure_has_a_text_in_its_place(either):
    figures = [str(node.get("/Alt", "")) for kind, node in structure(either.pdf) if kind == "/Figure"]

    assert figures == ["Weights between which the winner stays"]


def test_every_font_is_embedded(either):
    fonts = [
        font.DescendantFonts[0].FontDescriptor
        for page in either.pdf.pages
        for font in page.Resources.get("/Font", {}).values()
    ]

    assert fonts
    assert [font for font in fonts if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.keys())] == []
    assert [font for font in fonts if "Source" not in str(font.FontName)] == []


def test_pages_are_numbered_and_carry_the_reference(either):
    total = len(either.pages)

    assert [page for number, page in enumerate(either.pages, 1) if f"{number} of {total}" not in page] == []
    over = f"{either.data['tender']['ref']} · lot 1 · run 1"
    assert [page for page in either.pages if over not in page] == []


def test_the_last_signed_page_names_the_page_of_each_annex(archive):
    signatures = next(page for page in archive.pages if "7. Signatures" in page)

    for heading, label in (
        ("Annex A. Method", "A method and criteria"),
        ("Annex D. Robustness", "D robustness and agreement"),
    ):
        number = next(no for no, page in enumerate(archive.pages, 1) if heading in page)
        assert f"{label}, page {number}" in signatures


# --- what it says ---


def test_the_first_page_holds_the_result_and_the_text_every_digest(either):
    first = either.pages[0].replace(formats.NO_BREAK, " ")

    assert (
        "Recommended for award by the published method B1 Firm 1 €91,000.00 net of VAT · 72.58 of 100 points" in first
    )
    assert "4.05 points ahead of Firm 2, and €1,000 cheaper." in first
    assert "Total 100 72.58 68.53 64.49 +4.05 +8.09" in first
    text = squeezed(either.text)
    assert [digest for digest in either.data["digests"].values() if digest not in text] == []
    assert not any(digest in squeezed(first) for digest in either.data["digests"].values())


def test_no_member_of_the_panel_is_named_on_a_page_with_pseudonyms(either):
    names = [member["name"] for member in either.data["review"]["panel"]]

    named = [page for page in either.pages if any(name in page for name in names)]
    assert len(names) == 3
    assert [page for page in named if "E1" in page] == []
    assert [page for page in either.pages if "E1" in page] != []


def test_the_text_holds_every_reason_calculation_and_sentence(either):
    cells = [cell for bid in either.data["ranking"] for cell in bid["cells"]]
    lines = [cell["calculation"]["line"] for cell in cells]
    reasons = [cell["reason"] for cell in cells] + [mark["reason"] for cell in cells for mark in cell["marks"]]
    informed = [line for section in either.data["information"]["sections"] for line in section["sentences"]]
    expected = [*lines, *reasons, *either.data["method"]["sentences"], *either.data["not_built"], *informed]

    text = squeezed(either.text)
    assert [line for line in expected if squeezed(line) not in text] == []


def test_a_long_review_gives_its_marks_as_lines_and_says_as_much(data):
    row = data["ranking"][0]
    cells = [{**cell, "title": f"{cell['title']} {n}"} for n in range(120) for cell in row["cells"]]
    data["ranking"] = [{**row, "cells": cells}]

    text = squeezed(*pages_of(render(data)))

    assert [cell["title"] for cell in cells if squeezed(cell["title"]) not in text] == []
    assert text.count("39.52of40Price") == 120


def test_names_in_other_letters_are_drawn(data):
    name = "ТОВ «Будівельна компанія»"
    data["bids"][0]["name"] = data["ranking"][0]["name"] = name

    assert squeezed(name) in squeezed(*pages_of(render(data)))


# --- the evaluation inside it ---


def test_the_attachment_is_the_evaluation_and_recomputes_equal(either, tmp_path):
    file = tmp_path / "evaluation.json"
    attached = either.pdf.attachments["evaluation.json"].get_file()
    file.write_bytes(attached.read_bytes())

    done = subprocess.run(
        [sys.executable, "-m", "scoring", str(file)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr, done.returncode) == ("equal\n", "", 0)
    assert file.read_bytes() == either.record
    assert json.loads(either.record)["digests"] == either.data["digests"]


def test_the_annex_is_attached_and_recomputes_equal(either, tmp_path):
    files = []
    for name in ("evaluation.json", "annex.json"):
        files.append(tmp_path / name)
        files[-1].write_bytes(either.pdf.attachments[name].get_file().read_bytes())

    done = subprocess.run(
        [sys.executable, "-m", "scoring", *map(str, files)], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr, done.returncode) == ("equal\n", "", 0)
    assert files[1].read_bytes() == either.annex


def test_the_attachment_of_the_archive_copy_is_an_associated_file_dated_by_the_run(archive):
    linked = {
        str(attachment.UF if "/UF" in attachment else attachment.F): str(attachment.AFRelationship)
        for attachment in archive.pdf.Root.AF
    }
    params = archive.pdf.attachments["evaluation.json"].get_file().obj.Params

    assert linked == {"evaluation.json": "/Source", "annex.json": "/Supplement"}
    assert str(params.CreationDate) == str(params.ModDate) == "D:20260312123000Z"


# --- the same bytes ---

SCRIPT = """
import hashlib, json, sys, django
django.setup()
from core import canon
from procurement.reports import pdf
from procurement.reports.pdf import child
data, record = json.load(open(sys.argv[1])), open(sys.argv[2], "rb").read()
if sys.argv[3] == "warm":
    pdf.warm()
for variant in sys.argv[4:]:
    work = lambda say: pdf.render(data, variant=variant, data_sha=canon.digest(data), record=record, say=say)
    made = child.run(work, say=lambda *_: None, beat=lambda: None) if sys.argv[3] == "warm" else work(lambda *_: None)
    print(hashlib.sha256(made).hexdigest())
"""
VARIANTS = ("pdf/a-3a", "pdf/ua-1")


def test_two_processes_make_the_same_bytes_seconds_apart(archive, tmp_path):
    """One process in itself, one in a warm fork; and this one."""
    (tmp_path / "data.json").write_text(json.dumps(archive.data))
    (tmp_path / "record.json").write_bytes(archive.record)
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "procurement.settings", "EVENHAND_DATA": str(tmp_path)}

    def sha256s(start):
        command = [sys.executable, "-c", SCRIPT, tmp_path / "data.json", tmp_path / "record.json", start, *VARIANTS]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
        assert "Invalid" not in done.stderr
        return done.stdout.splitlines()[-2:]

    cold = sha256s("cold")
    time.sleep(1.2)
    assert sha256s("warm") == cold
    here = [render(archive.data, variant=variant, record=archive.record) for variant in VARIANTS]
    assert [hashlib.sha256(file).hexdigest() for file in here] == cold


def test_another_dictionary_is_another_file(archive, data):
    data["tender"]["title"] += "!"

    assert render(data, record=archive.record) != archive.bytes


# --- hostile text ---

HOSTILE = (
    '<script>alert(1)</script> <a href="javascript:alert(1)">here</a> <img src="file:///etc/passwd"> '
    '<link rel="attachment" href="file:///etc/passwd"> <style>@import url(http://127.0.0.1:9/x)</style> {{ 7|add:1 }}'
)


def test_hostile_text_is_shown_as_text_and_fetches_nothing(data):
    data["tender"]["title"] = data["tender"]["description"] = HOSTILE
    data["bids"][0]["name"] = data["ranking"][0]["name"] = HOSTILE
    data["ranking"][0]["cells"][0]["reason"] = HOSTILE

    content = render(data)

    document = opened(content)
    links = [note for page in document.pages for note in page.get("/Annots", []) if "/A" in note]
    assert (links, list(document.attachments)) == ([], ["evaluation.json"])
    assert squeezed(*pages_of(content)).count(squeezed(HOSTILE)) >= 2


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://127.0.0.1:9/x", "https://example.org/", "data:text/plain,x", "fonts:other", "x"],
)
def test_nothing_is_fetched_but_the_three_fonts(address):
    fetcher = engine._fetcher()

    with pytest.raises(ValueError, match="fetches nothing"):
        fetcher.fetch(address)
    assert fetcher.fetch("fonts:regular").read()[:4] == b"\0\1\0\0"


def test_fonts_that_were_cleaned_away_are_laid_out_again():
    engine.load()
    folder = engine._resources().fonts._folder
    next(folder.iterdir()).unlink()

    engine.load()

    assert len(list(engine._resources().fonts._folder.iterdir())) == 3


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "http://example.org/"])
def test_a_link_that_a_reader_should_not_follow_stops_the_render(address):
    page = f'<!DOCTYPE html><html lang=en><title>x</title><p><a href="{address}">here</a>'

    with pytest.raises(ValueError, match="does not link to"):
        engine.write(page, variant="pdf/a-3a", identifier=b"x")


def test_control_characters_and_hyphens_that_break_fonts_are_replaced():
    page = engine.html({"lang": "en", "title": "a\x00b\x1fc\N{NON-BREAKING HYPHEN}d", "run": {"at": ""}})

    assert "<title>a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c-d</title>" in page
