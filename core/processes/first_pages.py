"""Where to look first: the demonstration writes it down, the supervisor prints it once the site answers."""

from collections.abc import Sequence
from pathlib import Path

NAME = "first-pages.txt"


def write(data: Path, pages: Sequence[tuple[str, str]]) -> None:
    """Keep (path, what one sees there), in the order in which they are printed, beside the data."""
    data.mkdir(parents=True, exist_ok=True)
    (data / NAME).write_text("".join(f"{path}\t{sees}\n" for path, sees in pages), encoding="utf-8")


def lines(data: Path, site: str) -> list[str]:
    """What is printed: the addresses on this site, each with what one sees there; nothing where nothing was written."""
    try:
        rows = [line.partition("\t") for line in (data / NAME).read_text(encoding="utf-8").splitlines()]
    except OSError:
        return []
    return ["Look first at:", *(f"  {site}{path}  {sees}" for path, _, sees in rows)] if rows else []
