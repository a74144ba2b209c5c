"""Reference profiles, compared with the SHA-256 by which they are known, for `manage.py verify`."""

from collections.abc import Iterator

from core.verification import Checked
from procurement.planning.models import Profile, ProfileFile
from procurement.planning.profiles import ProfileRole, profile_digest, sha256


def check_profiles() -> Iterator[Checked]:
    """Every profile: the bytes of each file, then the list of them. One query each, its bytes at once: up to 20 MB."""
    for profile in Profile.objects.order_by("pk").iterator(100):
        yield Checked(profile.pk, tuple(_faults(profile)))


def _faults(profile: Profile) -> Iterator[str]:
    files: list[ProfileFile] = []
    for file in profile.files.order_by("no").iterator(1):
        if (len(file.data), sha256(bytes(file.data))) != (file.size, file.sha256):
            yield f"{file.name}: The bytes do not have their SHA-256, or their size."
        files.append(file)
        file.data = b""
    references = [(file.name, file.sha256) for file in files if file.role == ProfileRole.REFERENCE]
    samples = [
        (file.name, file.role == ProfileRole.PASSING, file.sha256)
        for file in files
        if file.role != ProfileRole.REFERENCE
    ]
    if not references or profile_digest(profile.kind, references, samples) != profile.pk:
        yield "Its files are not those of its SHA-256."
