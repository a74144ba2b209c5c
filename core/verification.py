"""What `manage.py verify` goes through: kinds of stored things, each compared with a digest of its day.

An app brings its kinds in `parts.py`. A kind is read row by row, so that its size does not matter.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.files import FileState
from core.jobs import Progress
from core.models import Artifact, User


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


def _nothing_to_require(_artifact: Artifact) -> None:
    """Every file of the kind may come out the same."""


def _nothing_to_note(_artifact: Artifact, *, by: User | None, at: datetime) -> None:
    """Asking for it leaves no leaf."""


@dataclass(frozen=True, slots=True)
class Repairer:
    """How a stage makes the lost or damaged file of a kind of job again (docs/adr/0026).

    `kind`: of the job that does it. `make`: the bytes, from what is stored. `note_repaired`: in the transaction that
    says ready, for its leaf, with what the matter was. `note_requested`: once for each job. `require`: raises
    jobs.Unfit, with the cure, where the same bytes cannot come out.
    """

    kind: str
    make: Callable[[Artifact, Progress], bytes]
    note_repaired: Callable[[Artifact, FileState], None]
    note_requested: Callable[..., None] = _nothing_to_note
    require: Callable[[Artifact], None] = _nothing_to_require


# {kind of a job: how the lost or damaged file of such a job is made again}
Repairers = Mapping[str, Repairer]
