"""`python -m offline verify`: sentences and exit codes, alone in a folder without the site or a network."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from offline import keys, signed
from offline.__main__ import main
from tests.offline.samples import CERTIFICATE, DECLARATION, FINGERPRINT, KEY, OTHER, SHARE, share_file

ROOT = Path(__file__).resolve().parents[2]
GROUPS = keys.in_groups(FINGERPRINT)
FIRST = (
    "Share code K7QM-2TXD-94RA: facts of Tidewater Analytics (EXAMPLE-REG S-1002), "
    "as they stood on 3 December 2026, 09:30 UTC."
)
FITS = "The signature fits: nothing was changed since."
LIMITS = [
    "It does not prove that the facts are true: each was signed by a member of the supplier.",
    "Whether the code was ended early says only https://larkmouth.example.",
]


@pytest.fixture
def run(tmp_path, capsys):
    """Runs the command on a file: (exit code, lines printed, lines of errors)."""

    def verify(content, *arguments):
        path = tmp_path / "share.json"
        path.write_bytes(content)
        code = main(["verify", str(path), *arguments])
        printed = capsys.readouterr()
        return code, printed.out.splitlines(), printed.err.splitlines()

    return verify


def test_a_file_of_the_named_key_is_proven(run):
    assert run(share_file(), "--key", GROUPS, "--at", "2026-12-11") == (
        0,
        [
            FIRST,
            "The code is good until 3 March 2027; you asked for 11 December 2026.",
            "Facts: 3. Ended before 11 December 2026: 0. Declared without evidence: 2.",
            FITS,
            "It was signed with the key that you named.",
            *LIMITS,
        ],
        [],
    )


def test_without_a_key_it_says_what_is_not_proven(run):
    assert run(share_file(), "--at", "2026-12-13") == (
        3,
        [
            FIRST,
            "The code is good until 3 March 2027; you asked for 13 December 2026.",
            "Facts: 3. Ended before 13 December 2026: 1. Declared without evidence: 2.",
            "  ended on 12 December 2026: certificate ISO/IEC 27001",
            FITS,
            f"Who signed it is NOT proven: the file names the key {GROUPS}, and anybody can make a key.",
            "Take the fingerprint from a notice of the site or from its page /about, and give it with --key.",
            *LIMITS,
        ],
        [],
    )


@pytest.mark.parametrize(
    ("day", "code", "sentence"),
    [
        ("2026-12-02", 1, "On 2 December 2026 it was not made yet."),
        ("2026-12-03", 0, "The code is good until 3 March 2027; you asked for 3 December 2026."),
        ("2027-03-03", 0, "The code is good until 3 March 2027; you asked for 3 March 2027."),
        ("2027-03-04", 1, "The code ended on 3 March 2027; you asked for 4 March 2027."),
    ],
)
def test_the_day_decides_whether_the_code_is_good(run, day, code, sentence):
    answer, lines, _ = run(share_file(), "--key", FINGERPRINT, "--at", day)

    assert (answer, lines[1]) == (code, sentence)
    assert FITS in lines


def test_another_key_is_wrong_and_named(run):
    code, lines, _ = run(share_file(key=OTHER), "--key", FINGERPRINT)

    assert code == 1
    named = keys.in_groups(signed.sign("a", {}, OTHER).fingerprint)
    assert lines == [f"The file was signed with another key: its fingerprint is {named}, not {GROUPS}."]


@pytest.mark.parametrize("arguments", [[], ["--key", FINGERPRINT]])
def test_a_changed_fact_is_named(run, arguments):
    envelope = json.loads(share_file())
    envelope["document"]["facts"][1]["expires_date"] = "2029-12-12"

    assert run(json.dumps(envelope).encode(), *arguments) == (
        1,
        ["The document was changed after it was signed, or the signature belongs to another document."],
        [],
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no", "The file is not JSON, or it was cut off or damaged."),
        (b'{"a":1,"a":2}', "The name “a” stands twice in one object."),
        (b'{"format":"evenhand-signed/9"}', "The file is of the form “evenhand-signed/9”; this program knows “evenhand-signed/1”."),
        (signed.sign("letter/1", {}, KEY).file(), "The signature fits, but this program does not know “letter/1”."),
        (signed.sign("share-code/1", {}, KEY).file(), "the document lacks “site”."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_in_one_sentence(run, content, sentence):
    assert run(content) == (2, [], [sentence])


def test_many_ended_facts_are_counted(run):
    many = replace(SHARE, facts=(CERTIFICATE,) * 23)
    _, lines, _ = run(share_file(many), "--at", "2027-01-01")

    assert lines[-6:-4] == ["  and 3 more", FITS]
    assert lines.count("  ended on 12 December 2026: certificate ISO/IEC 27001") == 20


def test_no_text_of_a_file_reaches_the_terminal_as_a_command(run):
    hostile = replace(
        SHARE, facts=(replace(DECLARATION, title="\x1b[2J\u202eevil", expires_date=CERTIFICATE.expires_date),)
    )
    _, lines, _ = run(share_file(hostile), "--at", "2027-01-01")

    assert r"  ended on 12 December 2026: declaration crime-org \x1b[2J\u202eevil" in lines


def test_a_file_that_is_not_there_is_an_error(capsys, tmp_path):
    assert main(["verify", str(tmp_path / "none.json")]) == 2
    assert "none.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--key", "9d41…e07c"], "A fingerprint has 64 digits"),
        (["--at", "tomorrow"], "A day is written as 2026-12-31."),
    ],
)
def test_an_argument_that_cannot_be_read_is_explained(capsys, arguments, sentence):
    with pytest.raises(SystemExit) as stopped:
        main(["verify", "share.json", *arguments])

    assert stopped.value.code == 2
    assert sentence in capsys.readouterr().err


def test_help_lists_the_exit_codes(capsys):
    with pytest.raises(SystemExit):
        main(["verify", "--help"])

    assert "3  unchanged and good on the day, but no key was named" in capsys.readouterr().out


NO_SITE = """
import socket, sys
def refuse(*_, **__): raise OSError("no network here")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from offline.__main__ import main
code = main(sys.argv[1:])
assert not [name for name in sys.modules if name.partition(".")[0] in {"django", "core", "suppliers", "procurement"}]
sys.exit(code)
"""


def test_a_copy_of_two_folders_is_enough(tmp_path):
    """No settings, no site, no network, no environment."""
    for folder in ("offline", "scoring"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "share.json").write_bytes(share_file())
    (tmp_path / "run.py").write_text(NO_SITE)

    done = subprocess.run(
        [sys.executable, "run.py", "verify", "share.json", "--key", FINGERPRINT, "--at", "2026-12-11"],
        cwd=tmp_path,
        env={"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr, done.stdout.splitlines()[0]) == (0, "", FIRST)


def test_it_is_a_module_of_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "offline", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (done.returncode, "verify" in done.stdout) == (0, True)
