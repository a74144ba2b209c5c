"""What no text may say: that a machine checked what none checks yet, or that a result is firm or safe."""

import re
from pathlib import Path

import pytest

from scoring.sentences import TEMPLATES

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "suppliers", "scoring", "offline", "procurement", "templates")
QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|>[^<>{}]+<")
CLAIMS = re.compile(
    r"(?<!not )(checked|verified|validated|proven|tested) (automatically|by (a |the )?(machine|computer|software|verifier))",
    re.IGNORECASE,
)
REASSURING = re.compile(r"\b(the result|the ranking|it) is (firm|safe|robust|certain)\b", re.IGNORECASE)


def texts():
    """(file, text) of everything quoted in the product's code and templates, but for migrations, which are past."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in {".py", ".html", ".css"} and "migrations" not in path.parts:
                for match in QUOTED.finditer(path.read_text()):
                    yield path.relative_to(ROOT).as_posix(), match.group()


@pytest.mark.parametrize("claim", [CLAIMS, REASSURING])
def test_no_text_claims_a_check_that_nobody_made_nor_reassures(claim):
    assert [(file, text) for file, text in texts() if claim.search(text)] == []


@pytest.mark.parametrize("claim", [CLAIMS, REASSURING])
def test_no_sentence_of_the_judge_does(claim):
    forms = [form for text in TEMPLATES.values() for form in ([text] if isinstance(text, str) else text.forms)]

    assert [form for form in forms if claim.search(form)] == []


@pytest.mark.parametrize("text", ["Checked by a machine", "verified automatically", "Proven by the verifier"])
def test_the_sweep_knows_such_a_claim(text):
    assert CLAIMS.search(text)


def test_that_nothing_was_checked_is_no_claim():
    assert not CLAIMS.search("Samples not checked by a machine yet")
