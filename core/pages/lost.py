"""A lost or damaged file as a page says it, with the button that has it made again (templates/lost_file.html)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core import jobs
from core.access import Decision
from core.files import FileState
from core.integrity import repair
from core.integrity.repair import Condition
from core.models import Artifact, JobState

SENTENCES = {
    FileState.MISSING: (_("The file is lost"), _("It was made, but its file is no longer on the server.")),
    FileState.DAMAGED: (
        _("The file is damaged"),
        _("The file on the server is not the one that was made: its SHA-256 differs. It is not handed out."),
    ),
    FileState.UNREADABLE: (_("The file cannot be read"), _("It was made, but the server cannot read its file.")),
}


@dataclass(frozen=True, slots=True)
class LostFile:
    """What is the matter; `failed`: why the latest try failed. `url`: the button's; `why`: why it does nothing."""

    title: str
    sentence: str
    failed: str
    url: str
    why: str


def lost_file(artifact: Artifact, condition: Condition, *, url: str, decision: Decision) -> LostFile | None:
    """None where the file is intact, or is being made again. No query on an artefact with its job."""
    if not condition.lost or condition.repairing:
        return None
    title, sentence = SENTENCES[condition.state]
    failed = condition.repair
    return LostFile(
        title=str(title),
        sentence=str(sentence),
        failed=failed.why if failed is not None and failed.state == JobState.FAILED else "",
        url=url,
        why=_refused(artifact, decision),
    )


def _refused(artifact: Artifact, decision: Decision) -> str:
    """Why the person may not have it made again, or why it would be of no use; empty where neither is so."""
    if not decision:
        return str(decision.why)
    try:
        repair.repairer_of(artifact).require(artifact)
    except jobs.Unfit as error:
        return str(error)
    return ""
