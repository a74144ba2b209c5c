"""What an entry of a list in a section is known by."""

from collections import Counter
from collections.abc import Sequence

IDENTIFIERS = ("key", "code", "no", "name", "standard")  # fields by which an entry is known; else by its position


def entry_name(entry: object, position: int) -> str:
    """The key, code, number or name of an entry, a text itself; else its position, which counts from 1."""
    if isinstance(entry, str):
        return entry
    for field in IDENTIFIERS:
        if hasattr(entry, field):
            return str(getattr(entry, field))
    return str(position)


def distinct_names(entries: Sequence[object]) -> list[str]:
    """A name for each entry that no other of the list has: the second "R1" is "R1 (2)"."""
    seen: Counter[str] = Counter()
    names = []
    for position, entry in enumerate(entries, start=1):
        name = entry_name(entry, position)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
