"""Files that are no record of an evaluation: the command answers with exit code 2 and one sentence."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scoring import __main__, digest
from scoring.__main__ import main
from scoring.judging import evaluate
from tests.scale import examples
from tests.scoring.build import two
from tests.scoring.four import CASE


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "evaluation.json"
    path.write_bytes(digest.record_bytes(two(), evaluate(two())))
    return path


def refusal(capsys, *paths):
    """The sentence with which the command refuses, after its exit code is seen to be 2 and nothing else is printed."""
    assert main([str(path) for path in paths]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), err.endswith("\n")) == ("", 1, True)
    return err


def changed(written, change):
    """The record with something changed in it."""
    record = json.loads(written.read_text())
    change(record)
    written.write_text(json.dumps(record))
    return written


def test_a_key_that_stands_twice_is_refused(written, capsys, shared, tmp_path):
    written.write_text(written.read_text().replace('"amount":"100"', '"amount":"999","amount":"100"'))

    assert "'amount' is given twice" in refusal(capsys, written)
    assert "'amount' is given twice" in refusal(capsys, shared / "inputs" / "duplicate_key.json")


@pytest.mark.parametrize("place", ["top", "case"])
def test_a_key_that_nobody_knows_is_refused(written, capsys, place):
    path = changed(written, lambda record: (record if place == "top" else record["case"]).update(note="read me"))

    assert "there is no 'note'" in refusal(capsys, path)


@pytest.mark.parametrize("instant", ["2026-05-04T12:00:00", "2026-05-04", "0001-01-01T00:00:00+23:59", 5])
def test_a_moment_without_a_time_zone_is_refused(written, capsys, instant):
    path = changed(written, lambda record: record["case"]["facts"]["bids"][0].update(submitted_at=instant))

    assert "bids/0/submitted_at" in refusal(capsys, path)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
    ],
)
def test_deep_nesting_is_refused(written, capsys, text):
    written.write_text(text)

    assert str(written) in refusal(capsys, written)


@pytest.mark.parametrize("depth", [500, 3_000])
def test_deep_nesting_inside_a_record_is_refused_or_named_as_a_difference(written, capsys, depth):
    text = written.read_text().replace('"quality":{"A":"48"', '"quality":{"A":' + "[" * depth + "]" * depth)
    written.write_text(text)

    assert main([str(written)]) in {1, 2}
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00\xd8", b"\x00" * 64, b"null", b"[]", b'"text"', b'{"version":1e5}', b"9" * 5000]
)
def test_what_is_no_record_is_refused(written, capsys, content):
    written.write_bytes(content)

    assert str(written) in refusal(capsys, written)


def test_what_is_no_file_is_refused(tmp_path, capsys):
    assert str(tmp_path) in refusal(capsys, tmp_path)
    assert "none.json" in refusal(capsys, tmp_path / "none.json")
    assert main(["a\0b"]) == 2


def test_a_number_of_thousands_of_digits_is_refused(written, capsys):
    written.write_text(written.read_text().replace('"amount":"100"', '"amount":"' + "9" * 5000 + '"'))

    assert "too many digits" in refusal(capsys, written)


def test_text_that_no_terminal_can_show_is_escaped(written, capsys):
    written.write_text(
        written.read_text().replace('"winner"', '"winner"').replace('"kind":"points"', '"kind":"\\ud800"')
    )

    assert main([str(written)]) == 1
    assert "stored \\ud800, now points" in capsys.readouterr().out


def test_values_too_deep_to_be_compared_are_refused(written, capsys, monkeypatch):
    def too_deep(_record):
        raise RecursionError

    monkeypatch.setattr(__main__, "replay", too_deep)

    assert "its values are nested too deeply" in refusal(capsys, written)


def test_help_is_given(capsys):
    assert (main(["--help"]), main(["-h", "x.json"])) == (0, 0)
    out, err = capsys.readouterr()
    assert out.startswith("usage: python -m scoring FILE.json [ANNEX.json]\n")
    assert (out.count("exit codes: 0 equal; 1 different"), err) == (2, "")


# Whatever is done to a record, the command answers: equal, different, or one sentence.
VALUES = st.one_of(
    *(
        st.none(),
        st.booleans(),
        st.integers(-2, 2),
        st.text(max_size=3),
        st.sampled_from(["1/0", "-1", "nan", "x" * 40]),
    ),
    *(st.just([]), st.just({}), st.just([None]), st.just({"a": 1})),
)


def steps_into(value, path=()):
    """The path of every value inside a record."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from steps_into(item, (*path, key))


RECORD = json.loads(digest.record_bytes(CASE, evaluate(CASE)))


@settings(max_examples=examples(300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(list(steps_into(RECORD))), value=VALUES)
@example(path=("case", "spec", "basis", "places"), value=-1)
def test_whatever_stands_in_a_record_there_is_an_answer(written, capsys, path, value):
    record = json.loads(json.dumps(RECORD))
    part = record
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    written.write_text(json.dumps(record))

    assert main([str(written)]) in {0, 1, 2}
