"""The typeface as static files, made from its wheel: nothing of it is kept in the repository.

Each weight is the whole font, packed as WOFF2 without a change of its tables ('Source' is a reserved name: a subset
could not be called so). Packing takes a second per weight and happens once per data folder, in a process of its own,
so that a web process never loads fontTools.
"""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import font_source_sans_pro
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

PREFIX = "fonts"
FILES = {
    "source-sans-regular.woff2": "SourceSansPro-Regular.ttf",
    "source-sans-semibold.woff2": "SourceSansPro-Semibold.ttf",
    "source-sans-italic.woff2": "SourceSansPro-It.ttf",
}
LICENCE = "LICENSE.txt"
PACK_SECONDS = 60

log = logging.getLogger(__name__)


def wheel_font(name: str) -> Path:
    """The path of one file of the font wheel."""
    return Path(font_source_sans_pro.font_directory) / name


def pack(source: Path, target: Path) -> None:
    """Write `source` as WOFF2 to `target`, all at once: two processes may do it at the same time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    os.close(handle)
    command = [sys.executable, "-m", "fontTools.ttLib.woff2", "compress", "-o", name, str(source)]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=PACK_SECONDS)  # noqa: S603 -- our own words
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


class FontFinder(BaseFinder):
    """Serves `fonts/<name>`. A weight that cannot be packed is left out, logged: the page falls back to the system."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder = Path(settings.DATA_DIR) / PREFIX
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]

    def check(self, **_: Any) -> list[Any]:
        lacking = [name for name in (*FILES.values(), LICENCE) if not wheel_font(name).is_file()]
        assert not lacking, lacking
        return []

    def path_of(self, name: str) -> Path | None:
        target = self.folder / name
        if target.is_file():
            return target
        try:
            if name == LICENCE:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel_font(LICENCE).read_bytes())
            else:
                pack(wheel_font(FILES[name]), target)
        except (OSError, subprocess.SubprocessError) as error:
            log.warning("The font %s could not be made: %s", name, error)
            return None
        return target

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        folder, _, name = path.replace("\\", "/").partition("/")
        static_path = self.path_of(name) if folder == PREFIX and name in {*FILES, LICENCE} else None
        if find_all:
            return [str(static_path)] if static_path else []
        return str(static_path) if static_path else None

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in (*FILES, LICENCE):
            if not matches_patterns(name, ignore_patterns or []) and self.path_of(name):
                yield name, self.storage
