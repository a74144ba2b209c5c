"""The tone of a state, and that the style sheet knows every tone."""

import re
from pathlib import Path
from typing import get_args

from django.conf import settings

from core.models import JobState
from core.pages import tones
from procurement.evaluations.pages import TONES as EVALUATION_TONES
from procurement.tenders.pages import TONES as TENDER_TONES


def test_a_job_wears_the_tone_of_its_state():
    assert [tones.tone_of(tones.JOBS, state) for state in JobState] == ["", "accent", "good", "bad"]


def test_a_state_without_a_tone_is_plain():
    assert tones.tone_of({}, JobState.READY) == ""


def test_the_style_sheet_has_a_tag_for_every_tone():
    sheet = Path(settings.BASE_DIR, "core/static/core/components.css").read_text()

    assert set(get_args(tones.Tone)) - {""} == set(re.findall(r"\.tag-(\w+) ", sheet))
    for table in (tones.JOBS, TENDER_TONES, EVALUATION_TONES):
        assert set(table.values()) <= set(get_args(tones.Tone))
