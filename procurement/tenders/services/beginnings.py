"""What a draft begins with: the sections of a ready tender, or those of an earlier one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from core.models import Authority, User
from procurement.planning.catalogue import catalogue
from procurement.planning.profiles import ProfileKind, ProfileSample, ReferenceFile
from procurement.planning.services import store_profile
from procurement.tenders import gather
from procurement.tenders.models import Tender
from procurement.tenders.ready import ReadyProfile, ReadyTender, sections_of
from procurement.tenders.sections import SectionKey, SectionValue, Timetable

# Kinds of evidence whose profile is a document of that kind; the profiles of all others are JSON schemas.
_OWN_KIND = {"openapi": ProfileKind.OPENAPI, "asyncapi": ProfileKind.ASYNCAPI}


def ready_sections(ready: ReadyTender, *, authority: Authority, by: User, at: datetime) -> tuple[SectionValue, ...]:
    """The sections of a ready tender in the authority's money; dates are left to the officer.

    Effects: the profiles of its interfaces are stored, once for the site.
    """
    return sections_of(
        ready,
        currency=authority.currency,
        basis=authority.basis,
        rider=catalogue().rider,
        profiles=_stored(ready, by=by, at=at),
    )


def _stored(ready: ReadyTender, *, by: User, at: datetime) -> Mapping[str, str]:
    return {profile.name: _store(profile, by=by, at=at) for profile in ready.profiles}


def _store(profile: ReadyProfile, *, by: User, at: datetime) -> str:
    stored = store_profile(
        kind=_OWN_KIND.get(profile.kind, ProfileKind.JSON_SCHEMA),
        files=[ReferenceFile(f"{profile.name}.json", profile.reference)],
        samples=[
            ProfileSample("passing.json", profile.passing, passes=True),
            ProfileSample("failing.json", profile.failing, passes=False),
        ],
        by=by,
        at=at,
    )
    return stored.sha256


def copied_sections(tender: Tender) -> tuple[SectionValue, ...]:
    """What an earlier tender says, without its dates; nobody has confirmed a requirement for the new one.

    One query. Raises gather.NotReadable for an imported tender.
    """
    content = gather.content_of(tender)
    keys = [SectionKey(key) for key in content.written]
    sections = [content.section(key) for key in keys if key not in {SectionKey.TIMETABLE, SectionKey.REQUIREMENTS}]
    unconfirmed = tuple(replace(entry, mandatory_confirmed=False) for entry in content.requirements.entries)
    if SectionKey.REQUIREMENTS in keys:
        sections.append(replace(content.requirements, entries=unconfirmed))
    if SectionKey.TIMETABLE in keys:
        sections.append(Timetable(procedure=content.timetable.procedure))
    return tuple(sections)
