"""Our review against the same data in a template written without thinking of the layout engine. Goals: PERFORMANCE §1, §4.

The peer gets the same words, fonts and kind of PDF; it uses one table cell for each number, tables that find their own
widths, flex rows and page numbers in the contents. It uses no grid, which alone would make it nine times slower.
"""

import io
import json
import os
import re
import statistics
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from core import canon
from core.rest.shapes import to_json
from procurement.evaluations import services
from procurement.evaluations.queries import latest_run
from procurement.reports import pdf
from procurement.reports.pdf import child, engine, paper
from procurement.reports.pdf.paper import marks
from procurement.reports.shapes import review_of
from tests.bench import harness, rows
from tests.bench.generate import reviewed

# WeasyPrint leaves its colour profile open.
pytestmark = [pytest.mark.bench, pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")]

FILE = "report"
VARIANT = "pdf/a-3a"
NAIVE = Path(__file__).parent / "naive" / "review.html"
ROOT = Path(__file__).resolve().parents[2]
WORKERS, REPORTS = 3, 4
WIDE = child.Limits(cpu=3600, wall=3600.0, memory=16 * 2**30)


class Input:
    """What a report is made of, and the two ways to make it."""

    def __init__(self, bids):
        self.run = latest_run(rows.evaluation(reviewed(bids), panel=5, state="frozen"))
        self.review, self.record = review_of(self.run), services.record_of(self.run)
        self.data = to_json(self.review)
        self.sha = canon.digest(self.data)
        self.context = self.prepared()
        self.template = Template(NAIVE.read_text())

    def prepared(self):
        with translation.override(pdf.LANGUAGE):
            return paper.context(self.review, data_sha=self.sha, variant=VARIANT)

    def rendered(self, say=engine.silent):
        return pdf.render(self.data, variant=VARIANT, data_sha=self.sha, record=self.record, say=say)

    def ours(self):
        """As a worker does it: in a fork of a warm parent."""
        return child.run(self.rendered, say=lambda _percent, _step: None, beat=lambda: None)

    def naive(self):
        """As one writes it first, in a fork without limits, so that its memory does not count against ours."""
        return child.run(
            lambda _say: self.written_first(), say=lambda _percent, _step: None, beat=lambda: None, limits=WIDE
        )

    def written_first(self):
        """The template's words made anew, too; every mark in a cell."""
        from weasyprint import HTML

        with translation.override(pdf.LANGUAGE):
            sheets = [(sheet, [(cell, basis(cell)) for cell in sheet.cells]) for sheet in self.sheets()]
            context = self.prepared() | {"sheets": sheets}
        page = self.template.render(Context(context))
        document = HTML(string=page, url_fetcher=engine._resources().fetcher)
        return document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)

    def sheets(self):
        """Every mark of every bid, as rows."""
        return marks.sheets(self.review, long=False)

    def vocabulary(self):
        """Every word of the result, the criteria, the bids, their marks and calculations."""
        keys = (
            "about",
            "facts",
            "statements",
            "signers",
            "rules",
            "criteria",
            "prices",
            "members",
            "claims",
            "answers",
        )
        parts = [self.context[key] for key in (*keys, "reasons", "digests")]
        parts += [section.sentences for section in self.review.information.sections]
        for sheet in marks.sheets(self.review, long=False):
            parts += [
                [cell.title, cell.points, [mark.value for mark in cell.marks], cell.reason] for cell in sheet.cells
            ]
            parts += [] if self.context["long"] else [cell.line for cell in sheet.cells]
        return set(split_words(parts)) - {"·", "/"}


def basis(cell):
    """What points rest on, each mark alone."""
    return re.split(r"; | · ", cell.basis) if cell.basis else [mark.value for mark in cell.marks]


def split_words(content):
    """The words of texts, however deep they stand in lists and rows."""
    if isinstance(content, str):
        return re.split(r"\s+", content.replace("\N{NON-BREAKING HYPHEN}", "-"))
    if is_dataclass(content):
        content = [getattr(content, field.name) for field in fields(content)]
    elif isinstance(content, dict):
        content = list(content.values())
    return [word for part in content or () for word in split_words(part)] if isinstance(content, list | tuple) else []


def text_of(file):
    """(its text without spaces, since lines break where they like; its pages)."""
    import pypdf

    pages = pypdf.PdfReader(io.BytesIO(file)).pages
    return "".join("".join(page.extract_text().split()) for page in pages), len(pages)


def lacking(vocabulary, file):
    """The words that are not in a file, and its pages."""
    text, pages = text_of(file)
    return {word for word in vocabulary if word not in text}, pages


FULL = pytest.mark.skipif(os.environ.get("SCALE") != "full", reason="95 bids take a quarter of an hour: SCALE=full")


@pytest.mark.parametrize(("bids", "rounds"), [(2, 5), (10, 3), pytest.param(95, 3, marks=FULL)])
@pytest.mark.django_db
def test_a_review_costs_less_than_the_same_in_a_naive_template(bids, rounds):
    engine.warm()
    report = Input(bids)
    vocabulary, ours, naive = report.vocabulary(), report.ours(), report.naive()
    missing, pages = lacking(vocabulary, ours)
    assert (missing, lacking(vocabulary, naive)[0]) == (set(), set())

    taken = harness.times({"ours": report.ours, "naive": report.naive}, rounds=rounds)
    ratios = [mine / theirs for mine, theirs in zip(taken["ours"], taken["naive"], strict=True)]
    seconds = statistics.median(taken["ours"])
    note = f"{seconds:.3g} s against {statistics.median(taken['naive']):.3g} s"
    harness.print_figure(FILE, f"{bids} bids: reports a minute and core", f"{60 / seconds:.0f}")
    harness.print_figure(FILE, f"{bids} bids: MB of the fork at most", f"{fresh(report, 1)['peak']:.0f}")
    harness.judge(FILE, f"review of {bids} bids, {pages} pages / naive template", ratios, goal=0.6, note=note)


# --- a fresh worker ---

WORKER = """
import json, resource, sys
import django
django.setup()
from procurement.reports import pdf
from procurement.reports.pdf import child
from tests.bench.harness import cpu
given = json.load(sys.stdin)
def work(say):
    return pdf.render(given["data"], variant="pdf/a-3a", data_sha=given["sha"], record=b"{}", say=say)
pdf.warm()
taken = []
for _ in range(given["reports"]):
    start = cpu()
    made = child.run(work, say=lambda percent, words: None, beat=lambda: None)
    taken.append(cpu() - start)
    assert made.startswith(b"%PDF-1.7")
print(json.dumps({"taken": taken, "peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}))
"""


def fresh(report, reports):
    """What a new worker says: seconds of CPU of each of its reports, and the most memory of one, in MB."""
    task = json.dumps({"data": report.data, "sha": report.sha, "reports": reports})
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "procurement.settings"}
    command = [sys.executable, "-W", "ignore", "-c", WORKER]
    worker = subprocess.run(
        command, input=task, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment, check=True
    )
    return json.loads(worker.stdout)


@pytest.mark.django_db
def test_the_first_report_of_a_fresh_worker_costs_what_the_others_do():
    report = Input(2)

    workers = [fresh(report, REPORTS) for _ in range(WORKERS)]

    ratios = [worker["taken"][0] / statistics.median(worker["taken"][1:]) for worker in workers]
    harness.judge(FILE, "first report of a fresh worker / those after it", ratios, goal=1.2)
