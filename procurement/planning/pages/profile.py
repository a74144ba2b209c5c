"""The page of a reference profile: what it is, its files to save, and what nobody has checked yet."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.planning.labels import PROFILE_KINDS, PROFILE_ROLES
from procurement.planning.profiles import ProfileRole
from procurement.planning.shapes import ProfileFileShape, ProfileShape


@dataclass(frozen=True, slots=True)
class ProfileFileRow:
    name: str
    role: str
    size: str
    sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """`references`: the main file first; `samples`: those that pass first."""

    title: str
    sha256: str
    dialect: str
    at: datetime
    references: tuple[ProfileFileRow, ...]
    samples: tuple[ProfileFileRow, ...]


def profile_page(profile: ProfileShape) -> ProfilePage:
    """What the page shows of a profile."""
    references = [file for file in profile.files if file.role == ProfileRole.REFERENCE]
    return ProfilePage(
        title=str(PROFILE_KINDS[profile.kind]),
        sha256=profile.sha256,
        dialect=profile.dialect,
        at=profile.at,
        references=tuple(_row(file, is_main=number == 0) for number, file in enumerate(references)),
        samples=tuple(_row(file) for file in profile.files if file.role != ProfileRole.REFERENCE),
    )


def _row(file: ProfileFileShape, *, is_main: bool = False) -> ProfileFileRow:
    role = _("main file") if is_main else str(PROFILE_ROLES[file.role])
    return ProfileFileRow(file.name, role, formats.filesize(file.size), file.sha256, file.url)
