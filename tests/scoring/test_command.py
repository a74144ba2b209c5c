"""`python -m scoring FILE`: equal, different, or one sentence why the file cannot be read."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scoring import canonical, codec, digest, robustness
from scoring.__main__ import main
from scoring.errors import BadParameter
from scoring.judging import evaluate
from scoring.replay import replay_annex
from tests.scoring.build import two


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "evaluation.json"
    path.write_bytes(digest.record_bytes(two(), evaluate(two())))
    return path


def test_command_says_equal(written, capsys):
    assert main([str(written)]) == 0
    assert capsys.readouterr().out == "equal\n"


def test_command_names_the_first_difference_and_counts_the_rest(written, capsys):
    text = written.read_text().replace('"figure":"92"', '"figure":"93"')
    written.write_text(text.replace('"points":"48"', '"points":"47"'))

    assert main([str(written)]) == 1
    assert capsys.readouterr().out == "result/columns/q/cells/A/points: stored 47, now 48\nand 1 more differences\n"


def test_command_names_a_single_difference(written, capsys):
    written.write_text(written.read_text().replace('"figure":"92"', '"figure":"93"'))

    assert main([str(written)]) == 1
    assert capsys.readouterr().out == "result/order/B/figure: stored 93, now 92\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "Expecting property name"),
        ('{"version":0.1}', "FloatRefused"),
        ('{"version":"evenhand.scoring/1"}', "BadParameter"),
    ],
)
def test_command_says_why_a_file_cannot_be_read(written, capsys, text, why):
    written.write_text(text)

    assert main([str(written)]) == 2
    assert why in capsys.readouterr().err


def test_command_without_a_file_says_how_it_is_used(capsys):
    assert main([]) == 2
    assert capsys.readouterr().err == "usage: python -m scoring FILE.json [ANNEX.json]\n"


def test_command_without_such_a_file_says_so(tmp_path, capsys):
    assert main([str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


def test_command_needs_nothing_but_python(written):
    """An auditor has no packages: -I and -S leave only the standard library and the folder itself."""
    root = Path(__file__).resolve().parents[2]
    code = f"import sys; sys.path.insert(0, {str(root)!r}); from scoring.__main__ import main; sys.exit(main(sys.argv[1:]))"

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(written)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "equal\n", "")


# --- the annex ---


@pytest.fixture
def annex(tmp_path):
    lot_case = two()
    path = tmp_path / "annex.json"
    path.write_bytes(
        canonical.dumps(robustness.to_json(robustness.robustness(lot_case, evaluate(lot_case), seed=7, draws=50)))
    )
    return path


def test_command_says_equal_of_an_annex(written, annex, capsys):
    assert main([str(written), str(annex)]) == 0
    assert capsys.readouterr().out == "equal\n"


def test_command_names_what_differs_in_an_annex(written, annex, capsys):
    annex.write_text(annex.read_text().replace('"winner":"B"', '"winner":"A"', 1))

    assert main([str(written), str(annex)]) == 1
    assert "stored A, now B" in capsys.readouterr().out


def test_command_names_the_annex_that_cannot_be_read(written, annex, capsys):
    annex.write_text('{"seed":1}')

    assert main([str(written), str(annex)]) == 2
    assert f"cannot replay {annex}: BadParameter" in capsys.readouterr().err


def test_command_says_that_an_annex_needs_numpy(written, annex):
    """-S leaves out installed packages."""
    root = Path(__file__).resolve().parents[2]
    code = f"import sys; sys.path.insert(0, {str(root)!r}); from scoring.__main__ import main; sys.exit(main(sys.argv[1:]))"

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(written), str(annex)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert "the annex is computed with numpy" in done.stderr


def test_an_evaluation_that_is_not_complete_has_no_annex():
    lot_case = two()
    bare = replace(lot_case, facts=replace(lot_case.facts, marks=()))
    stored = {"case": codec.case_to_json(bare)}
    lot_annex = robustness.to_json(robustness.robustness(lot_case, evaluate(lot_case), seed=7, draws=50))

    with pytest.raises(BadParameter, match="not complete"):
        replay_annex(stored, lot_annex)
    with pytest.raises(BadParameter):
        replay_annex([], lot_annex)


def test_command_says_so_in_this_process_too(written, annex, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)

    assert main([str(written), str(annex)]) == 2
    assert "the annex is computed with numpy" in capsys.readouterr().err
