"""What a demonstration was made from, noted beside its data: what a later version brings would be missing."""

import hashlib
from pathlib import Path

NAME = "demo-content.sha256"
FOLDER = Path(__file__).parent / "data"


def digest() -> str:
    """The SHA-256 over the files of the demonstration and their names."""
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    return hashlib.sha256("".join(map(_line, files)).encode()).hexdigest()


def _line(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.relative_to(FOLDER).as_posix()}\n"


def note(data: Path) -> None:
    """Note that a city was made from this content. Effects: a file beside the data."""
    data.mkdir(parents=True, exist_ok=True)
    (data / NAME).write_text(f"{digest()}\n", encoding="ascii")


def is_current(data: Path) -> bool:
    """Whether the city there was made from this content; not known means no."""
    try:
        return (data / NAME).read_text(encoding="ascii").strip() == digest()
    except (OSError, UnicodeDecodeError):
        return False
