"""Reads of what authorities entered about standards. Everybody may see them; the persons are shown to nobody here."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from core import access
from core.access import Person
from core.models import Authority, Role
from procurement.planning.models import FactAct, Profile, ProfileFile, StandardFact

FactKey = tuple[str, str]


def authorities_for(user: Person) -> QuerySet[Authority]:
    """Whose entries count on the person's pages: where it is officer or auditor, by name."""
    return Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER, Role.AUDITOR)).order_by(
        "name", "pk"
    )


def officer_authorities(user: Person) -> QuerySet[Authority]:
    """In whose name the person may enter facts, by name."""
    return Authority.objects.filter(pk__in=access.authorities_with(user, Role.OFFICER)).order_by("name", "pk")


def authority_for(user: Person, asked: str = "") -> Authority | None:
    """The authority that is asked for, if it is the person's, else its first; None without a role. One query."""
    return chosen_authority(list(authorities_for(user)), asked)


def chosen_authority(mine: Sequence[Authority], asked: str) -> Authority | None:
    """Of these authorities the one that is asked for, else the first. No query."""
    return next((authority for authority in mine if str(authority.pk) == asked), next(iter(mine), None))


def latest_facts(authority: Authority | None, standard: str = "") -> Mapping[FactKey, StandardFact]:
    """{(standard, fact): the latest entry of an authority}, withdrawn ones too. One query, none without authority."""
    if authority is None:
        return {}
    entries = StandardFact.objects.filter(authority=authority).order_by("no")
    if standard:
        entries = entries.filter(standard=standard)
    return {(entry.standard, entry.fact): entry for entry in entries}


def standing(entry: StandardFact | None) -> StandardFact | None:
    """The entry, unless it lets the catalogue speak again."""
    return None if entry is None or entry.act == FactAct.WITHDRAWN else entry


def history_of(standard: str) -> QuerySet[StandardFact]:
    """Every entry of every authority about a standard, the latest first. One query."""
    return StandardFact.objects.filter(standard=standard).select_related("authority").order_by("-at", "fact", "-no")


def disputed_standards() -> set[str]:
    """Keys of standards with a fact that some authority disputes now. One query."""
    latest: dict[tuple[UUID, str, str], str] = {}
    rows = StandardFact.objects.order_by("no").values_list("authority_id", "standard", "fact", "act")
    for authority, standard, fact, act in rows:
        latest[authority, standard, fact] = act
    return {standard for (_, standard, _fact), act in latest.items() if act == FactAct.DISPUTED}


def profile_with_person(sha256: str) -> Profile | None:
    """A profile with who stored it first; no visibility applied. One query."""
    return Profile.objects.select_related("by").filter(pk=sha256).first()


def files_of_profile(profile: Profile) -> list[ProfileFile]:
    """Its files without their bytes, the main one first, samples last. One query."""
    return list(profile.files.defer("data").order_by("no"))


def files_of_profiles(shas: Collection[str]) -> list[ProfileFile]:
    """The files of these profiles with their profile, without their bytes, in their order. One query, none for none."""
    if not shas:
        return []
    files = ProfileFile.objects.filter(profile__in=shas).select_related("profile").defer("data")
    return list(files.order_by("profile_id", "no"))


def main_files_of_profiles(most: int = 200) -> list[ProfileFile]:
    """The main file of each profile, without its bytes, the profile stored last first. One query."""
    files = ProfileFile.objects.filter(no=1).select_related("profile").defer("data")
    return list(files.order_by("-profile__at", "profile_id")[:most])


def file_of_profile(profile: Profile, no: int) -> ProfileFile | None:
    """One file with its bytes. One query."""
    return profile.files.filter(no=no).first()
