"""The test files of an interface beside its row: what was read of the chosen profile, and how to bring another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from procurement.planning import queries
from procurement.planning.labels import PROFILE_KINDS
from procurement.planning.models import ProfileFile
from procurement.planning.profiles import MOST_BYTES, MOST_FILES, MOST_SAMPLES, MOST_TOGETHER, ProfileKind, ProfileRole
from procurement.tenders.forms.interfaces import InterfaceForm, InterfacesForm


@dataclass(frozen=True, slots=True)
class InterfaceFilesPart:
    """`prefix` of the names of its fields; `read`: what the chosen profile is, with `url` to its page; both may lack.

    `kinds`: (value, label, whether it is chosen). `is_open`: files were just brought, or refused.
    """

    prefix: str
    read: str
    url: str
    kinds: tuple[tuple[str, str, bool], ...]
    limits: str
    fault: str
    is_open: bool


def interface_files_parts(form: InterfacesForm) -> tuple[InterfaceFilesPart, ...]:
    """One for each row of the form. One query, none without a chosen profile."""
    rows: Sequence[InterfaceForm] = form.rows["entries"].forms
    shas = {str(row["profile_sha"].value() or "") for row in rows} - {""}
    files: dict[str, list[ProfileFile]] = {}
    for file in queries.files_of_profiles(shas):
        files.setdefault(file.profile_id, []).append(file)
    faults: dict[str, list[str]] = {}
    for fault in form.file_faults:
        faults.setdefault(fault.field.rpartition("-")[0], []).append(fault.sentence)
    return tuple(_part(form, no, row, files, faults) for no, row in enumerate(rows))


def _part(
    form: InterfacesForm,
    no: int,
    row: InterfaceForm,
    files: Mapping[str, Sequence[ProfileFile]],
    faults: Mapping[str, Sequence[str]],
) -> InterfaceFilesPart:
    prefix = f"profile-{no}"
    sha, evidence = (str(row[name].value() or "") for name in ("profile_sha", "evidence_kind"))
    usual = evidence if evidence in set(ProfileKind) else ProfileKind.JSON_SCHEMA.value
    chosen = str(form.data.get(f"{prefix}-kind", usual) if form.is_bound else usual)
    fault = " ".join(faults.get(prefix, ()))
    return InterfaceFilesPart(
        prefix=prefix,
        read=_read(files[sha]) if sha in files else "",
        url=reverse("profiles:detail", args=[sha]) if sha in files else "",
        kinds=tuple((kind.value, str(PROFILE_KINDS[kind]), kind == chosen) for kind in ProfileKind),
        limits=_limits(),
        fault=fault,
        is_open=bool(fault) or form.brought == no,
    )


def _read(files: Sequence[ProfileFile]) -> str:
    """What was read of a profile, its main file first."""
    main, profile = files[0], files[0].profile
    count = {role: sum(file.role == role for file in files) for role in ProfileRole}
    more = count[ProfileRole.REFERENCE] - 1
    others = ngettext("%(count)d more file", "%(count)d more files", more) % {"count": more}
    return _(
        "%(kind)s, %(dialect)s: %(main)s and %(others)s, %(passing)d that must pass, %(failing)d that must fail."
    ) % {
        "kind": PROFILE_KINDS[profile.kind],
        "dialect": profile.dialect,
        "main": main.name,
        "others": others,
        "passing": count[ProfileRole.PASSING],
        "failing": count[ProfileRole.FAILING],
    }


def _limits() -> str:
    return _(
        "At most %(size)s a file, %(together)s together, %(files)d files and %(samples)d samples. At least one sample"
        " must pass and one must fail."
    ) % {
        "size": formats.filesize(MOST_BYTES),
        "together": formats.filesize(MOST_TOGETHER),
        "files": MOST_FILES,
        "samples": MOST_SAMPLES,
    }
