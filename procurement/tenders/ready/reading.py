"""From the files of ready tenders to their types. A fault in a file stops whoever reads it: the files are tested."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "data"
PROFILES = FOLDER / "profiles"
Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReadyProfile:
    """What an interface must be, as one file, with a sample that keeps to it and one that does not."""

    name: str
    kind: str
    reference: bytes
    passing: bytes
    failing: bytes


@dataclass(frozen=True, slots=True)
class ReadyTender:
    """A tender to begin with. `table`: its file; `common`: what all of them share."""

    key: str
    title: str
    text: str
    table: Table
    common: Table

    @property
    def profiles(self) -> tuple[ReadyProfile, ...]:
        """The profiles that its interfaces name, each once, by name."""
        names = sorted({row["profile"] for row in self.table["interface"] if "profile" in row})
        return tuple(profile(name) for name in names)


@cache
def ready_tenders() -> Mapping[str, ReadyTender]:
    """Every ready tender by its key, in the order of titles; read once per process."""
    common = _table("common")
    keys = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "common")
    tables = {key: _table(key) for key in keys}
    ready = [ReadyTender(key, table["title"], table["text"], table, common) for key, table in tables.items()]
    return {tender.key: tender for tender in sorted(ready, key=lambda tender: tender.title)}


@cache
def profile(name: str) -> ReadyProfile:
    """A profile by its name."""
    kinds = tomllib.loads((PROFILES / "kinds.toml").read_text(encoding="utf-8"))
    files = [(PROFILES / name / f"{part}.json").read_bytes() for part in ("profile", "passing", "failing")]
    return ReadyProfile(name, kinds[name], *files)


def _table(key: str) -> Table:
    return tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
