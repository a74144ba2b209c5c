"""A review carries the log of its tender up to a signed head: whoever keeps the file sees later what was rewritten."""

import pytest

from core import heads
from core.models import AuditLeaf, AuditLog
from core.signing import keyfile, queries
from core.signing import services as signing
from offline import checkpoints, tree
from procurement.reports import gather, pdf
from procurement.reports.pdf.paper import log_head
from tests import builders
from tests.reports.files import opened, pages_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # WeasyPrint leaves its profile open
]
AT = builders.AT


def test_the_head_of_the_tender_s_log_is_signed_when_the_review_is_asked_for():
    run = builders.frozen_run()
    size = AuditLog.objects.get(pk=run.audit_origin).size

    report = builders.requested_report(run=run)
    again = builders.requested_report(run=run)

    assert (again.pk, report.checkpoint.log_id, report.checkpoint.size) == (report.pk, run.audit_origin, size)


def test_a_site_that_cannot_sign_makes_the_review_without_a_head():
    signing.begin(at=AT)
    keyfile.place().unlink()

    assert builders.requested_report().checkpoint is None


def test_the_lines_make_the_root_of_the_head():
    report = builders.requested_report()

    log = gather.log_of(report.checkpoint)

    key = queries.current_key()
    head = checkpoints.read_checkpoint(log.note, bytes.fromhex(key.public_key))
    lines = log.lines.decode().splitlines()
    assert tree.frontier_of(tree.leaf_hash(line.encode()) for line in lines).root() == head.root
    assert (len(lines), head.origin, log.key) == (head.size, heads.origin_of(report.audit_origin), key.fingerprint)
    assert AuditLeaf.objects.filter(log=report.audit_origin).count() == head.size + 1  # that it was asked for


def test_the_paper_says_size_root_time_and_key():
    log = gather.log_of(builders.requested_report().checkpoint)

    section = log_head.log_section(log, "Europe/Lisbon")

    assert [label for label, _value in section.rows] == [
        "Lines of the log",
        "Root over them",
        "Signed",
        "Key of the site",
    ]
    assert section.rows[1][1].replace(" ", "") == log.root
    assert section.size > 40


@pytest.mark.slow
def test_the_file_has_head_and_lines_attached():
    report = builders.requested_report()
    log = gather.log_of(report.checkpoint)

    content = pdf.render(
        report.data, variant=report.variant, data_sha=report.data_sha, record=b"{}", log=log, say=lambda *_: None
    )

    with opened(content) as file:
        attached = {name: file.attachments[name].get_file().read_bytes() for name in file.attachments}
    assert attached == {"evaluation.json": b"{}", "checkpoint.txt": log.note.encode(), "audit.jsonl": log.lines}
    assert "The log of the tender" in " ".join(pages_of(content))
