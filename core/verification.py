"""What `manage.py verify` goes through: kinds of stored things, each compared with a digest of its day.

An app brings its kinds in `parts.py`. A kind is read row by row, so that its size does not matter.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from core.models import Artifact


@dataclass(frozen=True, slots=True)
class Checked:
    """One stored thing by its id, and what is wrong with it, a sentence each."""

    id: str
    faults: tuple[str, ...] = ()
    artifact: Artifact | None = None  # whose file it is, where it may be made again


@dataclass(frozen=True, slots=True)
class Verification:
    """A kind of stored things by its name, and the reading of them all."""

    name: str
    label: str
    check: Callable[[], Iterator[Checked]]


# {kind of a job: makes the lost or damaged file of such a job again}. Raises jobs.Unfit where it differs.
Repairers = Mapping[str, Callable[[Artifact], None]]
