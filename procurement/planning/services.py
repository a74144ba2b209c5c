"""What officers say of a standard in their authority's name: record a fact, dispute it, withdraw what was said.

The catalogue stays as it is. Each act is a row that keeps what held before with its source, and the latest holds.
Beside that the reference profiles of interfaces, which are stored once.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from core.models import Authority, User
from core.states import MovedMeanwhile
from procurement.planning import gather, profiles, queries
from procurement.planning.catalogue import Standard, catalogue
from procurement.planning.models import FactAct, Profile, ProfileFile, StandardFact
from procurement.planning.profiles import ProfileKind, ProfileRole, ProfileSample, ReferenceFile
from procurement.planning.states import ProfileLeafKind, StandardLeafKind

_KINDS = {
    FactAct.RECORDED: StandardLeafKind.RECORDED,
    FactAct.DISPUTED: StandardLeafKind.DISPUTED,
    FactAct.WITHDRAWN: StandardLeafKind.WITHDRAWN,
}


class EnteredMeanwhile(MovedMeanwhile):
    """Another entry holds than the one that the person saw."""

    def __init__(self) -> None:
        sentence = _("Something else was entered about this fact meanwhile. Read it, then enter yours if you differ.")
        Exception.__init__(self, sentence)


class NothingEntered(ValueError):
    """Something is withdrawn that does not hold."""

    def __init__(self) -> None:
        super().__init__(_("The authority has entered nothing about this fact: there is nothing to withdraw."))


def record_fact(
    *, authority: Authority, standard: Standard, fact: str, value: str, source: str, after: int, by: User, at: datetime
) -> StandardFact:
    """Say what a fact is, with the source in which it was read. An officer of the authority.

    Effects: a StandardFact that keeps the old value and its source, leaf standard_fact.recorded. The same again changes
    nothing. `after` is the number of the entry that the person saw, 0 before the first. Raises EnteredMeanwhile if a
    later one holds.
    """
    return _enter(authority, standard, fact, FactAct.RECORDED, value, source, after, by, at)


def dispute_fact(
    *, authority: Authority, standard: Standard, fact: str, source: str, after: int, by: User, at: datetime
) -> StandardFact:
    """Say that the sources of a fact disagree: it counts as unknown. An officer of the authority; else as record_fact.

    Effects: a StandardFact, leaf standard_fact.disputed.
    """
    return _enter(authority, standard, fact, FactAct.DISPUTED, "", source, after, by, at)


def withdraw_fact(
    *, authority: Authority, standard: Standard, fact: str, source: str, after: int, by: User, at: datetime
) -> StandardFact:
    """Let the catalogue speak again, with the reason as `source`. An officer of the authority; else as record_fact.

    Effects: a StandardFact, leaf standard_fact.withdrawn. Raises NothingEntered where nothing holds.
    """
    return _enter(authority, standard, fact, FactAct.WITHDRAWN, "", source, after, by, at)


def enter_fact(
    *,
    act: str,
    authority: Authority,
    standard: Standard,
    fact: str,
    value: str,
    source: str,
    after: int,
    by: User,
    at: datetime,
) -> StandardFact:
    """One of the three acts above, by its key; a `value` counts for a recorded one only."""
    act = FactAct(act)
    return _enter(authority, standard, fact, act, value if act == FactAct.RECORDED else "", source, after, by, at)


@transaction.atomic
def _enter(
    authority: Authority,
    standard: Standard,
    fact: str,
    act: FactAct,
    value: str,
    source: str,
    after: int,
    by: User,
    at: datetime,
) -> StandardFact:
    Authority.objects.select_for_update().get(pk=authority.pk)  # two officers, one click each
    latest = queries.latest_facts(authority, standard.id).get((standard.id, fact))
    if latest is not None and (latest.act, latest.value, latest.source) == (act, value, source):
        return latest
    if (latest.no if latest else 0) != after:
        raise EnteredMeanwhile
    if act == FactAct.WITHDRAWN and queries.standing(latest) is None:
        raise NothingEntered
    entry = StandardFact.objects.create(
        authority=authority,
        standard=standard.id,
        fact=fact,
        no=after + 1,
        act=act,
        value=value,
        source=source,
        was=gather.answer_of(standard.answers[fact], latest),
        was_source=_source_before(standard, latest),
        catalogue_sha=catalogue().version,
        by=by,
        at=at,
    )
    facts = {"authority": str(authority.pk), "standard": standard.id, "fact": fact, "value": value, "was": entry.was}
    audit.record(_KINDS[act], entry, by=by, at=at, facts=facts, secret={"source": source})
    return entry


def _source_before(standard: Standard, latest: StandardFact | None) -> str:
    """Where what held before was read: the authority's source, else those of the catalogue's entry."""
    entry = queries.standing(latest)
    if entry is not None:
        return entry.source
    return "; ".join(f"{source.title}, {source.place}" if source.place else source.title for source in standard.sources)


def store_profile(
    *, kind: str, files: Sequence[ReferenceFile], samples: Sequence[ProfileSample], by: User, at: datetime
) -> Profile:
    """Store a reference profile: its main file first, then what that refers to, and samples that pass and fail.

    Every file is read in the bounded child, outside any transaction, up to some seconds. Effects: a Profile with its
    files, leaf profile.stored. The same kind, files and samples again, in whatever order behind the main file, are the
    same profile: nothing is read or stored, the first row is answered. That samples pass and fail is not checked yet.
    Raises profiles.ProfileRefused with everything that speaks against it. Source: EVIDENCE §7.
    """
    kind = ProfileKind(kind)
    ordered = [*files[:1], *sorted(files[1:], key=lambda file: file.uri)]
    key = _profile_key(kind, ordered, samples)
    known = Profile.objects.filter(sha256=key).first()
    if known is not None:
        return known
    dialect = profiles.dialect_of(kind, ordered, samples)
    with transaction.atomic():
        profile, is_new = Profile.objects.get_or_create(
            sha256=key, defaults={"kind": kind, "dialect": dialect, "by": by, "at": at}
        )
        if is_new:
            ProfileFile.objects.bulk_create(_profile_rows(profile, ordered, samples))
            facts = {"kind": str(kind), "files": len(ordered), "samples": len(samples)}
            audit.record(ProfileLeafKind.STORED, profile, by=by, at=at, facts=facts)
    return profile


def _profile_key(kind: ProfileKind, files: Sequence[ReferenceFile], samples: Sequence[ProfileSample]) -> str:
    """By what a profile is known; "" where it has no main file, so that it is refused."""
    if not files:
        return ""
    return profiles.profile_digest(
        kind,
        [(file.uri, profiles.sha256(file.content)) for file in files],
        [(sample.name, sample.passes, profiles.sha256(sample.content)) for sample in samples],
    )


def _profile_rows(
    profile: Profile, files: Sequence[ReferenceFile], samples: Sequence[ProfileSample]
) -> list[ProfileFile]:
    contents = [(ProfileRole.REFERENCE, file.uri, file.content) for file in files]
    for sample in sorted(samples, key=lambda sample: (not sample.passes, sample.name)):
        role = ProfileRole.PASSING if sample.passes else ProfileRole.FAILING
        contents.append((role, sample.name, sample.content))
    return [
        ProfileFile(
            profile=profile,
            no=no,
            role=role,
            name=name,
            sha256=profiles.sha256(content),
            size=len(content),
            data=content,
        )
        for no, (role, name, content) in enumerate(contents, 1)
    ]
