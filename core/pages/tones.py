"""The tone of a state: which tag of the style guide it wears. A state without one is plain."""

from collections.abc import Mapping
from typing import Literal

from core.models import JobState

Tone = Literal["", "accent", "good", "warn", "bad"]

JOBS: Mapping[str, Tone] = {JobState.RUNNING: "accent", JobState.READY: "good", JobState.FAILED: "bad"}


def tone_of(tones: Mapping[str, Tone], state: str) -> Tone:
    """The tone of a state in the table of its stage."""
    return tones.get(state, "")
