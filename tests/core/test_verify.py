"""`manage.py verify`: what is stored is compared with the digests of its day, and every fault is named."""

import gc
import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import assembly, files
from core.integrity import artifacts
from core.models import (
    Artifact,
    AuditCheckpoint,
    AuditLeaf,
    AuditLog,
    AuditSecret,
    Job,
    SecurityEvent,
    SecurityKind,
    SecurityTrace,
)
from core.security import retention, writing
from offline import tree
from procurement.evaluations.models import Run
from procurement.opendata import services as opendata
from procurement.opendata.models import SourceFile
from procurement.reports.models import Report
from procurement.tenders.models import LotSpec, TenderVersion
from tests import builders
from tests.opendata import inputs

pytestmark = pytest.mark.django_db
KINDS = [
    "logs",
    "security",
    "files",
    "documents",
    "keys",
    "share_codes",
    "profiles",
    "versions",
    "rows",
    "specs",
    "draft-files",
    "bids",
    "envelopes",
    "openings",
    "runs",
    "findings",
    "reviews",
    "imports",
]


def verify(*arguments):
    """Exit code and lines of `manage.py verify`."""
    out = StringIO()
    try:
        call_command("verify", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, [*out.getvalue().splitlines(), str(error)]
    return 0, out.getvalue().splitlines()


def faults(kind):
    """The faults of one kind without its name, and that the command failed."""
    code, lines = verify(kind)
    assert (code, lines[-1]) == (1, f"Faults: {len(lines) - 2}.")
    return [line.removeprefix(f"  {kind} ") for line in lines[:-2]]


@pytest.fixture
def city():
    """A tender evaluated, its review made; an imported file; somebody signed in."""
    writing.record(SecurityKind.SIGNED_IN, None, user=builders.person())
    opendata.import_file(name="a.json", data=inputs.encoded(inputs.prozorro()), at=builders.AT)
    return builders.finished_report()


def test_what_is_as_it_was_is_counted_kind_by_kind(city):
    imported = SourceFile.objects.count()

    code, lines = verify()

    assert (code, [part.name for part in assembly.verifications()]) == (0, KINDS)
    assert lines == [
        f"audit logs: {AuditLog.objects.count()} checked, 0 faults",
        "events of the security log: 1 checked, 0 faults",
        "files of jobs: 1 checked, 0 faults",
        "uploaded documents: 0 checked, 0 faults",
        "keys of the platform: 2 checked, 0 faults",
        "share codes: 0 checked, 0 faults",
        "reference profiles: 0 checked, 0 faults",
        "published versions: 2 checked, 0 faults",
        "rows of published tenders: 0 checked, 0 faults",
        "specifications of lots: 2 checked, 0 faults",
        "files of drafts: 0 checked, 0 faults",
        "bids that came in sealed: 0 checked, 0 faults",
        "sealed envelopes, byte by byte: 0 checked, 0 faults",
        "openings and what they opened: 0 checked, 0 faults",
        "runs: 1 checked, 0 faults",
        "lists of findings: 1 checked, 0 faults",
        "what reviews say: 1 checked, 0 faults",
        f"imported files: {imported} checked, 0 faults",
    ]


def test_it_can_be_limited_to_kinds_in_any_order(city):
    assert verify("files", "runs") == (0, ["files of jobs: 1 checked, 0 faults", "runs: 1 checked, 0 faults"])


def test_a_kind_that_there_is_not_is_refused():
    assert verify("marks") == (2, [f"Unknown: marks. There are: {', '.join(KINDS)}."])


# --- logs ---


def leaf_of(report):
    return AuditLeaf.objects.get(kind="report.requested", log__origin=report.audit_origin)


def test_a_leaf_whose_body_was_changed_is_named(city, rows_may_change):
    leaf = leaf_of(city)
    AuditLeaf.objects.filter(pk=leaf.pk).update(body=leaf.body.replace("a-3a", "a-3b"))

    assert faults("logs") == [f"{leaf.log_id}: Leaf {leaf.index} does not have its own hash."]


def test_a_leaf_whose_columns_say_otherwise_is_named(city, rows_may_change):
    leaf = leaf_of(city)
    AuditLeaf.objects.filter(pk=leaf.pk).update(kind="report.ready")

    assert faults("logs") == [
        f"{leaf.log_id}: Leaf {leaf.index} stands in the table with another kind or time than in its body."
    ]


def test_a_leaf_that_is_gone_is_named(city, rows_may_change):
    leaf = AuditLeaf.objects.filter(log=city.audit_origin).order_by("index")[1]
    AuditSecret.objects.filter(leaf=leaf).delete()
    AuditLeaf.objects.filter(pk=leaf.pk).delete()
    signed = AuditCheckpoint.objects.filter(log=leaf.log_id).earliest("size").size - 1  # the head that the review names

    assert faults("logs") == [
        f"{leaf.log_id}: Leaf 1 is missing.",
        f"{leaf.log_id}: The leaves up to {signed} are not those whose head was signed: the log was rewritten.",
    ]


def test_a_head_that_was_cut_or_moved_is_named(city, rows_may_change):
    head = AuditLog.objects.get(origin=city.audit_origin)
    AuditLog.objects.filter(pk=head.pk).update(size=head.size + 1)
    assert faults("logs") == [
        f"{head.pk}: The head counts {head.size + 1} leaves, the last one that is there is number {head.size - 1}."
    ]

    AuditLog.objects.filter(pk=head.pk).update(size=head.size, latest_hash="0" * 64)
    assert faults("logs") == [f"{head.pk}: The head does not name the hash of the last leaf."]

    AuditLog.objects.filter(pk=head.pk).update(latest_hash=head.latest_hash, root="0" * 64)
    assert faults("logs") == [f"{head.pk}: The root of the head is not that of the leaves."]

    hashes = [leaf.hash for leaf in AuditLeaf.objects.filter(log=head).order_by("index")][:-1]
    before = tree.frontier_of(map(bytes.fromhex, hashes))
    AuditLog.objects.filter(pk=head.pk).update(
        size=before.size, latest_hash=hashes[-1], frontier=before.text(), root=before.root().hex()
    )
    assert faults("logs") == [f"{head.pk}: Leaf {head.size - 1} stands beyond the head."]


def test_a_secret_that_was_changed_is_named_and_one_that_was_erased_is_not(city, rows_may_change):
    leaf = leaf_of(city)
    secret = AuditSecret.objects.get(leaf=leaf, field="by")
    AuditSecret.objects.filter(pk=secret.pk).update(value="somebody else")
    assert faults("logs") == [f"{leaf.log_id}: The secret by of leaf {leaf.index} is not the one that was sealed."]

    secret.delete()
    assert verify("logs")[0] == 0


# --- the security log ---


def test_an_event_whose_person_place_or_day_was_changed_is_named(city, rows_may_change):
    event = SecurityEvent.objects.get()
    SecurityTrace.objects.update(place="0123456789ab")
    SecurityEvent.objects.update(day=event.day - 1)

    assert faults("security") == [
        f"{event.pk}: It stands on another day than its time.",
        f"{event.pk}: Person or place are not those that were sealed.",
    ]


def test_an_event_whose_person_was_erased_is_whole(city):
    assert retention.erase(SecurityTrace.objects.get().user) == 1

    assert verify("security") == (0, ["events of the security log: 1 checked, 0 faults"])


# --- files ---


def aged(path):
    os.utime(path, (time.time() - 3600,) * 2)


def test_lost_and_damaged_files_are_named_by_their_row(city):
    artifact = Artifact.objects.get()
    path = files.path_of(artifact.object_name)

    path.write_bytes(b"x" * artifact.size)
    assert faults("files") == [
        f"{artifact.pk}: review.pdf: the file is damaged; its size or SHA-256 is not that of its row."
    ]
    path.unlink()
    assert faults("files") == [f"{artifact.pk}: review.pdf: the file is missing."]
    path.mkdir()
    assert faults("files") == [f"{artifact.pk}: review.pdf: the file cannot be read."]


def test_a_file_without_a_row_is_named_unless_it_is_being_made_or_was_kept_aside(city, settings):
    stray, fresh, aside = (
        settings.MEDIA_ROOT / name for name in ("artifacts/ab/stray", "artifacts/ab/tmp1", "damaged/old")
    )
    for path in (stray, fresh, aside):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF")
    aged(stray)
    aged(aside)
    aged(files.path_of(Artifact.objects.get().object_name))

    assert faults("files") == ["artifacts/ab/stray: No row names this file."]


# --- what stages bring ---


def test_a_version_and_a_specification_that_were_changed_are_named(city, rows_may_change):
    version = TenderVersion.objects.get(tender=city.run.lot.tender)
    spec = LotSpec.objects.get(version=version)
    LotSpec.objects.filter(pk=spec.pk).update(spec=spec.spec.replace("fixed_linear", "lowest_price"))
    name = f"{spec.pk} (version {version.pk}, lot 1)"
    assert faults("specs") == [f"{name}: The specification does not have its own digest."]

    LotSpec.objects.filter(pk=spec.pk).update(spec=spec.spec, spec_sha="0" * 64)
    assert faults("specs") == [
        f"{name}: The specification does not have its own digest.",
        f"{name}: Its version names another specification, or none.",
    ]

    TenderVersion.objects.filter(pk=version.pk).update(snapshot=version.snapshot + " ")
    assert faults("versions") == [f"{version.pk}: The snapshot does not have its own digest."]


def test_a_run_that_was_changed_is_judged_again_and_named(city, rows_may_change):
    run = city.run
    Run.objects.filter(pk=run.pk).update(result=run.result.replace('"place":1', '"place":2', 1))

    [fault] = faults("runs")
    assert fault.startswith(f"{run.pk}: Judged again it differs: result/")


def test_an_annex_and_a_list_of_findings_that_were_changed_are_named(city, rows_may_change):
    run = city.run
    Run.objects.filter(pk=run.pk).update(annex="{}", findings=run.findings + " ")

    assert faults("runs") == [f"{run.pk}: The annex does not have its own digest."]
    assert faults("findings") == [f"of run {run.pk}: The list does not have its own digest."]


def test_a_review_that_says_something_else_and_an_imported_file_are_named(city, rows_may_change):
    Report.objects.update(data={**city.data, "not_built": ["something"]})
    file = SourceFile.objects.get()
    SourceFile.objects.update(data=bytes(file.data) + b" ")

    assert faults("reviews") == [f"1 ({city.pk}): What it says does not have its own digest."]
    assert faults("imports") == [f"{file.pk}: The bytes do not have this SHA-256, or this size."]


def test_rows_are_read_a_few_at_a_time(monkeypatch):
    monkeypatch.setattr(artifacts, "CHUNK", 5)
    row = {"input_hash": "0" * 64, "sha256": "0" * 64, "size": 1, "object_name": "artifacts/00/0", "fence": 1}
    row |= {"file_name": "lost.pdf", "content_type": "application/pdf", "made_at": builders.AT}
    when = {"requested_at": builders.AT, "not_before": builders.AT}
    jobs = Job.objects.bulk_create(Job(kind="tests.none", target=str(no), **when) for no in range(60))
    Artifact.objects.bulk_create(Artifact(job=job, **row) for job in jobs)
    gc.collect()
    gc.freeze()  # what is there by now is looked at no more: a look at all of it takes long
    count = most = 0

    try:
        for _row in artifacts.check_artifacts():
            count += 1
            most = max(most, sum(type(thing) is Artifact for thing in gc.get_objects()))
    finally:
        gc.unfreeze()

    assert (count, most <= 11) == (60, True)
