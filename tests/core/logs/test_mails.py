"""Signed heads go to auditors by mail; one that was read out of a mail shows later what was rewritten."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.core import mail as outbox
from django.urls import reverse

from core import audit, heads, jobs
from core.audit import PLATFORM, CoreLeafKind
from core.logs import mails, shapes
from core.models import AuditCheckpoint, AuditLeaf, AuditLog, Authority, Job, JobState, Mail, MailChoice, MailedHead
from core.notices import services as notices
from core.signing import keyfile, queries
from offline import checkpoints
from offline.__main__ import main
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture
def city(db):
    return builders.authority()


def auditor(city, **values):
    return builders.person("auditor", authority=city, **values)


def write(count=1):
    city = Authority.objects.first()
    for _ in range(count):
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, city, by=None, at=AT)


def deliver():
    """Do the jobs that wait; the mails that were sent by them, in their order."""
    before = len(outbox.outbox)
    for job in Job.objects.filter(state=JobState.REQUESTED, kind=mails.SEND_KIND).order_by("requested_at", "pk"):
        jobs.run(str(job.pk), mails.send)
    return outbox.outbox[before:]


def logs_of(message):
    """The logs of which heads stand in a mail, by the first line of each note."""
    return re.findall(rf"^{re.escape(heads.origin_of(''))}(\S+)\n\d+\n", message.body, re.MULTILINE)


def key():
    return queries.current_key()


def test_an_auditor_gets_one_mail_with_the_note_as_it_was_signed(city):
    person = auditor(city)
    builders.person("officer", authority=city)

    assert mails.mail_heads(AT) == 1
    [message] = deliver()

    signed = AuditCheckpoint.objects.get(log=PLATFORM)
    assert (message.to, message.subject) == (
        [person.email],
        "localhost:8000: signed heads of the audit logs, 2 Mar 2026",
    )
    assert message.body.count(signed.note) == 1
    assert "whoever has one can show later whether a line was changed, moved or taken away" in message.body
    assert "python -m offline verify growth.json --head mail.eml" in message.body
    assert f"{site.SITE_URL}{reverse('logs:log', args=[PLATFORM])}" in message.body
    assert checkpoints.read_checkpoint(signed.note, bytes.fromhex(key().public_key)).size == signed.size


def test_each_head_goes_to_a_person_once_and_the_next_day_brings_the_next(city):
    auditor(city)
    mails.mail_heads(AT)
    deliver()
    first = AuditCheckpoint.objects.get(log=PLATFORM)

    assert mails.mail_heads(AT + timedelta(days=1)) == 1  # that heads were signed is itself a line
    [message] = deliver()

    assert first.note not in message.body
    assert AuditCheckpoint.objects.filter(log=PLATFORM).latest("size").note in message.body
    assert MailedHead.objects.count() == 2


def test_it_is_no_notice_so_whoever_wants_none_gets_it(city):
    notices.choose(auditor(city), MailChoice.NEVER)

    mails.mail_heads(AT)

    assert len(deliver()) == 1


def test_the_length_of_a_tender_s_log_leaves_only_after_its_opening(city):
    """An auditor who could count lines of an open tender's log would know how many bids came in."""
    auditor(city)
    still_open = builders.tender_at("open", authority=city)
    opened = builders.tender_at("opened", authority=city, bids=1)
    foreign = builders.tender_at("opened", authority=builders.authority("Elsewhere"), bids=1)

    mails.mail_heads(AT)
    [message] = deliver()

    assert logs_of(message) == [PLATFORM, opened.audit_origin]
    platform = "".join(AuditLeaf.objects.filter(log=PLATFORM).values_list("body", flat=True))
    roots = {row.pk: row.root for row in AuditLog.objects.all()}
    for tender in (still_open, foreign):
        assert AuditCheckpoint.objects.filter(log=tender.audit_origin).exists()  # it is signed, and stays here
        assert (tender.audit_origin in message.body, roots[tender.audit_origin] in platform) == (False, False)
    assert still_open.audit_origin not in platform


@pytest.mark.parametrize("count", [1, 3])
def test_auditors_cost_a_mail_each_and_no_more(city, count, django_assert_num_queries):
    for _ in range(count):
        auditor(city)
    heads.sign_moved_heads(AT)

    with django_assert_num_queries(QUERIES + count * EACH):
        assert mails.mail_heads(AT) == count


QUERIES, EACH = 16, 12


def test_a_mail_that_was_sent_is_not_sent_again(city):
    auditor(city)
    mails.mail_heads(AT)
    deliver()

    mails.send(Mail.objects.get().job, jobs.Unwatched())

    assert len(outbox.outbox) == 1


def test_a_site_that_sends_no_mail_still_signs(city, settings):
    auditor(city)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    assert (mails.mail_heads(AT), Mail.objects.count(), AuditCheckpoint.objects.filter(log=PLATFORM).count()) == (
        0,
        0,
        1,
    )


def test_a_site_that_cannot_sign_mails_nothing(city):
    auditor(city)
    mails.mail_heads(AT)
    keyfile.place().unlink()

    assert (mails.mail_heads(AT + timedelta(days=1)), Mail.objects.count()) == (0, 1)


def test_a_tender_that_closes_has_the_heads_mailed(city):
    auditor(city)
    job = mails.request_mails(event="closed:1", at=AT)

    assert mails.request_mails(event="closed:1", at=AT).pk == job.pk
    jobs.run(str(job.pk), mails.mail_after)

    assert len(deliver()) == 1


# --- what a mailed head shows ---


@pytest.fixture
def run(tmp_path, capsys):
    """`python -m offline verify growth.json --head FILE`: (exit code, lines)."""

    def verify(proof, mail, *arguments):
        (tmp_path / "growth.json").write_bytes(proof)
        (tmp_path / "mail.eml").write_bytes(mail)
        fingerprint = ["--key", key().fingerprint]
        code = main(["verify", str(tmp_path / "growth.json"), "--head", str(tmp_path / "mail.eml"), *fingerprint])
        printed = capsys.readouterr()
        return code, [*printed.out.splitlines(), *printed.err.splitlines()]

    return verify


def mailed(city):
    """A head out of the outbox, and how many lines it stands for: (the mail as a program saves it, its text, size)."""
    auditor(city)
    write(3)
    mails.mail_heads(AT)
    [message] = deliver()
    return message.message().as_bytes(), message.body.encode(), AuditCheckpoint.objects.get(log=PLATFORM).size


def later_proof(old_size):
    """What the site shows later: that its log begins with the one of that size."""
    write(4)
    size = heads.sign_head(PLATFORM, at=AT + timedelta(days=30)).size
    return shapes.consistency_proof(AuditLog.objects.get(pk=PLATFORM), old_size, size).file(), size


def test_growth_from_a_mailed_head_is_checked_without_the_site(city, run):
    as_saved, as_text, old_size = mailed(city)
    proof, size = later_proof(old_size)

    code, lines = run(proof, as_saved)

    assert (code, lines[0]) == (0, f"The log localhost:8000/platform only grew, from {old_size} to {size} lines:")
    assert f"The head of {old_size} lines is one that you kept: no line up to it was rewritten since." in lines
    quoted = b"".join(b"> " + line for line in as_text.splitlines(keepends=True))
    for other in (as_text, quoted, as_text.replace(b"\n", b"\r\n")):
        assert run(proof, other) == (code, lines)


def test_a_log_that_was_rewritten_is_found_by_a_mailed_head(city, run, rows_may_change):
    """Whoever has database and key writes another past with right hashes, and signs it: the mail is out of reach."""
    as_saved, _text, old_size = mailed(city)
    first = AuditLeaf.objects.get(log_id=PLATFORM, index=0)
    _rewrite(first)
    MailedHead.objects.all().delete()
    AuditCheckpoint.objects.filter(log=PLATFORM).delete()
    forged = heads.sign_head(PLATFORM, at=AT)
    assert forged.size == old_size
    proof, _size = later_proof(old_size)

    code, lines = run(proof, as_saved)

    assert (code, len(lines)) == (1, 1)
    assert lines[0] == (
        f"Two heads of {old_size} lines are signed for localhost:8000/platform, with other roots: the log was "
        "rewritten. Keep both files; together they prove it."
    )


def _rewrite(leaf):
    import hashlib

    from offline import tree

    body = leaf.body.replace("2026", "2025")
    AuditLeaf.objects.filter(pk=leaf.pk).update(body=body, hash=hashlib.sha256(b"\x00" + body.encode()).hexdigest())
    hashes = list(AuditLeaf.objects.filter(log_id=PLATFORM).order_by("index").values_list("hash", flat=True))
    grown = tree.frontier_of(map(bytes.fromhex, hashes))
    AuditLog.objects.filter(pk=PLATFORM).update(
        latest_hash=hashes[-1], frontier=grown.text(), root=grown.root().hex(), size=len(hashes)
    )


def test_a_proof_that_begins_elsewhere_says_nothing_about_the_mailed_head(city, run):
    as_saved, _text, old_size = mailed(city)
    write()
    between = heads.sign_head(PLATFORM, at=AT).size
    proof, _size = later_proof(between)

    code, [line] = run(proof, as_saved)

    assert code == 1
    assert line.startswith(f"The proof is about none of the heads that you kept ({old_size} lines of localhost:8000")


@pytest.mark.parametrize(
    ("kept", "code", "sentence"),
    [
        (b"Dear auditor,\n", 2, "No signed head of a log stands in the file that you kept."),
        (b"\xff\xfe\x00", 2, "No signed head of a log stands in the file that you kept."),
        (
            b"x/platform\n4\n" + b"A" * 43 + b"=\n\n\xe2\x80\x94 x AAAA\n",
            1,
            "No head that you kept is signed with a key",
        ),
    ],
)
def test_a_file_that_holds_no_head_of_this_key_is_said_to_hold_none(city, run, kept, code, sentence):
    _mail, _text, old_size = mailed(city)
    proof, _size = later_proof(old_size)

    answer, [line] = run(proof, kept)

    assert (answer, line.startswith(sentence)) == (code, True)
