"""A past tender from its file to the auditor's own computer: imported, evaluated, reviewed, recomputed without the site.

Only the import is a command, as there is no page for it; everything else goes through pages, links and buttons.
"""

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from core.models import Authority
from tests import builders
from tests.flow.visitor import Visitor
from tests.opendata import inputs

ROOT = Path(__file__).resolve().parents[2]
CITY, TITLE = "Город City", "Sensors"  # as the file names them
LOT = f"Lot 1: {TITLE}"
WITHOUT_DJANGO = (
    "import sys; sys.modules['django'] = None; import runpy; runpy.run_module('scoring', run_name='__main__')"
)

# WeasyPrint leaves its colour profile open; what is rendered in a fork does not warn here.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass
class City:
    """People of the city that bought, and of nowhere in it; each with a browser that is not signed in yet."""

    officer: Visitor
    auditor: Visitor
    foreign_officer: Visitor
    supplier: Visitor


@pytest.fixture
def city(tmp_path, settings):
    """The tender of a file, imported by command and not evaluated yet."""
    settings.MFA_REQUIRED_ROLES = []
    file = tmp_path / "tender.json"
    file.write_bytes(inputs.encoded(inputs.prozorro()))
    call_command("import_tender", str(file), "--no-evaluate", stdout=io.StringIO())
    authority, other = Authority.objects.get(name=CITY), builders.authority("Another city")
    accounts = [(["officer"], authority), (["auditor"], authority), (["officer"], other), ([], None)]
    people = [builders.person(*roles, authority=owner, password=builders.PASSPHRASE) for roles, owner in accounts]
    return City(*[Visitor(person.email, builders.PASSPHRASE) for person in people])


def find_tender(visitor):
    """Sign in, search the list of tenders, open the one that is found."""
    visitor.sign_in()
    visitor.follow("Tenders")
    visitor.press("Show", q=TITLE)
    return visitor.follow(TITLE)


def request_review(officer):
    """Find the tender, open its only lot, evaluate it and ask for the review. Returns the page of the review."""
    find_tender(officer)
    officer.follow(LOT)
    officer.follow("Check, then evaluate and freeze")
    officer.press("Evaluate and freeze")
    return officer.press("Ask for a review")


def do_waiting_jobs():
    """What a worker does: claims the job, builds the file in a fork, stores it."""
    call_command("work", "--once", stdout=io.StringIO())


def save_attachments(pdf, folder):
    """Save the files that a PDF carries in a new folder; their names."""
    import pypdf

    folder.mkdir()
    attachments = pypdf.PdfReader(io.BytesIO(pdf)).attachments
    for name, [content] in attachments.items():
        (folder / name).write_bytes(content)
    return sorted(attachments)


def recompute(folder, *names):
    """`python -m scoring` on these files, in a process that has no Django; its exit code and what it prints."""
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    argv = [sys.executable, "-c", WITHOUT_DJANGO, *names]
    process = subprocess.run(
        argv, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return process.returncode, process.stdout + process.stderr


def test_an_officer_evaluates_a_past_tender_and_downloads_its_review(city):
    officer = city.officer

    tender = find_tender(officer)
    assert "Imported, not run here" in tender.text
    priced = officer.follow(LOT)
    assert "Nothing is missing." in priced.text
    check = officer.follow("Check, then evaluate and freeze")
    assert "2 bids are judged by the published method." in check.text
    frozen = officer.press("Evaluate and freeze")
    assert "Firm B is first with an evaluated price of €800 " in frozen.text
    assert (
        "1 Firm B B2 Awarded 10 Feb 2024 €1,000 €800 – 2 Firm A B1 No decision in the file €900 €900 €100"
        in frozen.text
    )
    review = officer.press("Ask for a review")
    assert "Requested A worker takes it up in a moment." in review.text
    do_waiting_jobs()
    ready = officer.follow("Show how far it is")

    pdf = officer.download("Download the PDF")
    assert pdf[:5] == b"%PDF-"
    assert hashlib.sha256(pdf).hexdigest() in ready.text


def test_an_auditor_recomputes_the_award_from_the_review_without_the_site(city, tmp_path):
    request_review(city.officer)
    do_waiting_jobs()
    folder = tmp_path / "attached"

    city.auditor.sign_in()
    city.auditor.follow("Reviews")
    city.auditor.follow("Review of T-1, lot 1, run 1")
    pdf = city.auditor.download("Download the PDF")

    assert save_attachments(pdf, folder) == [*("annex.json", "audit.jsonl", "checkpoint.txt", "evaluation.json")]
    assert recompute(folder, "evaluation.json", "annex.json") == (0, "equal\n")


def test_a_price_changed_in_the_attached_file_does_not_pass_the_recomputation(city, tmp_path):
    request_review(city.officer)
    do_waiting_jobs()
    folder = tmp_path / "attached"
    city.officer.follow("Show how far it is")
    save_attachments(city.officer.download("Download the PDF"), folder)
    file = folder / "evaluation.json"
    honest = file.read_text()

    file.write_text(honest.replace('"1000"', '"1300"'))

    code, sentence = recompute(folder, "evaluation.json")
    assert file.read_text() != honest
    assert code == 1, sentence


def test_an_auditor_sees_everything_and_changes_nothing(city):
    request_review(city.officer)
    auditor = city.auditor

    find_tender(auditor)
    evaluation = auditor.follow(LOT)

    assert "1 Firm B B2 Awarded 10 Feb 2024 €1,000" in evaluation.text
    assert auditor.buttons() == {"Sign out", "Ask for a review"}
    assert "An officer of the authority evaluates; auditors change nothing." in evaluation.text


@pytest.mark.parametrize("stranger", ["foreign_officer", "supplier"])
def test_a_stranger_sees_the_method_and_no_bid(city, stranger):
    review = request_review(city.officer)
    city.officer.follow("T-1")
    evaluation = city.officer.follow(LOT)
    visitor = getattr(city, stranger)

    tender = find_tender(visitor)

    assert "The bid with the lowest evaluated amount wins." in tender.text
    assert "Bids are shown to officers and auditors of the authority." in tender.text
    assert [name for name in ("Firm A", "Firm B", "800.00") if name in tender.text] == []
    assert LOT not in visitor.links()
    assert visitor.open(evaluation.address).status == 403
    assert visitor.open(review.address).status == 404


def test_nobody_sees_anything_without_signing_in(city):
    review = request_review(city.officer)
    nobody = Visitor("", "")

    for address in ("/", review.address):
        assert nobody.open(address).address == "/accounts/login/"
